// Shortest paths between two bound nodes: breadth first from both ends, a level at a time and
// always from the end whose level is the smaller. When the levels first share a node, each path of
// that length passes one of the shared nodes, once; the steps kept by either side give the paths.
#include <optional>
#include <unordered_map>

#include "exec/operators.h"

namespace wutong::exec {
namespace {

model::Direction reversed(model::Direction direction) {
  switch (direction) {
    case model::Direction::Outgoing:
      return model::Direction::Incoming;
    case model::Direction::Incoming:
      return model::Direction::Outgoing;
    default:
      return direction;
  }
}

class ShortestPath : public PerRow {
 public:
  ShortestPath(const plan::ShortestPath& plan, OperatorPtr input, Columns carried,
               Lowering& lowering)
      : PerRow(std::move(input), lowering), plan_(plan), carried_(std::move(carried)) {
    if (plan.predicate) predicate_ = lowering.predicate(*plan.predicate);
  }

 protected:
  void reset() override {
    types_.clear();
    none_ = !plan_.types.empty();
    for (const std::string& name : plan_.types) {
      if (const auto id = lowering_.context().view->names().find_type(name)) {
        types_.push_back(*id);
        none_ = false;
      }
    }
  }
  void begin(const Frame& frame) override {
    found_.clear();
    at_ = 0;
    const Value& from = frame.batch->columns[static_cast<std::size_t>(plan_.from)][frame.row];
    const Value& to = frame.batch->columns[static_cast<std::size_t>(plan_.to)][frame.row];
    if (from.is_node() && to.is_node()) search(from.as_node_id(), to.as_node_id());
  }
  bool emit(Batch& out) override {
    for (; at_ < found_.size() && out.rows < kBatchRows; ++at_) {
      append_row(input_.batch(), input_.row(), carried_, out);
      out.columns[static_cast<std::size_t>(plan_.relationship)].push_back(found_[at_]);
      ++out.rows;
    }
    return at_ < found_.size();
  }

 private:
  struct Step {
    NodeId from;
    RelationshipId relationship;
  };
  // What is known around one end: how far nodes are from it, and by which steps they are reached.
  struct Side {
    NodeId end;
    model::Direction direction;
    std::unordered_map<std::uint64_t, std::int64_t> depth;
    std::unordered_map<std::uint64_t, std::vector<Step>> steps;
    std::vector<NodeId> level;  // the nodes furthest away, `reached` from the end
    std::int64_t reached = 0;

    Side(NodeId node, model::Direction way) : end(node), direction(way), level{node} {
      depth.emplace(static_cast<std::uint64_t>(node), 0);
    }
  };

  void search(NodeId from, NodeId to) {
    if (from == to) {
      if (plan_.min <= 0) found_.push_back(Value::list({}));
      return;
    }
    if (none_) return;
    Side start(from, plan_.direction), goal(to, reversed(plan_.direction));
    while (!plan_.max || start.reached + goal.reached < *plan_.max) {
      const bool forward = start.level.size() <= goal.level.size();
      Side& side = forward ? start : goal;
      const Side& other = forward ? goal : start;
      grow(side);
      if (side.level.empty()) return;
      bool met = false;
      for (const NodeId node : side.level) {
        if (other.depth.count(static_cast<std::uint64_t>(node)) == 0) continue;
        met = true;
        join(start, goal, node);
        if (!plan_.all) return;
      }
      if (met) return;
    }
  }

  // The nodes one step further away.
  void grow(Side& side) {
    std::vector<NodeId> next;
    ++side.reached;
    for (const NodeId node : side.level) {
      if (++steps_ % 1024 == 0) lowering_.context().cancel->poll();
      neighbours_.clear();
      lowering_.context().view->expand(node, side.direction, types_, neighbours_);
      for (const store::Neighbour& neighbour : neighbours_) {
        if (predicate_ && !satisfies(neighbour.relationship)) continue;
        const auto id = static_cast<std::uint64_t>(neighbour.node);
        const auto [known, fresh] = side.depth.try_emplace(id, side.reached);
        if (fresh) next.push_back(neighbour.node);
        if (known->second == side.reached && (fresh || plan_.all)) {
          side.steps[id].push_back({node, neighbour.relationship});
        }
      }
    }
    side.level = std::move(next);
  }

  // The paths through a node that both sides have reached.
  void join(const Side& start, const Side& goal, NodeId node) {
    std::vector<std::vector<RelationshipId>> heads, tails;
    std::vector<RelationshipId> path;
    collect(start, node, path, heads);
    collect(goal, node, path, tails);
    for (const auto& head : heads) {
      for (const auto& tail : tails) {
        lowering_.context().cancel->poll();
        List relationships(head.rbegin(), head.rend());
        relationships.insert(relationships.end(), tail.begin(), tail.end());
        lowering_.context().memory.take(16 * relationships.size());
        found_.push_back(Value::list(std::move(relationships)));
      }
    }
  }

  // The ways from `node` to the side's end; recursion is as deep as the path is long.
  void collect(const Side& side, NodeId node, std::vector<RelationshipId>& path,
               std::vector<std::vector<RelationshipId>>& out) {
    if (node == side.end) {
      out.push_back(path);
      lowering_.context().memory.take(8 * path.size());
      return;
    }
    for (const Step& step : side.steps.at(static_cast<std::uint64_t>(node))) {
      path.push_back(step.relationship);
      collect(side, step.from, path, out);
      path.pop_back();
      if (!plan_.all) return;
    }
  }
  bool satisfies(RelationshipId relationship) {
    const Frame frame = lowering_.frame(input_.batch(), input_.row());
    (*frame.locals)[static_cast<std::size_t>(plan_.each)] = relationship;
    return predicate_(frame);
  }

  const plan::ShortestPath& plan_;
  Columns carried_;
  std::function<bool(const Frame&)> predicate_;
  std::vector<store::TypeId> types_;
  bool none_ = false;
  std::vector<Value> found_;
  std::size_t at_ = 0;
  std::uint64_t steps_ = 0;
  std::vector<store::Neighbour> neighbours_;
};

}  // namespace

OperatorPtr make_shortest_path(const plan::ShortestPath& plan, Lowering& lowering,
                               const Argument& argument) {
  return std::make_unique<ShortestPath>(plan, lowering.op(*plan.input, argument),
                                        indexes_of(lowering.columns_of(*plan.input)), lowering);
}

}  // namespace wutong::exec
