// What is known of the types of expressions before a query runs, and what cannot be right.
#include "bind/static_types.h"

#include "base/overloaded.h"
#include "bind/binding.h"

namespace wutong::bind {

void wrong_type(const std::string& what, TextSpan span) {
  throw Error("syntax.invalid_argument_type", what, span);
}

const char* name_of(StaticType type) {
  switch (type) {
    case StaticType::Node:
      return "a Node";
    case StaticType::Relationship:
      return "a Relationship";
    case StaticType::RelationshipList:
    case StaticType::List:
      return "a List";
    case StaticType::Path:
      return "a Path";
    case StaticType::Boolean:
      return "a Boolean";
    case StaticType::Integer:
      return "an Integer";
    case StaticType::Float:
      return "a Float";
    case StaticType::String:
      return "a String";
    case StaticType::Map:
      return "a Map";
    default:
      return "a value";
  }
}

StaticType Binding::type_of(const plan::Expression& expression) const {
  return std::visit(
      base::overloaded{
          [](const plan::Literal& x) {
            switch (x.value.type()) {
              case ValueType::Boolean:
                return StaticType::Boolean;
              case ValueType::Integer:
                return StaticType::Integer;
              case ValueType::Float:
                return StaticType::Float;
              case ValueType::String:
                return StaticType::String;
              default:
                return StaticType::Unknown;
            }
          },
          [&](const plan::Column& x) { return types_[static_cast<std::size_t>(x.id)]; },
          [](const plan::ListOf&) { return StaticType::List; },
          [](const plan::ListComprehension&) { return StaticType::List; },
          [](const plan::MapOf&) { return StaticType::Map; },
          [](const plan::MapProjection&) { return StaticType::Map; },
          [](const plan::PathOf&) { return StaticType::Path; },
          [](const plan::HasLabels&) { return StaticType::Boolean; },
          [](const plan::Quantifier&) { return StaticType::Boolean; },
          [](const plan::Unary& x) {
            return x.op == plan::UnaryOperator::Minus || x.op == plan::UnaryOperator::Plus
                       ? StaticType::Unknown
                       : StaticType::Boolean;
          },
          [&](const plan::Binary& x) {
            switch (x.op) {
              case plan::BinaryOperator::Add:
              case plan::BinaryOperator::Subtract:
              case plan::BinaryOperator::Multiply:
              case plan::BinaryOperator::Divide:
              case plan::BinaryOperator::Modulo:
              case plan::BinaryOperator::Power: {
                const StaticType a = type_of(*x.left), b = type_of(*x.right);
                return a == b && (a == StaticType::Integer || a == StaticType::Float)
                           ? a
                           : StaticType::Unknown;
              }
              case plan::BinaryOperator::Concatenate: {
                const StaticType a = type_of(*x.left), b = type_of(*x.right);
                return a == b ? a : StaticType::Unknown;
              }
              default:
                return StaticType::Boolean;
            }
          },
          [](const plan::Subquery& x) {
            return x.kind == plan::SubqueryKind::Exists  ? StaticType::Boolean
                   : x.kind == plan::SubqueryKind::Count ? StaticType::Integer
                                                         : StaticType::List;
          },
          [](const plan::Neighbours& x) {
            return x.kind == plan::SubqueryKind::Exists ? StaticType::Boolean : StaticType::Integer;
          },
          [](const plan::Call& x) {
            if (x.name == "size" || x.name == "length" || x.name == "id")
              return StaticType::Integer;
            if (x.name == "type") return StaticType::String;
            if (x.name == "labels" || x.name == "keys" || x.name == "nodes")
              return StaticType::List;
            if (x.name == "relationships") return StaticType::RelationshipList;
            if (x.name == "startNode" || x.name == "endNode") return StaticType::Node;
            return StaticType::Unknown;
          },
          [](const auto&) { return StaticType::Unknown; },
      },
      expression.node);
}

void Binding::check_operands(const plan::Expression& expression) const {
  const auto boolean_like = [](StaticType type) {
    return type == StaticType::Unknown || type == StaticType::Boolean;
  };
  if (const auto* unary = std::get_if<plan::Unary>(&expression.node)) {
    if (unary->op == plan::UnaryOperator::Not && !boolean_like(type_of(*unary->operand))) {
      wrong_type(std::string("NOT takes a Boolean, not ") + name_of(type_of(*unary->operand)),
                 unary->operand->span);
    }
  }
  const auto* binary = std::get_if<plan::Binary>(&expression.node);
  if (!binary) return;
  const StaticType left = type_of(*binary->left), right = type_of(*binary->right);
  switch (binary->op) {
    case plan::BinaryOperator::And:
    case plan::BinaryOperator::Or:
    case plan::BinaryOperator::Xor:
      for (const auto& [type, operand] :
           {std::pair{left, binary->left.get()}, std::pair{right, binary->right.get()}}) {
        if (!boolean_like(type)) {
          wrong_type(std::string("AND, OR and XOR take Booleans, not ") + name_of(type),
                     operand->span);
        }
      }
      return;
    case plan::BinaryOperator::In:
      if (right != StaticType::Unknown && right != StaticType::List &&
          right != StaticType::RelationshipList) {
        wrong_type(std::string("IN takes a List, not ") + name_of(right), binary->right->span);
      }
      return;
    case plan::BinaryOperator::Concatenate:
      for (const auto& [type, operand] :
           {std::pair{left, binary->left.get()}, std::pair{right, binary->right.get()}}) {
        if (type == StaticType::Integer || type == StaticType::Float ||
            type == StaticType::Boolean) {
          wrong_type(std::string("'||' joins Strings or Lists, not ") + name_of(type),
                     operand->span);
        }
      }
      return;
    case plan::BinaryOperator::Modulo:
    case plan::BinaryOperator::Multiply:
    case plan::BinaryOperator::Divide:
      for (const auto& [type, operand] :
           {std::pair{left, binary->left.get()}, std::pair{right, binary->right.get()}}) {
        if (type == StaticType::String || type == StaticType::Boolean) {
          wrong_type(std::string("arithmetic takes numbers, not ") + name_of(type), operand->span);
        }
      }
      return;
    default:
      return;
  }
}

// The type of all elements of a list that is written out.
StaticType Binding::element_type(const plan::Expression& list) const {
  const auto* items = std::get_if<plan::ListOf>(&list.node);
  if (!items || items->items.empty()) return StaticType::Unknown;
  const StaticType first = type_of(*items->items.front());
  for (const auto& item : items->items) {
    if (type_of(*item) != first) return StaticType::Unknown;
  }
  return first;
}

}  // namespace wutong::bind
