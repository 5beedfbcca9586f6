// GraphUpdater: makes the graph show exactly the facts that the stored documents state.
//
// apply() takes a set of changed documents, decide() decisions of a person, and does, in one
// transaction:
//   1. brings the index of names up to date and finds the names that now resolve differently;
//   2. for each changed document, and each other document with such a name, replaces the references
//   that are not what they were;
//   3. shows every fact whose references changed, and removes the facts that have none left;
//   4. ranks the statistics that are about the same anew.
// The cost follows the changed documents and those that share a re-resolved name with them. Nodes
// and relationships that users created are never touched; a node of ours that a user's relationship
// still needs stays.
//
// Records:
//   Document  s uri            sha256 of the content and fingerprint of the extractor
//   Document  g uri            the document's graph, JSON
//   Document  x uri            the keys of its references, separated by 0x00
//   Support   f fact 0 uri 0 n a reference: the payload of fact.h
//   Support   t fact           a summary of its references: see summary.h
//   Support   i fact           the node or relationship that shows the fact
//   Support   i fact 1f subject              of a statistic: its relationship to its subject,
//   Support   i fact 1f stated 1f uri 1f n   and those to the documents that state it
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "build/fact.h"
#include "build/resolution.h"
#include "build/summary.h"
#include "store/write_transaction.h"
#include "wutong/document_graph.h"

namespace wutong::build {

struct DocumentChange {
  std::string uri;
  std::optional<DocumentGraph> graph;  // nullopt: the document is withdrawn
  std::string state;                   // see record s
  std::string json{};                  // to_json(graph), where it is known
};

class GraphUpdater {
 public:
  explicit GraphUpdater(store::WriteTransaction& transaction)
      : transaction_(transaction), records_(transaction), resolution_(records_) {}

  void apply(const std::vector<DocumentChange>& changes);
  // Errors: curate.cycle.
  void decide(const std::vector<Decision>& decisions);
  // Returns how many there were.
  std::size_t undo(const std::vector<Decision>& decisions);
  // Parts of apply, for documents that are stored already.
  void index_names(const std::vector<std::string>& uris);
  // `all`: shows every fact of theirs anew, changed or not.
  void update_documents(const std::set<std::string>& uris, bool all = false);
  // Nodes that are there already, by the stable id of the fact that they show: taken instead of new
  // ones. Outlives this.
  void adopt(const std::map<std::string, NodeId>& unclaimed) { unclaimed_ = &unclaimed; }
  // Removes what shows facts that have no references.
  void hide_bare(const std::set<std::string>& facts) { show_facts(facts); }

 private:
  std::optional<DocumentGraph> stored_graph(const std::string& uri) const;
  // Steps; each returns or extends the set of what the next has to look at.
  std::set<std::string> update_names(const std::vector<DocumentChange>& changes);
  // Documents in which a name of `keys`, or one that depends on them, resolves differently after
  // `change`.
  std::set<std::string> resolve_anew(const std::set<EntityKey>& keys,
                                     const std::function<void()>& change);
  void change_decisions(const std::vector<Decision>& decisions,
                        const std::function<void()>& change);
  void replace_references(const std::string& uri, bool all, std::set<std::string>& touched);
  void change_reference(const std::string& fact, const std::string& place, std::string_view payload,
                        const Share& share, int by);
  Summary& summary_of(const std::string& fact);
  void write_summaries();
  void show_facts(const std::set<std::string>& touched);

  bool has_references(const std::string& fact);
  // The payload of the first reference, in the order of documents.
  std::string first_payload(const std::string& fact) const;
  void show(const std::string& fact);
  void hide(const std::string& fact);
  void show_document(const std::string& fact);
  void show_entity(const std::string& fact);
  void show_mention(const std::string& fact);
  void show_relation(const std::string& fact);
  // "uri#start-end" of each reference in the order of their keys.
  List evidence_of(const std::string& fact);
  void list_evidence(const std::string& fact, const std::string& prefix, List& out) const;
  void show_statistic(const std::string& fact);
  void show_statements(const std::string& fact, NodeId statistic);

  // The node that shows a fact of kind D, E or S, made where it is missing.
  NodeId node_of(const std::string& fact);
  std::optional<std::uint64_t> shown_as(const std::string& fact) const;
  void remember(const std::string& fact, std::uint64_t id);
  NodeId put_node(const std::string& fact, std::initializer_list<std::string_view> labels,
                  const std::vector<std::pair<std::string, Value>>& properties);
  void put_relationship(const std::string& fact, NodeId start, std::string_view type, NodeId end,
                        const std::vector<std::pair<std::string, Value>>& properties);
  // Writes what differs, at once.
  template <class Id>
  void set_properties(Id id, const std::vector<std::pair<std::string, Value>>& properties);
  model::PropertyList properties_of(const std::vector<std::pair<std::string, Value>>& properties);

  store::WriteTransaction& transaction_;
  const Records records_;
  Resolution resolution_;
  const std::map<std::string, NodeId>* unclaimed_ = nullptr;
  std::map<std::string, const DocumentGraph*> changed_graphs_;  // of the present apply()
  std::map<std::string, Summary> summaries_;                    // read or changed, not written yet
  // Of facts of kinds D and M, as far as this changed them: their one reference, or none.
  std::map<std::string, std::optional<std::string>> payloads_;
  std::set<std::string> new_facts_;  // of kind M, that nothing shows yet
  std::map<std::string, NodeId> nodes_;
  // Statements that are to be shown, by statistic: "uri 0 n".
  std::map<std::string, std::vector<std::string>> statements_;
  // Documents whose references changed, by relation.
  std::map<std::string, std::set<std::string>> restated_;
  bool applying_ = false;  // what is shown was right before
};

// The node or relationship of record i.
std::optional<std::uint64_t> shown_by(const store::WriteTransaction& transaction,
                                      const std::string& place);

// The state under which a document was last ingested, or nullopt.
std::optional<std::string> document_state(const store::WriteTransaction& transaction,
                                          const std::string& uri);

}  // namespace wutong::build
