#include <charconv>

#include "syntax/parser_state.h"

namespace wutong::syntax {

// Pattern = PatternPart { , PatternPart }
Pattern Parser::pattern() {
  const std::size_t from = begin();
  Pattern result;
  do {
    result.parts.push_back(pattern_part());
  } while (accept_symbol(","));
  result.span = span_from(from);
  return result;
}

// Selector = ANY [ SHORTEST ] [ Paths ] | ALL [ SHORTEST ] [ Paths ] | SHORTEST [ 1 ] [ Paths ]
//            [ ( GROUP | GROUPS ) [ Paths ] ]                              (Paths = PATH | PATHS)
PathSelector Parser::path_selector() {
  PathSelector selector = PathSelector::All;
  const auto paths = [&] { return accept_word("PATH") || accept_word("PATHS"); };
  const bool any = accept_word("ANY");
  const bool all = !any && accept_word("ALL");
  if (accept_word("SHORTEST")) {
    selector = all ? PathSelector::AllShortest : PathSelector::Shortest;
    if (!any && !all && peek().kind == TokenKind::Integer) {
      if (peek().text != "1") {
        throw Error("unsupported.path_selector",
                    "not supported yet: more than the shortest of paths", peek().span)
            .with_note("SHORTEST 1, SHORTEST 1 GROUP and ALL SHORTEST are");
      }
      take();
    }
    paths();
    if (!any && !all && (accept_word("GROUP") || accept_word("GROUPS"))) {
      selector = PathSelector::AllShortest;
      paths();
    }
    return selector;
  }
  paths();
  return any ? PathSelector::Shortest : PathSelector::All;
}

// PatternPart = [ Name = ] ( [ Selector ] Element
//             | ( SHORTESTPATH | ALLSHORTESTPATHS ) '(' Element ')' )
PatternPart Parser::pattern_part() {
  const std::size_t from = begin();
  std::optional<Name> path;
  if (is_name() && is_symbol("=", 1)) {
    path = name("a variable");
    expect_symbol("=");
  }
  PathSelector selector = PathSelector::All;
  if (is_symbol("(", 1)) {
    if (accept_word("SHORTESTPATH"))
      selector = PathSelector::Shortest;
    else if (accept_word("ALLSHORTESTPATHS"))
      selector = PathSelector::AllShortest;
  }
  const bool wrapped = selector != PathSelector::All;
  std::optional<TextSpan> selected;
  if (is_word("ANY") || is_word("ALL") || is_word("SHORTEST")) {
    const std::size_t words = begin();
    selector = path_selector();
    selected = span_from(words);
  }
  if (wrapped) expect_symbol("(");
  PatternPart part = pattern_element();
  if (wrapped) expect_symbol(")");
  part.path = std::move(path);
  part.selector = selector;
  part.selected = selected;
  part.span = span_from(from);
  return part;
}

// Element = '(' Element [ WHERE Expression ] ')'
//         | ( Node | QuantifiedPath ) { Relationship Node | QuantifiedPath | Node }
PatternPart Parser::pattern_element() {
  const std::size_t from = begin();
  // Parentheses around a whole element mean nothing: ((a)-->(b)).
  if (at_quantified_path()) {
    if (depth_ > 300) {
      throw Error("syntax.nested_too_deep", "parentheses are nested more than 300 deep",
                  peek().span);
    }
    ++depth_;
    PatternPart inner;
    const bool wrapped = attempt([&] {
      expect_symbol("(");
      inner = pattern_element();
      if (is_word("WHERE")) {
        ExpressionPtr where = optional_where();
        inner.where = inner.where ? binary(from, BinaryOperator::And, std::move(inner.where),
                                           std::move(where))
                                  : std::move(where);
      }
      expect_symbol(")");
      if (is_symbol("{") || is_symbol("+") || is_symbol("*")) fail("a pattern");
    });
    --depth_;
    if (wrapped) return inner;
  }
  PatternPart part;
  if (at_quantified_path()) {
    part.first.span = {begin(), begin()};
  } else {
    part.first = node_pattern();
  }
  for (;;) {
    PatternStep step;
    if (at_relationship()) {
      step.connection = relationship_pattern();
      step.node = node_pattern();
    } else if (at_quantified_path()) {
      step.connection = quantified_path();
      // Nodes beside a quantified path are the ends of its repetitions; they may stay unwritten.
      if (is_symbol("(") && !at_quantified_path()) {
        step.node = node_pattern();
      } else {
        step.node.span = {begin(), begin()};
      }
    } else {
      break;
    }
    part.steps.push_back(std::move(step));
  }
  part.span = span_from(from);
  return part;
}

// QuantifiedPath = '(' Element [ WHERE Expression ] ')' QuantifierRange
QuantifiedPath Parser::quantified_path() {
  const std::size_t from = begin();
  QuantifiedPath path;
  expect_symbol("(");
  path.inner = std::make_unique<PatternPart>(pattern_element());
  if (path.inner->steps.empty()) fail("a relationship");
  path.where = optional_where();
  expect_symbol(")");
  path.range = quantifier_range();
  path.span = span_from(from);
  return path;
}

// Node = '(' [ Name ] [ Labels ] [ Map | Parameter ] [ WHERE Expression ] ')'
NodePattern Parser::node_pattern() {
  const std::size_t from = begin();
  NodePattern node;
  expect_symbol("(");
  if (is_name() && !at_labels() &&
      !(is_word("WHERE") && !is_symbol(")", 1) && !is_symbol(":", 1) && !is_symbol("{", 1))) {
    node.variable = name("a variable");
  }
  if (is_symbol(":") || at_labels()) node.labels = label_expression();
  if (is_symbol("{")) {
    node.properties = map_literal();
  } else if (peek().kind == TokenKind::Parameter) {
    node.properties = atom();
  }
  node.where = optional_where();
  expect_symbol(")");
  node.span = span_from(from);
  return node;
}

bool Parser::at_relationship() const {
  if (is_symbol("-")) return is_symbol("-", 1) || is_symbol("[", 1);
  return is_symbol("<") && is_symbol("-", 1) && (is_symbol("-", 2) || is_symbol("[", 2));
}

// Relationship = [ < ] - [ '[' [ Name ] [ Types ] [ * Range ] [ Map ] [ WHERE Expression ] ']' ] -
// [ > ]
RelationshipPattern Parser::relationship_pattern() {
  const std::size_t from = begin();
  RelationshipPattern relationship;
  const bool left = accept_symbol("<");
  expect_symbol("-");
  if (accept_symbol("[")) {
    if (is_name() && !is_word("WHERE") && !at_labels()) relationship.variable = name("a variable");
    if (is_symbol(":") || at_labels()) relationship.types = label_expression();
    relationship.length = length_range();
    if (is_symbol("{")) {
      relationship.properties = map_literal();
    } else if (peek().kind == TokenKind::Parameter) {
      relationship.properties = atom();
    }
    relationship.where = optional_where();
    expect_symbol("]");
  }
  if (!is_symbol("-")) {
    if (is_symbol("|") || is_symbol(";")) {
      throw Error("syntax.invalid_relationship_pattern",
                  "a relationship pattern ends in '-' or '->'", peek().span);
    }
    fail("'-'");
  }
  take();
  const bool right = accept_symbol(">");
  relationship.direction = left == right ? Direction::Both
                           : left        ? Direction::Incoming
                                         : Direction::Outgoing;
  if (!relationship.length && (is_symbol("{") || is_symbol("+") || is_symbol("*"))) {
    relationship.length = quantifier_range();
  }
  relationship.span = span_from(from);
  return relationship;
}

// Range = * [ Integer ] [ .. [ Integer ] ]
std::optional<Range> Parser::length_range() {
  if (!accept_symbol("*")) return std::nullopt;
  if (is_symbol("-") && peek(1).kind == TokenKind::Integer) {
    throw Error("syntax.invalid_relationship_pattern", "a length cannot be negative", peek(1).span);
  }
  Range range;
  if (peek().kind == TokenKind::Integer) range.min = range_bound();
  if (accept_symbol("..")) {
    if (peek().kind == TokenKind::Integer) range.max = range_bound();
  } else {
    range.max = range.min;
  }
  return range;
}

// QuantifierRange = '+' | '*' | '{' Integer '}' | '{' [ Integer ] , [ Integer ] '}'
Range Parser::quantifier_range() {
  if (accept_symbol("+")) return {1, std::nullopt};
  if (accept_symbol("*")) return {0, std::nullopt};
  Range range{0, std::nullopt};
  const std::size_t from = begin();
  if (!is_symbol("{")) fail("'{', '+' or '*'");
  take();
  if (peek().kind == TokenKind::Integer) range.min = range_bound();
  if (accept_symbol(",")) {
    if (peek().kind == TokenKind::Integer) range.max = range_bound();
  } else {
    range.max = range.min;
  }
  expect_symbol("}");
  if (range.max && range.min && *range.max < *range.min) {
    throw Error("syntax.invalid_relationship_pattern",
                "a quantifier's upper bound is at least its lower one", span_from(from));
  }
  return range;
}

std::int64_t Parser::range_bound() {
  const Token& token = take();
  std::int64_t value = 0;
  const auto [end, fault] =
      std::from_chars(token.text.data(), token.text.data() + token.text.size(), value);
  if (fault != std::errc() || end != token.text.data() + token.text.size()) {
    throw Error("syntax.invalid_number_literal", "'" + token.text + "' is no length", token.span);
  }
  return value;
}

// Labels = ( ':' | IS ) LabelOr { ':' LabelAnd }        (:A:B is :A&B)
LabelExpressionPtr Parser::label_expression() {
  const std::size_t from = begin();
  if (!accept_word("IS")) expect_symbol(":");
  return labels_after_mark(from);
}

LabelExpressionPtr Parser::labels_after_mark(std::size_t from) {
  const auto combine = [&](auto node) {
    auto expression = std::make_unique<LabelExpression>();
    expression->span = span_from(from);
    expression->node = std::move(node);
    return expression;
  };
  LabelExpressionPtr left = label_and();
  for (;;) {
    if (accept_symbol("|")) {
      accept_symbol(":");
      LabelExpressionPtr right = label_and();
      left = combine(LabelOr{std::move(left), std::move(right)});
    } else if (is_symbol(":") &&
               (peek(1).kind == TokenKind::Word || peek(1).kind == TokenKind::QuotedWord)) {
      take();
      LabelExpressionPtr right = label_and();
      left = combine(LabelAnd{std::move(left), std::move(right)});
    } else {
      return left;
    }
  }
}

// LabelAnd = LabelAtom { & LabelAtom }
LabelExpressionPtr Parser::label_and() {
  const std::size_t from = begin();
  LabelExpressionPtr left = label_atom();
  while (accept_symbol("&")) {
    LabelExpressionPtr right = label_atom();
    auto expression = std::make_unique<LabelExpression>();
    expression->node = LabelAnd{std::move(left), std::move(right)};
    expression->span = span_from(from);
    left = std::move(expression);
  }
  return left;
}

// LabelAtom = ! LabelAtom | % | '(' Labels ')' | Name
LabelExpressionPtr Parser::label_atom() {
  const std::size_t from = begin();
  auto expression = std::make_unique<LabelExpression>();
  if (accept_symbol("!")) {
    int nested = 0;
    while (accept_symbol("!")) ++nested;
    expression->node = LabelNot{label_atom()};
    if (nested % 2 == 1) {
      auto outer = std::make_unique<LabelExpression>();
      outer->node = LabelNot{std::move(expression)};
      expression = std::move(outer);
    }
  } else if (accept_symbol("%")) {
    expression->node = LabelAny{};
  } else if (accept_symbol("(")) {
    if (++depth_ > 200) {
      throw Error("syntax.nested_too_deep", "the label expression is nested too deep", peek().span);
    }
    LabelExpressionPtr inner = label_and();
    while (accept_symbol("|")) {
      auto either = std::make_unique<LabelExpression>();
      LabelExpressionPtr right = label_and();
      either->node = LabelOr{std::move(inner), std::move(right)};
      either->span = span_from(from);
      inner = std::move(either);
    }
    --depth_;
    expect_symbol(")");
    return inner;
  } else {
    expression->node = LabelName{name("a name").text};
  }
  expression->span = span_from(from);
  return expression;
}

}  // namespace wutong::syntax
