// Expansions from a bound node: one step, many steps, and along a relationship that is bound
// already.
#include <algorithm>
#include <optional>

#include "exec/operators.h"
#include "model/compare.h"

namespace wutong::exec {
namespace {

// Relationship types by name; `none` where none of the names exists in the database.
struct TypeFilter {
  std::vector<store::TypeId> ids;
  bool none = false;
};

TypeFilter type_filter(const store::GraphView& view, const std::vector<std::string>& names) {
  TypeFilter filter;
  for (const std::string& name : names) {
    if (const auto id = view.names().find_type(name)) filter.ids.push_back(*id);
  }
  filter.none = !names.empty() && filter.ids.empty();
  return filter;
}

// The relationships that a step must differ from: those in `columns` of the row.
void used_relationships(const Batch& batch, std::size_t row, const Columns& columns,
                        std::vector<RelationshipId>& out) {
  out.clear();
  for (const std::size_t column : columns) {
    const Value& value = batch.columns[column][row];
    if (value.is_relationship()) {
      out.push_back(value.as_relationship_id());
    } else if (value.is_list()) {
      for (const Value& item : value.as_list()) {
        if (item.is_relationship()) out.push_back(item.as_relationship_id());
      }
    }
  }
}

bool contains(const std::vector<RelationshipId>& ids, RelationshipId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

Columns without(Columns columns, std::size_t column) {
  columns.erase(std::remove(columns.begin(), columns.end(), column), columns.end());
  return columns;
}

class Expand : public PerRow {
 public:
  Expand(const plan::Expand& plan, OperatorPtr input, Columns carried, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        carried_(std::move(carried)),
        from_(static_cast<std::size_t>(plan.from)),
        relationship_(static_cast<std::size_t>(plan.relationship)),
        to_(static_cast<std::size_t>(plan.to)),
        direction_(plan.direction),
        types_(plan.types),
        into_(plan.into),
        distinct_from_(indexes_of(plan.distinct_from)) {}

 protected:
  void reset() override {
    filter_ = type_filter(*lowering_.context().view, types_);
    const ExecutionContext& context = lowering_.context();
    // In one list, which is in the order of expand().
    const bool sorted = filter_.ids.size() == 1 && direction_ != store::Direction::Both;
    if (!into_ || !sorted || !context.snapshot || context.profile) return;
    sorted_ = context.snapshot->adjacency(filter_.ids.front(), direction_);
  }
  void begin(const Frame& frame) override {
    neighbours_.clear();
    at_ = 0;
    const Value& from = frame.batch->columns[from_][frame.row];
    if (!from.is_node() || filter_.none) return;
    target_.reset();
    if (into_) {
      const Value& to = frame.batch->columns[to_][frame.row];
      if (!to.is_node()) return;
      target_ = to.as_node_id();
    }
    used_relationships(*frame.batch, frame.row, distinct_from_, used_);
    const auto node = static_cast<graph::Node>(from.as_node_id());
    if (sorted_ && !lowering_.context().snapshot->is_changed(node)) {
      look_up(node);
    } else {
      lowering_.context().view->expand(from.as_node_id(), direction_, filter_.ids, neighbours_);
    }
  }
  bool emit(Batch& out) override {
    while (at_ < neighbours_.size() && out.rows < kBatchRows) {
      const store::Neighbour& neighbour = neighbours_[at_++];
      if (target_ && neighbour.node != *target_) continue;
      if (!used_.empty() && contains(used_, neighbour.relationship)) continue;
      append_row(input_.batch(), input_.row(), carried_, out);
      out.columns[relationship_].emplace_back(neighbour.relationship);
      if (!into_) out.columns[to_].emplace_back(neighbour.node);
      ++out.rows;
    }
    return at_ < neighbours_.size();
  }

 private:
  // The relationships to the target, found by halving among sorted neighbours.
  void look_up(graph::Node from) {
    const auto target = static_cast<graph::Node>(*target_);
    const auto [first, last] = sorted_->range(from);
    const auto* const nodes = sorted_->neighbours.data();
    auto at = static_cast<std::uint32_t>(std::lower_bound(nodes + first, nodes + last, target) -
                                         nodes);
    for (; at < last && nodes[at] == target; ++at) {
      neighbours_.push_back(
          {RelationshipId{sorted_->relationships[at]}, *target_, filter_.ids.front()});
    }
  }

  Columns carried_;
  std::size_t from_, relationship_, to_;
  store::Direction direction_;
  std::vector<std::string> types_;
  bool into_;
  Columns distinct_from_;
  TypeFilter filter_;
  std::vector<store::Neighbour> neighbours_;
  std::vector<RelationshipId> used_;
  std::optional<NodeId> target_;
  const graph::Adjacency* sorted_ = nullptr;  // where the end is known
  std::size_t at_ = 0;
};

// Depth-first over trails: no relationship twice. The stack holds one frame per step, so that depth
// costs memory and not the machine's stack.
class VarExpand : public PerRow {
 public:
  VarExpand(const plan::VarExpand& plan, OperatorPtr input, Columns carried, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        plan_(plan),
        carried_(std::move(carried)),
        distinct_from_(indexes_of(plan.distinct_from)) {
    if (plan.predicate) predicate_ = lowering.predicate(*plan.predicate);
  }

 protected:
  void reset() override { filter_ = type_filter(*lowering_.context().view, plan_.types); }
  void begin(const Frame& frame) override {
    stack_.clear();
    path_.clear();
    const Value& from = column(frame, plan_.from);
    if (!from.is_node()) return;
    target_.reset();
    if (plan_.into) {
      const Value& to = column(frame, plan_.to);
      if (!to.is_node()) return;
      target_ = to.as_node_id();
    }
    used_relationships(*frame.batch, frame.row, distinct_from_, used_);
    pending_ = from.as_node_id();
    push(*pending_);
  }
  bool emit(Batch& out) override {
    while (out.rows < kBatchRows) {
      if (pending_) {
        const NodeId node = *pending_;
        pending_.reset();
        const auto length = static_cast<std::int64_t>(path_.size());
        if (length >= plan_.min && (!plan_.max || length <= *plan_.max) &&
            (!target_ || *target_ == node)) {
          put(node, out);
        }
        continue;
      }
      if (stack_.empty()) return false;
      if (++steps_ % 4096 == 0) lowering_.context().cancel->poll();
      Level& level = stack_.back();
      if (level.at == level.neighbours.size()) {
        stack_.pop_back();
        if (!path_.empty()) path_.pop_back();
        continue;
      }
      const store::Neighbour neighbour = level.neighbours[level.at++];
      if (!plan_.repeat &&
          (contains(path_, neighbour.relationship) || contains(used_, neighbour.relationship))) {
        continue;
      }
      if (predicate_ && !satisfies(neighbour.relationship)) continue;
      path_.push_back(neighbour.relationship);
      pending_ = neighbour.node;
      push(neighbour.node);
    }
    return true;
  }

 private:
  struct Level {
    std::vector<store::Neighbour> neighbours;
    std::size_t at = 0;
  };

  static const Value& column(const Frame& frame, plan::ColumnId id) {
    return frame.batch->columns[static_cast<std::size_t>(id)][frame.row];
  }
  // The relationships that may come next; none at the greatest length.
  void push(NodeId node) {
    stack_.emplace_back();
    if (filter_.none || (plan_.max && static_cast<std::int64_t>(path_.size()) >= *plan_.max))
      return;
    lowering_.context().view->expand(node, plan_.direction, filter_.ids, stack_.back().neighbours);
  }
  bool satisfies(RelationshipId relationship) {
    const Frame frame = lowering_.frame(input_.batch(), input_.row());
    (*frame.locals)[static_cast<std::size_t>(plan_.each)] = relationship;
    return predicate_(frame);
  }
  void put(NodeId node, Batch& out) {
    append_row(input_.batch(), input_.row(), carried_, out);
    List relationships;
    relationships.reserve(path_.size());
    for (const RelationshipId id : path_) relationships.emplace_back(id);
    out.columns[static_cast<std::size_t>(plan_.relationship)].push_back(
        Value::list(std::move(relationships)));
    if (!plan_.into) out.columns[static_cast<std::size_t>(plan_.to)].emplace_back(node);
    ++out.rows;
  }

  const plan::VarExpand& plan_;
  Columns carried_;
  Columns distinct_from_;
  std::function<bool(const Frame&)> predicate_;
  TypeFilter filter_;
  std::vector<Level> stack_;
  std::vector<RelationshipId> path_;
  std::vector<RelationshipId> used_;
  std::optional<NodeId> target_;
  std::optional<NodeId> pending_;  // reached, not yet considered as an end
  std::uint64_t steps_ = 0;
};

// Walks a bound relationship, or a bound list of them, from a bound node.
class ProjectEndpoints : public PerRow {
 public:
  ProjectEndpoints(const plan::ProjectEndpoints& plan, OperatorPtr input, Columns carried,
                   Lowering& lowering)
      : PerRow(std::move(input), lowering),
        plan_(plan),
        carried_(std::move(carried)),
        distinct_from_(indexes_of(plan.distinct_from)) {}

 protected:
  void reset() override { filter_ = type_filter(*lowering_.context().view, plan_.types); }
  void begin(const Frame& frame) override {
    end_.reset();
    const auto value = [&](plan::ColumnId id) -> const Value& {
      return frame.batch->columns[static_cast<std::size_t>(id)][frame.row];
    };
    const Value& from = value(plan_.from);
    const Value& bound = value(plan_.relationship);
    if (!from.is_node() || bound.is_null() || filter_.none) return;
    used_relationships(*frame.batch, frame.row, distinct_from_, used_);
    List steps;
    if (plan_.list) {
      if (!bound.is_list()) return;
      steps = bound.as_list();
      const auto length = static_cast<std::int64_t>(steps.size());
      if (length < plan_.min || (plan_.max && length > *plan_.max)) return;
    } else {
      steps.push_back(bound);
    }
    NodeId at = from.as_node_id();
    for (const Value& step : steps) {
      if (!step.is_relationship() || contains(used_, step.as_relationship_id()) ||
          !walk(step.as_relationship_id(), at)) {
        return;
      }
    }
    if (plan_.to_bound) {
      const Value& to = value(plan_.to);
      if (!to.is_node() || to.as_node_id() != at) return;
    }
    end_ = at;
  }
  bool emit(Batch& out) override {
    if (!end_) return false;
    append_row(input_.batch(), input_.row(), carried_, out);
    if (!plan_.to_bound) out.columns[static_cast<std::size_t>(plan_.to)].emplace_back(*end_);
    ++out.rows;
    end_.reset();
    return false;
  }

 private:
  bool walk(RelationshipId id, NodeId& at) const {
    const auto ends = lowering_.context().view->relationship(id);
    if (!ends) return false;
    if (!filter_.ids.empty() &&
        std::find(filter_.ids.begin(), filter_.ids.end(), ends->type) == filter_.ids.end()) {
      return false;
    }
    if (plan_.direction != store::Direction::Incoming && ends->start == at) {
      at = ends->end;
      return true;
    }
    if (plan_.direction != store::Direction::Outgoing && ends->end == at) {
      at = ends->start;
      return true;
    }
    return false;
  }

  const plan::ProjectEndpoints& plan_;
  Columns carried_, distinct_from_;
  TypeFilter filter_;
  std::vector<RelationshipId> used_;
  std::optional<NodeId> end_;
};

}  // namespace

OperatorPtr make_expand(const plan::Expand& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Expand>(plan, lowering.op(*plan.input, argument),
                                  indexes_of(lowering.columns_of(*plan.input)), lowering);
}
OperatorPtr make_var_expand(const plan::VarExpand& plan, Lowering& lowering,
                            const Argument& argument) {
  return std::make_unique<VarExpand>(plan, lowering.op(*plan.input, argument),
                                     without(indexes_of(lowering.columns_of(*plan.input)),
                                             static_cast<std::size_t>(plan.relationship)),
                                     lowering);
}
OperatorPtr make_project_endpoints(const plan::ProjectEndpoints& plan, Lowering& lowering,
                                   const Argument& argument) {
  return std::make_unique<ProjectEndpoints>(plan, lowering.op(*plan.input, argument),
                                            indexes_of(lowering.columns_of(*plan.input)), lowering);
}

}  // namespace wutong::exec
