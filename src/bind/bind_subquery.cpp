// Patterns and queries inside expressions: each is a plan that runs once per row.
#include <algorithm>

#include "bind/binding.h"

namespace wutong::bind {

using plan::ExpressionPtr;

ExpressionPtr Binding::subquery_of(plan::SubqueryKind kind, plan::OperatorPtr op,
                                   std::optional<plan::ColumnId> result, TextSpan span) {
  return make_expression(span, plan::Subquery{kind, std::move(op), result});
}

ExpressionPtr Binding::pattern_expression(const syntax::PatternPart& part, TextSpan span,
                                          const Context& context) {
  if (!context.patterns) {
    throw Error("syntax.unexpected_syntax", "a pattern is a predicate and stands in WHERE", span)
        .with_note("EXISTS { } and COUNT { } ask about patterns elsewhere");
  }
  // A predicate asks about variables; it does not introduce any.
  const auto known = [&](const std::optional<syntax::Name>& name) {
    if (name && !find(*context.scope, name->text))
      undefined(name->text, name->span, *context.scope);
  };
  known(part.first.variable);
  for (const syntax::PatternStep& step : part.steps) {
    if (const auto* ast = std::get_if<syntax::RelationshipPattern>(&step.connection)) {
      known(ast->variable);
    }
    known(step.node.variable);
  }
  Rows rows;
  rows.scope = *context.scope;
  rows.op = make_operator(plan::Argument{columns_of(rows.scope)});
  pattern({&part}, rows);
  return subquery_of(plan::SubqueryKind::Exists, std::move(rows.op), std::nullopt, span);
}

// shortestPath(...) is a path or null, allShortestPaths(...) the list of all.
ExpressionPtr Binding::shortest_path_expression(const syntax::PatternPart& part, TextSpan span,
                                                const Context& context) {
  for (const auto* node :
       {&part.first, part.steps.empty() ? &part.first : &part.steps.back().node}) {
    const auto& name = node->variable;
    if (!name) {
      throw Error("syntax.undefined_variable",
                  "a shortest path in an expression joins two variables", node->span)
          .with_note("MATCH p = shortestPath(...) finds ends of its own");
    }
    if (!find(*context.scope, name->text)) undefined(name->text, name->span, *context.scope);
  }
  Rows rows;
  rows.scope = *context.scope;
  rows.op = make_operator(plan::Argument{columns_of(rows.scope)});
  std::vector<plan::ColumnId> relationships, elements;
  pattern_part(part, relationships, rows, &elements);
  const plan::ColumnId column = fresh("", StaticType::Path);
  std::vector<plan::ProjectItem> items;
  items.push_back({column, make_expression(span, plan::PathOf{std::move(elements)})});
  rows.op = make_operator(plan::Project{std::move(rows.op), std::move(items), false});
  ExpressionPtr all = subquery_of(plan::SubqueryKind::Collect, std::move(rows.op), column, span);
  if (part.selector == syntax::PathSelector::AllShortest) return all;
  ExpressionPtr first = make_expression(span, plan::Call{"head", {}});
  std::get<plan::Call>(first->node).arguments.push_back(std::move(all));
  return first;
}

ExpressionPtr Binding::pattern_comprehension(const syntax::PatternComprehension& ast, TextSpan span,
                                             const Context& context) {
  Rows rows;
  rows.scope = *context.scope;
  rows.op = make_operator(plan::Argument{columns_of(rows.scope)});
  if (ast.path) {
    if (find(rows.scope, ast.path->text)) {
      throw Error("syntax.variable_already_bound",
                  "variable '" + ast.path->text + "' is defined already", ast.path->span);
    }
    ast.pattern->path = ast.path;
  }
  pattern({ast.pattern.get()}, rows);
  if (ast.where) {
    rows.op = make_operator(plan::Filter{std::move(rows.op), predicate(*ast.where, rows.scope)});
  }
  const plan::ColumnId column = fresh("");
  std::vector<plan::ProjectItem> items;
  items.push_back({column, plain(*ast.projection, rows.scope)});
  rows.op = make_operator(plan::Project{std::move(rows.op), std::move(items), false});
  return subquery_of(plan::SubqueryKind::Collect, std::move(rows.op), column, span);
}

ExpressionPtr Binding::subquery(const syntax::Subquery& ast, TextSpan span,
                                const Context& context) {
  const auto kind = static_cast<plan::SubqueryKind>(ast.kind);
  if (ast.query) {
    const bool writes = std::any_of(
        ast.query->parts.begin(), ast.query->parts.end(), [](const syntax::SingleQuery& part) {
          return std::any_of(part.clauses.begin(), part.clauses.end(), [](const syntax::Clause& c) {
            return std::holds_alternative<syntax::Create>(c.node) ||
                   std::holds_alternative<syntax::Set>(c.node) ||
                   std::holds_alternative<syntax::Merge>(c.node) ||
                   std::holds_alternative<syntax::Delete>(c.node) ||
                   std::holds_alternative<syntax::Remove>(c.node);
          });
        });
    if (writes) {
      throw Error("syntax.invalid_clause_composition", "a subquery expression cannot write", span);
    }
    std::vector<plan::ResultColumn> result;
    plan::OperatorPtr op = query(*ast.query, *context.scope, true, result);
    std::optional<plan::ColumnId> column;
    if (kind == plan::SubqueryKind::Collect) {
      if (result.size() != 1) {
        throw Error("syntax.invalid_clause_composition", "COLLECT { } returns exactly one column",
                    span);
      }
      column = result.front().column;
    }
    return subquery_of(kind, std::move(op), column, span);
  }
  Rows rows;
  rows.scope = *context.scope;
  rows.op = make_operator(plan::Argument{columns_of(rows.scope)});
  std::vector<const syntax::PatternPart*> parts;
  for (const syntax::PatternPart& part : ast.pattern->parts) parts.push_back(&part);
  pattern(parts, rows);
  if (ast.where) {
    rows.op = make_operator(plan::Filter{std::move(rows.op), predicate(*ast.where, rows.scope)});
  }
  return subquery_of(kind, std::move(rows.op), std::nullopt, span);
}

ExpressionPtr Binding::map_projection(const syntax::MapProjection& ast, TextSpan span,
                                      const Context& context) {
  plan::MapProjection out;
  out.subject = variable(ast.variable.text, ast.variable.span, context);
  using Kind = plan::MapProjectionItem::Kind;
  for (const syntax::MapProjectionItem& item : ast.items) {
    switch (item.kind) {
      case syntax::MapProjectionItem::Kind::Property:
        out.items.push_back({Kind::Property, key_name(item.name.text), nullptr});
        break;
      case syntax::MapProjectionItem::Kind::AllProperties:
        out.items.push_back({Kind::AllProperties, "", nullptr});
        break;
      case syntax::MapProjectionItem::Kind::Entry:
        out.items.push_back({Kind::Entry, item.name.text, expression(*item.value, context)});
        break;
      case syntax::MapProjectionItem::Kind::Variable:
        out.items.push_back(
            {Kind::Entry, item.name.text, variable(item.name.text, item.name.span, context)});
        break;
    }
  }
  return make_expression(span, std::move(out));
}

}  // namespace wutong::bind
