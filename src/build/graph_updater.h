// GraphUpdater: makes the graph show exactly the facts that the stored documents state.
//
// apply() takes a set of changed documents, decide() decisions of a person, and does, in one
// transaction:
//   1. brings the index of names up to date and finds the names that now resolve differently;
//   2. for each changed document, and each other document with such a name, replaces the references
//   that are not what they were: both are computed, from its graphs and how its names were and are
//   read;
//   3. shows every fact whose references changed, and removes the facts that have none left;
//   4. ranks the statistics that are about the same anew.
// The cost follows the changed documents and those that share a re-resolved name with them, however
// many other documents state the same facts. Nodes and relationships that users created are never
// touched; a node of ours that a user's relationship still needs stays.
//
// Records:
//   Document  s uri            sha256 of the content and fingerprint of the extractor
//   Document  g uri            the document's graph, JSON
//   Document  y uri            how its names were read, and the relationships that show its
//                              mentions and statements: ShownDocument
//   Support   f fact 0 uri     where a document states a relation: Statements
//   Support   t fact           a summary of the references of an entity, relation or statistic: see
//                              summary.h
//   Support   i fact           the node or relationship that shows a document, entity, relation or
//                              statistic; of a statistic also its relationship to its subject
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
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
  // What an update finds out, for the one that comes after, where nobody else commits between.
  struct Memory {
    Resolution::Known names;
    // Of relations, the first document that states them.
    base::RecentMap<std::string, std::string, base::TextHash> first_documents{32 << 20};
  };
  // `memory` outlives this; without one it keeps its own.
  explicit GraphUpdater(store::WriteTransaction& transaction, Memory* memory = nullptr)
      : transaction_(transaction),
        records_(transaction),
        memory_(memory ? *memory : own_),
        resolution_(records_, &memory_.names) {}
  GraphUpdater(const GraphUpdater&) = delete;
  GraphUpdater& operator=(const GraphUpdater&) = delete;

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
  void hide_bare(const std::vector<std::string>& facts);

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
  // A fact: its summary as it was and is, and of relations the documents that state it at other
  // places, or no more, in order.
  struct Counted {
    Summary before, now;
    std::vector<std::pair<std::string, Statements>> restated{};
  };
  using Facts = std::unordered_map<std::string, Counted>;
  // A document whose references are replaced.
  struct Replaced {
    std::string uri;
    std::vector<Reference> references;
    std::vector<std::uint64_t> relationships;  // of mentions and statements, or kNotShown
    Reading reading;
    const DocumentGraph* graph = nullptr;  // nullptr: withdrawn
    std::optional<DocumentGraph> read;     // where nobody else has it
    bool changed = false;                  // else only its names are read differently
  };
  void replace_references(const std::string& uri);
  // Finds what differs, one fact after another.
  void compare(Replaced& document, const std::vector<Reference>& former,
               const std::vector<std::uint64_t>& relationships, const std::string& former_date);
  void restate(const Replaced& document, std::size_t begin, std::size_t end,
               Facts::value_type& fact);
  void delete_ours(std::uint64_t relationship);
  Facts::value_type& counted(const std::string& fact);
  void write_summaries();
  void rank_touched();

  void show_facts();
  void show_documents();
  void show_entity(const Facts::value_type& fact);
  void show_relation(const Facts::value_type& fact);
  void show_statistic(const Facts::value_type& fact);
  // Relationships of a document's own.
  void show_mentions(Replaced& document);
  void show_statements(Replaced& document);
  void put_document(const Replaced& document);
  void hide(const std::string& fact);
  void hide_node(const std::string& fact, NodeId node);
  // All places of a relation, by document.
  store::Groups evidence_of(const std::string& fact);
  // The first document that states it, and the text there.
  std::pair<std::string, std::string> first_text(const std::string& fact);
  // The text that a relation shows, where the restated documents may change it; `whole`: no others
  // state it.
  std::optional<std::string> text_to_show(const Facts::value_type& fact, bool anew, bool whole);

  // The node that shows a fact of kind D, E or S, made where it is missing.
  NodeId node_of(const std::string& fact);
  std::optional<std::uint64_t> shown_as(const std::string& fact) const;
  void remember(const std::string& fact, std::uint64_t id);
  NodeId put_node(const std::string& fact, std::initializer_list<std::string_view> labels,
                  const std::vector<std::pair<std::string_view, Value>>& properties);
  // Of our own relationship, whether it is there and between these.
  bool is_between(std::uint64_t relationship, NodeId start, std::string_view type, NodeId end);
  std::uint64_t join(NodeId start, std::string_view type, NodeId end,
                     const std::vector<std::pair<std::string_view, Value>>& properties);
  // Writes what differs, at once.
  template <class Id>
  void set_properties(Id id, const std::vector<std::pair<std::string_view, Value>>& properties);
  model::PropertyList properties_of(
      const std::vector<std::pair<std::string_view, Value>>& properties);

  store::WriteTransaction& transaction_;
  const Records records_;
  Memory own_;
  Memory& memory_;
  Resolution resolution_;
  const std::map<std::string, NodeId>* unclaimed_ = nullptr;
  // Of the present apply(): the graphs of documents now and, where there were any, before.
  std::map<std::string, const DocumentGraph*> changed_graphs_;
  std::map<std::string, DocumentGraph> former_graphs_;
  // Of the present update_documents().
  bool all_ = false;  // what is shown is looked at again where no reference changed
  std::vector<Replaced> documents_;
  Facts facts_;                              // of kinds E, R and S
  std::vector<Facts::value_type*> touched_;  // of facts_, those to be shown anew; in order
  std::unordered_map<std::string, NodeId> nodes_;
};

// What record i says: a node or relationship; of a statistic its node.
std::optional<std::uint64_t> shown_by(const store::WriteTransaction& transaction,
                                      const std::string& fact);
// The relationship to its subject that such a record names, or kNotShown.
std::uint64_t subject_relationship(std::string_view record);

// The state under which a document was last ingested, or nullopt.
std::optional<std::string> document_state(const store::WriteTransaction& transaction,
                                          const std::string& uri);

}  // namespace wutong::build
