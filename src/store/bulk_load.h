// Loading many new nodes and relationships at once: sorted files that RocksDB takes over whole,
// without its log. What a load writes is seen by nobody before finish(), and then all of it.
//
//   BulkLoad load(...);                       // from Store::begin_bulk_load()
//   const LabelId person = load.label("Person");
//   load.index("Person", "id");               // a uniqueness constraint
//   const NodeId a = load.node({person}, properties);
//   load.relationship(a, knows, b, {});
//   load.finish();
//
// Nodes come before relationships. A load that is destroyed without finish() leaves the graph as it
// was; at most names that nothing uses yet remain.
#pragma once

#include <mutex>

#include "store/write_transaction.h"

namespace wutong::store {

class BulkLoad {
 public:
  BulkLoad(kv::Database& database, StoredNames& names, std::unique_lock<std::mutex> writer,
           ChangeLog& log, PostingMemory& postings);

  LabelId label(std::string_view name);
  TypeId type(std::string_view name);
  KeyId key(std::string_view name);
  // Makes the uniqueness constraint that MATCH (:label {key: v}) is answered by. Before the nodes.
  void index(const std::string& label, const std::string& key);

  // `labels` ascending, `properties` sorted by key and without nulls, as append_properties writes
  // them.
  // Errors: load.too_many, past 2^32 nodes in one load.
  NodeId node(std::span<const LabelId> labels, std::string_view properties);
  // An entry of the index on (label, key); ordered_value() of the value.
  void index_entry(LabelId label, KeyId key, std::string ordered, NodeId node);
  // Both ends are nodes of this load. Errors: load.too_many.
  RelationshipId relationship(NodeId start, TypeId type, NodeId end, std::string_view properties);

  // Errors: constraint_validation_failed.unique.
  void finish();

  std::uint64_t nodes() const { return counters_.next_node - first_node_; }
  std::uint64_t relationships() const { return counters_.next_relationship - first_relationship_; }

 private:
  // Counted from first_node_; the place in edges_ is the relationship, from first_relationship_.
  struct Edge {
    std::uint32_t start, end;
    TypeId type;
  };
  struct Entry {
    std::string ordered;
    NodeId node;
  };

  std::unique_ptr<kv::Table> table(kv::Family family);
  void write_labels();
  void write_index();
  void write_adjacency();

  kv::Database& database_;
  StoredNames& names_;
  std::unique_lock<std::mutex> writer_;
  ChangeLog& log_;
  PostingMemory& postings_;
  Counters counters_;
  std::uint64_t first_node_, first_relationship_;
  int tables_ = 0;
  std::string buffer_;
  std::unique_ptr<kv::Table> node_table_, relationship_table_;
  std::vector<std::unique_ptr<kv::Table>> done_;
  std::map<LabelId, std::vector<NodeId>> by_label_;
  std::map<std::pair<LabelId, KeyId>, std::vector<Entry>> entries_;
  std::vector<IndexDescription> new_indexes_;
  std::vector<Edge> edges_;
};

}  // namespace wutong::store
