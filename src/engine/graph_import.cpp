#include "wutong/graph_import.h"

#include <algorithm>

#include "engine/graph_import_load.h"
#include "exec/graph_changes.h"
#include "store/key_codec.h"

namespace wutong {
std::unique_ptr<store::BulkLoad> begin_import(Database& database) {
  store::Store& store = database.implementation().store();
  {
    const auto view = store.snapshot();
    const std::uint64_t nodes = view->counters().nodes;
    if (nodes > 0) {
      throw Error("import.not_empty",
                  "the database holds " + std::to_string(nodes) + " nodes already")
          .with_note("an import makes a whole graph: name a directory that is new or empty")
          .with_note(
              "LOAD CSV WITH HEADERS FROM 'file:///rows.csv' AS row MERGE ... adds to a graph");
    }
    if (!view->indexes().empty() || !view->constraints().empty()) {
      throw Error("import.has_indexes", "the database has indexes or constraints already")
          .with_note("name a directory that is new or empty and create them after the import");
    }
  }
  return store.begin_bulk_load();
}

class GraphImport::Implementation {
 public:
  explicit Implementation(Database& database) : load(begin_import(database)) {}

  const std::string& encode(const Map& properties) {
    list_.clear();
    for (const auto& [name, value] : properties) {
      if (value.is_null()) continue;
      exec::check_storable(value);
      list_.emplace_back(load->key(name), value);
    }
    std::sort(list_.begin(), list_.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    bytes_.clear();
    store::append_properties(list_, bytes_);
    return bytes_;
  }

  std::unique_ptr<store::BulkLoad> load;
  std::vector<store::LabelId> labels;

 private:
  model::PropertyList list_;
  std::string bytes_;
};

GraphImport::GraphImport(Database& database)
    : implementation_(std::make_unique<Implementation>(database)) {}
GraphImport::~GraphImport() = default;

NodeId GraphImport::node(const std::vector<std::string>& labels, const Map& properties) {
  Implementation& to = *implementation_;
  const std::string& bytes = to.encode(properties);
  to.labels.clear();
  for (const std::string& label : labels) to.labels.push_back(to.load->label(label));
  std::sort(to.labels.begin(), to.labels.end());
  to.labels.erase(std::unique(to.labels.begin(), to.labels.end()), to.labels.end());
  return to.load->node(to.labels, bytes);
}

RelationshipId GraphImport::relationship(NodeId start, const std::string& type, NodeId end,
                                         const Map& properties) {
  Implementation& to = *implementation_;
  const std::string& bytes = to.encode(properties);
  return to.load->relationship(start, to.load->type(type), end, bytes);
}

void BadRows::add(Error fault) {
  if (++count_ <= options_.bad_tolerance) {
    if (options_.bad_row) options_.bad_row(fault);
    return;
  }
  fault.add_note(options_.bad_tolerance == 0
                     ? "nothing is imported; --bad-tolerance N leaves out up to N such rows"
                     : "nothing is imported: more rows than the " +
                           std::to_string(options_.bad_tolerance) + " tolerated are at fault");
  throw fault;
}

void GraphImport::finish() { implementation_->load->finish(); }

}  // namespace wutong
