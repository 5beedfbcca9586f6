#include <algorithm>
#include <limits>

#include "base/overloaded.h"
#include "base/suggest.h"
#include "bind/binding.h"
#include "bind/static_types.h"
#include "plan/functions.h"

namespace wutong::bind {
namespace {

using plan::ExpressionPtr;

plan::BinaryOperator operator_of(syntax::BinaryOperator op) {
  switch (op) {
    case syntax::BinaryOperator::Or:
      return plan::BinaryOperator::Or;
    case syntax::BinaryOperator::Xor:
      return plan::BinaryOperator::Xor;
    case syntax::BinaryOperator::And:
      return plan::BinaryOperator::And;
    case syntax::BinaryOperator::Add:
      return plan::BinaryOperator::Add;
    case syntax::BinaryOperator::Subtract:
      return plan::BinaryOperator::Subtract;
    case syntax::BinaryOperator::Multiply:
      return plan::BinaryOperator::Multiply;
    case syntax::BinaryOperator::Divide:
      return plan::BinaryOperator::Divide;
    case syntax::BinaryOperator::Modulo:
      return plan::BinaryOperator::Modulo;
    case syntax::BinaryOperator::Power:
      return plan::BinaryOperator::Power;
    case syntax::BinaryOperator::StartsWith:
      return plan::BinaryOperator::StartsWith;
    case syntax::BinaryOperator::EndsWith:
      return plan::BinaryOperator::EndsWith;
    case syntax::BinaryOperator::Contains:
      return plan::BinaryOperator::Contains;
    case syntax::BinaryOperator::RegexMatch:
      return plan::BinaryOperator::RegexMatch;
    case syntax::BinaryOperator::In:
      return plan::BinaryOperator::In;
    case syntax::BinaryOperator::Concatenate:
      return plan::BinaryOperator::Concatenate;
  }
  return plan::BinaryOperator::And;
}

plan::BinaryOperator operator_of(syntax::ComparisonOperator op) {
  switch (op) {
    case syntax::ComparisonOperator::Equal:
      return plan::BinaryOperator::Equal;
    case syntax::ComparisonOperator::NotEqual:
      return plan::BinaryOperator::NotEqual;
    case syntax::ComparisonOperator::Less:
      return plan::BinaryOperator::Less;
    case syntax::ComparisonOperator::LessEqual:
      return plan::BinaryOperator::LessEqual;
    case syntax::ComparisonOperator::Greater:
      return plan::BinaryOperator::Greater;
    case syntax::ComparisonOperator::GreaterEqual:
      return plan::BinaryOperator::GreaterEqual;
  }
  return plan::BinaryOperator::Equal;
}

bool is_aggregate(const std::string& name) {
  const auto* function = plan::find_function(name);
  return function && function->aggregate;
}

// Whether any expression below satisfies the test; looks through everything but subqueries.
template <class Test>
bool any_below(const syntax::Expression& ast, const Test& test) {
  if (test(ast)) return true;
  const auto check = [&](const syntax::ExpressionPtr& child) {
    return child && any_below(*child, test);
  };
  const auto check_all = [&](const std::vector<syntax::ExpressionPtr>& children) {
    return std::any_of(children.begin(), children.end(), check);
  };
  return std::visit(
      base::overloaded{
          [&](const syntax::PropertyAccess& x) { return check(x.subject); },
          [&](const syntax::LabelPredicate& x) { return check(x.subject); },
          [&](const syntax::Subscript& x) { return check(x.subject) || check(x.index); },
          [&](const syntax::Slice& x) { return check(x.subject) || check(x.from) || check(x.to); },
          [&](const syntax::ListLiteral& x) { return check_all(x.items); },
          [&](const syntax::MapLiteral& x) {
            return std::any_of(x.entries.begin(), x.entries.end(),
                               [&](const auto& entry) { return check(entry.second); });
          },
          [&](const syntax::Unary& x) { return check(x.operand); },
          [&](const syntax::Binary& x) { return check(x.left) || check(x.right); },
          [&](const syntax::Comparison& x) { return check_all(x.operands); },
          [&](const syntax::IsNull& x) { return check(x.operand); },
          [&](const syntax::IsTyped& x) { return check(x.operand); },
          [&](const syntax::FunctionCall& x) { return check_all(x.arguments); },
          [&](const syntax::Case& x) {
            return check(x.subject) || check(x.otherwise) ||
                   std::any_of(x.alternatives.begin(), x.alternatives.end(),
                               [&](const auto& a) { return check(a.when) || check(a.then); });
          },
          [&](const syntax::ListComprehension& x) {
            return check(x.list) || check(x.where) || check(x.projection);
          },
          [&](const syntax::Quantifier& x) { return check(x.list) || check(x.where); },
          [&](const syntax::Reduce& x) {
            return check(x.initial) || check(x.list) || check(x.body);
          },
          [&](const syntax::MapProjection& x) {
            return std::any_of(x.items.begin(), x.items.end(),
                               [&](const auto& item) { return check(item.value); });
          },
          [](const auto&) { return false; },
      },
      ast.node);
}

}  // namespace

bool Binding::has_aggregate(const syntax::Expression& ast) const {
  return any_below(ast, [](const syntax::Expression& e) {
    if (std::holds_alternative<syntax::CountStar>(e.node)) return true;
    const auto* call = std::get_if<syntax::FunctionCall>(&e.node);
    return call && is_aggregate(call->name.text);
  });
}

ExpressionPtr Binding::plain(const syntax::Expression& ast, const Scope& scope) {
  Context context;
  context.scope = &scope;
  return expression(ast, context);
}

ExpressionPtr Binding::predicate(const syntax::Expression& ast, const Scope& scope,
                                 const std::vector<std::pair<std::string, plan::ColumnId>>& known) {
  Context context;
  context.known = known;
  context.scope = &scope;
  context.patterns = true;
  ExpressionPtr bound = expression(ast, context);
  const StaticType type = type_of(*bound);
  if (type != StaticType::Unknown && type != StaticType::Boolean && type != StaticType::Other) {
    wrong_type(std::string("WHERE takes a Boolean, not ") + name_of(type), ast.span);
  }
  return bound;
}

ExpressionPtr Binding::variable(const std::string& name, TextSpan span, const Context& context) {
  const Variable* found = find(*context.scope, name);
  if (!found) undefined(name, span, *context.scope);
  if (context.grouped && !context.inside_aggregate) {
    for (const auto& [text, column] : context.known) {
      if (text == name || column == found->column) return column_expression(column, span);
    }
    neither_grouped(name, span);
  }
  return column_expression(found->column, span);
}

ExpressionPtr Binding::expression(const syntax::Expression& ast, const Context& context) {
  const TextSpan span = ast.span;
  if (!context.known.empty() && !context.inside_aggregate) {
    const bool constant = std::holds_alternative<syntax::IntegerLiteral>(ast.node) ||
                          std::holds_alternative<syntax::StringLiteral>(ast.node);
    const std::string text = text_of(span);
    for (const auto& [known, column] : context.known) {
      if (known == text && !constant) return column_expression(column, span);
    }
  }
  if (!context.ambiguous.empty() && !context.inside_aggregate &&
      std::find(context.ambiguous.begin(), context.ambiguous.end(), text_of(span)) !=
          context.ambiguous.end()) {
    throw Error("syntax.ambiguous_aggregation_expression",
                "this expression is too complex to stand beside an aggregate", span)
        .with_note("give it a name in WITH and use the name");
  }
  const auto sub = [&](const syntax::ExpressionPtr& child) -> ExpressionPtr {
    return child ? expression(*child, context) : nullptr;
  };
  const auto literal = [&](Value value) {
    return make_expression(span, plan::Literal{std::move(value)});
  };
  ExpressionPtr out = std::visit(
      base::overloaded{
          [&](const syntax::NullLiteral&) { return literal({}); },
          [&](const syntax::BooleanLiteral& x) { return literal(x.value); },
          [&](const syntax::IntegerLiteral& x) { return literal(x.value); },
          [&](const syntax::FloatLiteral& x) { return literal(x.value); },
          [&](const syntax::StringLiteral& x) { return literal(x.value); },
          [&](const syntax::Parameter& x) {
            return make_expression(span, plan::Parameter{x.name});
          },
          [&](const syntax::Variable& x) { return variable(x.name, span, context); },
          [&](const syntax::PropertyAccess& x) {
            ExpressionPtr subject = sub(x.subject);
            const StaticType type = type_of(*subject);
            if (type == StaticType::Integer || type == StaticType::Float ||
                type == StaticType::String || type == StaticType::Boolean ||
                type == StaticType::List || type == StaticType::RelationshipList ||
                type == StaticType::Path) {
              throw Error(
                  type == StaticType::Path ? "syntax.invalid_argument_type"
                                           : "type.invalid_argument_type",
                  std::string("properties belong to nodes, relationships and maps, not to ") +
                      name_of(type),
                  x.subject->span);
            }
            const bool stored = type == StaticType::Node || type == StaticType::Relationship;
            std::string key = stored ? property_name(x.key.text, x.key.span) : key_name(x.key.text);
            return make_expression(span, plan::Property{std::move(subject), std::move(key)});
          },
          [&](const syntax::LabelPredicate& x) {
            ExpressionPtr subject = sub(x.subject);
            const bool relationship = type_of(*subject) == StaticType::Relationship;
            return make_expression(
                span, plan::HasLabels{std::move(subject), label_test(*x.labels, relationship)});
          },
          [&](const syntax::Subscript& x) {
            ExpressionPtr subject = sub(x.subject);
            return make_expression(span, plan::Subscript{std::move(subject), sub(x.index)});
          },
          [&](const syntax::Slice& x) {
            ExpressionPtr subject = sub(x.subject), from = sub(x.from);
            return make_expression(span,
                                   plan::Slice{std::move(subject), std::move(from), sub(x.to)});
          },
          [&](const syntax::ListLiteral& x) {
            plan::ListOf list;
            for (const auto& item : x.items) list.items.push_back(sub(item));
            return make_expression(span, std::move(list));
          },
          [&](const syntax::MapLiteral& x) {
            plan::MapOf map;
            for (const auto& [key, value] : x.entries) {
              map.entries.emplace_back(reading_ ? key.text : key_name(key.text), sub(value));
            }
            return make_expression(span, std::move(map));
          },
          [&](const syntax::Unary& x) {
            const plan::UnaryOperator op =
                x.op == syntax::UnaryOperator::Not     ? plan::UnaryOperator::Not
                : x.op == syntax::UnaryOperator::Minus ? plan::UnaryOperator::Minus
                                                       : plan::UnaryOperator::Plus;
            return make_expression(span, plan::Unary{op, sub(x.operand)});
          },
          [&](const syntax::Binary& x) {
            ExpressionPtr left = sub(x.left);
            return make_expression(span,
                                   plan::Binary{operator_of(x.op), std::move(left), sub(x.right)});
          },
          [&](const syntax::Comparison& x) { return comparison(x, span, context); },
          [&](const syntax::IsNull& x) {
            return make_expression(span, plan::Unary{x.negated ? plan::UnaryOperator::IsNotNull
                                                               : plan::UnaryOperator::IsNull,
                                                     sub(x.operand)});
          },
          [&](const syntax::IsTyped& x) {
            plan::Call test{"isTyped", {}};
            test.arguments.push_back(sub(x.operand));
            test.arguments.push_back(literal(x.type));
            ExpressionPtr typed = make_expression(span, std::move(test));
            if (!x.negated) return typed;
            return make_expression(span, plan::Unary{plan::UnaryOperator::Not, std::move(typed)});
          },
          [&](const syntax::FunctionCall& x) { return call(x, span, context); },
          [&](const syntax::CountStar&) {
            syntax::FunctionCall count;
            count.name = {"count", span};
            return aggregate(count, span, context);
          },
          [&](const syntax::Case& x) {
            plan::Case out_case;
            out_case.subject = sub(x.subject);
            Context tested = context;
            tested.patterns = context.patterns || !x.subject;
            for (const auto& alternative : x.alternatives) {
              ExpressionPtr when = expression(*alternative.when, tested);
              out_case.alternatives.push_back({std::move(when), sub(alternative.then)});
            }
            out_case.otherwise = sub(x.otherwise);
            return make_expression(span, std::move(out_case));
          },
          [&](const syntax::ListComprehension& x) { return list_comprehension(x, span, context); },
          [&](const syntax::Quantifier& x) {
            plan::Quantifier out_quantifier;
            out_quantifier.kind = static_cast<plan::QuantifierKind>(x.kind);
            out_quantifier.list = sub(x.list);
            Scope inner = *context.scope;
            out_quantifier.variable =
                declare(inner, x.variable.text, element_type(*out_quantifier.list)).column;
            Context inside = context;
            inside.scope = &inner;
            inside.patterns = true;
            if (context.grouped)
              inside.known.emplace_back(x.variable.text, out_quantifier.variable);
            out_quantifier.where = expression(*x.where, inside);
            return make_expression(span, std::move(out_quantifier));
          },
          [&](const syntax::Reduce& x) {
            plan::Reduce out_reduce;
            out_reduce.initial = sub(x.initial);
            out_reduce.list = sub(x.list);
            Scope inner = *context.scope;
            out_reduce.accumulator = declare(inner, x.accumulator.text, StaticType::Unknown).column;
            out_reduce.variable = declare(inner, x.variable.text, StaticType::Unknown).column;
            Context inside = context;
            inside.scope = &inner;
            if (context.grouped) {
              inside.known.emplace_back(x.accumulator.text, out_reduce.accumulator);
              inside.known.emplace_back(x.variable.text, out_reduce.variable);
            }
            out_reduce.body = expression(*x.body, inside);
            return make_expression(span, std::move(out_reduce));
          },
          [&](const syntax::PatternComprehension& x) {
            return pattern_comprehension(x, span, context);
          },
          [&](const syntax::PatternPredicate& x) {
            return pattern_expression(*x.pattern, span, context);
          },
          [&](const syntax::ShortestPathExpression& x) {
            return shortest_path_expression(*x.pattern, span, context);
          },
          [&](const syntax::Subquery& x) { return subquery(x, span, context); },
          [&](const syntax::MapProjection& x) { return map_projection(x, span, context); },
      },
      ast.node);
  check_operands(*out);
  return out;
}

ExpressionPtr Binding::comparison(const syntax::Comparison& ast, TextSpan span,
                                  const Context& context) {
  ExpressionPtr all;
  for (std::size_t i = 0; i < ast.operators.size(); ++i) {
    ExpressionPtr left = expression(*ast.operands[i], context);
    ExpressionPtr right = expression(*ast.operands[i + 1], context);
    ExpressionPtr one = make_expression(
        span, plan::Binary{operator_of(ast.operators[i]), std::move(left), std::move(right)});
    all = all ? make_expression(
                    span, plan::Binary{plan::BinaryOperator::And, std::move(all), std::move(one)})
              : std::move(one);
  }
  return all;
}

ExpressionPtr Binding::aggregate(const syntax::FunctionCall& ast, TextSpan span,
                                 const Context& context) {
  if (context.inside_aggregate) {
    throw Error("syntax.nested_aggregation", "an aggregate cannot stand inside an aggregate", span);
  }
  if (!context.aggregation) {
    throw Error("syntax.invalid_aggregation",
                "'" + ast.name.text + "' aggregates rows and belongs into RETURN or WITH", span);
  }
  plan::AggregateItem item;
  item.function = std::string(plan::find_function(ast.name.text)->name);
  item.distinct = ast.distinct;
  item.span = span;
  Context inside = context;
  inside.inside_aggregate = true;
  for (const auto& argument : ast.arguments) {
    const bool random = any_below(*argument, [](const syntax::Expression& e) {
      const auto* inner = std::get_if<syntax::FunctionCall>(&e.node);
      const auto* function = inner ? plan::find_function(inner->name.text) : nullptr;
      return function && !function->deterministic && function->name == "rand";
    });
    if (random) {
      throw Error("syntax.non_constant_expression", "an aggregate's argument cannot be random",
                  argument->span);
    }
    item.arguments.push_back(expression(*argument, inside));
  }
  item.column = fresh(text_of(span), item.function == "count"     ? StaticType::Integer
                                     : item.function == "collect" ? StaticType::List
                                                                  : StaticType::Unknown);
  const plan::ColumnId column = item.column;
  context.aggregation->items.push_back(std::move(item));
  return column_expression(column, span);
}

ExpressionPtr Binding::call(const syntax::FunctionCall& ast, TextSpan span,
                            const Context& context) {
  const auto* function = plan::find_function(ast.name.text);
  if (!function) {
    Error error("syntax.unknown_function", "no function '" + ast.name.text + "'", ast.name.span);
    std::vector<std::string> names;
    for (const auto& known : plan::all_functions()) names.emplace_back(known.name);
    if (const auto close = base::closest(ast.name.text, names)) {
      error.add_note("did you mean '" + *close + "'?");
    }
    throw error;
  }
  if (ast.arguments.size() < function->min_arguments ||
      ast.arguments.size() > function->max_arguments) {
    const std::string wanted =
        function->min_arguments == function->max_arguments
            ? std::to_string(function->min_arguments)
            : std::to_string(function->min_arguments) + " to " +
                  (function->max_arguments == std::numeric_limits<std::size_t>::max()
                       ? "any number of"
                       : std::to_string(function->max_arguments));
    throw Error("syntax.invalid_number_of_arguments",
                "'" + std::string(function->name) + "' takes " + wanted + " arguments, not " +
                    std::to_string(ast.arguments.size()),
                span);
  }
  if (function->aggregate) return aggregate(ast, span, context);
  plan::Call out{std::string(function->name), {}};
  // exists((a)-->(b)) and exists(n.p)
  Context inside = context;
  inside.patterns = out.name == "exists";
  for (const auto& argument : ast.arguments) out.arguments.push_back(expression(*argument, inside));
  if (!out.arguments.empty()) {
    const StaticType type = type_of(*out.arguments.front());
    const auto refuse = [&](std::initializer_list<StaticType> bad) {
      if (std::find(bad.begin(), bad.end(), type) != bad.end()) {
        wrong_type("'" + out.name + "' cannot take " + name_of(type), ast.arguments.front()->span);
      }
    };
    using S = StaticType;
    if (out.name == "type") refuse({S::Node, S::Path, S::Integer, S::String, S::Boolean, S::Float});
    if (out.name == "labels") refuse({S::Relationship, S::Path, S::Integer, S::String, S::Boolean});
    if (out.name == "length") refuse({S::Node, S::Relationship, S::Integer, S::Boolean});
    if (out.name == "size") refuse({S::Path, S::Node, S::Relationship, S::Integer, S::Boolean});
    if (out.name == "properties") {
      refuse({S::Integer, S::Float, S::String, S::Boolean, S::List, S::RelationshipList, S::Path});
    }
    if (out.name == "nodes" || out.name == "relationships") refuse({S::Node, S::Relationship});
    if (out.name == "exists") {
      const auto& node = ast.arguments.front()->node;
      if (!std::holds_alternative<syntax::PropertyAccess>(node) &&
          !std::holds_alternative<syntax::Subscript>(node) &&
          !std::holds_alternative<syntax::PatternPredicate>(node)) {
        wrong_type("'exists' takes a property or a pattern", ast.arguments.front()->span);
      }
      if (std::holds_alternative<syntax::PatternPredicate>(node)) {
        return std::move(out.arguments.front());
      }
    }
  }
  return make_expression(span, std::move(out));
}

ExpressionPtr Binding::list_comprehension(const syntax::ListComprehension& ast, TextSpan span,
                                          const Context& context) {
  plan::ListComprehension out;
  out.list = expression(*ast.list, context);
  Scope inner = *context.scope;
  out.variable = declare(inner, ast.variable.text, StaticType::Unknown).column;
  Context inside = context;
  inside.scope = &inner;
  if (context.grouped) inside.known.emplace_back(ast.variable.text, out.variable);
  for (const auto* part : {ast.where.get(), ast.projection.get()}) {
    if (part && has_aggregate(*part)) {
      throw Error("syntax.invalid_aggregation", "aggregates cannot stand in a list comprehension",
                  part->span);
    }
  }
  if (ast.where) {
    Context filter = inside;
    filter.patterns = true;
    out.where = expression(*ast.where, filter);
  }
  if (ast.projection) out.projection = expression(*ast.projection, inside);
  return make_expression(span, std::move(out));
}

}  // namespace wutong::bind
