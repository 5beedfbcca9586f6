// ReadView answers from a Base where it can and from storage where it must: for nodes and
// relationships that commits since the Base have touched, for what is not in the Base, and for what
// only storage has (indexes). So a write costs the next query a few direct reads, not a new Base.
#pragma once

#include <functional>
#include <unordered_set>

#include "graph/base.h"
#include "store/change_log.h"
#include "store/store.h"

namespace wutong::graph {

// What differs between a Base and the state that a query sees; a superset will do.
struct Delta {
  Bits node_bits;
  std::vector<Node> nodes;  // ascending
  std::unordered_set<std::uint64_t> relationships;
  std::uint64_t position = 0;  // of the change log
};

class ReadView : public store::GraphView {
 public:
  // `make`: parts that the Base lacks are made; else storage is asked.
  ReadView(std::shared_ptr<const store::SnapshotView> direct, std::shared_ptr<Base> base,
           std::shared_ptr<const Delta> delta, bool make);

  // The same for another thread: a view remembers where it last read.
  std::shared_ptr<ReadView> fork() const;

  const store::NameTable& names() const override { return direct_->names(); }
  bool has_node(NodeId id) const override { return direct_->has_node(id); }
  void labels(NodeId id, std::vector<store::LabelId>& out) const override {
    direct_->labels(id, out);
  }
  bool has_label(NodeId id, store::LabelId label) const override;
  Value property(NodeId id, store::KeyId key) const override;
  void properties(NodeId id, store::PropertyList& out) const override {
    direct_->properties(id, out);
  }
  std::optional<store::RelationshipEnds> relationship(RelationshipId id) const override {
    return direct_->relationship(id);
  }
  Value property(RelationshipId id, store::KeyId key) const override;
  void properties(RelationshipId id, store::PropertyList& out) const override {
    direct_->properties(id, out);
  }
  void expand(NodeId id, store::Direction direction, std::span<const store::TypeId> types,
              std::vector<store::Neighbour>& out) const override;
  std::size_t degree(NodeId id, store::Direction direction,
                     std::span<const store::TypeId> types) const override;
  std::unique_ptr<store::NodeCursor> nodes() const override { return direct_->nodes(); }
  std::unique_ptr<store::NodeCursor> nodes_with_label(store::LabelId label) const override;
  std::unique_ptr<store::NodeCursor> seek(store::LabelId label, store::KeyId key,
                                          const Value& value) const override {
    return direct_->seek(label, key, value);
  }
  std::unique_ptr<store::NodeCursor> seek_range(store::LabelId label, store::KeyId key,
                                                const store::ValueRange& range) const override {
    return direct_->seek_range(label, key, range);
  }
  bool has_index(store::LabelId label, store::KeyId key) const override {
    return direct_->has_index(label, key);
  }
  std::vector<store::IndexDescription> indexes() const override { return direct_->indexes(); }
  std::vector<store::ConstraintDescription> constraints() const override {
    return direct_->constraints();
  }
  model::Statistics statistics() const override { return direct_->statistics(); }

  // For operators that work on the parts themselves; null where the Base does not hold one.
  Base& base() const { return *base_; }
  const Delta& delta() const { return *delta_; }
  bool makes() const { return make_; }
  const store::SnapshotView& direct() const { return *direct_; }
  // The label's nodes in the state that this view shows.
  std::shared_ptr<const LabelSet> label_set(store::LabelId label) const;
  std::shared_ptr<const LabelSet> all_nodes() const;
  const Column* column(store::KeyId key) const;
  const Adjacency* adjacency(store::TypeId type, store::Direction direction) const;
  // Whether storage must be asked about this node.
  bool is_changed(Node node) const { return delta_->node_bits.test(node); }

 private:
  // Part pointers by id, so that a query locks the Base once per part.
  template <class Part>
  struct Known {
    std::vector<std::pair<bool, const Part*>> parts;
    template <class Make>
    const Part* get(std::size_t at, Make make) {
      if (at >= parts.size()) parts.resize(at + 1);
      if (!parts[at].first) parts[at] = {true, make()};
      return parts[at].second;
    }
  };
  std::shared_ptr<const LabelSet> patched(const LabelSet* set,
                                          const std::function<bool(NodeId)>& belongs) const;

  std::shared_ptr<const store::SnapshotView> direct_;
  std::shared_ptr<Base> base_;
  std::shared_ptr<const Delta> delta_;
  bool make_;
  mutable Known<Adjacency> adjacency_;
  mutable Known<Column> columns_;
  mutable Known<LabelSet> labels_;
  // A column of relationships is made for a query that reads many of them from storage.
  static constexpr std::uint32_t kManyReads = 4096;
  struct RelationshipColumn {
    const Column* values = nullptr;
    std::uint32_t reads = 0;
  };
  mutable std::vector<RelationshipColumn> relationship_columns_;  // by key
  mutable std::vector<store::TypeId> all_types_;
};

// The Base and the Delta that queries share; one for each open database. Safe from many threads.
class Snapshots {
 public:
  Snapshots(store::Store& store, std::uint64_t budget) : store_(store), budget_(budget) {}

  // A view of the state that `direct` shows; `position` is ChangeLog::committed() before it was
  // taken. Null where `make` is not set and there is no Base, where the ids do not fit, and where
  // the Base is newer than `direct`.
  std::shared_ptr<ReadView> view(std::shared_ptr<const store::SnapshotView> direct,
                                 std::uint64_t position, bool make);

 private:
  store::Store& store_;
  std::uint64_t budget_;
  std::mutex mutex_;
  std::shared_ptr<Base> base_;
  std::shared_ptr<const Delta> delta_;
};

}  // namespace wutong::graph
