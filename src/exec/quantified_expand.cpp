// Quantified path patterns: the plan of the path inside runs once per repetition, from the node
// where the repetition before ended. Depth-first; the rows of one repetition are read whole before
// the next begins, because all share that plan's operators.
#include <algorithm>
#include <optional>

#include "exec/operators.h"

namespace wutong::exec {
namespace {

bool contains(const std::vector<RelationshipId>& ids, RelationshipId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

class QuantifiedExpand : public PerRow {
 public:
  QuantifiedExpand(const plan::QuantifiedExpand& plan, OperatorPtr input, OperatorPtr inner,
                   Argument argument, Columns carried, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        plan_(plan),
        inner_(std::move(inner)),
        argument_(std::move(argument)),
        batch_(lowering.column_count()),
        carried_(std::move(carried)),
        inner_relationships_(indexes_of(plan.inner_relationships)),
        distinct_from_(indexes_of(plan.distinct_from)) {}

 protected:
  void begin(const Frame& frame) override {
    frame_ = frame;
    stack_.clear();
    path_.clear();
    pending_.reset();
    const Value& from = column(plan_.from);
    if (!from.is_node()) return;
    target_.reset();
    if (plan_.into) {
      const Value& to = column(plan_.to);
      if (!to.is_node()) return;
      target_ = to.as_node_id();
    }
    used_.clear();
    for (const std::size_t index : distinct_from_) {
      collect(frame.batch->columns[index][frame.row], used_);
    }
    pending_ = from.as_node_id();
    push(*pending_);
  }

  bool emit(Batch& out) override {
    while (out.rows < kBatchRows) {
      if (pending_) {
        const NodeId node = *pending_;
        pending_.reset();
        const auto length = static_cast<std::int64_t>(path_.size());
        if (length >= plan_.min && (!target_ || *target_ == node)) put(node, out);
        continue;
      }
      if (stack_.empty()) return false;
      if (++steps_ % 1024 == 0) lowering_.context().cancel->poll();
      Level& level = stack_.back();
      if (level.at == level.steps.size()) {
        stack_.pop_back();
        if (!path_.empty()) path_.pop_back();
        continue;
      }
      Step& step = level.steps[level.at++];
      if (!plan_.repeat && is_used(step)) continue;
      const NodeId to = step.to;
      path_.push_back(std::move(step));
      pending_ = to;
      push(to);
    }
    return true;
  }

 private:
  // One repetition.
  struct Step {
    NodeId to{};
    std::vector<RelationshipId> relationships;
    std::vector<Value> groups;
  };
  struct Level {
    std::vector<Step> steps;
    std::size_t at = 0;
  };

  const Value& column(plan::ColumnId id) const {
    return frame_.batch->columns[static_cast<std::size_t>(id)][frame_.row];
  }
  static void collect(const Value& value, std::vector<RelationshipId>& out) {
    if (value.is_relationship()) {
      out.push_back(value.as_relationship_id());
    } else if (value.is_list()) {
      for (const Value& item : value.as_list()) {
        if (item.is_relationship()) out.push_back(item.as_relationship_id());
      }
    }
  }
  bool is_used(const Step& step) const {
    return std::any_of(step.relationships.begin(), step.relationships.end(),
                       [&](RelationshipId id) {
                         return contains(used_, id) ||
                                std::any_of(path_.begin(), path_.end(), [&](const Step& before) {
                                  return contains(before.relationships, id);
                                });
                       });
  }

  // The repetitions that may come next; none at the greatest number of them.
  void push(NodeId node) {
    stack_.emplace_back();
    if (plan_.max && static_cast<std::int64_t>(path_.size()) >= *plan_.max) return;
    (*frame_.locals)[static_cast<std::size_t>(plan_.inner_from)] = node;
    argument_->frame = &frame_;
    inner_->open();
    std::vector<Step>& steps = stack_.back().steps;
    while (inner_->next(batch_)) {
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        const Value& to = batch_.columns[static_cast<std::size_t>(plan_.inner_to)][row];
        Step step;
        step.to = to.as_node_id();
        for (const std::size_t index : inner_relationships_) {
          collect(batch_.columns[index][row], step.relationships);
        }
        for (const auto& [inner, outer] : plan_.groups) {
          step.groups.push_back(batch_.columns[static_cast<std::size_t>(inner)][row]);
        }
        steps.push_back(std::move(step));
      }
    }
  }

  void put(NodeId node, Batch& out) {
    append_row(input_.batch(), input_.row(), carried_, out);
    if (!plan_.into) out.columns[static_cast<std::size_t>(plan_.to)].emplace_back(node);
    const auto list_of = [&](const auto& append) {
      List list;
      if (plan_.backward) {
        for (auto step = path_.rbegin(); step != path_.rend(); ++step) append(*step, list);
      } else {
        for (const Step& step : path_) append(step, list);
      }
      return Value::list(std::move(list));
    };
    out.columns[static_cast<std::size_t>(plan_.relationships)].push_back(
        list_of([](const Step& step, List& list) {
          for (const RelationshipId id : step.relationships) list.emplace_back(id);
        }));
    for (std::size_t i = 0; i < plan_.groups.size(); ++i) {
      out.columns[static_cast<std::size_t>(plan_.groups[i].second)].push_back(
          list_of([i](const Step& step, List& list) { list.push_back(step.groups[i]); }));
    }
    ++out.rows;
  }

  const plan::QuantifiedExpand& plan_;
  OperatorPtr inner_;
  Argument argument_;
  Batch batch_;
  Columns carried_, inner_relationships_, distinct_from_;
  Frame frame_;
  std::vector<Level> stack_;
  std::vector<Step> path_;
  std::vector<RelationshipId> used_;
  std::optional<NodeId> target_;
  std::optional<NodeId> pending_;  // reached, not yet considered as an end
  std::uint64_t steps_ = 0;
};

}  // namespace

OperatorPtr make_quantified_expand(const plan::QuantifiedExpand& plan, Lowering& lowering,
                                   const Argument& argument) {
  const auto own = std::make_shared<ArgumentRow>();
  OperatorPtr input = lowering.op(*plan.input, argument);
  OperatorPtr inner = lowering.op(*plan.inner, own);
  return std::make_unique<QuantifiedExpand>(plan, std::move(input), std::move(inner), own,
                                            indexes_of(lowering.columns_of(*plan.input)), lowering);
}

}  // namespace wutong::exec
