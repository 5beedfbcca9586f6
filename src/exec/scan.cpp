// Scans and seeks: every input row with every node that fits.
#include <algorithm>

#include "base/overloaded.h"
#include "exec/morsels.h"
#include "exec/node_test.h"
#include "exec/operators.h"
#include "model/compare.h"
#include "plan/lookup_rules.h"
#include "store/key_codec.h"

namespace wutong::exec {
namespace {

using CursorOf = std::function<std::unique_ptr<store::NodeCursor>(const Frame&)>;

class Scan : public PerRow {
 public:
  Scan(OperatorPtr input, Columns carried, plan::ColumnId node, CursorOf cursor_of,
       Lowering& lowering)
      : PerRow(std::move(input), lowering),
        carried_(std::move(carried)),
        node_(static_cast<std::size_t>(node)),
        cursor_of_(std::move(cursor_of)) {}

 protected:
  void begin(const Frame& frame) override { cursor_ = cursor_of_(frame); }
  bool emit(Batch& out) override {
    if (!cursor_) return false;
    cursor_->next(kBatchRows - out.rows, ids_);
    for (const NodeId id : ids_) {
      append_row(input_.batch(), input_.row(), carried_, out);
      out.columns[node_].emplace_back(id);
    }
    out.rows += ids_.size();
    return !ids_.empty();
  }

 private:
  Columns carried_;
  std::size_t node_;
  CursorOf cursor_of_;
  std::unique_ptr<store::NodeCursor> cursor_;
  std::vector<NodeId> ids_;
};

// A part of a set that stays alive.
class PartCursor : public store::NodeCursor {
 public:
  PartCursor(const graph::LabelSet& set, const Split& split)
      : nodes_(set.nodes), at_(split.begin), end_(std::min(split.end, set.nodes.size())) {}
  void next(std::size_t max, std::vector<NodeId>& out) override {
    out.clear();
    for (; at_ < end_ && out.size() < max; ++at_) out.push_back(NodeId{nodes_[at_]});
  }

 private:
  const std::vector<Node>& nodes_;
  std::size_t at_, end_;
};

// The nodes of a label, or all, as a list with places; null where they do not lie in memory.
std::shared_ptr<const graph::LabelSet> splittable(Lowering& lowering,
                                                  std::optional<store::LabelId> label,
                                                  Split& split) {
  const graph::ReadView& view = *lowering.context().snapshot;
  auto set = label ? view.label_set(*label) : view.all_nodes();
  if (!set) return nullptr;
  constexpr double kPerRow = 8;
  split.total = set->nodes.size();
  split.cost = static_cast<double>(split.total) * split.rows * kPerRow;
  return set;
}

// The nodes of a label, or all, that pass tests on the packed columns: rows are made of these only.
class FilteredScan : public Operator {
 public:
  // `split` may be null.
  FilteredScan(plan::ColumnId node, std::optional<store::LabelId> label,
               std::vector<std::function<NodeTest()>> makers, std::vector<BlockTest> blocks,
               Split* split, Lowering& lowering)
      : lowering_(lowering),
        node_(static_cast<std::size_t>(node)),
        label_(label),
        makers_(std::move(makers)),
        blocks_(std::move(blocks)),
        split_(split) {
    if (split_) set_ = splittable(lowering_, label_, *split_);
    if (!set_) split_ = nullptr;
  }
  void open() override {
    const graph::ReadView& view = *lowering_.context().snapshot;
    if (set_) {
      cursor_ = std::make_unique<PartCursor>(*set_, *split_);
    } else {
      cursor_ = label_ ? view.nodes_with_label(*label_) : view.nodes();
    }
    tests_.clear();
    for (const auto& maker : makers_) tests_.push_back(maker());
  }
  bool next(Batch& out) override {
    out.clear();
    while (out.rows == 0) {
      lowering_.context().cancel->poll();
      cursor_->next(kBatchRows, ids_);
      if (ids_.empty()) return false;
      if (!may_pass()) continue;
      for (const NodeId id : ids_) {
        const auto node = static_cast<Node>(id);
        const bool passes = std::all_of(tests_.begin(), tests_.end(),
                                        [&](const NodeTest& test) { return test(node); });
        if (passes) out.columns[node_].emplace_back(id);
      }
      out.rows = out.columns[node_].size();
    }
    return true;
  }

 private:
  bool may_pass() const {
    const auto from = static_cast<Node>(ids_.front()), to = static_cast<Node>(ids_.back());
    return std::all_of(blocks_.begin(), blocks_.end(),
                       [&](const BlockTest& block) { return block(from, to); });
  }

  Lowering& lowering_;
  std::size_t node_;
  std::optional<store::LabelId> label_;
  std::vector<std::function<NodeTest()>> makers_;
  std::vector<BlockTest> blocks_;
  Split* split_;
  std::shared_ptr<const graph::LabelSet> set_;
  std::vector<NodeTest> tests_;
  std::unique_ptr<store::NodeCursor> cursor_;
  std::vector<NodeId> ids_;
};

class IdCursor : public store::NodeCursor {
 public:
  explicit IdCursor(std::vector<NodeId> ids) : ids_(std::move(ids)) {}
  void next(std::size_t max, std::vector<NodeId>& out) override {
    const std::size_t count = std::min(max, ids_.size() - at_);
    const auto first = ids_.begin() + static_cast<std::ptrdiff_t>(at_);
    out.assign(first, first + static_cast<std::ptrdiff_t>(count));
    at_ += count;
  }

 private:
  std::vector<NodeId> ids_;
  std::size_t at_ = 0;
};

// Ids that exist, of a number or a list of numbers.
std::unique_ptr<store::NodeCursor> by_id(const store::GraphView& view, const Value& value) {
  std::vector<NodeId> ids;
  const auto take = [&](const Value& id) {
    if (!id.is_integer() || id.as_integer() < 0) return;
    const NodeId node{static_cast<std::uint64_t>(id.as_integer())};
    if (view.has_node(node)) ids.push_back(node);
  };
  if (value.is_list()) {
    for (const Value& id : value.as_list()) take(id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  } else {
    take(value);
  }
  return std::make_unique<IdCursor>(std::move(ids));
}

// Those of a label whose key is between the bounds, in the order of a scan; all of the label where
// the index cannot tell.
std::unique_ptr<store::NodeCursor> by_range(const store::GraphView& view, const std::string& label,
                                            const std::string& key,
                                            const store::ValueRange& range) {
  const auto label_id = view.names().find_label(label);
  const auto key_id = view.names().find_key(key);
  if (!label_id || !key_id) return nullptr;
  for (const auto& bound : {range.lower, range.upper}) {
    if (bound && bound->is_null()) return nullptr;
    if (bound && store::ordered_value(*bound).empty()) return view.nodes_with_label(*label_id);
  }
  const auto cursor = view.seek_range(*label_id, *key_id, range);
  if (!cursor) return view.nodes_with_label(*label_id);
  std::vector<NodeId> all, some;
  for (cursor->next(kBatchRows, some); !some.empty(); cursor->next(kBatchRows, some)) {
    all.insert(all.end(), some.begin(), some.end());
  }
  if (!std::is_sorted(all.begin(), all.end())) std::sort(all.begin(), all.end());
  return std::make_unique<IdCursor>(std::move(all));
}

// The cursor of a label's nodes; null where the database has no such label.
std::unique_ptr<store::NodeCursor> label_cursor(const store::GraphView& view,
                                                const std::string& label) {
  const auto id = view.names().find_label(label);
  return id ? view.nodes_with_label(*id) : nullptr;
}

}  // namespace

OperatorPtr make_filtered_scan(const plan::Filter& plan, Lowering& lowering) {
  const graph::ReadView* view = lowering.context().snapshot;
  // PROFILE watches each operator by itself.
  if (!view || lowering.context().profile) return nullptr;
  std::vector<const plan::Expression*> predicates{plan.predicate.get()};
  const plan::Operator* below = plan.input.get();
  while (const auto* filter = std::get_if<plan::Filter>(&below->node)) {
    predicates.push_back(filter->predicate.get());
    below = filter->input.get();
  }
  const auto* labelled = std::get_if<plan::LabelScan>(&below->node);
  const auto* ranged = std::get_if<plan::IndexRangeSeek>(&below->node);
  const auto* all = std::get_if<plan::AllNodesScan>(&below->node);
  const plan::ColumnId node = labelled ? labelled->node : ranged ? ranged->node : all->node;
  const std::string* name = labelled ? &labelled->label : ranged ? &ranged->label : nullptr;
  const auto label = name ? view->names().find_label(*name) : std::nullopt;
  if (name && !label) return nullptr;
  const auto row = std::make_shared<ScratchRow>(lowering);
  std::vector<std::function<NodeTest()>> makers;
  std::vector<BlockTest> blocks;
  for (auto it = predicates.rbegin(); it != predicates.rend(); ++it) {
    makers.push_back(compile_node_test(**it, node, lowering, row));
    if (auto block = compile_block_test(**it, node, lowering)) blocks.push_back(std::move(block));
  }
  return std::make_unique<FilteredScan>(node, label, std::move(makers), std::move(blocks),
                                        lowering.split_at(below), lowering);
}

std::function<bool()> implied_by_range(const plan::Filter& plan, Lowering& lowering) {
  const plan::Operator* below = plan.input.get();
  while (const auto* filter = std::get_if<plan::Filter>(&below->node)) below = filter->input.get();
  const auto* seek = std::get_if<plan::IndexRangeSeek>(&below->node);
  if (!seek || !plan::is_bound_of(*plan.predicate, *seek)) return nullptr;
  const auto bound = [&](const plan::ExpressionPtr& value) {
    return value ? lowering.expression(*value) : Evaluate();
  };
  return [context = &lowering.context(), seek, lower = bound(seek->lower),
          upper = bound(seek->upper)] {
    const store::GraphView& view = *context->view;
    const auto label = view.names().find_label(seek->label);
    const auto key = view.names().find_key(seek->key);
    if (!label || !key || !view.has_index(*label, *key)) return false;
    const Value a = lower ? lower(Frame{}) : upper(Frame{});
    const Value b = upper ? upper(Frame{}) : lower(Frame{});
    const auto is_comparable = [](const Value& x) {
      return model::compare(x, x) == std::partial_ordering::equivalent;
    };
    if (!is_comparable(a) || !is_comparable(b)) return false;  // null, or NaN
    const std::string from = store::ordered_value(a), to = store::ordered_value(b);
    return !from.empty() && !to.empty() && from.front() == to.front();
  };
}

OperatorPtr make_scan(const plan::Operator& plan, Lowering& lowering, const Argument& argument) {
  const ExecutionContext* context = &lowering.context();
  if (Split* split = lowering.split_at(&plan)) {
    const auto* labelled = std::get_if<plan::LabelScan>(&plan.node);
    const auto* all = std::get_if<plan::AllNodesScan>(&plan.node);
    const auto label = labelled ? context->view->names().find_label(labelled->label) : std::nullopt;
    if (all || label) {
      return std::make_unique<FilteredScan>(all ? all->node : labelled->node, label,
                                            std::vector<std::function<NodeTest()>>{},
                                            std::vector<BlockTest>{}, split, lowering);
    }
  }
  const auto build = [&](const plan::OperatorPtr& input, plan::ColumnId node, CursorOf cursor_of) {
    return std::make_unique<Scan>(lowering.op(*input, argument),
                                  indexes_of(lowering.columns_of(*input)), node,
                                  std::move(cursor_of), lowering);
  };
  return std::visit(
      base::overloaded{
          [&](const plan::AllNodesScan& x) -> OperatorPtr {
            return build(x.input, x.node,
                         [context](const Frame&) { return context->view->nodes(); });
          },
          [&](const plan::LabelScan& x) -> OperatorPtr {
            return build(x.input, x.node, [context, label = x.label](const Frame&) {
              return label_cursor(*context->view, label);
            });
          },
          [&](const plan::IndexSeek& x) -> OperatorPtr {
            return build(
                x.input, x.node,
                [context, label = x.label, key = x.key, value = lowering.expression(*x.value)](
                    const Frame& frame) -> std::unique_ptr<store::NodeCursor> {
                  const auto label_id = context->view->names().find_label(label);
                  const auto key_id = context->view->names().find_key(key);
                  if (!label_id || !key_id) return nullptr;
                  return context->view->seek(*label_id, *key_id, value(frame));
                });
          },
          [&](const plan::IndexRangeSeek& x) -> OperatorPtr {
            const auto bound = [&](const plan::ExpressionPtr& value) {
              return value ? lowering.expression(*value) : Evaluate();
            };
            return build(
                x.input, x.node,
                [context, &x, lower = bound(x.lower), upper = bound(x.upper)](const Frame& frame) {
                  store::ValueRange range;
                  if (lower) range.lower = lower(frame);
                  if (upper) range.upper = upper(frame);
                  range.lower_inclusive = x.lower_inclusive;
                  range.upper_inclusive = x.upper_inclusive;
                  return by_range(*context->view, x.label, x.key, range);
                });
          },
          [&](const plan::NodeByIdSeek& x) -> OperatorPtr {
            return build(x.input, x.node,
                         [context, id = lowering.expression(*x.id)](const Frame& frame) {
                           return by_id(*context->view, id(frame));
                         });
          },
          [](const auto&) -> OperatorPtr {
            throw Error("internal.unknown_operator", "not a scan");
          },
      },
      plan.node);
}

}  // namespace wutong::exec
