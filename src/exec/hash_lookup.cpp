// Nodes by the value of a property, for the many rows of the input: the first row's nodes are
// scanned, from the second on they come from a hash that one more scan fills. Whatever has the
// hash wanted comes out, in the order of the scan; a Filter above compares.
#include <unordered_map>

#include "exec/held_memory.h"
#include "exec/operators.h"
#include "model/compare.h"

namespace wutong::exec {
namespace {

class HashLookup : public PerRow {
 public:
  HashLookup(const plan::HashLookup& plan, OperatorPtr input, Columns carried, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        plan_(plan),
        carried_(std::move(carried)),
        value_(lowering.expression(*plan.value)),
        memory_(lowering.context().memory) {}

 protected:
  // What a query only reads stays the same from one run of the plan to the next.
  void reset() override {
    cursor_.reset();
    if (!lowering_.context().writer) return;
    made_ = false;
    rows_ = 0;
    memory_.release();
    found_.clear();
    nodes_.clear();
  }
  void begin(const Frame& frame) override {
    cursor_.reset();
    chosen_ = nullptr;
    at_ = 0;
    const Value value = value_(frame);
    // Null equals nothing.
    if (value.is_null()) return;
    if (++rows_ == 1) {
      cursor_ = scan();
      return;
    }
    if (!made_) make();
    if (const auto it = found_.find(model::hash(value)); it != found_.end()) {
      chosen_ = &nodes_[it->second];
    }
  }
  bool emit(Batch& out) override {
    if (cursor_) {
      cursor_->next(kBatchRows - out.rows, ids_);
      for (const NodeId id : ids_) put(id, out);
      return !ids_.empty();
    }
    if (!chosen_) return false;
    while (at_ < chosen_->size() && out.rows < kBatchRows) put((*chosen_)[at_++], out);
    return at_ < chosen_->size();
  }

 private:
  void put(NodeId id, Batch& out) {
    append_row(input_.batch(), input_.row(), carried_, out);
    out.columns[static_cast<std::size_t>(plan_.node)].emplace_back(id);
    ++out.rows;
  }
  std::unique_ptr<store::NodeCursor> scan() const {
    const store::GraphView& view = *lowering_.context().view;
    if (plan_.label.empty()) return view.nodes();
    const auto label = view.names().find_label(plan_.label);
    return label ? view.nodes_with_label(*label) : nullptr;
  }
  void make() {
    made_ = true;
    const store::GraphView& view = *lowering_.context().view;
    const auto key = view.names().find_key(plan_.key);
    const auto cursor = key ? scan() : nullptr;
    if (!cursor) return;
    for (cursor->next(kBatchRows, ids_); !ids_.empty(); cursor->next(kBatchRows, ids_)) {
      lowering_.context().cancel->poll();
      std::uint64_t bytes = 0;
      for (const NodeId id : ids_) {
        const Value value = view.property(id, *key);
        if (value.is_null()) continue;
        const auto [it, fresh] = found_.try_emplace(model::hash(value), nodes_.size());
        if (fresh) nodes_.emplace_back();
        nodes_[it->second].push_back(id);
        bytes += fresh ? 80 : 8;
      }
      memory_.take(bytes);
    }
  }

  const plan::HashLookup& plan_;
  Columns carried_;
  Evaluate value_;
  bool made_ = false;
  std::uint64_t rows_ = 0;  // with a value
  HeldMemory memory_;
  std::unordered_map<std::size_t, std::size_t> found_;
  std::vector<std::vector<NodeId>> nodes_;
  const std::vector<NodeId>* chosen_ = nullptr;
  std::size_t at_ = 0;
  std::unique_ptr<store::NodeCursor> cursor_;
  std::vector<NodeId> ids_;
};

}  // namespace

OperatorPtr make_hash_lookup(const plan::HashLookup& plan, Lowering& lowering,
                             const Argument& argument) {
  return std::make_unique<HashLookup>(plan, lowering.op(*plan.input, argument),
                                      indexes_of(lowering.columns_of(*plan.input)), lowering);
}

}  // namespace wutong::exec
