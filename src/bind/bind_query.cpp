// Queries, clauses in order, CALL, schema commands.
#include <algorithm>

#include "base/overloaded.h"
#include "base/suggest.h"
#include "bind/binding.h"

namespace wutong::bind {
namespace {

using base::overloaded;
using plan::OperatorPtr;

bool is_update(const syntax::Clause& clause) {
  return std::holds_alternative<syntax::Create>(clause.node) ||
         std::holds_alternative<syntax::Merge>(clause.node) ||
         std::holds_alternative<syntax::Set>(clause.node) ||
         std::holds_alternative<syntax::Remove>(clause.node) ||
         std::holds_alternative<syntax::Delete>(clause.node) ||
         std::holds_alternative<syntax::Foreach>(clause.node);
}

}  // namespace

OperatorPtr Binding::query(const syntax::Query& query, const Scope& outer, bool nested,
                           std::vector<plan::ResultColumn>& result) {
  OperatorPtr left = single_query(query.parts.front(), outer, nested, result);
  for (std::size_t i = 1; i < query.parts.size(); ++i) {
    if (i > 1 && query.union_all[i - 1] != query.union_all[i - 2]) {
      throw Error("syntax.invalid_clause_composition",
                  "UNION and UNION ALL cannot be mixed in one query", query.span);
    }
    std::vector<plan::ResultColumn> other;
    OperatorPtr right = single_query(query.parts[i], outer, nested, other);
    const auto names_of = [](std::vector<plan::ResultColumn> columns) {
      std::vector<std::string> names;
      for (const auto& column : columns) names.push_back(column.name);
      std::sort(names.begin(), names.end());
      return names;
    };
    if (names_of(result) != names_of(other)) {
      throw Error("syntax.different_columns_in_union",
                  "all parts of a UNION must return the same column names", query.span);
    }
    plan::Union both;
    std::vector<plan::ResultColumn> merged;
    for (const plan::ResultColumn& column : result) {
      const auto match = std::find_if(other.begin(), other.end(), [&](const auto& candidate) {
        return candidate.name == column.name;
      });
      both.left_columns.push_back(column.column);
      both.right_columns.push_back(match->column);
      both.columns.push_back(fresh(column.name));
      merged.push_back({column.name, both.columns.back()});
    }
    both.left = std::move(left);
    both.right = std::move(right);
    const std::vector<plan::ColumnId> columns = both.columns;
    left = make_operator(std::move(both));
    if (!query.union_all[i - 1]) left = make_operator(plan::Distinct{std::move(left), columns});
    result = std::move(merged);
  }
  return left;
}

void Binding::check_composition(const syntax::SingleQuery& query, bool nested) const {
  const auto& clauses = query.clauses;
  bool wrote = false;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const syntax::Clause& clause = clauses[i];
    const bool last = i + 1 == clauses.size();
    if (std::holds_alternative<syntax::Return>(clause.node) && !last) {
      throw Error("syntax.invalid_clause_composition", "RETURN must be the last clause",
                  clauses[i + 1].span);
    }
    const bool reads = std::holds_alternative<syntax::Match>(clause.node) ||
                       std::holds_alternative<syntax::Unwind>(clause.node) ||
                       std::holds_alternative<syntax::Call>(clause.node);
    if (wrote && reads) {
      throw Error("syntax.invalid_clause_composition",
                  "a WITH is needed between a clause that writes and one that reads", clause.span);
    }
    if (is_update(clause)) wrote = true;
    if (std::holds_alternative<syntax::With>(clause.node)) wrote = false;
  }
  const syntax::Clause& final = clauses.back();
  const bool ends_well = std::holds_alternative<syntax::Return>(final.node) || is_update(final) ||
                         std::holds_alternative<syntax::Call>(final.node) ||
                         std::holds_alternative<syntax::CallSubquery>(final.node);
  if (!ends_well && !nested) {
    throw Error("syntax.invalid_clause_composition",
                "a query ends with RETURN or with a clause that writes", final.span)
        .with_note("add RETURN");
  }
}

OperatorPtr Binding::single_query(const syntax::SingleQuery& query, const Scope& outer, bool nested,
                                  std::vector<plan::ResultColumn>& result) {
  check_composition(query, nested);
  Rows rows;
  rows.scope = outer;
  rows.op = nested ? make_operator(plan::Argument{columns_of(outer)}) : make_operator(plan::Unit{});
  const auto& clauses = query.clauses;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const syntax::Clause& item = clauses[i];
    if (const auto* returned = std::get_if<syntax::Return>(&item.node)) {
      result = projection(returned->projection, true, nullptr, rows);
      return std::move(rows.op);
    }
    if (const auto* procedure = std::get_if<syntax::Call>(&item.node);
        procedure && clauses.size() == 1 && !nested) {
      call_procedure(*procedure, item.span, true, rows, &result);
      if (result.empty()) return make_operator(plan::Drain{std::move(rows.op)});
      return std::move(rows.op);
    }
    clause(item, rows);
  }
  result.clear();
  if (nested) return std::move(rows.op);
  return make_operator(plan::Drain{std::move(rows.op)});
}

void Binding::clause(const syntax::Clause& clause, Rows& rows) {
  const auto writing = [&](auto&& action) {
    // All rows are read before the first is written, and written before the next clause reads.
    rows.op = make_operator(plan::Eager{std::move(rows.op)});
    reading_ = false;
    action();
    reading_ = true;
    rows.op = make_operator(plan::Eager{std::move(rows.op)});
    plan_.writes = true;
  };
  std::visit(
      overloaded{
          [&](const syntax::Match& ast) { match(ast, clause.span, rows); },
          [&](const syntax::Unwind& ast) { unwind(ast, rows); },
          [&](const syntax::With& ast) {
            projection(ast.projection, false, ast.where.get(), rows);
          },
          [&](const syntax::Return&) {},
          [&](const syntax::Create& ast) { writing([&] { create(ast.pattern, rows); }); },
          [&](const syntax::Merge& ast) { writing([&] { merge(ast, rows); }); },
          [&](const syntax::Set& ast) { writing([&] { set(ast, rows); }); },
          [&](const syntax::Remove& ast) { writing([&] { remove(ast, rows); }); },
          [&](const syntax::Delete& ast) { writing([&] { delete_clause(ast, rows); }); },
          [&](const syntax::Foreach& ast) { writing([&] { foreach_clause(ast, rows); }); },
          [&](const syntax::Call& ast) { call_procedure(ast, clause.span, false, rows, nullptr); },
          [&](const syntax::CallSubquery& ast) { call_subquery(ast, clause.span, rows); },
          [&](const syntax::LoadCsv&) { unsupported("LOAD CSV", clause.span); },
      },
      clause.node);
}

void Binding::unwind(const syntax::Unwind& unwind, Rows& rows) {
  plan::ExpressionPtr list = plain(*unwind.list, rows.scope);
  if (find(rows.scope, unwind.variable.text)) {
    throw Error("syntax.variable_already_bound",
                "variable '" + unwind.variable.text + "' is defined already", unwind.variable.span);
  }
  const Variable& variable = declare(rows.scope, unwind.variable.text, StaticType::Unknown);
  rows.op = make_operator(plan::Unwind{std::move(rows.op), std::move(list), variable.column});
}

void Binding::call_procedure(const syntax::Call& call, TextSpan span, bool standalone, Rows& rows,
                             std::vector<plan::ResultColumn>* result) {
  const plan::ProcedureSignature* signature =
      environment_.procedure ? environment_.procedure(call.procedure.text) : nullptr;
  if (!signature) {
    throw Error("procedure.procedure_not_found", "no procedure '" + call.procedure.text + "'",
                call.procedure.span);
  }
  plan::ProcedureCall out;
  out.name = signature->name;
  out.span = span;
  if (call.arguments) {
    if (call.arguments->size() != signature->arguments.size()) {
      throw Error("syntax.invalid_number_of_arguments",
                  "'" + signature->name + "' takes " + std::to_string(signature->arguments.size()) +
                      " arguments, not " + std::to_string(call.arguments->size()),
                  span);
    }
    for (std::size_t i = 0; i < call.arguments->size(); ++i) {
      const syntax::Expression& argument = *(*call.arguments)[i];
      if (has_aggregate(argument)) {
        throw Error("syntax.invalid_aggregation", "aggregates cannot be arguments of a procedure",
                    argument.span);
      }
      plan::ExpressionPtr bound = plain(argument, rows.scope);
      const std::string& type = signature->arguments[i].type;
      const StaticType actual = type_of(*bound);
      const bool wants_number = type.rfind("INTEGER", 0) == 0 || type.rfind("FLOAT", 0) == 0 ||
                                type.rfind("NUMBER", 0) == 0;
      const bool wants_text = type.rfind("STRING", 0) == 0;
      if ((wants_number && (actual == StaticType::String || actual == StaticType::Boolean)) ||
          (wants_text && (actual == StaticType::Integer || actual == StaticType::Boolean ||
                          actual == StaticType::Float))) {
        throw Error("syntax.invalid_argument_type",
                    "argument '" + signature->arguments[i].name + "' must be " + type,
                    argument.span);
      }
      out.arguments.push_back(std::move(bound));
    }
  } else {
    if (!standalone) {
      throw Error("syntax.invalid_argument_passing_mode",
                  "inside a query the arguments of a procedure stand in parentheses",
                  call.procedure.span);
    }
    for (const plan::ProcedureArgument& argument : signature->arguments) {
      const bool given =
          environment_.parameters &&
          std::any_of(environment_.parameters->begin(), environment_.parameters->end(),
                      [&](const MapEntry& entry) { return entry.first == argument.name; });
      if (!given) {
        throw Error("parameter_missing.missing_parameter",
                    "parameter $" + argument.name + " is missing", call.procedure.span);
      }
      out.arguments.push_back(make_expression(span, plan::Parameter{argument.name}));
    }
  }
  if (call.yield_star && !standalone) {
    throw Error("syntax.unexpected_syntax", "inside a query YIELD names the fields, not *", span);
  }
  std::vector<syntax::YieldItem> yields;
  if (call.has_yield && !call.yield_star) {
    for (const syntax::YieldItem& item : call.yields) {
      yields.push_back({{item.field.text, item.field.span}, item.alias});
    }
  } else if (standalone || call.yield_star) {
    for (const plan::ProcedureArgument& field : signature->fields) {
      yields.push_back({{field.name, span}, std::nullopt});
    }
  }
  for (const syntax::YieldItem& item : yields) {
    const bool known =
        std::any_of(signature->fields.begin(), signature->fields.end(),
                    [&](const auto& field) { return field.name == item.field.text; });
    if (!known) {
      throw Error("syntax.undefined_variable",
                  "'" + signature->name + "' has no field '" + item.field.text + "'",
                  item.field.span);
    }
    const syntax::Name& name = item.alias ? *item.alias : item.field;
    if (find(rows.scope, name.text)) {
      throw Error("syntax.variable_already_bound",
                  "variable '" + name.text + "' is defined already", name.span);
    }
    const Variable& variable = declare(rows.scope, name.text, StaticType::Unknown);
    out.yields.emplace_back(item.field.text, variable.column);
    if (result) result->push_back({name.text, variable.column});
  }
  out.standalone_void = signature->fields.empty();
  out.input = std::move(rows.op);
  rows.op = make_operator(std::move(out));
  if (call.where) {
    rows.op = make_operator(plan::Filter{std::move(rows.op), predicate(*call.where, rows.scope)});
  }
}

void Binding::call_subquery(const syntax::CallSubquery& call, TextSpan span, Rows& rows) {
  if (call.in_transactions) unsupported("CALL { } IN TRANSACTIONS", span);
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
  OperatorPtr right = query(*call.query, imported, true, result);
  if (result.empty()) {
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
  rows.op = make_operator(
      plan::Apply{std::move(rows.op), std::move(right),
                  call.optional ? plan::ApplyKind::Optional : plan::ApplyKind::Inner, nullable});
}

OperatorPtr Binding::schema_command(const syntax::SchemaCommand& command,
                                    std::vector<plan::ResultColumn>& result) {
  const auto text_list = [](const std::vector<syntax::Name>& names) {
    std::vector<std::string> out;
    for (const syntax::Name& name : names) out.push_back(name.text);
    return out;
  };
  const auto shown = [&](std::initializer_list<const char*> names) {
    std::vector<plan::ColumnId> columns;
    for (const char* name : names) {
      columns.push_back(fresh(name));
      result.push_back({name, columns.back()});
    }
    return columns;
  };
  return std::visit(
      overloaded{
          [&](const syntax::CreateIndex& ast) -> OperatorPtr {
            plan_.writes = true;
            std::string name = ast.name ? ast.name->text : "";
            if (name.empty()) {
              name = ast.label.text;
              for (const syntax::Name& property : ast.properties) name += "_" + property.text;
            }
            return make_operator(plan::CreateIndex{name, ast.label.text, text_list(ast.properties),
                                                   ast.if_not_exists});
          },
          [&](const syntax::DropIndex& ast) -> OperatorPtr {
            plan_.writes = true;
            return make_operator(plan::DropIndex{ast.name.text, ast.if_exists});
          },
          [&](const syntax::ShowIndexes&) -> OperatorPtr {
            return make_operator(
                plan::ShowIndexes{shown({"name", "label", "properties", "unique"})});
          },
          [&](const syntax::CreateConstraint& ast) -> OperatorPtr {
            if (ast.kind != syntax::ConstraintKind::Unique || ast.properties.size() != 1) {
              unsupported("a constraint other than uniqueness of one property", ast.label.span);
            }
            plan_.writes = true;
            const std::string name =
                ast.name ? ast.name->text
                         : "unique_" + ast.label.text + "_" + ast.properties.front().text;
            return make_operator(plan::CreateConstraint{
                name, "UNIQUE", ast.label.text, text_list(ast.properties), "", ast.if_not_exists});
          },
          [&](const syntax::DropConstraint& ast) -> OperatorPtr {
            plan_.writes = true;
            return make_operator(plan::DropConstraint{ast.name.text, ast.if_exists});
          },
          [&](const syntax::ShowConstraints&) -> OperatorPtr {
            return make_operator(
                plan::ShowConstraints{shown({"name", "kind", "label", "properties"})});
          },
      },
      command);
}

}  // namespace wutong::bind
