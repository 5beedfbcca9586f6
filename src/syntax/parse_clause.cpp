#include <algorithm>
#include <array>

#include "syntax/parser_state.h"

namespace wutong::syntax {

// Query = SingleQuery { UNION [ ALL ] SingleQuery }
Query Parser::query() {
  const std::size_t from = begin();
  Query result;
  result.parts.push_back(single_query());
  while (accept_word("UNION")) {
    result.union_all.push_back(accept_word("ALL"));
    if (!result.union_all.back()) accept_word("DISTINCT");
    result.parts.push_back(single_query());
  }
  result.span = span_from(from);
  return result;
}

// SingleQuery = Clause { Clause }
SingleQuery Parser::single_query() {
  SingleQuery result;
  do {
    if (!at_clause()) fail("a clause such as MATCH, CREATE or RETURN");
    result.clauses.push_back(clause());
  } while (at_clause());
  return result;
}

bool Parser::at_clause() const {
  static constexpr std::array<std::string_view, 18> kClauses = {
      "MATCH",  "OPTIONAL", "UNWIND", "WITH", "RETURN",  "CREATE", "MERGE",  "SET",     "REMOVE",
      "DELETE", "DETACH",   "CALL",   "LET",  "FOREACH", "FILTER", "INSERT", "NODETACH",
      "FINISH"};
  return std::any_of(kClauses.begin(), kClauses.end(),
                     [&](std::string_view clause) { return is_word(clause); }) ||
         are_words({"LOAD", "CSV"});
}

Clause Parser::clause() {
  const std::size_t from = begin();
  Clause result;
  if (accept_word("OPTIONAL")) {
    if (accept_word("CALL")) {
      result.node = call_subquery(true);
    } else {
      expect_word("MATCH");
      result.node = match(true);
    }
  } else if (accept_word("MATCH")) {
    result.node = match(false);
  } else if (accept_word("UNWIND")) {
    result.node = unwind();
  } else if (accept_word("WITH")) {
    result.node = with();
  } else if (accept_word("RETURN")) {
    result.node = Return{projection()};
  } else if (accept_word("FINISH")) {
    result.node = Finish{};
  } else if (accept_word("LET")) {
    result.node = let();
  } else if (accept_word("FILTER")) {
    result.node = filter();
  } else if (accept_word("CREATE") || accept_word("INSERT")) {
    result.node = Create{pattern()};
  } else if (accept_word("MERGE")) {
    result.node = merge();
  } else if (accept_word("SET")) {
    result.node = set();
  } else if (accept_word("REMOVE")) {
    result.node = remove();
  } else if (accept_words({"DETACH", "DELETE"})) {
    result.node = delete_clause(true);
  } else if (accept_word("DELETE") || accept_words({"NODETACH", "DELETE"})) {
    result.node = delete_clause(false);
  } else if (accept_word("FOREACH")) {
    result.node = foreach_clause();
  } else if (accept_words({"LOAD", "CSV"})) {
    result.node = load_csv();
  } else if (is_word("CALL") && (is_symbol("{", 1) || is_symbol("(", 1))) {
    take();
    result.node = call_subquery(false);
  } else if (accept_word("CALL")) {
    result.node = call();
  } else {
    fail("a clause such as MATCH, CREATE or RETURN");
  }
  result.span = span_from(from);
  return result;
}

ExpressionPtr Parser::optional_where() { return accept_word("WHERE") ? expression() : nullptr; }

// Hint = USING ( [ RANGE | TEXT | POINT ] INDEX [ SEEK ] Name : Name '(' Name { , Name } ')'
//              | SCAN Name : Name | JOIN ON Name { , Name } )
// Read and passed over: the optimiser chooses by what it counts.
void Parser::planner_hints() {
  while (accept_word("USING")) {
    if (accept_words({"JOIN", "ON"})) {
      do {
        name("a variable");
      } while (accept_symbol(","));
      continue;
    }
    const bool scan = accept_word("SCAN");
    if (!scan) {
      if (!accept_word("RANGE") && !accept_word("TEXT")) accept_word("POINT");
      if (!accept_word("INDEX")) fail("INDEX, SCAN or JOIN ON");
      accept_word("SEEK");
    }
    name("a variable");
    expect_symbol(":");
    name("a label");
    if (scan) continue;
    expect_symbol("(");
    do {
      name("a property");
    } while (accept_symbol(","));
    expect_symbol(")");
  }
}

// Match = [ OPTIONAL ] MATCH [ REPEATABLE ELEMENTS | DIFFERENT RELATIONSHIPS ] Pattern
//         { Hint } [ WHERE Expression ]
Match Parser::match(bool optional) {
  Match result;
  result.optional = optional;
  result.repeatable =
      accept_words({"REPEATABLE", "ELEMENTS"}) || accept_words({"REPEATABLE", "ELEMENT"});
  if (!result.repeatable && !accept_words({"DIFFERENT", "RELATIONSHIPS"})) {
    accept_words({"DIFFERENT", "RELATIONSHIP"});
  }
  result.pattern = pattern();
  planner_hints();
  result.where = optional_where();
  return result;
}

// Unwind = UNWIND Expression AS Name
Unwind Parser::unwind() {
  Unwind result;
  result.list = expression();
  expect_word("AS");
  result.variable = name("a variable");
  return result;
}

// With = WITH Projection [ WHERE Expression ]
With Parser::with() {
  With result;
  result.projection = projection();
  result.where = optional_where();
  return result;
}

// Let = LET Name = Expression { , Name = Expression }      (as WITH *, Expression AS Name)
With Parser::let() {
  With result;
  result.projection.star = true;
  result.projection.row_by_row = true;
  do {
    ProjectionItem item;
    const std::size_t from = begin();
    item.alias = name("a variable");
    expect_symbol("=");
    item.expression = expression();
    item.text = span_from(from);
    result.projection.items.push_back(std::move(item));
  } while (accept_symbol(","));
  return result;
}

// Filter = FILTER [ WHERE ] Expression      (as WITH * WHERE Expression)
With Parser::filter() {
  With result;
  result.projection.star = true;
  accept_word("WHERE");
  result.where = expression();
  return result;
}

// Projection = [ DISTINCT ] ( * | Item ) { , Item } OrderAndLimit
Projection Parser::projection() {
  Projection result;
  result.distinct = accept_word("DISTINCT");
  if (accept_symbol("*")) result.star = true;
  if (!result.star || accept_symbol(",")) {
    do {
      ProjectionItem item;
      const std::size_t from = begin();
      item.expression = expression();
      item.text = span_from(from);
      if (accept_word("AS")) item.alias = name("a column name");
      result.items.push_back(std::move(item));
    } while (accept_symbol(","));
  }
  order_and_limit(result);
  return result;
}

// OrderAndLimit = [ ORDER BY Sort { , Sort } ] [ SKIP Expression ] [ LIMIT Expression ]
void Parser::order_and_limit(Projection& result) {
  if (accept_words({"ORDER", "BY"})) {
    do {
      SortItem item;
      item.expression = expression();
      if (accept_word("DESC") || accept_word("DESCENDING")) {
        item.descending = true;
      } else if (!accept_word("ASC")) {
        accept_word("ASCENDING");
      }
      result.order_by.push_back(std::move(item));
    } while (accept_symbol(","));
  }
  if (accept_word("SKIP") || accept_word("OFFSET")) result.skip = expression();
  if (accept_word("LIMIT")) result.limit = expression();
}

// Merge = MERGE PatternPart { ON ( MATCH | CREATE ) Set }
Merge Parser::merge() {
  Merge result;
  result.pattern = pattern_part();
  while (accept_word("ON")) {
    const bool on_match = accept_word("MATCH");
    if (!on_match) expect_word("CREATE");
    expect_word("SET");
    Set items = set();
    auto& target = on_match ? result.on_match : result.on_create;
    for (SetItem& item : items.items) target.push_back(std::move(item));
  }
  return result;
}

// Set = SET SetItem { , SetItem }
Set Parser::set() {
  Set result;
  do {
    result.items.push_back(set_item());
  } while (accept_symbol(","));
  return result;
}

// SetItem = Name Labels | Name ( = | += ) Expression | Property = Expression
SetItem Parser::set_item() {
  if (is_name() && is_symbol(":", 1)) {
    SetLabels labels;
    labels.variable = name("a variable");
    while (accept_symbol(":")) labels.labels.push_back(name("a label"));
    return labels;
  }
  if (is_name() && (is_symbol("=", 1) || is_symbol("+=", 1))) {
    SetProperties properties;
    properties.variable = name("a variable");
    properties.merge = take().text == "+=";
    properties.value = expression();
    return properties;
  }
  SetProperty property;
  const std::size_t from = begin();
  property.target = postfix();
  if (!std::holds_alternative<PropertyAccess>(property.target->node)) {
    throw Error("syntax.unexpected_syntax", "expected a property, a variable or labels to set",
                span_from(from));
  }
  expect_symbol("=");
  property.value = expression();
  return property;
}

// Remove = REMOVE ( Name Labels | Property ) { , ... }
Remove Parser::remove() {
  Remove result;
  do {
    if (is_name() && is_symbol(":", 1)) {
      RemoveLabels labels;
      labels.variable = name("a variable");
      while (accept_symbol(":")) labels.labels.push_back(name("a label"));
      result.items.emplace_back(std::move(labels));
    } else {
      const std::size_t from = begin();
      RemoveProperty property{postfix()};
      if (!std::holds_alternative<PropertyAccess>(property.target->node)) {
        throw Error("syntax.unexpected_syntax", "expected a property or labels to remove",
                    span_from(from));
      }
      result.items.emplace_back(std::move(property));
    }
  } while (accept_symbol(","));
  return result;
}

// Delete = [ DETACH ] DELETE Expression { , Expression }
Delete Parser::delete_clause(bool detach) {
  Delete result;
  result.detach = detach;
  do {
    result.targets.push_back(expression());
  } while (accept_symbol(","));
  return result;
}

// Call = CALL Name { . Name } [ '(' [ Expression { , Expression } ] ')' ] [ YIELD ... ]
Call Parser::call() {
  Call result;
  const std::size_t from = begin();
  result.procedure = name("a procedure name");
  while (accept_symbol(".")) result.procedure.text += "." + name("a procedure name").text;
  result.procedure.span = span_from(from);
  if (accept_symbol("(")) {
    result.arguments.emplace();
    if (!is_symbol(")")) {
      do {
        result.arguments->push_back(expression());
      } while (accept_symbol(","));
    }
    expect_symbol(")");
  }
  if (accept_word("YIELD")) {
    yield_items(result);
    result.where = optional_where();
  }
  return result;
}

// YieldItems = * | - | Name [ AS Name ] { , Name [ AS Name ] }
void Parser::yield_items(Call& result) {
  result.has_yield = true;
  if (accept_symbol("*")) {
    result.yield_star = true;
  } else if (!accept_symbol("-")) {
    do {
      YieldItem item;
      item.field = name("a field");
      if (accept_word("AS")) item.alias = name("a variable");
      result.yields.push_back(std::move(item));
    } while (accept_symbol(","));
  }
}

// CallSubquery = CALL [ '(' [ Name { , Name } | * ] ')' ] '{' Query '}' [ IN TRANSACTIONS
//                { OF Expression ROWS | ON ERROR ( CONTINUE | BREAK | FAIL )
//                | REPORT STATUS AS Name } ]
CallSubquery Parser::call_subquery(bool optional) {
  CallSubquery result;
  result.optional = optional;
  if (accept_symbol("(")) {
    result.imports.emplace();
    if (accept_symbol("*")) {
      result.imports->push_back({"*", {}});
    } else if (!is_symbol(")")) {
      do {
        result.imports->push_back(name("a variable"));
      } while (accept_symbol(","));
    }
    expect_symbol(")");
  }
  expect_symbol("{");
  result.query = std::make_unique<Query>(query());
  expect_symbol("}");
  if (accept_words({"IN", "TRANSACTIONS"})) {
    result.in_transactions = true;
    for (;;) {
      if (accept_word("OF")) {
        result.batch_rows = expression();
        if (!accept_word("ROWS")) expect_word("ROW");
      } else if (accept_words({"ON", "ERROR"})) {
        using OnError = CallSubquery::OnError;
        if (accept_word("CONTINUE")) {
          result.on_error = OnError::Continue;
        } else if (accept_word("BREAK")) {
          result.on_error = OnError::Break;
        } else if (accept_word("FAIL")) {
          result.on_error = OnError::Fail;
        } else {
          fail("CONTINUE, BREAK or FAIL");
        }
      } else if (accept_words({"REPORT", "STATUS", "AS"})) {
        result.status = name("a variable");
      } else {
        break;
      }
    }
  }
  return result;
}

// Foreach = FOREACH '(' Name IN Expression '|' Clause { Clause } ')'
Foreach Parser::foreach_clause() {
  Foreach result;
  expect_symbol("(");
  result.variable = name("a variable");
  expect_word("IN");
  result.list = expression();
  expect_symbol("|");
  do {
    result.updates.push_back(clause());
  } while (at_clause());
  expect_symbol(")");
  return result;
}

// LoadCsv = LOAD CSV [ WITH HEADERS ] FROM Expression AS Name [ FIELDTERMINATOR String ]
LoadCsv Parser::load_csv() {
  LoadCsv result;
  result.with_headers = accept_words({"WITH", "HEADERS"});
  expect_word("FROM");
  result.url = expression();
  expect_word("AS");
  result.variable = name("a variable");
  if (accept_word("FIELDTERMINATOR")) {
    if (peek().kind != TokenKind::String) fail("a string");
    const Token& terminator = take();
    if (terminator.text.size() != 1 || terminator.text == "\"" || terminator.text == "\n") {
      throw Error("syntax.invalid_field_terminator",
                  "a field terminator is one character, such as ';' or '\\t'", terminator.span);
    }
    result.field_terminator = terminator.text.front();
  }
  return result;
}

}  // namespace wutong::syntax
