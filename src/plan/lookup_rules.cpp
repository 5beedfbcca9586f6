// index_range: Filter(n.k < v, F*(LabelScan(n:L, R))) = Filter(n.k < v, F*(IndexRangeSeek(n:L(k) <
// v, R))) where an index on L(k) exists and v is a constant; the same of <=, >, >=, and of a second
// bound.
//
// hash_lookup: Filter(n.k = v, F*(Scan(n, R))) = Filter(n.k = v, F*(HashLookup(n(k) = v, R)))
// where v reads columns of R, and R has more rows than one: each of them would scan anew.
#include "plan/lookup_rules.h"

#include <algorithm>

#include "model/compare.h"
#include "plan/join_graph.h"
#include "plan/tree.h"

namespace wutong::plan {
namespace {

// The operator below the chain of filters that begins with `filter`.
OperatorPtr& below_filters(Filter& filter) {
  OperatorPtr* below = &filter.input;
  while (auto* other = std::get_if<Filter>(&(*below)->node)) below = &other->input;
  return *below;
}

// The key of n.key; null of anything else.
const std::string* key_of(const Expression& expression, ColumnId node) {
  const auto* property = std::get_if<Property>(&expression.node);
  const auto* subject = property ? std::get_if<Column>(&property->subject->node) : nullptr;
  return subject && subject->id == node ? &property->key : nullptr;
}

bool is_constant(const Expression& expression) {
  return std::holds_alternative<Literal>(expression.node) ||
         std::holds_alternative<Parameter>(expression.node);
}

// Whether more than one row may come of it by itself.
bool has_many_rows(const Operator& op) {
  if (std::holds_alternative<Unit>(op.node)) return false;
  if (const auto* argument = std::get_if<Argument>(&op.node)) return argument->many;
  const bool one_to_one =
      std::holds_alternative<IndexSeek>(op.node) || std::holds_alternative<NodeByIdSeek>(op.node) ||
      std::holds_alternative<Filter>(op.node) || std::holds_alternative<Project>(op.node);
  if (!one_to_one) return true;
  const auto inputs = inputs_of(op);
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const Operator* input) { return has_many_rows(*input); });
}

}  // namespace

namespace {

// node.key compared with a constant.
struct Bound {
  const std::string* key;
  const Expression* value;
  bool is_lower, inclusive;
};
std::vector<Bound> bounds_in(const Expression& test, ColumnId node) {
  std::vector<Bound> out;
  const auto* binary = std::get_if<Binary>(&test.node);
  if (!binary) return out;
  const bool less = binary->op == BinaryOperator::Less || binary->op == BinaryOperator::LessEqual;
  const bool greater =
      binary->op == BinaryOperator::Greater || binary->op == BinaryOperator::GreaterEqual;
  const bool inclusive =
      binary->op == BinaryOperator::LessEqual || binary->op == BinaryOperator::GreaterEqual;
  if (!less && !greater) return out;
  for (const bool swapped : {false, true}) {
    const std::string* key = key_of(swapped ? *binary->right : *binary->left, node);
    const Expression& value = swapped ? *binary->left : *binary->right;
    if (key && is_constant(value)) out.push_back({key, &value, greater != swapped, inclusive});
  }
  return out;
}

bool is_same_constant(const Expression& a, const Expression& b) {
  const auto* x = std::get_if<Parameter>(&a.node);
  const auto* y = std::get_if<Parameter>(&b.node);
  if (x && y) return x->name == y->name;
  const auto* m = std::get_if<Literal>(&a.node);
  const auto* n = std::get_if<Literal>(&b.node);
  return m && n && model::order(m->value, n->value) == 0;
}

}  // namespace

bool index_range(OperatorPtr& op, const model::Statistics& statistics) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter) return false;
  OperatorPtr& below = below_filters(*filter);
  auto* scan = std::get_if<LabelScan>(&below->node);
  auto* seek = std::get_if<IndexRangeSeek>(&below->node);
  if (!scan && !seek) return false;
  const ColumnId node = scan ? scan->node : seek->node;
  const std::string label = scan ? scan->label : seek->label;
  for (const Bound& bound : bounds_in(*filter->predicate, node)) {
    if (statistics.indexes.count({label, *bound.key}) == 0) continue;
    if (seek && (seek->key != *bound.key || (bound.is_lower ? seek->lower : seek->upper))) continue;
    if (scan) {
      IndexRangeSeek made{node,    label, *bound.key, nullptr,
                          nullptr, true,  true,       std::move(scan->input)};
      below->node = std::move(made);
      seek = &std::get<IndexRangeSeek>(below->node);
    }
    (bound.is_lower ? seek->lower : seek->upper) = copy_simple(*bound.value);
    (bound.is_lower ? seek->lower_inclusive : seek->upper_inclusive) = bound.inclusive;
    return true;
  }
  return false;
}

bool is_bound_of(const Expression& test, const IndexRangeSeek& seek) {
  for (const Bound& bound : bounds_in(test, seek.node)) {
    const ExpressionPtr& value = bound.is_lower ? seek.lower : seek.upper;
    const bool inclusive = bound.is_lower ? seek.lower_inclusive : seek.upper_inclusive;
    if (*bound.key == seek.key && value && inclusive == bound.inclusive &&
        is_same_constant(*value, *bound.value)) {
      return true;
    }
  }
  return false;
}

bool hash_lookup(OperatorPtr& op, const model::Statistics&) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter) return false;
  const auto* equal = std::get_if<Binary>(&filter->predicate->node);
  if (!equal || equal->op != BinaryOperator::Equal) return false;
  OperatorPtr& below = below_filters(*filter);
  auto* labelled = std::get_if<LabelScan>(&below->node);
  auto* all = std::get_if<AllNodesScan>(&below->node);
  if (!labelled && !all) return false;
  OperatorPtr& input = labelled ? labelled->input : all->input;
  if (!input || !has_many_rows(*input)) return false;
  const ColumnId node = labelled ? labelled->node : all->node;
  const std::vector<ColumnId> known = columns_of(*input);
  for (const bool swapped : {false, true}) {
    const std::string* key = key_of(swapped ? *equal->right : *equal->left, node);
    const Expression& value = swapped ? *equal->left : *equal->right;
    if (!key) continue;
    ExpressionPtr copied = copy_simple(value);
    const auto read = columns_read(value);
    if (!copied || !read || read->empty() ||
        !std::all_of(read->begin(), read->end(), [&](ColumnId column) {
          return std::find(known.begin(), known.end(), column) != known.end();
        })) {
      continue;
    }
    HashLookup made{node, labelled ? labelled->label : "", *key, std::move(copied),
                    std::move(input)};
    below->node = std::move(made);
    return true;
  }
  return false;
}

}  // namespace wutong::plan
