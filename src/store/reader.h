// Reader: the reading half of a view, over any kv::View. SnapshotView and WriteTransaction differ
// only in which view that is.
#pragma once

#include <algorithm>
#include <functional>
#include <map>

#include "kv/database.h"
#include "store/constraints.h"
#include "store/counters.h"
#include "store/graph.h"
#include "store/last_record.h"
#include "store/name_table.h"
#include "store/records.h"

namespace wutong::store {

// Name -> description.
using Indexes = std::map<std::string, IndexDescription, std::less<>>;
Indexes load_indexes(const kv::View& view);

class Reader {
 public:
  Reader(const kv::View& view, const StoredNames& names) : view_(view), names_(names) {}

  bool has_node(NodeId id) const { return load_node(id); }
  void labels(NodeId id, std::vector<LabelId>& out) const;
  bool has_label(NodeId id, LabelId label) const;
  Value property(NodeId id, KeyId key) const;
  void properties(NodeId id, PropertyList& out) const;
  std::optional<RelationshipEnds> relationship(RelationshipId id) const;
  Value property(RelationshipId id, KeyId key) const;
  void properties(RelationshipId id, PropertyList& out) const;
  void expand(NodeId id, Direction direction, std::span<const TypeId> types,
              std::vector<Neighbour>& out) const;
  std::unique_ptr<NodeCursor> nodes() const;
  std::unique_ptr<NodeCursor> nodes_with_label(LabelId label) const;
  // Candidates by index, compared again with `accept`.
  std::unique_ptr<NodeCursor> seek(LabelId label, KeyId key, const Value& value) const;
  std::unique_ptr<NodeCursor> seek_range(LabelId label, KeyId key, const ValueRange& range) const;

  // The bytes of a record, valid until the next call; empty where there is none.
  std::string_view record(NodeId id) const;
  std::string_view record(RelationshipId id) const;

  // What was read stays in the reader: it is told what the view changes.
  void replace(NodeId id, std::string record) const;
  void replace(RelationshipId id, std::string record) const;
  void forget(NodeId) const { node_.forget(); }
  void forget(RelationshipId) const { relationship_.forget(); }
  void forget_adjacency() const { adjacency_.reset(); }
  void forget_index() const { index_.reset(); }
  void forget() const;

 private:
  bool load_node(NodeId id) const;
  bool load_relationship(RelationshipId id) const;
  void expand_one(NodeId id, Direction direction, std::span<const TypeId> types, bool skip_loops,
                  std::vector<Neighbour>& out) const;

  const kv::View& view_;
  const StoredNames& names_;
  mutable LastRecord node_{kv::Family::Node}, relationship_{kv::Family::Relationship};
  mutable std::unique_ptr<kv::Iterator> adjacency_, index_;
};

// A node's record without the labels at its head, a relationship's without type and ends.
std::string_view properties_of_node(std::string_view record);
std::string_view properties_of_relationship(std::string_view record);

model::Statistics statistics_of(const Counters& counters, const NameTable& names,
                                const Indexes& indexes);

// Forwards the reading half of GraphView or GraphWriter to a Reader.
template <class Base>
class Reading : public Base {
 public:
  const NameTable& names() const override { return names_; }
  bool has_node(NodeId id) const override { return reader_.has_node(id); }
  void labels(NodeId id, std::vector<LabelId>& out) const override { reader_.labels(id, out); }
  bool has_label(NodeId id, LabelId label) const override { return reader_.has_label(id, label); }
  Value property(NodeId id, KeyId key) const override { return reader_.property(id, key); }
  void properties(NodeId id, PropertyList& out) const override { reader_.properties(id, out); }
  std::optional<RelationshipEnds> relationship(RelationshipId id) const override {
    return reader_.relationship(id);
  }
  Value property(RelationshipId id, KeyId key) const override { return reader_.property(id, key); }
  void properties(RelationshipId id, PropertyList& out) const override {
    reader_.properties(id, out);
  }
  void expand(NodeId id, Direction direction, std::span<const TypeId> types,
              std::vector<Neighbour>& out) const override {
    reader_.expand(id, direction, types, out);
  }
  std::size_t degree(NodeId id, Direction direction, std::span<const TypeId> types) const override {
    std::vector<Neighbour> all;
    reader_.expand(id, direction, types, all);
    return all.size();
  }
  std::unique_ptr<NodeCursor> nodes() const override { return reader_.nodes(); }
  std::unique_ptr<NodeCursor> nodes_with_label(LabelId label) const override {
    return reader_.nodes_with_label(label);
  }
  std::unique_ptr<NodeCursor> seek(LabelId label, KeyId key, const Value& value) const override {
    return has_index(label, key) ? reader_.seek(label, key, value) : nullptr;
  }
  std::unique_ptr<NodeCursor> seek_range(LabelId label, KeyId key,
                                         const ValueRange& range) const override {
    return has_index(label, key) ? reader_.seek_range(label, key, range) : nullptr;
  }
  bool has_index(LabelId label, KeyId key) const override { return find_index(label, key); }
  std::vector<IndexDescription> indexes() const override {
    std::vector<IndexDescription> out;
    for (const auto& [name, index] : indexes_) out.push_back(index);
    return out;
  }
  std::vector<ConstraintDescription> constraints() const override {
    return all_constraints(constraints_, indexes());
  }
  model::Statistics statistics() const override {
    return statistics_of(counters_, names_, indexes_);
  }

 protected:
  struct Indexed;
  // The index on a property of a label; a unique one where there are several.
  const Indexed* find_index(LabelId label, KeyId key) const {
    if (!indexed_) {
      indexed_.emplace();
      for (const auto& [name, index] : indexes_) {
        if (index.properties.size() != 1) continue;
        const auto label_id = names_.find_label(index.label);
        const auto key_id = names_.find_key(index.properties.front());
        if (label_id && key_id) indexed_->push_back({*label_id, *key_id, index.unique});
      }
    }
    const Indexed* found = nullptr;
    for (const Indexed& index : *indexed_) {
      if (index.label == label && index.key == key && (!found || index.unique)) found = &index;
    }
    return found;
  }

  Reading(const kv::View& view, const StoredNames& names, Counters counters, Indexes indexes,
          Constraints constraints)
      : names_(names),
        reader_(view, names),
        counters_(std::move(counters)),
        indexes_(std::move(indexes)),
        constraints_(std::move(constraints)) {}

  const StoredNames& names_;
  Reader reader_;
  Counters counters_;
  Indexes indexes_;
  // (label, key) of indexes_; unset when those change.
  struct Indexed {
    LabelId label;
    KeyId key;
    bool unique;
  };
  mutable std::optional<std::vector<Indexed>> indexed_;
  Constraints constraints_;
};

}  // namespace wutong::store
