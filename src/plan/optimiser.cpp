#include "plan/optimiser.h"

#include <algorithm>

#include "base/overloaded.h"
#include "plan/expressions_in.h"
#include "plan/factorise.h"
#include "plan/late_project.h"
#include "plan/lookup_rules.h"
#include "plan/neighbours.h"
#include "plan/parallel.h"
#include "plan/scan_rules.h"
#include "plan/stream_writes.h"
#include "plan/tree.h"
#include "plan/unnest.h"

namespace wutong::plan {
namespace {

// What rules may ask besides the operator that they replace. Each says whether it did.
struct Setting {
  const model::Statistics& statistics;
  std::uint32_t& next_column;
};

bool uses_only(const Expression& expression, const std::vector<ColumnId>& columns) {
  const auto sub = [&](const ExpressionPtr& child) { return !child || uses_only(*child, columns); };
  return std::visit(
      base::overloaded{
          [](const Literal&) { return true; },
          [](const Parameter&) { return true; },
          [&](const Column& x) {
            return std::find(columns.begin(), columns.end(), x.id) != columns.end();
          },
          [&](const Property& x) { return sub(x.subject); },
          [&](const Unary& x) { return sub(x.operand); },
          [&](const Binary& x) { return sub(x.left) && sub(x.right); },
          [&](const ListOf& x) { return std::all_of(x.items.begin(), x.items.end(), sub); },
          // Of the functions one that no value of a pattern makes fail.
          [&](const Call& x) {
            return x.name == "id" && x.arguments.size() == 1 &&
                   std::holds_alternative<Column>(x.arguments.front()->node) &&
                   sub(x.arguments.front());
          },
          [&](const Neighbours& x) {
            const auto known = [&](ColumnId id) {
              return std::find(columns.begin(), columns.end(), id) != columns.end();
            };
            return x.tests.empty() && known(x.from) && (!x.to_bound || known(x.to));
          },
          // Everything else is left where it stands.
          [](const auto&) { return false; },
      },
      expression.node);
}

const Property* property_of_column(const Expression& expression, ColumnId column) {
  const auto* property = std::get_if<Property>(&expression.node);
  if (!property) return nullptr;
  const auto* subject = std::get_if<Column>(&property->subject->node);
  return subject && subject->id == column ? property : nullptr;
}

// split_conjunction: Filter(a AND b, R) = Filter(b, Filter(a, R))
bool split_conjunction(OperatorPtr& op) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter) return false;
  auto* both = std::get_if<Binary>(&filter->predicate->node);
  if (!both || both->op != BinaryOperator::And) return false;
  auto inner = std::make_unique<Operator>();
  inner->node = Filter{std::move(filter->input), std::move(both->left)};
  ExpressionPtr right = std::move(both->right);
  filter->predicate = std::move(right);
  filter->input = std::move(inner);
  return true;
}

// index_seek: Filter(n.key = v, LabelScan(n:L, R)) = IndexSeek(n:L(key) = v, R)
// where an index on L(key) exists and v needs only columns of R. A filter between them moves up.
bool index_seek(OperatorPtr& op, const model::Statistics& statistics) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter) return false;
  // The chain of filters down to the scan.
  OperatorPtr* below = &filter->input;
  while (auto* other = std::get_if<Filter>(&(*below)->node)) below = &other->input;
  auto* scan = std::get_if<LabelScan>(&(*below)->node);
  auto* equal = std::get_if<Binary>(&filter->predicate->node);
  if (!scan || !equal || equal->op != BinaryOperator::Equal) return false;
  for (const bool swapped : {false, true}) {
    ExpressionPtr& subject = swapped ? equal->right : equal->left;
    ExpressionPtr& value = swapped ? equal->left : equal->right;
    const Property* property = property_of_column(*subject, scan->node);
    if (!property || statistics.indexes.count({scan->label, property->key}) == 0) continue;
    if (!uses_only(*value, columns_of(*scan->input))) continue;
    IndexSeek seek{scan->node, scan->label, property->key, std::move(value),
                   std::move(scan->input)};
    (*below)->node = std::move(seek);
    OperatorPtr input = std::move(filter->input);
    op = std::move(input);
    return true;
  }
  return false;
}

// id_seek: Filter(id(n) = v, AllNodesScan(n, R)) = NodeByIdSeek(n, v, R),
// Filter(id(n) = v, LabelScan(n:L, R)) = Filter(n:L, NodeByIdSeek(n, v, R))
bool id_seek(OperatorPtr& op) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter) return false;
  auto* test = std::get_if<Binary>(&filter->predicate->node);
  auto* all = std::get_if<AllNodesScan>(&filter->input->node);
  auto* labelled = std::get_if<LabelScan>(&filter->input->node);
  if (!(all || labelled) || !test ||
      (test->op != BinaryOperator::Equal && test->op != BinaryOperator::In)) {
    return false;
  }
  const auto* call = std::get_if<Call>(&test->left->node);
  if (!call || call->name != "id" || call->arguments.size() != 1) return false;
  const auto* column = std::get_if<Column>(&call->arguments.front()->node);
  const ColumnId node = all ? all->node : labelled->node;
  OperatorPtr& input = all ? all->input : labelled->input;
  if (!column || column->id != node || !uses_only(*test->right, columns_of(*input))) {
    return false;
  }
  // A list is no id: id(n) = [1] is false, while id(n) IN [1] looks the elements up.
  if (test->op == BinaryOperator::Equal && !std::holds_alternative<Literal>(test->right->node) &&
      !std::holds_alternative<Parameter>(test->right->node)) {
    return false;
  }
  auto replaced = std::make_unique<Operator>();
  replaced->node = NodeByIdSeek{node, std::move(test->right), std::move(input)};
  if (labelled) {
    auto subject = std::make_unique<Expression>();
    subject->node = Column{node};
    auto has_label = std::make_unique<Expression>();
    has_label->node =
        HasLabels{std::move(subject), {LabelTest::Kind::Name, std::move(labelled->label), {}}};
    auto outer = std::make_unique<Operator>();
    outer->node = Filter{std::move(replaced), std::move(has_label)};
    replaced = std::move(outer);
  }
  op = std::move(replaced);
  return true;
}

// push_filter: Filter(p, Expand(R)) = Expand(Filter(p, R)) where p needs only columns of R; the
// same through VarExpand, Unwind, scans above other rows, and the left side of Apply.
bool push_filter(OperatorPtr& op) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter) return false;
  OperatorPtr* input = std::visit(base::overloaded{
                                      [](Expand& x) { return &x.input; },
                                      [](VarExpand& x) { return &x.input; },
                                      [](Unwind& x) { return &x.input; },
                                      [](AllNodesScan& x) { return &x.input; },
                                      [](LabelScan& x) { return &x.input; },
                                      [](IndexSeek& x) { return &x.input; },
                                      [](Apply& x) { return &x.left; },
                                      [](auto&) -> OperatorPtr* { return nullptr; },
                                  },
                                  filter->input->node);
  if (!input || !*input || !uses_only(*filter->predicate, columns_of(**input))) return false;
  // A constant belongs nowhere in particular.
  if (std::holds_alternative<Literal>(filter->predicate->node)) return false;
  OperatorPtr outer = std::move(filter->input);
  filter->input = std::move(*input);
  *input = std::move(op);
  op = std::move(outer);
  return true;
}

// top: Limit(n, Sort(k, R)) = Top(k, n, R)
bool top(OperatorPtr& op) {
  auto* limit = std::get_if<Limit>(&op->node);
  if (!limit) return false;
  auto* sort = std::get_if<Sort>(&limit->input->node);
  if (!sort || !std::holds_alternative<Literal>(limit->count->node)) return false;
  auto replaced = std::make_unique<Operator>();
  replaced->node = Top{std::move(sort->input), std::move(sort->keys), std::move(limit->count)};
  op = std::move(replaced);
  return true;
}

struct NamedRule {
  const char* name;
  bool (*apply)(OperatorPtr& op, Setting& setting);
};

// A rule that asks nothing but the operator.
template <bool (*rule)(OperatorPtr&)>
bool alone(OperatorPtr& op, Setting&) {
  return rule(op);
}
template <bool (*rule)(OperatorPtr&, const model::Statistics&)>
bool with_statistics(OperatorPtr& op, Setting& setting) {
  return rule(op, setting.statistics);
}
template <bool (*rule)(OperatorPtr&, std::uint32_t&)>
bool with_columns(OperatorPtr& op, Setting& setting) {
  return rule(op, setting.next_column);
}

// split_conjunction comes first: the others look at single conditions. anti_join, scalar_call and
// unnest open plans that run once a row to those that follow. push_filter brings conditions to the
// scans that index_seek and the lookup rules turn into seeks. factorise and what comes after it take
// patterns as they are by then; remember takes the subqueries that no other rule has dissolved.
constexpr NamedRule kRules[] = {
    {"split_conjunction", alone<split_conjunction>},
    {"anti_join", alone<anti_join>},
    {"scalar_call", alone<scalar_call>},
    {"unnest", alone<unnest>},
    {"neighbours", alone<neighbours>},
    {"push_filter", alone<push_filter>},
    {"id_seek", alone<id_seek>},
    {"index_seek", with_statistics<index_seek>},
    {"index_range", with_statistics<index_range>},
    {"hash_lookup", with_statistics<hash_lookup>},
    {"top", alone<top>},
    {"late_project", alone<late_project>},
    {"stream_writes", alone<stream_writes>},
    {"factorise", with_columns<factorise>},
    {"count_pattern", with_columns<count_pattern>},
    {"remember", alone<remember>},
    {"scan_filter", alone<scan_filter>},
    {"scan_aggregate", alone<scan_aggregate>},
    {"parallel", alone<parallel>},
};

bool apply_everywhere(OperatorPtr& op, const NamedRule& rule, Setting& setting) {
  bool fired = false;
  // Each firing makes progress towards the leaves, marks or removes an operator, so this ends.
  while (rule.apply(op, setting)) fired = true;
  for (OperatorPtr* input : inputs_of(*op)) {
    fired = apply_everywhere(*input, rule, setting) || fired;
  }
  for (Subquery* subquery : subqueries_of(*op)) {
    fired = apply_everywhere(subquery->plan, rule, setting) || fired;
  }
  return fired;
}

// Says of each Argument whether its rows are many of one state of the graph, as they are where
// nothing is written.
void mark_arguments(Operator& op, bool many) {
  if (auto* argument = std::get_if<Argument>(&op.node)) argument->many = many;
  for (OperatorPtr* input : inputs_of(op)) mark_arguments(**input, many);
  for (Subquery* subquery : subqueries_of(op)) mark_arguments(*subquery->plan, many);
}

}  // namespace

Plan optimise(Plan plan, const model::Statistics& statistics,
              std::span<const std::string> disabled) {
  const auto is_disabled = [&](const char* name) {
    return std::any_of(disabled.begin(), disabled.end(),
                       [&](const std::string& rule) { return rule == "*" || rule == name; });
  };
  mark_arguments(*plan.root, !plan.writes);
  Setting setting{statistics, plan.next_column};
  for (const NamedRule& rule : kRules) {
    if (!is_disabled(rule.name) && apply_everywhere(plan.root, rule, setting)) {
      plan.rules.emplace_back(rule.name);
    }
  }
  return plan;
}

std::vector<std::string> rules() {
  std::vector<std::string> names;
  for (const NamedRule& rule : kRules) names.emplace_back(rule.name);
  return names;
}

}  // namespace wutong::plan
