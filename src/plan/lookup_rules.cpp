// index_range: Filter(n.k < v, F*(LabelScan(n:L, R))) = Filter(n.k < v, F*(IndexRangeSeek(n:L(k) <
// v, R))) where an index on L(k) exists and v is a constant; the same of <=, >, >=, and of a second
// bound.
//
// hash_lookup: Filter(n.k = v, F*(Scan(n, R))) = Filter(n.k = v, F*(HashLookup(n(k) = v, R)))
// where v reads columns of R, and R has more rows than one: each of them would scan anew.
#include "plan/lookup_rules.h"

#include <algorithm>

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
  if (std::holds_alternative<Unit>(op.node) || std::holds_alternative<Argument>(op.node)) {
    return false;
  }
  const bool one_to_one =
      std::holds_alternative<IndexSeek>(op.node) || std::holds_alternative<NodeByIdSeek>(op.node) ||
      std::holds_alternative<Filter>(op.node) || std::holds_alternative<Project>(op.node);
  if (!one_to_one) return true;
  const auto inputs = inputs_of(op);
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const Operator* input) { return has_many_rows(*input); });
}

}  // namespace

bool index_range(OperatorPtr& op, const model::Statistics& statistics) {
  auto* filter = std::get_if<Filter>(&op->node);
  if (!filter) return false;
  const auto* test = std::get_if<Binary>(&filter->predicate->node);
  if (!test) return false;
  const bool less = test->op == BinaryOperator::Less || test->op == BinaryOperator::LessEqual;
  const bool greater =
      test->op == BinaryOperator::Greater || test->op == BinaryOperator::GreaterEqual;
  if (!less && !greater) return false;
  const bool inclusive =
      test->op == BinaryOperator::LessEqual || test->op == BinaryOperator::GreaterEqual;
  OperatorPtr& below = below_filters(*filter);
  auto* scan = std::get_if<LabelScan>(&below->node);
  auto* seek = std::get_if<IndexRangeSeek>(&below->node);
  if (!scan && !seek) return false;
  const ColumnId node = scan ? scan->node : seek->node;
  const std::string label = scan ? scan->label : seek->label;
  for (const bool swapped : {false, true}) {
    const std::string* key = key_of(swapped ? *test->right : *test->left, node);
    const Expression& value = swapped ? *test->left : *test->right;
    if (!key || !is_constant(value) || statistics.indexes.count({label, *key}) == 0) continue;
    const bool is_lower = greater != swapped;
    if (seek && (seek->key != *key || (is_lower ? seek->lower : seek->upper))) continue;
    if (scan) {
      IndexRangeSeek made{node, label, *key, nullptr, nullptr, true, true, std::move(scan->input)};
      below->node = std::move(made);
      seek = &std::get<IndexRangeSeek>(below->node);
    }
    (is_lower ? seek->lower : seek->upper) = copy_simple(value);
    (is_lower ? seek->lower_inclusive : seek->upper_inclusive) = inclusive;
    return true;
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
