// neighbours: EXISTS { P*(F*(Expand(a, b, Argument))) } = EXISTS (a)--(b) WHERE F
//             COUNT { P*(F*(Expand(a, b, Argument))) } = COUNT (a)--(b) WHERE F
// where P only name values, and F read the row outside and b: one lookup among the neighbours of a,
// which are sorted, instead of a plan run for the row.
//
// count_pattern: COUNT { R } = sum of m over Pattern(R -> (), m)
// where R is a pattern of two relationships or more, see plan/join_graph.h: what it counts of a node
// is remembered from row to row.
//
// remember: Q(r) = Q(r') where r and r' are alike in the columns and properties C that the subquery Q
// reads of the row outside; Q is EXISTS, COUNT or COLLECT, and hangs on nothing else. Answers are
// kept by C.
#include "plan/neighbours.h"

#include <algorithm>

#include "plan/expressions_in.h"
#include "plan/join_graph.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

bool contains(const std::vector<ColumnId>& columns, ColumnId column) {
  return std::find(columns.begin(), columns.end(), column) != columns.end();
}

// Below the projections that say what EXISTS and COUNT do not ask.
OperatorPtr& below_names(OperatorPtr& plan) {
  OperatorPtr* at = &plan;
  while (auto* project = std::get_if<Project>(&(*at)->node)) {
    if (!std::all_of(project->items.begin(), project->items.end(),
                     [](const ProjectItem& item) { return copy_simple(*item.expression); })) {
      break;
    }
    at = &project->input;
  }
  return *at;
}

bool lookup(ExpressionPtr& expression) {
  auto* subquery = std::get_if<Subquery>(&expression->node);
  if (!subquery || subquery->kind == SubqueryKind::Collect) return false;
  std::vector<Filter*> filters;
  OperatorPtr* at = &below_names(subquery->plan);
  while (auto* filter = std::get_if<Filter>(&(*at)->node)) {
    filters.push_back(filter);
    at = &filter->input;
  }
  auto* step = std::get_if<Expand>(&(*at)->node);
  if (!step || !step->distinct_from.empty()) return false;
  const Operator* below = step->input.get();
  for (const auto* names = std::get_if<Project>(&below->node); names && only_passes(*names);
       names = std::get_if<Project>(&below->node)) {
    below = names->input.get();
  }
  const auto* row = std::get_if<Argument>(&below->node);
  if (!row || !contains(row->columns, step->from)) return false;
  if (step->into && (!filters.empty() || !contains(row->columns, step->to))) return false;
  for (const Filter* filter : filters) {
    const auto read = columns_read(*filter->predicate);
    if (!read || !std::all_of(read->begin(), read->end(), [&](ColumnId column) {
          return column == step->to || contains(row->columns, column);
        })) {
      return false;
    }
  }
  Neighbours made{subquery->kind,  step->from,      step->to, step->into,
                  step->direction, step->types, {}};
  for (auto filter = filters.rbegin(); filter != filters.rend(); ++filter) {
    made.tests.push_back(std::move((*filter)->predicate));
  }
  expression->node = std::move(made);
  return true;
}

template <class Rewrite>
bool everywhere(ExpressionPtr& expression, const Rewrite& rewrite) {
  bool fired = rewrite(expression);
  for (ExpressionPtr* part : parts_of(*expression)) fired = everywhere(*part, rewrite) || fired;
  return fired;
}
template <class Rewrite>
bool everywhere(Operator& op, const Rewrite& rewrite) {
  bool fired = false;
  for (ExpressionPtr* expression : expressions_of(op)) {
    fired = everywhere(*expression, rewrite) || fired;
  }
  return fired;
}

bool is_many(const Operator& plan) {
  const Operator* leaf = &plan;
  for (auto inputs = inputs_of(*leaf); !inputs.empty(); inputs = inputs_of(*leaf)) {
    leaf = inputs.front();
  }
  const auto* argument = std::get_if<Argument>(&leaf->node);
  return argument && argument->many;
}

}  // namespace

bool neighbours(OperatorPtr& op) { return everywhere(*op, lookup); }

bool count_pattern(OperatorPtr& op, std::uint32_t& next_column) {
  return everywhere(*op, [&](ExpressionPtr& expression) {
    auto* subquery = std::get_if<Subquery>(&expression->node);
    if (!subquery || subquery->kind != SubqueryKind::Count) return false;
    OperatorPtr& rows = below_names(subquery->plan);
    const auto graph = join_graph(*rows);
    if (!graph || !graph->source || graph->edges.size() < 2) return false;
    OperatorPtr pattern = std::move(rows);
    subquery->plan = std::make_unique<Operator>();
    subquery->plan->node = Pattern{std::move(pattern), {}, ColumnId{next_column++}, {}};
    return true;
  });
}

bool remember(OperatorPtr& op) {
  return everywhere(*op, [](ExpressionPtr& expression) {
    auto* subquery = std::get_if<Subquery>(&expression->node);
    // A pattern remembers by node already.
    if (!subquery || subquery->remembered_by || !is_many(*subquery->plan) ||
        std::holds_alternative<Pattern>(subquery->plan->node)) {
      return false;
    }
    subquery->remembered_by = reads_outside(*subquery->plan);
    return subquery->remembered_by.has_value();
  });
}

}  // namespace wutong::plan
