#include "build/repair.h"

#include <charconv>
#include <map>
#include <set>

#include "build/fact.h"
#include "build/graph_updater.h"
#include "build/in_commits.h"
#include "build/journal.h"
#include "build/migrate.h"
#include "wutong/error.h"

namespace wutong::build {
namespace {

// Ids of nodes or of relationships; they are dense.
class IdSet {
 public:
  void insert(std::uint64_t id) {
    if (id >= bits_.size()) bits_.resize(id + 1);
    bits_[id] = true;
  }
  bool contains(std::uint64_t id) const { return id < bits_.size() && bits_[id]; }

 private:
  std::vector<bool> bits_;
};

class Repair {
 public:
  Repair(store::Store& store, std::vector<std::string>& lost) : store_(store), lost_(lost) {}

  void run() {
    find_documents();
    give_up_lost();
    complete_journal();
    drop_wrong_places();
    const auto unclaimed = unclaimed_nodes();
    rebuild(store_, unclaimed);
    delete_unclaimed(unclaimed);
    hide_unstated(store_);  // as far as those relationships kept it
  }

 private:
  // Those whose graph can be read, and those that other records tell of.
  void find_documents() {
    const auto view = store_.snapshot();
    const auto tell = [&](std::string_view uri) {
      if (graphs_.count(std::string(uri)) == 0) gone_.emplace(uri);
    };
    view->scan_records(RecordSpace::Document, "g",
                       [&](std::string_view key, std::string_view json) {
                         try {
                           document_graph_from_json(std::string(json));
                           graphs_.emplace(key.substr(1));
                         } catch (const std::exception&) {
                           gone_.emplace(key.substr(1));
                         }
                         return true;
                       });
    view->scan_records(RecordSpace::Document, "s", [&](std::string_view key, std::string_view) {
      tell(key.substr(1));
      return true;
    });
    for_each_document(*view, [&](const DocumentRecord& document) {
      if (document.state == DocumentState::Done) tell(document.uri);
    });
    view->scan_records(RecordSpace::Document, "y", [&](std::string_view key, std::string_view) {
      tell(key.substr(1));
      return true;
    });
  }

  void give_up_lost() {
    in_commits(store_, {gone_.begin(), gone_.end()}, kRecordsPerCommit,
               [&](store::WriteTransaction& transaction, const std::vector<std::string>& uris) {
                 Journal journal(transaction);
                 for (const std::string& uri : uris) {
                   const auto known = journal.document(uri);
                   for (const char* kind : {"g", "s"}) {
                     transaction.delete_record(RecordSpace::Document, kind + uri);
                   }
                   // References may be left of what was withdrawn.
                   if (known && known->state == DocumentState::Withdrawn) continue;
                   transaction.delete_record(RecordSpace::Document, "j" + uri);
                   journal.add_pending(file_of(uri));
                   lost_.push_back("document " + uri + " has lost its content: pending");
                 }
               });
  }

  void complete_journal() {
    in_commits(store_, {graphs_.begin(), graphs_.end()}, kRecordsPerCommit,
               [&](store::WriteTransaction& transaction, const std::vector<std::string>& uris) {
                 Journal journal(transaction);
                 for (const std::string& uri : uris) {
                   const std::string state = document_state_key(uri);
                   // An empty state: read anew by the next job that meets the document.
                   if (!transaction.get_record(RecordSpace::Document, state)) {
                     transaction.put_record(RecordSpace::Document, state, "");
                   }
                   const auto known = journal.document(uri);
                   if (known && known->state != DocumentState::Withdrawn) continue;
                   DocumentRecord record;
                   record.uri = uri;
                   journal.put_document(record);
                 }
               });
  }

  static std::optional<std::uint64_t> place_of(std::string_view text) {
    std::uint64_t id = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), id);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
    return id;
  }

  static bool is_of_type(const store::SnapshotView& view, std::uint64_t id, std::string_view type) {
    const auto ends = view.relationship(RelationshipId{id});
    return ends && view.names().type_name(ends->type) == type;
  }

  // Whether what the record names may show the fact.
  bool fits(const store::SnapshotView& view, const std::string& fact,
            std::string_view record) const {
    const auto id = place_of(record.substr(0, record.find(' ')));
    if (!id) return false;
    if (fact[0] == 'R') return is_of_type(view, *id, fields_of(fact)[0]);
    const auto id_key = view.names().find_key("id");
    if (!id_key || !view.has_node(NodeId{*id})) return false;
    const Value shown = view.property(NodeId{*id}, *id_key);
    if (!shown.is_string() || shown.as_string() != stable_id(fact)) return false;
    const std::uint64_t subject = subject_relationship(record);
    return subject == kNotShown || is_of_type(view, subject, "HAS_STATISTIC");
  }

  // The same for a document's own relationships.
  bool fits(const store::SnapshotView& view, std::string_view record) const {
    try {
      for (const std::uint64_t id : ShownDocument::decode(record).relationships) {
        if (!is_of_type(view, id, "MENTIONED_IN") && !is_of_type(view, id, "STATED_IN")) {
          return false;
        }
      }
      return true;
    } catch (const Error&) {
      return false;
    }
  }

  void drop_wrong_places() {
    std::vector<std::string> wrong, wrong_documents;
    const auto view = store_.snapshot();
    view->scan_records(RecordSpace::Support, "i", [&](std::string_view key, std::string_view text) {
      if (!fits(*view, std::string(key.substr(1)), text)) wrong.emplace_back(key);
      return true;
    });
    view->scan_records(RecordSpace::Document, "y",
                       [&](std::string_view key, std::string_view record) {
                         if (!fits(*view, record)) wrong_documents.emplace_back(key);
                         return true;
                       });
    erase_records(store_, RecordSpace::Support, wrong);
    erase_records(store_, RecordSpace::Document, wrong_documents);
  }

  // What records i and y name. All of them fit.
  void find_claimed(const store::SnapshotView& view, IdSet& nodes, IdSet& relationships) const {
    view.scan_records(RecordSpace::Support, "i", [&](std::string_view key, std::string_view text) {
      const auto id = place_of(text.substr(0, text.find(' ')));
      if (id) (key[1] == 'R' ? relationships : nodes).insert(*id);
      const std::uint64_t subject = subject_relationship(text);
      if (subject != kNotShown) relationships.insert(subject);
      return true;
    });
    view.scan_records(RecordSpace::Document, "y", [&](std::string_view, std::string_view record) {
      for (const std::uint64_t id : ShownDocument::decode(record).relationships) {
        relationships.insert(id);
      }
      return true;
    });
  }

  // Nodes that bear the id of a fact and that no record claims.
  std::map<std::string, NodeId> unclaimed_nodes() const {
    std::map<std::string, NodeId> unclaimed;
    const auto view = store_.snapshot();
    IdSet claimed, other;
    find_claimed(*view, claimed, other);
    const auto id_key = view->names().find_key("id");
    for (const char* name : {"Document", "Entity", "Statistic"}) {
      const auto label = view->names().find_label(name);
      if (!label || !id_key) continue;
      const auto cursor = view->nodes_with_label(*label);
      std::vector<NodeId> nodes;
      for (cursor->next(1024, nodes); !nodes.empty(); cursor->next(1024, nodes)) {
        for (const NodeId node : nodes) {
          if (claimed.contains(static_cast<std::uint64_t>(node))) continue;
          const Value id = view->property(node, *id_key);
          if (id.is_string() && is_stable_id(id.as_string()))
            unclaimed.emplace(id.as_string(), node);
        }
      }
    }
    return unclaimed;
  }

  static bool is_stable_id(std::string_view id) {
    return id.size() == 17 && (id[0] == 'd' || id[0] == 'e' || id[0] == 's') &&
           id.find_first_not_of("0123456789abcdef", 1) == std::string_view::npos;
  }

  // Whether the builder made the relationship: people write no facts of just these properties.
  bool is_ours(const store::SnapshotView& view, RelationshipId id) const {
    const auto ends = view.relationship(id);
    const std::string type = view.names().type_name(ends->type);
    std::set<std::string> keys;
    model::PropertyList properties;
    view.properties(id, properties);
    for (const auto& [key, value] : properties) keys.insert(view.names().key_name(key));
    if (type == "MENTIONED_IN") return keys == std::set<std::string>{"end", "start", "text"};
    if (type == "STATED_IN") {
      return keys == std::set<std::string>{"end", "rule", "start", "text"};
    }
    if (type == "HAS_STATISTIC") {
      const Value id_value = view.property(ends->end, *view.names().find_key("id"));
      return keys.empty() && id_value.is_string() && is_stable_id(id_value.as_string());
    }
    return keys ==
           std::set<std::string>{"confidence", "evidence", "rules", "sources", "status", "text"};
  }

  // Relationships of ours that nothing claims go, and then the nodes that are left without any.
  void delete_unclaimed(const std::map<std::string, NodeId>& unclaimed) {
    const auto view = store_.snapshot();
    IdSet nodes, relationships;
    find_claimed(*view, nodes, relationships);
    const auto transaction = store_.begin_write();
    for (std::uint64_t id = 0; id < view->counters().next_relationship; ++id) {
      if (relationships.contains(id) || !view->relationship(RelationshipId{id})) continue;
      if (is_ours(*view, RelationshipId{id})) {
        transaction->delete_relationship(RelationshipId{id});
      }
    }
    for (const auto& [id, node] : unclaimed) {
      if (nodes.contains(static_cast<std::uint64_t>(node))) continue;
      if (transaction->degree(node, model::Direction::Both, {}) == 0)
        transaction->delete_node(node);
    }
    transaction->commit();
  }

  store::Store& store_;
  std::vector<std::string>& lost_;
  std::set<std::string> graphs_;  // uris
  std::set<std::string> gone_;
};

}  // namespace

void repair(store::Store& store, std::vector<std::string>& lost) { Repair(store, lost).run(); }

}  // namespace wutong::build
