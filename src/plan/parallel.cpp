// parallel: Aggregate(k, f, R(S)) = merge of Aggregate(k, f, R(S_1)), ..., Aggregate(k, f, R(S_n))
// where S = S_1, ..., S_n in order is the first scan of R and R makes rows of each of its rows by
// itself. Merged in that order the parts leave what one would: groups in the order of their first
// row, and sums to the last bit (see exec/morsels.h, which also decides whether it pays).
#include "plan/parallel.h"

#include "base/overloaded.h"
#include "plan/join_graph.h"

namespace wutong::plan {

FirstScan first_scan(const Operator& op) {
  constexpr double kStep = 4, kWalk = 20;
  FirstScan out;
  const Operator* at = &op;
  const auto below = [&](const OperatorPtr& input, double rows) {
    out.rows *= rows;
    at = input.get();
    return true;
  };
  const auto end = [&] {
    out.scan = at;
    return false;
  };
  const auto scan = [&](const auto& x) {
    return std::holds_alternative<Unit>(x.input->node) ? end() : below(x.input, kWalk);
  };
  while (std::visit(base::overloaded{
                        [&](const AllNodesScan& x) { return scan(x); },
                        [&](const LabelScan& x) { return scan(x); },
                        [&](const IndexRangeSeek& x) { return scan(x); },
                        [&](const IndexSeek& x) { return below(x.input, 1); },
                        [&](const NodeByIdSeek& x) { return below(x.input, 1); },
                        [&](const Expand& x) { return below(x.input, kStep); },
                        [&](const VarExpand& x) { return below(x.input, kWalk); },
                        [&](const QuantifiedExpand& x) { return below(x.input, kWalk); },
                        [&](const ShortestPath& x) { return below(x.input, kWalk); },
                        [&](const ProjectEndpoints& x) { return below(x.input, 1); },
                        [&](const Filter& x) { return below(x.input, 1); },
                        [&](const Project& x) { return below(x.input, 1); },
                        [&](const Unwind& x) { return below(x.input, kStep); },
                        [&](const Apply& x) { return below(x.left, kStep); },
                        [&](const Pattern& x) {
                          const auto graph = join_graph(*x.input);
                          if (!graph) return false;
                          if (!graph->source) return end();
                          out.rows *= kStep;
                          at = graph->source;
                          return true;
                        },
                        [](const auto&) { return false; },
                    },
                    at->node)) {
  }
  return out;
}

bool parallel(OperatorPtr& op) {
  auto* aggregate = std::get_if<Aggregate>(&op->node);
  if (!aggregate || aggregate->in_parts || !first_scan(*aggregate->input).scan) return false;
  aggregate->in_parts = true;
  return true;
}

}  // namespace wutong::plan
