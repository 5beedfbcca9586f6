// Shortest paths between two bound nodes: breadth first from one end, level by level; the
// predecessors of a level give one path, or all of the same length.
#include <deque>
#include <map>
#include <optional>
#include <unordered_map>

#include "exec/operators.h"

namespace wutong::exec {
namespace {

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
  using Steps = std::unordered_map<std::uint64_t, std::vector<Step>>;

  void search(NodeId from, NodeId to) {
    if (from == to) {
      if (plan_.min <= 0) found_.push_back(Value::list({}));
      return;
    }
    if (none_) return;
    std::unordered_map<std::uint64_t, std::int64_t> depth{{static_cast<std::uint64_t>(from), 0}};
    Steps steps;
    std::vector<NodeId> level{from};
    std::vector<store::Neighbour> neighbours;
    for (std::int64_t length = 1; !level.empty() && (!plan_.max || length <= *plan_.max);
         ++length) {
      std::vector<NodeId> next;
      for (const NodeId node : level) {
        if (++steps_ % 1024 == 0) lowering_.context().cancel->poll();
        neighbours.clear();
        lowering_.context().view->expand(node, plan_.direction, types_, neighbours);
        for (const store::Neighbour& neighbour : neighbours) {
          if (predicate_ && !satisfies(neighbour.relationship)) continue;
          const auto id = static_cast<std::uint64_t>(neighbour.node);
          const auto [known, fresh] = depth.try_emplace(id, length);
          if (fresh) next.push_back(neighbour.node);
          if (known->second == length && (fresh || plan_.all)) {
            steps[id].push_back({node, neighbour.relationship});
          }
        }
      }
      if (const auto reached = depth.find(static_cast<std::uint64_t>(to)); reached != depth.end()) {
        std::vector<RelationshipId> path;
        collect(steps, from, to, path);
        return;
      }
      level = std::move(next);
    }
  }

  // Walks the predecessors back from `node`; recursion is as deep as the path is long.
  void collect(const Steps& steps, NodeId from, NodeId node, std::vector<RelationshipId>& path) {
    if (node == from) {
      List relationships;
      for (auto it = path.rbegin(); it != path.rend(); ++it) relationships.emplace_back(*it);
      found_.push_back(Value::list(std::move(relationships)));
      return;
    }
    for (const Step& step : steps.at(static_cast<std::uint64_t>(node))) {
      path.push_back(step.relationship);
      collect(steps, from, step.from, path);
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
};

}  // namespace

OperatorPtr make_shortest_path(const plan::ShortestPath& plan, Lowering& lowering,
                               const Argument& argument) {
  return std::make_unique<ShortestPath>(plan, lowering.op(*plan.input, argument),
                                        indexes_of(lowering.columns_of(*plan.input)), lowering);
}

}  // namespace wutong::exec
