// PROFILE: operators that are watched while they run, and a view that counts what is read.
#pragma once

#include "exec/execution.h"
#include "plan/explain.h"

namespace wutong::exec {

// Forwards to another view and counts: one read per node, relationship, property or label record
// asked for, and one per neighbour or node that comes back.
class CountingView : public store::GraphView {
 public:
  explicit CountingView(const store::GraphView& view) : view_(view) {}
  std::uint64_t reads() const { return reads_; }

  const store::NameTable& names() const override { return view_.names(); }
  bool has_node(NodeId id) const override { return ++reads_, view_.has_node(id); }
  void labels(NodeId id, std::vector<store::LabelId>& out) const override {
    ++reads_;
    view_.labels(id, out);
  }
  bool has_label(NodeId id, store::LabelId label) const override {
    return ++reads_, view_.has_label(id, label);
  }
  Value property(NodeId id, store::KeyId key) const override {
    return ++reads_, view_.property(id, key);
  }
  void properties(NodeId id, store::PropertyList& out) const override {
    ++reads_;
    view_.properties(id, out);
  }
  std::optional<store::RelationshipEnds> relationship(RelationshipId id) const override {
    return ++reads_, view_.relationship(id);
  }
  Value property(RelationshipId id, store::KeyId key) const override {
    return ++reads_, view_.property(id, key);
  }
  void properties(RelationshipId id, store::PropertyList& out) const override {
    ++reads_;
    view_.properties(id, out);
  }
  void expand(NodeId id, store::Direction direction, std::span<const store::TypeId> types,
              std::vector<store::Neighbour>& out) const override {
    const std::size_t before = out.size();
    view_.expand(id, direction, types, out);
    reads_ += 1 + out.size() - before;
  }
  std::size_t degree(NodeId id, store::Direction direction,
                     std::span<const store::TypeId> types) const override {
    return ++reads_, view_.degree(id, direction, types);
  }
  std::unique_ptr<store::NodeCursor> nodes() const override { return counted(view_.nodes()); }
  std::unique_ptr<store::NodeCursor> nodes_with_label(store::LabelId label) const override {
    return counted(view_.nodes_with_label(label));
  }
  std::unique_ptr<store::NodeCursor> seek(store::LabelId label, store::KeyId key,
                                          const Value& value) const override {
    return counted(view_.seek(label, key, value));
  }
  std::unique_ptr<store::NodeCursor> seek_range(store::LabelId label, store::KeyId key,
                                                const store::ValueRange& range) const override {
    return counted(view_.seek_range(label, key, range));
  }
  bool has_index(store::LabelId label, store::KeyId key) const override {
    return view_.has_index(label, key);
  }
  std::vector<store::IndexDescription> indexes() const override { return view_.indexes(); }
  std::vector<store::ConstraintDescription> constraints() const override {
    return view_.constraints();
  }
  model::Statistics statistics() const override { return view_.statistics(); }

 private:
  class Cursor : public store::NodeCursor {
   public:
    Cursor(std::unique_ptr<store::NodeCursor> cursor, std::uint64_t& reads)
        : cursor_(std::move(cursor)), reads_(reads) {}
    void next(std::size_t max, std::vector<NodeId>& out) override {
      cursor_->next(max, out);
      reads_ += out.size();
    }

   private:
    std::unique_ptr<store::NodeCursor> cursor_;
    std::uint64_t& reads_;
  };
  std::unique_ptr<store::NodeCursor> counted(std::unique_ptr<store::NodeCursor> cursor) const {
    ++reads_;
    return cursor ? std::make_unique<Cursor>(std::move(cursor), reads_) : nullptr;
  }

  const store::GraphView& view_;
  mutable std::uint64_t reads_ = 0;
};

// Watches one operator: its rows, and time and reads with those of its inputs.
OperatorPtr make_watched(OperatorPtr op, plan::OperatorProfile& profile, const CountingView& view);

}  // namespace wutong::exec
