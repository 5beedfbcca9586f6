// What a pattern demands of its nodes and relationships: labels, types, properties, inline WHERE.
//
// A condition may name a variable that the pattern binds later, (a {x: b.x})-->(b). It waits until
// the rows have all its variables; waiting changes when it is asked, not what it means.
#include <algorithm>

#include "base/overloaded.h"
#include "bind/chain.h"
#include "syntax/token.h"

namespace wutong::bind {

void Binding::filter(Rows& rows, plan::ExpressionPtr test) {
  rows.op = make_operator(plan::Filter{std::move(rows.op), std::move(test)});
}

// The variables that rows have by now.
Scope Binding::available(const Rows& rows) const {
  if (rows.pending.empty()) return rows.scope;
  Scope scope;
  for (const auto& [name, variable] : rows.scope) {
    if (rows.pending.count(variable.column) == 0) scope.emplace(name, variable);
  }
  return scope;
}

// Whether the text names a variable that the rows do not have yet. Looking at words is enough: to
// wait for nothing does no harm.
bool Binding::waits(TextSpan span, const Rows& rows) const {
  if (rows.pending.empty()) return false;
  const std::vector<syntax::Token> tokens = syntax::tokenise(text_of(span));
  return std::any_of(tokens.begin(), tokens.end(), [&](const syntax::Token& token) {
    const bool word =
        token.kind == syntax::TokenKind::Word || token.kind == syntax::TokenKind::QuotedWord;
    const Variable* variable = word ? find(rows.scope, token.text) : nullptr;
    return variable && rows.pending.count(variable->column) > 0;
  });
}

void Binding::wait_or_filter(TextSpan span, Rows& rows,
                             std::function<plan::ExpressionPtr(const Scope&)> test) {
  if (waits(span, rows)) {
    rows.waiting.emplace_back(span, std::move(test));
  } else {
    filter(rows, test(available(rows)));
  }
}

void Binding::apply_waiting(Rows& rows) {
  auto waiting = std::move(rows.waiting);
  rows.waiting.clear();
  for (auto& [span, test] : waiting) wait_or_filter(span, rows, std::move(test));
}

void Binding::filter_node(const syntax::NodePattern& node, plan::ColumnId column,
                          bool skip_first_label, Rows& rows) {
  if (node.labels && !skip_first_label) {
    filter(rows,
           make_expression(node.labels->span, plan::HasLabels{column_expression(column),
                                                              label_test(*node.labels, false)}));
  }
  if (node.properties) {
    wait_or_filter(node.properties->span, rows, [this, &node, column](const Scope& scope) {
      return properties_predicate(*node.properties, column, scope);
    });
  }
  if (node.where) {
    wait_or_filter(node.where->span, rows,
                   [this, &node](const Scope& scope) { return predicate(*node.where, scope); });
  }
}

// Of one relationship `column`: types beyond A|B, properties, inline WHERE; null for none.
plan::ExpressionPtr Binding::relationship_predicate(const syntax::RelationshipPattern& relationship,
                                                    plan::ColumnId column, const Scope& scope) {
  plan::ExpressionPtr all;
  const auto add = [&](plan::ExpressionPtr test) {
    const TextSpan span = test->span;
    all = all ? make_expression(
                    span, plan::Binary{plan::BinaryOperator::And, std::move(all), std::move(test)})
              : std::move(test);
  };
  if (relationship.types && !is_choice(*relationship.types)) {
    add(make_expression(
        relationship.types->span,
        plan::HasLabels{column_expression(column), label_test(*relationship.types, true)}));
  }
  if (relationship.properties) {
    add(properties_predicate(*relationship.properties, column, scope));
  }
  if (relationship.where) add(predicate(*relationship.where, scope));
  return all;
}

void Binding::filter_relationship(const syntax::RelationshipPattern& relationship,
                                  plan::ColumnId column, Rows& rows) {
  if (relationship.length) return filter_each(relationship, column, rows);
  if (!relationship.properties && !relationship.where &&
      (!relationship.types || is_choice(*relationship.types))) {
    return;
  }
  wait_or_filter(relationship.span, rows, [this, &relationship, column](const Scope& scope) {
    return relationship_predicate(relationship, column, scope);
  });
}

namespace {

// The scope in which a relationship of variable length names one of its relationships.
Scope with_each(const Scope& scope, const syntax::RelationshipPattern& relationship,
                plan::ColumnId each) {
  Scope inner = scope;
  if (relationship.variable) {
    inner[relationship.variable->text] = {each, StaticType::Relationship};
  }
  return inner;
}

}  // namespace

// The condition on each relationship of a list that is there already.
void Binding::filter_each(const syntax::RelationshipPattern& relationship, plan::ColumnId list,
                          Rows& rows) {
  if (!relationship.properties && !relationship.where &&
      (!relationship.types || is_choice(*relationship.types))) {
    return;
  }
  wait_or_filter(relationship.span, rows, [this, &relationship, list](const Scope& scope) {
    plan::Quantifier all;
    all.kind = plan::QuantifierKind::All;
    all.variable = fresh("", StaticType::Relationship);
    all.list = column_expression(list);
    all.where = relationship_predicate(relationship, all.variable,
                                       with_each(scope, relationship, all.variable));
    return make_expression(relationship.span, std::move(all));
  });
}

// The condition on each relationship of a list while it grows; null where there is none, or where
// it has to wait for variables that come later.
plan::ExpressionPtr Binding::step_predicate(const syntax::RelationshipPattern& relationship,
                                            plan::ColumnId list, plan::ColumnId each, Rows& rows) {
  // Its own variable means one relationship here, and is there.
  const bool own = rows.pending.erase(list) > 0;
  const bool wait = (relationship.properties && waits(relationship.properties->span, rows)) ||
                    (relationship.where && waits(relationship.where->span, rows));
  if (own) rows.pending.insert(list);
  if (wait) {
    filter_each(relationship, list, rows);
    return nullptr;
  }
  return relationship_predicate(relationship, each, with_each(available(rows), relationship, each));
}

plan::ExpressionPtr Binding::properties_predicate(const syntax::Expression& properties,
                                                  plan::ColumnId column, const Scope& scope) {
  const auto* map = std::get_if<syntax::MapLiteral>(&properties.node);
  if (!map) {
    throw Error("syntax.invalid_parameter_use",
                "a parameter cannot stand for the properties of a pattern", properties.span)
        .with_note("name each property: {name: $name}");
  }
  plan::ExpressionPtr all;
  for (const auto& [key, value] : map->entries) {
    plan::ExpressionPtr test = make_expression(
        value->span,
        plan::Binary{plan::BinaryOperator::Equal,
                     make_expression(key.span, plan::Property{column_expression(column),
                                                              property_name(key.text, key.span)}),
                     plain(*value, scope)});
    all = all ? make_expression(properties.span, plan::Binary{plan::BinaryOperator::And,
                                                              std::move(all), std::move(test)})
              : std::move(test);
  }
  return all ? std::move(all) : make_expression(properties.span, plan::Literal{true});
}

plan::LabelTest Binding::label_test(const syntax::LabelExpression& labels, bool relationship) {
  using Kind = plan::LabelTest::Kind;
  const auto combined = [&](Kind kind,
                            std::initializer_list<const syntax::LabelExpression*> parts) {
    plan::LabelTest test{kind, "", {}};
    for (const auto* part : parts) test.operands.push_back(label_test(*part, relationship));
    return test;
  };
  return std::visit(
      base::overloaded{
          [&](const syntax::LabelName& ast) {
            return plan::LabelTest{
                Kind::Name,
                relationship ? type_name(ast.name, labels.span) : label_name(ast.name, labels.span),
                {}};
          },
          [&](const syntax::LabelAny&) {
            return plan::LabelTest{Kind::Any, "", {}};
          },
          [&](const syntax::LabelNot& ast) { return combined(Kind::Not, {ast.operand.get()}); },
          [&](const syntax::LabelAnd& ast) {
            return combined(Kind::And, {ast.left.get(), ast.right.get()});
          },
          [&](const syntax::LabelOr& ast) {
            return combined(Kind::Or, {ast.left.get(), ast.right.get()});
          },
      },
      labels.node);
}

bool Binding::is_choice(const syntax::LabelExpression& types) {
  if (std::holds_alternative<syntax::LabelName>(types.node)) return true;
  const auto* either = std::get_if<syntax::LabelOr>(&types.node);
  return either && is_choice(*either->left) && is_choice(*either->right);
}

// The alternatives of :A|B; empty for any type, and for what relationship_predicate() tests.
std::vector<std::string> Binding::type_names(const syntax::RelationshipPattern& relationship) {
  std::vector<std::string> names;
  const auto collect = [&](const auto& self, const syntax::LabelExpression& labels) -> void {
    if (const auto* name = std::get_if<syntax::LabelName>(&labels.node)) {
      names.push_back(type_name(name->name, labels.span));
    } else if (const auto* either = std::get_if<syntax::LabelOr>(&labels.node)) {
      self(self, *either->left);
      self(self, *either->right);
    }
  };
  if (relationship.types && is_choice(*relationship.types)) collect(collect, *relationship.types);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace wutong::bind
