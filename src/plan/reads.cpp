#include "plan/reads.h"

#include <algorithm>
#include <limits>

#include "base/overloaded.h"
#include "plan/expressions_in.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

constexpr double kMuch = 500;  // rows

// Rows that leave an operator, by the mean degree and no more: the order of magnitude is enough.
double rows_of(const Operator& op, const model::Statistics& statistics, double& most) {
  double rows = 1;
  for (const Operator* input : inputs_of(op)) rows *= rows_of(*input, statistics, most);
  for (const Subquery* subquery : subqueries_of(const_cast<Operator&>(op))) {
    double inside = 1;
    rows_of(*subquery->plan, statistics, inside);
    most = std::max(most, rows * inside);
  }
  const double nodes = static_cast<double>(statistics.nodes) + 1;
  const auto degree = [&](const std::vector<std::string>& types) {
    double sum = 0;
    for (const std::string& type : types) {
      const auto it = statistics.relationships_by_type.find(type);
      if (it != statistics.relationships_by_type.end()) sum += static_cast<double>(it->second);
    }
    if (types.empty()) sum = static_cast<double>(statistics.relationships);
    // Relationships of a type join few of the nodes.
    return std::max(1.0, 8 * sum / nodes);
  };
  rows = std::visit(base::overloaded{
                        [&](const AllNodesScan&) { return rows * nodes; },
                        [&](const LabelScan& x) {
                          const auto it = statistics.nodes_by_label.find(x.label);
                          return it == statistics.nodes_by_label.end()
                                     ? 0.0
                                     : rows * static_cast<double>(it->second);
                        },
                        // Made of all nodes that it may find.
                        [&](const HashLookup& x) {
                          const auto it = statistics.nodes_by_label.find(x.label);
                          most = std::max(most, x.label.empty() ? nodes
                                                : it == statistics.nodes_by_label.end()
                                                    ? 0.0
                                                    : static_cast<double>(it->second));
                          return rows;
                        },
                        [&](const Expand& x) { return x.into ? rows : rows * degree(x.types); },
                        [&](const VarExpand&) { return nodes; },
                        [&](const ShortestPath&) { return nodes; },
                        [&](const Aggregate& x) { return x.keys.empty() ? 1.0 : rows; },
                        [&](const Unwind&) { return rows * 10; },
                        [&](const auto&) { return rows; },
                    },
                    op.node);
  most = std::max(most, rows);
  return rows;
}

std::size_t steps_of(const Operator& op) {
  const auto* expand = std::get_if<Expand>(&op.node);
  std::size_t steps = expand && !expand->into ? 1 : 0;
  // Who knows how much a range holds.
  if (std::holds_alternative<IndexRangeSeek>(op.node)) steps = 2;
  for (const Operator* input : inputs_of(op)) steps += steps_of(*input);
  return steps;
}

}  // namespace

std::uint32_t direct_runs(const Operator& op, const model::Statistics& statistics) {
  double most = 0;
  rows_of(op, statistics, most);
  if (most >= kMuch) return 0;
  switch (steps_of(op)) {
    case 0:
      return std::numeric_limits<std::uint32_t>::max();
    case 1:
      return 64;
    case 2:
      return 4;
    default:
      return 0;
  }
}

}  // namespace wutong::plan
