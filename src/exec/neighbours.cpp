// One step asked about in an expression: whether a bound node has a relationship, to a certain node
// or to any that fits, or how many. Where the graph is in memory the neighbours are sorted, and a
// certain one is looked for by halving.
#include "exec/neighbours.h"

#include <algorithm>
#include <optional>
#include <span>

#include "exec/node_test.h"
#include "plan/join_graph.h"

namespace wutong::exec {
namespace {

class Neighbours {
 public:
  Neighbours(const plan::Neighbours& plan, Lowering& lowering)
      : plan_(plan), context_(lowering.context()), from_is_local_(lowering.is_local(plan.from)) {
    const store::NameTable& names = context_.view->names();
    for (const std::string& name : plan.types) {
      if (const auto id = names.find_type(name)) types_.push_back(*id);
    }
    none_ = !plan.types.empty() && types_.empty();
    to_is_local_ = plan.to_bound && lowering.is_local(plan.to);
    if (!plan.tests.empty()) row_ = std::make_shared<ScratchRow>(lowering);
    for (const plan::ExpressionPtr& test : plan.tests) add_test(*test, lowering);
    if (none_ || !context_.snapshot || context_.profile) return;
    std::vector<store::TypeId> types = types_;
    if (types.empty()) {
      for (std::uint32_t t = 0; t < names.types().size(); ++t) types.push_back(store::TypeId{t});
    }
    if (types.empty()) return;
    std::sort(types.begin(), types.end());
    const graph::ReadView& view = *context_.snapshot;
    sorted_ = view.base().adjacency(types, plan.direction, view.makes());
  }

  Value ask(const Frame& frame) {
    const bool exists = plan_.kind == plan::SubqueryKind::Exists;
    const std::uint64_t count = none_ ? 0 : this->count(frame, exists);
    return exists ? Value(count > 0) : Value(static_cast<std::int64_t>(count));
  }

 private:
  void add_test(const plan::Expression& test, Lowering& lowering) {
    const auto read = plan::columns_read(test);
    for (const plan::ColumnId column : *read) {
      if (column != plan_.to) outer_.emplace_back(column, lowering.is_local(column));
    }
    if (context_.snapshot) {
      makers_.push_back(compile_node_test(test, plan_.to, lowering, row_));
      return;
    }
    const NodeTest slow = [this, predicate = lowering.predicate(test)](Node) {
      return predicate(row_->frame());
    };
    makers_.push_back([slow] { return slow; });
  }

  // Of relationships that fit; `any`: not more than one is of interest.
  std::uint64_t count(const Frame& frame, bool any) {
    const Value from = column_value(frame, plan_.from, from_is_local_);
    if (!from.is_node()) return 0;
    std::optional<NodeId> to;
    if (plan_.to_bound) {
      const Value other = column_value(frame, plan_.to, to_is_local_);
      if (!other.is_node()) return 0;
      to = other.as_node_id();
    }
    const auto node = static_cast<std::uint64_t>(from.as_node_id());
    // Where there is a copy in memory, ids fit into 32 bits.
    if (sorted_ && !context_.snapshot->is_changed(static_cast<Node>(node))) {
      const std::span<const Node> run = sorted_->of(static_cast<Node>(node));
      if (to) {
        const auto [begin, end] = std::equal_range(
            run.begin(), run.end(), static_cast<Node>(static_cast<std::uint64_t>(*to)));
        return static_cast<std::uint64_t>(end - begin);
      }
      if (makers_.empty()) return run.size();
      make_tests(frame);
      std::uint64_t fit = 0;
      for (const Node neighbour : run) {
        fit += fits(neighbour);
        if (any && fit > 0) break;
      }
      return fit;
    }
    found_.clear();
    if (!to && makers_.empty()) {
      return context_.view->degree(from.as_node_id(), plan_.direction, types_);
    }
    context_.view->expand(from.as_node_id(), plan_.direction, types_, found_);
    if (!to) make_tests(frame);
    std::uint64_t fit = 0;
    for (const store::Neighbour& neighbour : found_) {
      if (to) {
        fit += neighbour.node == *to;
      } else {
        row_->set(plan_.to, neighbour.node);
        fit += fits(static_cast<Node>(neighbour.node));
      }
      if (any && fit > 0) break;
    }
    return fit;
  }

  void make_tests(const Frame& frame) {
    if (!tests_.empty() && outer_.empty()) return;
    for (const auto& [column, local] : outer_) {
      if (!local) row_->set(column, column_value(frame, column, false));
    }
    tests_.clear();
    for (const auto& maker : makers_) tests_.push_back(maker());
  }
  bool fits(Node node) const {
    return std::all_of(tests_.begin(), tests_.end(),
                       [&](const NodeTest& test) { return test(node); });
  }

  const plan::Neighbours& plan_;
  ExecutionContext& context_;
  bool from_is_local_, to_is_local_ = false;
  std::vector<store::TypeId> types_;
  bool none_ = false;  // none of the types is in the database
  const graph::Adjacency* sorted_ = nullptr;  // of all nodes that the copy in memory knows
  std::shared_ptr<ScratchRow> row_;
  std::vector<std::pair<plan::ColumnId, bool>> outer_;  // that tests read; whether they are locals
  std::vector<std::function<NodeTest()>> makers_;
  std::vector<NodeTest> tests_;
  std::vector<store::Neighbour> found_;
};

}  // namespace

Evaluate neighbours_of(const plan::Neighbours& plan, Lowering& lowering) {
  const auto asked = std::make_shared<Neighbours>(plan, lowering);
  return [asked](const Frame& frame) { return asked->ask(frame); };
}

}  // namespace wutong::exec
