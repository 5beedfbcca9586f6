#include "syntax/parser_state.h"

namespace wutong::syntax {

// Statement = [ EXPLAIN | PROFILE ] ( SchemaCommand | Query ) [ ; ]
Statement Parser::statement() {
  Statement result;
  if (accept_word("EXPLAIN"))
    result.mode = Mode::Explain;
  else if (accept_word("PROFILE"))
    result.mode = Mode::Profile;
  if (peek().kind == TokenKind::End) {
    throw Error("syntax.unexpected_syntax", "the query is empty", peek().span);
  }
  if (auto command = schema_command()) {
    result.body = std::move(*command);
  } else {
    result.body = query();
  }
  accept_symbol(";");
  if (peek().kind != TokenKind::End) fail("a clause or the end of the query");
  return result;
}

// SchemaCommand = CREATE INDEX .. | CREATE CONSTRAINT .. | DROP .. | SHOW ..
std::optional<SchemaCommand> Parser::schema_command() {
  if (are_words({"CREATE", "INDEX"}) || are_words({"CREATE", "RANGE", "INDEX"})) {
    return SchemaCommand{create_index(true)};
  }
  if (are_words({"CREATE", "CONSTRAINT"})) return SchemaCommand{create_constraint()};
  if (accept_words({"DROP", "INDEX"})) {
    DropIndex drop{name("an index name"), false};
    drop.if_exists = accept_words({"IF", "EXISTS"});
    return SchemaCommand{std::move(drop)};
  }
  if (accept_words({"DROP", "CONSTRAINT"})) {
    DropConstraint drop{name("a constraint name"), false};
    drop.if_exists = accept_words({"IF", "EXISTS"});
    return SchemaCommand{std::move(drop)};
  }
  if (accept_words({"SHOW", "INDEXES"}) || accept_words({"SHOW", "INDEX"})) {
    return SchemaCommand{ShowIndexes{}};
  }
  if (accept_words({"SHOW", "CONSTRAINTS"}) || accept_words({"SHOW", "CONSTRAINT"})) {
    return SchemaCommand{ShowConstraints{}};
  }
  return std::nullopt;
}

// CreateIndex = CREATE [ RANGE ] INDEX [ Name ] [ IF NOT EXISTS ] FOR '(' Name : Label ')' ON '('
// Property .. ')'
CreateIndex Parser::create_index(bool) {
  CreateIndex result;
  take();
  accept_word("RANGE");
  expect_word("INDEX");
  if (!is_word("FOR") && !is_word("IF")) result.name = name("an index name");
  result.if_not_exists = accept_words({"IF", "NOT", "EXISTS"});
  expect_word("FOR");
  expect_symbol("(");
  name("a variable");
  expect_symbol(":");
  result.label = name("a label");
  expect_symbol(")");
  expect_word("ON");
  expect_symbol("(");
  do {
    name("a variable");
    expect_symbol(".");
    result.properties.push_back(name("a property key"));
  } while (accept_symbol(","));
  expect_symbol(")");
  return result;
}

// CreateConstraint = CREATE CONSTRAINT [ Name ] [ IF NOT EXISTS ] FOR '(' Name : Label ')'
//                    REQUIRE Property IS ( UNIQUE | NOT NULL | :: Type )
CreateConstraint Parser::create_constraint() {
  CreateConstraint result;
  expect_word("CREATE");
  expect_word("CONSTRAINT");
  if (!is_word("FOR") && !is_word("IF")) result.name = name("a constraint name");
  result.if_not_exists = accept_words({"IF", "NOT", "EXISTS"});
  expect_word("FOR");
  expect_symbol("(");
  name("a variable");
  expect_symbol(":");
  result.label = name("a label");
  expect_symbol(")");
  expect_word("REQUIRE");
  const bool list = accept_symbol("(");
  do {
    name("a variable");
    expect_symbol(".");
    result.properties.push_back(name("a property key"));
  } while (list && accept_symbol(","));
  if (list) expect_symbol(")");
  expect_word("IS");
  if (accept_word("UNIQUE")) {
    result.kind = ConstraintKind::Unique;
  } else if (accept_words({"NOT", "NULL"})) {
    result.kind = ConstraintKind::Exists;
  } else if (accept_symbol(":")) {
    expect_symbol(":");
    result.kind = ConstraintKind::Type;
    result.type = name("a type").text;
  } else {
    fail("UNIQUE, NOT NULL or a type");
  }
  return result;
}

}  // namespace wutong::syntax
