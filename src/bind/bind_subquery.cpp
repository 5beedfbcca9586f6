// Queries inside queries, as clauses (CALL { }) and, with patterns, inside expressions: each is a
// plan that runs once per row.
#include <algorithm>
#include <utility>

#include "bind/binding.h"

namespace wutong::bind {

using plan::ExpressionPtr;

ExpressionPtr Binding::subquery_of(plan::SubqueryKind kind, plan::OperatorPtr op,
                                   std::optional<plan::ColumnId> result, TextSpan span) {
  return make_expression(span, plan::Subquery{kind, std::move(op), result});
}

// What a subquery sees. Beside an aggregate the rows are groups, and carry only what is known of
// them; the other variables stay in the scope, so that naming one is an error.
Scope Binding::outer_scope(TextSpan span, const Context& context) const {
  Scope scope = *context.scope;
  if (context.gone) {
    for (auto [name, variable] : *context.gone) {
      if (!variable.ungrouped) variable.ungrouped = span;
      scope.emplace(name, variable);
    }
  }
  if (!context.grouped || context.inside_aggregate) return scope;
  for (auto& [name, variable] : scope) {
    const bool grouped =
        std::any_of(context.known.begin(), context.known.end(),
                    [&](const auto& known) { return known.second == variable.column; });
    if (!grouped && !variable.ungrouped) variable.ungrouped = span;
  }
  return scope;
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
  rows.scope = outer_scope(span, context);
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
  rows.scope = outer_scope(span, context);
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
  rows.scope = outer_scope(span, context);
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
    plan::OperatorPtr op = query(*ast.query, outer_scope(span, context), true, result);
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
  rows.scope = outer_scope(span, context);
  rows.op = make_operator(plan::Argument{columns_of(rows.scope)});
  std::vector<const syntax::PatternPart*> parts;
  for (const syntax::PatternPart& part : ast.pattern->parts) parts.push_back(&part);
  pattern(parts, rows);
  if (ast.where) {
    rows.op = make_operator(plan::Filter{std::move(rows.op), predicate(*ast.where, rows.scope)});
  }
  return subquery_of(kind, std::move(rows.op), std::nullopt, span);
}

void Binding::call_subquery(const syntax::CallSubquery& call, TextSpan span, Rows& rows) {
  if (call.in_transactions && nested_) {
    throw Error("syntax.invalid_clause_composition",
                "CALL { } IN TRANSACTIONS cannot stand inside another subquery", span);
  }
  Scope imported;
  if (call.imports) {
    for (const syntax::Name& name : *call.imports) {
      if (name.text == "*") {
        imported = rows.scope;
        break;
      }
      const Variable* variable = find(rows.scope, name.text);
      if (!variable) undefined(name.text, name.span, rows.scope);
      imported[name.text] = *variable;
    }
  } else if (!call.query->parts.empty()) {
    // An importing WITH names the outer variables that the subquery sees.
    if (std::holds_alternative<syntax::With>(call.query->parts.front().clauses.front().node)) {
      imported = rows.scope;
    }
  }
  std::vector<plan::ResultColumn> result;
  const bool wrote = std::exchange(plan_.writes, false);
  plan::OperatorPtr right = query(*call.query, imported, true, result);
  const bool writes = plan_.writes;
  if (call.in_transactions && wrote) {
    throw Error("syntax.invalid_clause_composition",
                "CALL { } IN TRANSACTIONS cannot follow a clause that writes", span)
        .with_note("what the clause wrote would be committed with the first rows");
  }
  plan_.writes = wrote || writes;
  // All rows are read before the subquery writes, and written before the next clause reads.
  const bool eager = writes && !call.in_transactions;
  if (eager) rows.op = make_operator(plan::Eager{std::move(rows.op)});
  if (result.empty() && !call.in_transactions) {
    // Only its writes matter: one row out per row in.
    plan::Aggregate count;
    count.input = std::move(right);
    count.aggregates.push_back({fresh("count"), "count", {}, false, span});
    right = make_operator(std::move(count));
  }
  std::vector<plan::ColumnId> nullable;
  for (const plan::ResultColumn& column : result) {
    if (find(rows.scope, column.name)) {
      throw Error("syntax.variable_already_bound",
                  "the subquery returns '" + column.name + "', which is defined already", span);
    }
    rows.scope[column.name] = {column.column, StaticType::Unknown};
    nullable.push_back(column.column);
  }
  if (call.in_transactions) {
    plan::CallInTransactions out;
    out.right = std::move(right);
    if (call.batch_rows) out.batch = row_count(*call.batch_rows, "OF ... ROWS");
    out.on_error = static_cast<plan::CallInTransactions::OnError>(call.on_error);
    out.result = std::move(nullable);
    out.unit = result.empty();
    out.span = span;
    if (call.status) {
      if (find(rows.scope, call.status->text)) {
        throw Error("syntax.variable_already_bound",
                    "variable '" + call.status->text + "' is defined already", call.status->span);
      }
      out.status = declare(rows.scope, call.status->text, StaticType::Map).column;
    }
    out.left = std::move(rows.op);
    rows.op = make_operator(std::move(out));
    return;
  }
  rows.op = make_operator(
      plan::Apply{std::move(rows.op), std::move(right),
                  call.optional ? plan::ApplyKind::Optional : plan::ApplyKind::Inner, nullable});
  if (eager) rows.op = make_operator(plan::Eager{std::move(rows.op)});
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
