// scan_filter: Filter(p, F*(Scan(n, Unit))) = Scan(n where F and p)
// where p and F read n alone: they are asked of the packed columns, in the order in which they
// stand, before a row is made. Where the graph is not in memory the filters stay what they are.
//
// scan_aggregate: Aggregate((), f, F*(LabelScan(n:L, Unit))) = f over the columns of n:L where F
// where f are counts, sums, averages and extremes of properties of n, and the columns hold integers
// alone: a block of values at a time, without rows.
#include "plan/scan_rules.h"

#include <algorithm>

#include "plan/join_graph.h"

namespace wutong::plan {
namespace {

bool starts(const OperatorPtr& input) { return std::holds_alternative<Unit>(input->node); }

// The node of a scan of one row.
const ColumnId* scanned(const Operator& op) {
  if (const auto* x = std::get_if<LabelScan>(&op.node)) return starts(x->input) ? &x->node : nullptr;
  if (const auto* x = std::get_if<AllNodesScan>(&op.node)) {
    return starts(x->input) ? &x->node : nullptr;
  }
  const auto* x = std::get_if<IndexRangeSeek>(&op.node);
  return x && starts(x->input) ? &x->node : nullptr;
}

bool reads_only(const Expression& expression, ColumnId node) {
  const auto read = columns_read(expression);
  return read && std::all_of(read->begin(), read->end(),
                             [&](ColumnId column) { return column == node; });
}

}  // namespace

bool scan_filter(OperatorPtr& op) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter || filter->in_scan) return false;
  const Operator* below = filter->input.get();
  while (const auto* other = std::get_if<Filter>(&below->node)) below = other->input.get();
  const ColumnId* node = scanned(*below);
  if (!node) return false;
  for (const Operator* at = op.get(); at != below; at = std::get<Filter>(at->node).input.get()) {
    if (!reads_only(*std::get<Filter>(at->node).predicate, *node)) return false;
  }
  filter->in_scan = true;
  return true;
}

bool scan_aggregate(OperatorPtr& op) {
  auto* aggregate = std::get_if<Aggregate>(&op->node);
  if (!aggregate || aggregate->in_scan || !aggregate->keys.empty()) return false;
  const Operator* input = aggregate->input.get();
  if (const auto* pattern = std::get_if<Pattern>(&input->node)) {
    if (!pattern->counts.empty()) return false;
    input = pattern->input.get();
  }
  const auto graph = join_graph(*input);
  if (!graph || graph->source || graph->nodes.size() != 1 || !graph->edges.empty() ||
      !graph->tests.empty()) {
    return false;
  }
  const JoinGraph::Node& node = graph->nodes.front();
  if (node.seek || node.given || node.labels.size() != 1) return false;
  for (const AggregateItem& item : aggregate->aggregates) {
    if (item.distinct) return false;
    if (item.arguments.empty()) continue;
    const auto* property = std::get_if<Property>(&item.arguments.front()->node);
    const auto* subject = property ? std::get_if<Column>(&property->subject->node) : nullptr;
    if (!subject || subject->id != node.column) return false;
    const std::string& f = item.function;
    if (f != "count" && f != "sum" && f != "avg" && f != "min" && f != "max") return false;
  }
  aggregate->in_scan = true;
  return true;
}

}  // namespace wutong::plan
