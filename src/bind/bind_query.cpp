// Queries, clauses in order, CALL, schema commands.
#include <algorithm>
#include <utility>

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
    if (std::holds_alternative<syntax::Finish>(clause.node) && !last) {
      throw Error("syntax.invalid_clause_composition", "FINISH must be the last clause",
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
                         std::holds_alternative<syntax::Finish>(final.node) ||
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
  const bool was_nested = std::exchange(nested_, nested_ || nested);
  OperatorPtr op = clauses(query, outer, nested, result);
  nested_ = was_nested;
  return op;
}

OperatorPtr Binding::clauses(const syntax::SingleQuery& query, const Scope& outer, bool nested,
                             std::vector<plan::ResultColumn>& result) {
  Rows rows;
  rows.scope = outer;
  rows.op = nested ? make_operator(plan::Argument{columns_of(outer)}) : make_operator(plan::Unit{});
  for (const syntax::Clause& item : query.clauses) {
    if (const auto* returned = std::get_if<syntax::Return>(&item.node)) {
      result = projection(returned->projection, true, nullptr, rows);
      return std::move(rows.op);
    }
    if (const auto* procedure = std::get_if<syntax::Call>(&item.node);
        procedure && query.clauses.size() == 1 && !nested) {
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
          [&](const syntax::Finish&) {},
          [&](const syntax::Create& ast) { writing([&] { create(ast.pattern, rows); }); },
          [&](const syntax::Merge& ast) { writing([&] { merge(ast, rows); }); },
          [&](const syntax::Set& ast) { writing([&] { set(ast, rows); }); },
          [&](const syntax::Remove& ast) { writing([&] { remove(ast, rows); }); },
          [&](const syntax::Delete& ast) { writing([&] { delete_clause(ast, rows); }); },
          [&](const syntax::Foreach& ast) { writing([&] { foreach_clause(ast, rows); }); },
          [&](const syntax::Call& ast) { call_procedure(ast, clause.span, false, rows, nullptr); },
          [&](const syntax::CallSubquery& ast) { call_subquery(ast, clause.span, rows); },
          [&](const syntax::LoadCsv& ast) { load_csv(ast, rows); },
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

void Binding::load_csv(const syntax::LoadCsv& ast, Rows& rows) {
  plan::LoadCsv out;
  out.url = plain(*ast.url, rows.scope);
  if (find(rows.scope, ast.variable.text)) {
    throw Error("syntax.variable_already_bound",
                "variable '" + ast.variable.text + "' is defined already", ast.variable.span);
  }
  out.row =
      declare(rows.scope, ast.variable.text, ast.with_headers ? StaticType::Map : StaticType::List)
          .column;
  out.with_headers = ast.with_headers;
  out.field_terminator = ast.field_terminator;
  out.input = std::move(rows.op);
  rows.op = make_operator(std::move(out));
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
      std::string names;
      for (const plan::ProcedureArgument& argument : signature->arguments) {
        names += (names.empty() ? "" : ", ") + argument.name + " :: " + argument.type;
      }
      throw Error("syntax.invalid_number_of_arguments",
                  "'" + signature->name + "' takes " + std::to_string(signature->arguments.size()) +
                      " arguments, not " + std::to_string(call.arguments->size()),
                  span)
          .with_note("it is " + signature->name + "(" + names + ")");
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
  if (call.yield_star && !standalone && !call.show) {
    throw Error("syntax.unexpected_syntax", "inside a query YIELD names the fields, not *", span);
  }
  std::vector<syntax::YieldItem> yields;
  if (call.has_yield && !call.yield_star) {
    for (const syntax::YieldItem& item : call.yields) {
      yields.push_back({{item.field.text, item.field.span}, item.alias});
    }
  } else if (standalone || call.yield_star || call.show) {
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

}  // namespace wutong::bind
