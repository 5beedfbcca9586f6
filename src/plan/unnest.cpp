// anti_join: Filter(x IS NULL, Apply optional(L, R)) = Project(nulls of R, Filter(NOT EXISTS { R },
// L)) where R binds x to a node or a relationship in each of its rows. Filters between may stay.
//
// scalar_call: Apply(L, P(Aggregate((), count(*), R))) = Apply(L, P(Project(COUNT { R }, Argument)))
// and the same of count(x) with NOT x IS NULL above R, and of collect(x) with COLLECT { }.
//
// unnest: Apply(L, R(Argument)) = R(L)
// where R makes rows of each row by itself: steps, scans, conditions, values, lists.
#include "plan/unnest.h"

#include <algorithm>

#include "base/overloaded.h"
#include "plan/join_graph.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

template <class Node>
OperatorPtr made(Node node) {
  auto op = std::make_unique<Operator>();
  op->node = std::move(node);
  return op;
}
template <class Node>
ExpressionPtr expression(Node node) {
  auto out = std::make_unique<Expression>();
  out->node = std::move(node);
  return out;
}

// The slot of the Argument below operators that make rows of each row by itself; null where there
// is another operator between.
OperatorPtr* argument_below(OperatorPtr& plan) {
  OperatorPtr* at = &plan;
  while (at && *at && !std::holds_alternative<Argument>((*at)->node)) {
    at = std::visit(base::overloaded{
                        [](AllNodesScan& x) { return &x.input; },
                        [](LabelScan& x) { return &x.input; },
                        [](NodeByIdSeek& x) { return &x.input; },
                        [](Expand& x) { return &x.input; },
                        [](VarExpand& x) { return &x.input; },
                        [](QuantifiedExpand& x) { return &x.input; },
                        [](ShortestPath& x) { return &x.input; },
                        [](ProjectEndpoints& x) { return &x.input; },
                        [](Filter& x) { return &x.input; },
                        [](Project& x) { return &x.input; },
                        [](Unwind& x) { return &x.input; },
                        [](Apply& x) { return &x.left; },
                        [](auto&) -> OperatorPtr* { return nullptr; },
                    },
                    (*at)->node);
  }
  return at && *at ? at : nullptr;
}

// Whether each row of a plan has a node or a relationship in `column`, bound in it.
bool binds(const Operator& op, ColumnId column) {
  return std::visit(
      base::overloaded{
          [&](const AllNodesScan& x) { return x.node == column || binds(*x.input, column); },
          [&](const LabelScan& x) { return x.node == column || binds(*x.input, column); },
          [&](const Expand& x) {
            return x.relationship == column || (x.to == column && !x.into) ||
                   binds(*x.input, column);
          },
          [&](const VarExpand& x) {
            return (x.to == column && !x.into) || binds(*x.input, column);
          },
          [&](const Filter& x) { return binds(*x.input, column); },
          [](const auto&) { return false; },
      },
      op.node);
}

}  // namespace

bool anti_join(OperatorPtr& op) {
  auto* filter = std::get_if<Filter>(&op->node);
  const auto* test = filter ? std::get_if<Unary>(&filter->predicate->node) : nullptr;
  if (!test || test->op != UnaryOperator::IsNull) return false;
  const auto* column = std::get_if<Column>(&test->operand->node);
  if (!column) return false;
  OperatorPtr* below = &filter->input;
  while (auto* other = std::get_if<Filter>(&(*below)->node)) below = &other->input;
  auto* apply = std::get_if<Apply>(&(*below)->node);
  if (!apply || apply->kind != ApplyKind::Optional ||
      std::find(apply->nullable.begin(), apply->nullable.end(), column->id) ==
          apply->nullable.end() ||
      !binds(*apply->right, column->id)) {
    return false;
  }
  std::vector<ProjectItem> nulls;
  for (const ColumnId nullable : apply->nullable) {
    nulls.push_back({nullable, expression(Literal{})});
  }
  ExpressionPtr exists =
      expression(Subquery{SubqueryKind::Exists, std::move(apply->right), std::nullopt});
  exists->span = filter->predicate->span;
  OperatorPtr without =
      made(Filter{std::move(apply->left), expression(Unary{UnaryOperator::Not, std::move(exists)})});
  *below = made(Project{std::move(without), std::move(nulls), false});
  OperatorPtr rest = std::move(filter->input);
  op = std::move(rest);
  return true;
}

bool scalar_call(OperatorPtr& op) {
  auto* apply = std::get_if<Apply>(&op->node);
  if (!apply || apply->kind != ApplyKind::Inner) return false;
  OperatorPtr* at = &apply->right;
  while (auto* project = std::get_if<Project>(&(*at)->node)) at = &project->input;
  auto* aggregate = std::get_if<Aggregate>(&(*at)->node);
  if (!aggregate || !aggregate->keys.empty() || aggregate->aggregates.size() != 1) return false;
  AggregateItem& item = aggregate->aggregates.front();
  const bool counts = item.function == "count", collects = item.function == "collect";
  if (item.distinct || (!counts && !collects) || item.arguments.size() > 1 ||
      (collects && item.arguments.empty())) {
    return false;
  }
  OperatorPtr* const leaf = argument_below(aggregate->input);
  if (!leaf) return false;
  OperatorPtr row = made(std::get<Argument>((*leaf)->node));
  OperatorPtr rows = std::move(aggregate->input);
  Subquery subquery{counts ? SubqueryKind::Count : SubqueryKind::Collect, nullptr, std::nullopt};
  if (!item.arguments.empty()) {
    // Named by the column of the result: nothing else reads it in here.
    std::vector<ProjectItem> named;
    const auto* column = std::get_if<Column>(&item.arguments.front()->node);
    const bool is_there = column && binds(*rows, column->id);
    ColumnId value = item.column;
    if (column) {
      value = column->id;
    } else {
      named.push_back({value, std::move(item.arguments.front())});
      rows = made(Project{std::move(rows), std::move(named), false});
    }
    if (!is_there) {
      rows = made(Filter{std::move(rows), expression(Unary{UnaryOperator::IsNotNull,
                                                           expression(Column{value})})});
    }
    if (collects) subquery.result = value;
  }
  subquery.plan = std::move(rows);
  std::vector<ProjectItem> items;
  items.push_back({item.column, expression(std::move(subquery))});
  *at = made(Project{std::move(row), std::move(items), false});
  return true;
}

bool unnest(OperatorPtr& op) {
  auto* apply = std::get_if<Apply>(&op->node);
  if (!apply || apply->kind != ApplyKind::Inner) return false;
  if (!argument_below(apply->right)) return false;
  OperatorPtr* at = &apply->right;
  while (!std::holds_alternative<Argument>((*at)->node)) {
    if (auto* project = std::get_if<Project>(&(*at)->node)) {
      // The columns of L stay; a projection that then makes none is none.
      project->discard_rest = false;
      if (only_passes(*project)) {
        OperatorPtr rows = std::move(project->input);
        *at = std::move(rows);
        continue;
      }
    }
    at = inputs_of(**at).front();
  }
  *at = std::move(apply->left);
  OperatorPtr rows = std::move(apply->right);
  op = std::move(rows);
  return true;
}

}  // namespace wutong::plan
