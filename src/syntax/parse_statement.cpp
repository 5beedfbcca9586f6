#include "syntax/parser_state.h"

namespace wutong::syntax {

// Statement = [ CYPHER Number { Name = Name } ] [ EXPLAIN | PROFILE ] ( SchemaCommand | Query ) [ ;
// ] The version and the options of Neo4j's are taken and mean nothing here.
Statement Parser::statement() {
  Statement result;
  if (is_word("CYPHER") &&
      (peek(1).kind == TokenKind::Integer || peek(1).kind == TokenKind::Float)) {
    take();
    take();
    while (is_name() && is_symbol("=", 1)) {
      take();
      take();
      name("a value");
    }
  }
  if (accept_word("EXPLAIN"))
    result.mode = Mode::Explain;
  else if (accept_word("PROFILE"))
    result.mode = Mode::Profile;
  if (peek().kind == TokenKind::End) {
    throw Error("syntax.unexpected_syntax", "the query is empty", peek().span);
  }
  if (auto command = schema_command()) {
    result.body = std::move(*command);
  } else if (auto shown = show_command()) {
    result.body = std::move(*shown);
  } else {
    result.body = query();
  }
  accept_symbol(";");
  if (peek().kind != TokenKind::End) fail("a clause or the end of the query");
  return result;
}

// SchemaCommand = CreateIndex | CreateConstraint | DROP ( INDEX | CONSTRAINT ) Name [ IF EXISTS ]
std::optional<SchemaCommand> Parser::schema_command() {
  if (is_word("CREATE")) {
    if (is_word("INDEX", 1)) return SchemaCommand{create_index()};
    if (is_word("CONSTRAINT", 1)) return SchemaCommand{create_constraint()};
    if (is_word("INDEX", 2)) {
      for (const char* kind : {"RANGE", "TEXT", "BTREE"}) {
        if (is_word(kind, 1)) return SchemaCommand{create_index()};
      }
      throw Error("unsupported.index_kind",
                  "no index of kind '" + peek(1).text + "'; an index holds values in order",
                  peek(1).span)
          .with_note("CREATE INDEX name FOR (n:Label) ON (n.property)");
    }
  }
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
  return std::nullopt;
}

// SchemaSubject = '(' Name : Label ')' | '(' ')' - '[' Name : Type ']' - [ > ] '(' ')'
void Parser::schema_subject(Name& label, bool& relationship) {
  expect_symbol("(");
  relationship = accept_symbol(")");
  if (!relationship) {
    name("a variable");
    expect_symbol(":");
    label = name("a label");
    expect_symbol(")");
    return;
  }
  accept_symbol("<");
  expect_symbol("-");
  expect_symbol("[");
  name("a variable");
  expect_symbol(":");
  label = name("a relationship type");
  expect_symbol("]");
  expect_symbol("-");
  accept_symbol(">");
  expect_symbol("(");
  expect_symbol(")");
}

// SchemaProperties = Property | '(' Property { , Property } ')'      (Property = Name . Name)
std::vector<Name> Parser::schema_properties() {
  std::vector<Name> properties;
  const bool list = accept_symbol("(");
  do {
    name("a variable");
    expect_symbol(".");
    properties.push_back(name("a property key"));
  } while (list && accept_symbol(","));
  if (list) expect_symbol(")");
  return properties;
}

// CreateIndex = CREATE [ RANGE | TEXT ] INDEX [ Name ] [ IF NOT EXISTS ] FOR SchemaSubject ON
//               SchemaProperties
CreateIndex Parser::create_index() {
  CreateIndex result;
  expect_word("CREATE");
  if (!is_word("INDEX")) take();
  expect_word("INDEX");
  // Of old: CREATE INDEX ON :Label(property).
  if (is_word("ON") && is_symbol(":", 1)) {
    take();
    take();
    result.label = name("a label");
    expect_symbol("(");
    do {
      result.properties.push_back(name("a property key"));
    } while (accept_symbol(","));
    expect_symbol(")");
    return result;
  }
  if (!is_word("FOR") && !is_word("IF")) result.name = name("an index name");
  result.if_not_exists = accept_words({"IF", "NOT", "EXISTS"});
  expect_word("FOR");
  schema_subject(result.label, result.relationship);
  expect_word("ON");
  result.properties = schema_properties();
  return result;
}

// CreateConstraint = CREATE CONSTRAINT [ Name ] [ IF NOT EXISTS ] ( FOR | ON ) SchemaSubject
//                    ( REQUIRE | ASSERT ) SchemaProperties IS
//                    ( [ NODE | RELATIONSHIP ] ( UNIQUE | KEY ) | NOT NULL | ( :: | TYPED ) Type )
CreateConstraint Parser::create_constraint() {
  CreateConstraint result;
  expect_word("CREATE");
  expect_word("CONSTRAINT");
  if (!is_word("FOR") && !is_word("IF") && !is_word("ON")) {
    result.name = name("a constraint name");
  }
  result.if_not_exists = accept_words({"IF", "NOT", "EXISTS"});
  if (!accept_word("ON")) expect_word("FOR");
  schema_subject(result.label, result.relationship);
  if (!accept_word("ASSERT")) expect_word("REQUIRE");
  const std::size_t from = begin();
  result.properties = schema_properties();
  expect_word("IS");
  const bool entity = accept_word("NODE") || accept_word("RELATIONSHIP") || accept_word("REL");
  if (accept_word("UNIQUE")) {
    result.kind = ConstraintKind::Unique;
  } else if (accept_word("KEY")) {
    result.kind = ConstraintKind::Key;
  } else if (!entity && accept_words({"NOT", "NULL"})) {
    result.kind = ConstraintKind::Exists;
  } else if (!entity && at_type()) {
    result.kind = ConstraintKind::Type;
    result.type = value_type();
  } else {
    fail("UNIQUE, NODE KEY, NOT NULL or :: and a type");
  }
  if (result.kind == ConstraintKind::Type && result.properties.size() > 1) {
    throw Error("syntax.unexpected_syntax", "a type constraint is about one property",
                span_from(from));
  }
  return result;
}

// Show = SHOW ( INDEXES | CONSTRAINTS | PROCEDURES | FUNCTIONS ) [ YIELD YieldItems OrderAndLimit ]
//        [ WHERE Expression ] [ RETURN Projection ]
// It reads as a call of a procedure that gives one row for each.
std::optional<Query> Parser::show_command() {
  if (!is_word("SHOW")) return std::nullopt;
  const std::size_t from = begin();
  take();
  for (const char* kind : {"ALL", "RANGE", "BUILT", "USER"}) {
    if (accept_word(kind)) break;
  }
  accept_word("IN");  // BUILT IN
  accept_word("DEFINED");
  Call call;
  const std::size_t what = begin();
  if (accept_word("INDEXES") || accept_word("INDEX")) {
    call.procedure.text = "show.indexes";
  } else if (accept_word("CONSTRAINTS") || accept_word("CONSTRAINT")) {
    call.procedure.text = "show.constraints";
  } else if (accept_word("PROCEDURES") || accept_word("PROCEDURE")) {
    call.procedure.text = "show.procedures";
  } else if (accept_word("FUNCTIONS") || accept_word("FUNCTION")) {
    call.procedure.text = "show.functions";
  } else {
    fail("INDEXES, CONSTRAINTS, PROCEDURES or FUNCTIONS");
  }
  call.procedure.span = span_from(what);
  call.arguments.emplace();
  call.show = true;
  Projection tail;
  if (accept_word("YIELD")) {
    yield_items(call);
    order_and_limit(tail);
  }
  call.where = optional_where();
  const auto add = [&](SingleQuery& query, auto node) {
    Clause clause;
    clause.span = span_from(from);
    clause.node = std::move(node);
    query.clauses.push_back(std::move(clause));
  };
  SingleQuery query;
  const bool ordered = !tail.order_by.empty() || tail.skip || tail.limit;
  if (ordered && !call.yield_star) {
    for (const YieldItem& item : call.yields) {
      const Name& shown = item.alias ? *item.alias : item.field;
      ProjectionItem projected;
      projected.expression = make(from, Variable{shown.text});
      projected.alias = shown;
      tail.items.push_back(std::move(projected));
    }
  }
  tail.star = call.yield_star;
  add(query, std::move(call));
  const bool returned = accept_word("RETURN");
  if (ordered && returned) {
    add(query, With{std::move(tail), nullptr});
  } else if (ordered) {
    add(query, Return{std::move(tail)});
  }
  if (returned) add(query, Return{projection()});
  Query result;
  result.parts.push_back(std::move(query));
  result.span = span_from(from);
  return result;
}

}  // namespace wutong::syntax
