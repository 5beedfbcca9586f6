// WITH and RETURN: items, grouping, DISTINCT, ORDER BY, SKIP, LIMIT.
//
// Rows go through: group -> project -> distinct -> sort -> skip -> limit -> keep only the items.
// ORDER BY sees the projected names and, where neither grouping nor DISTINCT has dropped them, the
// variables from before.
#include <algorithm>

#include "bind/binding.h"

namespace wutong::bind {
namespace {

// Variables and their properties: what an expression beside an aggregate may refer to.
bool is_simple(const syntax::Expression& ast) {
  if (std::holds_alternative<syntax::Variable>(ast.node)) return true;
  const auto* access = std::get_if<syntax::PropertyAccess>(&ast.node);
  return access && std::holds_alternative<syntax::Variable>(access->subject->node);
}

struct Item {
  std::string name;
  const syntax::Expression* ast = nullptr;  // null: a variable that * brought
  plan::ColumnId column{};
  bool aggregates = false;
  TextSpan span;
};

}  // namespace

plan::ExpressionPtr Binding::row_count(const syntax::Expression& ast, const char* what) {
  const Scope nothing;
  plan::ExpressionPtr count;
  try {
    count = plain(ast, nothing);
  } catch (const Error& error) {
    if (error.code() != "syntax.undefined_variable") throw;
    throw Error("syntax.non_constant_expression",
                std::string(what) + " cannot depend on the rows it counts", ast.span);
  }
  if (const auto* literal = std::get_if<plan::Literal>(&count->node)) {
    if (literal->value.is_integer() && literal->value.as_integer() < 0) {
      throw Error("syntax.negative_integer_argument",
                  std::string(what) + " takes a number of rows, not " + to_literal(literal->value),
                  ast.span);
    }
    if (!literal->value.is_integer()) {
      throw Error("syntax.invalid_argument_type",
                  std::string(what) + " takes an Integer, not " + to_literal(literal->value),
                  ast.span);
    }
  }
  return count;
}

// LET name = expression
void Binding::check_let(const syntax::ProjectionItem& item, bool aggregates,
                        const Scope& before) const {
  if (aggregates) {
    throw Error("syntax.invalid_aggregation", "LET computes a value for each row and cannot aggregate",
                item.expression->span)
        .with_note("WITH and RETURN aggregate");
  }
  if (find(before, item.alias->text)) {
    throw Error("syntax.variable_already_bound",
                "variable '" + item.alias->text + "' is defined already", item.alias->span)
        .with_note("WITH can give a name a new value");
  }
}

void Binding::group(std::vector<plan::ProjectItem> keys, Aggregation aggregation, Rows& rows) {
  plan::Aggregate out;
  out.input = std::move(rows.op);
  out.keys = std::move(keys);
  out.aggregates = std::move(aggregation.items);
  rows.op = make_operator(std::move(out));
}

std::vector<plan::ResultColumn> Binding::projection(const syntax::Projection& ast, bool is_return,
                                                    const syntax::Expression* where, Rows& rows) {
  const Scope before = rows.scope;
  std::vector<Item> items;
  if (ast.star) {
    if (before.empty() && is_return) {
      throw Error("syntax.no_variables_in_scope", "RETURN * has no variables to return");
    }
    for (const auto& [name, variable] : before) {
      if (variable.ungrouped) neither_grouped(name, *variable.ungrouped);
      items.push_back({name, nullptr, variable.column, false, {}});
    }
  }
  for (const syntax::ProjectionItem& item : ast.items) {
    Item out;
    out.ast = item.expression.get();
    out.span = item.alias ? item.alias->span : item.text;
    out.aggregates = has_aggregate(*item.expression);
    if (ast.row_by_row) check_let(item, out.aggregates, before);
    const auto* variable = std::get_if<syntax::Variable>(&item.expression->node);
    if (item.alias) {
      out.name = item.alias->text;
    } else if (variable || is_return) {
      out.name = variable ? variable->name : text_of(item.text);
    } else {
      throw Error("syntax.no_expression_alias", "an expression in WITH needs a name: add AS",
                  item.text);
    }
    items.push_back(std::move(out));
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (items[i].name == items[j].name) {
        throw Error("syntax.column_name_conflict", "two columns are called '" + items[i].name + "'",
                    items[i].span);
      }
    }
  }
  const bool sort_aggregates =
      std::any_of(ast.order_by.begin(), ast.order_by.end(),
                  [&](const syntax::SortItem& item) { return has_aggregate(*item.expression); });
  const bool grouping =
      std::any_of(items.begin(), items.end(), [](const Item& item) { return item.aggregates; });
  if (sort_aggregates && !grouping) {
    throw Error("syntax.invalid_aggregation", "ORDER BY aggregates what is not grouped",
                ast.order_by.front().expression->span);
  }

  Scope after;
  std::vector<plan::ProjectItem> projected;
  Aggregation aggregation;
  Context context;
  context.scope = &before;

  // Items without aggregates: grouping keys, or plain columns.
  std::vector<plan::ProjectItem> keys;
  for (Item& item : items) {
    if (item.aggregates) continue;
    plan::ExpressionPtr bound;
    StaticType type = StaticType::Unknown;
    if (!item.ast) {
      type = before.at(item.name).type;
      bound = column_expression(item.column);
    } else {
      bound = expression(*item.ast, context);
      type = type_of(*bound);
    }
    const auto* column = std::get_if<plan::Column>(&bound->node);
    if (column) {
      item.column = column->id;
      if (grouping) keys.push_back({item.column, std::move(bound)});
    } else {
      item.column = fresh(item.name, type);
      (grouping ? keys : projected).push_back({item.column, std::move(bound)});
    }
    after[item.name] = {item.column, type};
  }
  if (grouping) {
    context.grouped = true;
    context.aggregation = &aggregation;
    for (const Item& item : items) {
      if (!item.aggregates && item.ast && is_simple(*item.ast)) {
        context.known.emplace_back(text_of(item.ast->span), item.column);
      } else if (!item.ast) {
        context.known.emplace_back(item.name, item.column);
      }
    }
    for (Item& item : items) {
      if (!item.aggregates) continue;
      plan::ExpressionPtr bound = expression(*item.ast, context);
      const StaticType type = type_of(*bound);
      if (const auto* column = std::get_if<plan::Column>(&bound->node)) {
        item.column = column->id;
        plan_.names[item.column] = item.name;
      } else {
        item.column = fresh(item.name, type);
        projected.push_back({item.column, std::move(bound)});
      }
      after[item.name] = {item.column, type};
    }
  }

  // Sort keys, bound where they can see what they need.
  Scope sort_scope = after;
  Context sort_context;
  if (!grouping && !ast.distinct) {
    for (const auto& [name, variable] : before) sort_scope.emplace(name, variable);
  } else {
    sort_context.gone = &before;
  }
  sort_context.scope = &sort_scope;
  for (const Item& item : items) {
    if (item.ast) sort_context.known.emplace_back(text_of(item.ast->span), item.column);
  }
  // Beside an aggregate only simple expressions and other projected aggregates are known.
  Context aggregate_context;
  aggregate_context.scope = &sort_scope;
  aggregate_context.gone = sort_context.gone;
  aggregate_context.aggregation = &aggregation;
  aggregate_context.grouped = true;
  for (const Item& item : items) {
    if (item.ast && (item.aggregates || is_simple(*item.ast))) {
      aggregate_context.known.emplace_back(text_of(item.ast->span), item.column);
    } else if (item.ast) {
      aggregate_context.ambiguous.push_back(text_of(item.ast->span));
    }
    if (!item.ast || item.name != text_of(item.ast->span)) {
      aggregate_context.known.emplace_back(item.name, item.column);
    }
  }
  std::vector<plan::SortKey> sort_keys;
  for (const syntax::SortItem& item : ast.order_by) {
    const Context& seen = has_aggregate(*item.expression) ? aggregate_context : sort_context;
    sort_keys.push_back({expression(*item.expression, seen), item.descending});
  }

  if (grouping) group(std::move(keys), std::move(aggregation), rows);
  if (!projected.empty()) {
    rows.op = make_operator(plan::Project{std::move(rows.op), std::move(projected), false});
  }
  std::vector<plan::ResultColumn> result;
  std::vector<plan::ColumnId> columns;
  for (const Item& item : items) {
    result.push_back({item.name, item.column});
    columns.push_back(item.column);
  }
  if (ast.distinct) rows.op = make_operator(plan::Distinct{std::move(rows.op), columns});
  if (!sort_keys.empty()) {
    rows.op = make_operator(plan::Sort{std::move(rows.op), std::move(sort_keys)});
  }
  if (ast.skip) {
    rows.op = make_operator(plan::Skip{std::move(rows.op), row_count(*ast.skip, "SKIP")});
  }
  if (ast.limit) {
    rows.op = make_operator(plan::Limit{std::move(rows.op), row_count(*ast.limit, "LIMIT")});
  }
  if (where) {
    rows.op = make_operator(
        plan::Filter{std::move(rows.op), predicate(*where, sort_scope, sort_context.known)});
  }
  std::vector<plan::ProjectItem> kept;
  for (const plan::ColumnId column : columns) {
    if (std::none_of(kept.begin(), kept.end(),
                     [&](const auto& item) { return item.column == column; })) {
      kept.push_back({column, column_expression(column)});
    }
  }
  rows.op = make_operator(plan::Project{std::move(rows.op), std::move(kept), true});
  rows.scope = std::move(after);
  rows.wrote = false;
  return result;
}

}  // namespace wutong::bind
