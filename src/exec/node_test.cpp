#include "exec/node_test.h"

#include <algorithm>

#include "plan/expressions_in.h"
#include "plan/functions.h"
#include "plan/join_graph.h"

namespace wutong::exec {
namespace {

using plan::BinaryOperator;

const plan::Property* property_of(const plan::Expression& expression, plan::ColumnId column) {
  const auto* property = std::get_if<plan::Property>(&expression.node);
  if (!property) return nullptr;
  const auto* subject = std::get_if<plan::Column>(&property->subject->node);
  return subject && subject->id == column ? property : nullptr;
}

bool reads(const plan::Expression& expression, plan::ColumnId column) {
  const auto columns = plan::columns_read(expression);
  return !columns || std::find(columns->begin(), columns->end(), column) != columns->end();
}

BinaryOperator mirrored(BinaryOperator op) {
  switch (op) {
    case BinaryOperator::Less:
      return BinaryOperator::Greater;
    case BinaryOperator::LessEqual:
      return BinaryOperator::GreaterEqual;
    case BinaryOperator::Greater:
      return BinaryOperator::Less;
    case BinaryOperator::GreaterEqual:
      return BinaryOperator::LessEqual;
    default:
      return op;
  }
}

template <class T>
bool compare(BinaryOperator op, const T& a, const T& b) {
  switch (op) {
    case BinaryOperator::Equal:
      return a == b;
    case BinaryOperator::NotEqual:
      return a != b;
    case BinaryOperator::Less:
      return a < b;
    case BinaryOperator::LessEqual:
      return a <= b;
    case BinaryOperator::Greater:
      return a > b;
    default:
      return a >= b;
  }
}
bool is_comparison(BinaryOperator op) {
  return op >= BinaryOperator::Equal && op <= BinaryOperator::GreaterEqual;
}

// The test on a packed column; null where it has to be evaluated.
template <BinaryOperator op>
NodeTest integer_test(const graph::Column* column, std::int64_t constant, NodeTest slow,
                      const graph::ReadView* view) {
  return [=, slow = std::move(slow)](Node node) {
    if (view->is_changed(node)) [[unlikely]]
      return slow(node);
    return column->has(node) && compare(op, column->integer(node), constant);
  };
}

NodeTest on_column(BinaryOperator op, const graph::Column* column, const Value& constant,
                   NodeTest slow, const graph::ReadView* view) {
  if (column->kind() == graph::Column::Kind::Integer && constant.is_integer()) {
    const std::int64_t number = constant.as_integer();
    switch (op) {
      case BinaryOperator::Equal:
        return integer_test<BinaryOperator::Equal>(column, number, std::move(slow), view);
      case BinaryOperator::NotEqual:
        return integer_test<BinaryOperator::NotEqual>(column, number, std::move(slow), view);
      case BinaryOperator::Less:
        return integer_test<BinaryOperator::Less>(column, number, std::move(slow), view);
      case BinaryOperator::LessEqual:
        return integer_test<BinaryOperator::LessEqual>(column, number, std::move(slow), view);
      case BinaryOperator::Greater:
        return integer_test<BinaryOperator::Greater>(column, number, std::move(slow), view);
      case BinaryOperator::GreaterEqual:
        return integer_test<BinaryOperator::GreaterEqual>(column, number, std::move(slow), view);
      default:
        return nullptr;
    }
  }
  if (column->kind() != graph::Column::Kind::String || !constant.is_string()) return nullptr;
  const auto with = [&](auto test) -> NodeTest {
    return [=, slow = std::move(slow), text = constant.as_string()](Node node) {
      if (view->is_changed(node)) [[unlikely]]
        return slow(node);
      return column->has(node) && test(column->text(node), std::string_view(text));
    };
  };
  switch (op) {
    case BinaryOperator::Contains:
      return [=, slow = std::move(slow), text = constant.as_string()](Node node) {
        if (view->is_changed(node)) [[unlikely]]
          return slow(node);
        return column->has(node) && column->text_contains(node, text);
      };
    case BinaryOperator::StartsWith:
      return with([](std::string_view a, std::string_view b) { return a.starts_with(b); });
    case BinaryOperator::EndsWith:
      return with([](std::string_view a, std::string_view b) { return a.ends_with(b); });
    case BinaryOperator::Equal:
      return with([](std::string_view a, std::string_view b) { return a == b; });
    case BinaryOperator::NotEqual:
      return with([](std::string_view a, std::string_view b) { return a != b; });
    default:
      return nullptr;
  }
}

// The only property that a test reads of the node, and it reads nothing else; null of others.
const plan::Property* only_property(const plan::Expression& test, plan::ColumnId column) {
  const plan::Property* found = nullptr;
  const auto walk = [&](const auto& self, const plan::Expression& expression) -> bool {
    if (const auto* property = property_of(expression, column)) {
      const bool same = !found || found->key == property->key;
      found = property;
      return same;
    }
    const bool plain =
        std::holds_alternative<plan::Literal>(expression.node) ||
        std::holds_alternative<plan::Parameter>(expression.node) ||
        std::holds_alternative<plan::Unary>(expression.node) ||
        std::holds_alternative<plan::Binary>(expression.node) ||
        std::holds_alternative<plan::ListOf>(expression.node);
    const auto* call = std::get_if<plan::Call>(&expression.node);
    const auto* function = call ? plan::find_function(call->name) : nullptr;
    if (!plain && !(function && function->deterministic)) return false;
    const auto parts = plan::parts_of(expression);
    return std::all_of(parts.begin(), parts.end(),
                       [&](const plan::Expression* part) { return self(self, *part); });
  };
  return walk(walk, test) ? found : nullptr;
}

// A test whose answer the word decides is asked once a word.
NodeTest once_a_word(const graph::Column* column, NodeTest slow, const graph::ReadView* view) {
  enum : std::uint8_t { kUnknown, kFalse, kTrue };
  const auto answers = std::make_shared<std::vector<std::uint8_t>>(column->words().size());
  return [=, slow = std::move(slow)](Node node) {
    if (view->is_changed(node) || !column->has(node)) return slow(node);
    std::uint8_t& answer = (*answers)[column->code(node)];
    if (answer == kUnknown) answer = slow(node) ? kTrue : kFalse;
    return answer == kTrue;
  };
}

}  // namespace

std::function<NodeTest()> compile_node_test(const plan::Expression& test, plan::ColumnId column,
                                            Lowering& lowering, std::shared_ptr<ScratchRow> row) {
  const NodeTest slow = [predicate = lowering.predicate(test), column, row](Node node) {
    row->set(column, NodeId{node});
    return predicate(row->frame());
  };
  const auto* binary = std::get_if<plan::Binary>(&test.node);
  const graph::ReadView* view = lowering.context().snapshot;
  if (const plan::Property* property = only_property(test, column)) {
    const auto key = view->names().find_key(property->key);
    const graph::Column* values = key ? view->column(*key) : nullptr;
    if (values && values->is_coded()) {
      return [=] { return once_a_word(values, slow, view); };
    }
  }
  for (const bool swapped : {false, true}) {
    if (!binary) break;
    const plan::Expression& subject = swapped ? *binary->right : *binary->left;
    const plan::Expression& constant = swapped ? *binary->left : *binary->right;
    const plan::Property* property = property_of(subject, column);
    if (!property || reads(constant, column)) continue;
    if (swapped && !is_comparison(binary->op)) continue;
    const auto key = view->names().find_key(property->key);
    const graph::Column* values = key ? view->column(*key) : nullptr;
    if (!values) continue;
    return [=, op = swapped ? mirrored(binary->op) : binary->op,
            value = lowering.expression(constant)] {
      NodeTest fast = on_column(op, values, value(row->frame()), slow, view);
      return fast ? fast : slow;
    };
  }
  return [slow] { return slow; };
}

BlockTest compile_block_test(const plan::Expression& test, plan::ColumnId column,
                             Lowering& lowering) {
  const auto* binary = std::get_if<plan::Binary>(&test.node);
  if (!binary || !is_comparison(binary->op) || binary->op == BinaryOperator::NotEqual) {
    return nullptr;
  }
  const graph::ReadView* view = lowering.context().snapshot;
  for (const bool swapped : {false, true}) {
    const plan::Expression& constant = swapped ? *binary->left : *binary->right;
    const plan::Property* property =
        property_of(swapped ? *binary->right : *binary->left, column);
    const bool fixed = std::holds_alternative<plan::Literal>(constant.node) ||
                       std::holds_alternative<plan::Parameter>(constant.node);
    const auto key = property && fixed ? view->names().find_key(property->key) : std::nullopt;
    const graph::Column* values = key ? view->column(*key) : nullptr;
    if (!values || values->kind() != graph::Column::Kind::Integer) continue;
    const BinaryOperator op = swapped ? mirrored(binary->op) : binary->op;
    return [=, value = lowering.expression(constant)](Node from, Node to) {
      const std::vector<Node>& changed = view->delta().nodes;
      const auto next = std::lower_bound(changed.begin(), changed.end(), from);
      if (next != changed.end() && *next <= to) return true;
      const Value wanted = value(Frame{});
      if (!wanted.is_integer()) return true;
      const auto bounds = values->bounds(from, to);
      if (!bounds) return false;
      const std::int64_t number = wanted.as_integer();
      switch (op) {
        case BinaryOperator::Equal:
          return bounds->first <= number && number <= bounds->second;
        case BinaryOperator::Less:
          return bounds->first < number;
        case BinaryOperator::LessEqual:
          return bounds->first <= number;
        case BinaryOperator::Greater:
          return bounds->second > number;
        default:
          return bounds->second >= number;
      }
    };
  }
  return nullptr;
}

PairTest compile_pair_test(const plan::Expression& test, plan::ColumnId a, plan::ColumnId b,
                           const graph::ReadView& view) {
  const auto* binary = std::get_if<plan::Binary>(&test.node);
  if (!binary || !is_comparison(binary->op) || !view.delta().nodes.empty()) return nullptr;
  BinaryOperator op = binary->op;
  const plan::Property* left = property_of(*binary->left, a);
  const plan::Property* right = property_of(*binary->right, b);
  if (!left || !right) {
    left = property_of(*binary->right, a);
    right = property_of(*binary->left, b);
    op = mirrored(op);
  }
  if (!left || !right) return nullptr;
  const auto column_of = [&](const std::string& name) -> const graph::Column* {
    const auto key = view.names().find_key(name);
    const graph::Column* column = key ? view.column(*key) : nullptr;
    return column && column->kind() == graph::Column::Kind::Integer ? column : nullptr;
  };
  const graph::Column* x = column_of(left->key);
  const graph::Column* y = column_of(right->key);
  if (!x || !y) return nullptr;
  return [=](Node m, Node n) {
    return x->has(m) && y->has(n) && compare(op, x->integer(m), y->integer(n));
  };
}

}  // namespace wutong::exec
