// Shortest paths between two bound nodes: breadth first from both ends, a level at a time and
// always from the end whose level is the smaller. When the levels first share a node, each path of
// that length passes one of the shared nodes, once; the steps kept by either side give the paths.
#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "exec/held_memory.h"
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
      : PerRow(std::move(input), lowering),
        plan_(plan),
        carried_(std::move(carried)),
        paths_(lowering.context().memory),
        search_(lowering.context().memory) {
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
    paths_.release();
    at_ = 0;
    const Value& from = frame.batch->columns[static_cast<std::size_t>(plan_.from)][frame.row];
    const Value& to = frame.batch->columns[static_cast<std::size_t>(plan_.to)][frame.row];
    if (from.is_node() && to.is_node()) search(from.as_node_id(), to.as_node_id());
    search_.release();
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
      if (plan_.min <= 0) {
        found_.push_back(Value::list({}));
      } else if (plan_.closed && !none_) {
        search_closed(from);
      }
      return;
    }
    if (!none_) search_between(from, to, plan_.max);
  }

  // The shortest paths from a node back to it: for each first step, those that lead back without
  // it. A path of least length has no node twice but its end, so no relationship twice either.
  void search_closed(NodeId node) {
    std::vector<store::Neighbour> steps;
    lowering_.context().view->expand(node, plan_.direction, types_, steps);
    if (predicate_) {
      steps.erase(std::remove_if(
                      steps.begin(), steps.end(),
                      [&](const store::Neighbour& step) { return !satisfies(step.relationship); }),
                  steps.end());
    }
    std::set<RelationshipId> loops;
    for (const store::Neighbour& step : steps) {
      if (step.node != node || !loops.insert(step.relationship).second) continue;
      found_.push_back(Value::list({Value(step.relationship)}));
      if (!plan_.all) return;
    }
    if (!loops.empty()) return;
    std::optional<std::int64_t> best;
    std::optional<std::int64_t> most = plan_.max;  // relationships in a path that is worth finding
    for (const store::Neighbour& step : steps) {
      if (most && *most < 2) break;
      const std::size_t before = found_.size();
      first_ = step.relationship;
      search_between(step.node, node, most ? std::optional(*most - 1) : std::nullopt);
      if (found_.size() == before) continue;
      const auto length = static_cast<std::int64_t>(found_.back().as_list().size());
      if (best && length < *best) {
        found_.erase(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(before));
      }
      best = length;
      most = plan_.all ? length : length - 1;
    }
    first_.reset();
  }

  void search_between(NodeId from, NodeId to, std::optional<std::int64_t> most) {
    search_.release();
    Side start(from, plan_.direction), goal(to, reversed(plan_.direction));
    while (!most || start.reached + goal.reached < *most) {
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
        if (first_ && *first_ == neighbour.relationship) continue;
        if (predicate_ && !satisfies(neighbour.relationship)) continue;
        const auto id = static_cast<std::uint64_t>(neighbour.node);
        const auto [known, fresh] = side.depth.try_emplace(id, side.reached);
        if (fresh) {
          next.push_back(neighbour.node);
          search_.take(kNodeBytes);
        }
        if (known->second == side.reached && (fresh || plan_.all)) {
          side.steps[id].push_back({node, neighbour.relationship});
          search_.take(sizeof(Step));
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
        List relationships;
        if (first_) relationships.emplace_back(*first_);
        relationships.insert(relationships.end(), head.rbegin(), head.rend());
        relationships.insert(relationships.end(), tail.begin(), tail.end());
        paths_.take(sizeof(Value) * relationships.size());
        found_.push_back(Value::list(std::move(relationships)));
      }
    }
  }

  // The ways from `node` to the side's end; recursion is as deep as the path is long.
  void collect(const Side& side, NodeId node, std::vector<RelationshipId>& path,
               std::vector<std::vector<RelationshipId>>& out) {
    if (node == side.end) {
      out.push_back(path);
      search_.take(sizeof(RelationshipId) * path.size());
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
  std::optional<RelationshipId> first_;  // of a path back to its node; not to be walked again
  std::uint64_t steps_ = 0;
  std::vector<store::Neighbour> neighbours_;
  // What a node that was reached takes in the two tables of a side.
  static constexpr std::uint64_t kNodeBytes = 112;
  HeldMemory paths_, search_;  // of found_, and of the search that is under way
};

}  // namespace

OperatorPtr make_shortest_path(const plan::ShortestPath& plan, Lowering& lowering,
                               const Argument& argument) {
  return std::make_unique<ShortestPath>(plan, lowering.op(*plan.input, argument),
                                        indexes_of(lowering.columns_of(*plan.input)), lowering);
}

}  // namespace wutong::exec
