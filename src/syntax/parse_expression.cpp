#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "syntax/parser_state.h"

namespace wutong::syntax {
namespace {

constexpr int kDeepest = 400;
constexpr int kLongestChain = 4000;

// Counts nesting, or the operands of a chain, both of which make a deep tree.
class Depth {
 public:
  Depth(int& depth, TextSpan span) : depth_(depth) {
    if (++depth_ > kDeepest) {
      --depth_;
      throw Error("syntax.nested_too_deep",
                  "the expression is nested more than " + std::to_string(kDeepest) + " deep", span);
    }
  }
  ~Depth() { --depth_; }
  Depth(const Depth&) = delete;
  Depth& operator=(const Depth&) = delete;

 private:
  int& depth_;
};

void check_chain(int length, TextSpan span) {
  if (length > kLongestChain) {
    throw Error("syntax.nested_too_deep",
                "more than " + std::to_string(kLongestChain) + " operators in one expression",
                span);
  }
}

}  // namespace

ExpressionPtr Parser::binary(std::size_t from, BinaryOperator op, ExpressionPtr left,
                             ExpressionPtr right) {
  return make(from, Binary{op, std::move(left), std::move(right)});
}

// Expression = OrExpression
ExpressionPtr Parser::expression() {
  const Depth depth(depth_, peek().span);
  return or_expression();
}

// OrExpression = XorExpression { OR XorExpression }
ExpressionPtr Parser::or_expression() {
  const std::size_t from = begin();
  ExpressionPtr left = xor_expression();
  for (int n = 0; accept_word("OR"); check_chain(++n, peek().span)) {
    left = binary(from, BinaryOperator::Or, std::move(left), xor_expression());
  }
  return left;
}

// XorExpression = AndExpression { XOR AndExpression }
ExpressionPtr Parser::xor_expression() {
  const std::size_t from = begin();
  ExpressionPtr left = and_expression();
  for (int n = 0; accept_word("XOR"); check_chain(++n, peek().span)) {
    left = binary(from, BinaryOperator::Xor, std::move(left), and_expression());
  }
  return left;
}

// AndExpression = NotExpression { AND NotExpression }
ExpressionPtr Parser::and_expression() {
  const std::size_t from = begin();
  ExpressionPtr left = not_expression();
  for (int n = 0; accept_word("AND"); check_chain(++n, peek().span)) {
    left = binary(from, BinaryOperator::And, std::move(left), not_expression());
  }
  return left;
}

// NotExpression = { NOT } Comparison
ExpressionPtr Parser::not_expression() {
  const std::size_t from = begin();
  if (!is_word("NOT")) return comparison();
  take();
  const Depth depth(depth_, peek().span);
  ExpressionPtr operand = not_expression();
  return make(from, Unary{UnaryOperator::Not, std::move(operand)});
}

// Comparison = Predicate { ( = | <> | < | > | <= | >= ) Predicate }
ExpressionPtr Parser::comparison(ExpressionPtr left) {
  const std::size_t from = begin();
  ExpressionPtr first = predicate(std::move(left));
  Comparison chain;
  for (;;) {
    std::optional<ComparisonOperator> op;
    if (is_symbol("="))
      op = ComparisonOperator::Equal;
    else if (is_symbol("<>"))
      op = ComparisonOperator::NotEqual;
    else if (is_symbol("<"))
      op = ComparisonOperator::Less;
    else if (is_symbol(">"))
      op = ComparisonOperator::Greater;
    else if (is_symbol("<="))
      op = ComparisonOperator::LessEqual;
    else if (is_symbol(">="))
      op = ComparisonOperator::GreaterEqual;
    if (is_symbol("=") && is_symbol("=", 1) && peek().span.end == peek(1).span.begin) {
      throw Error("syntax.unexpected_syntax", "openCypher writes equality as '=', not '=='",
                  TextSpan{peek().span.begin, peek(1).span.end});
    }
    if (is_symbol("!=")) fail("'<>' (openCypher writes inequality so)");
    if (!op) break;
    take();
    if (chain.operands.empty()) chain.operands.push_back(std::move(first));
    chain.operators.push_back(*op);
    chain.operands.push_back(predicate());
  }
  if (chain.operands.empty()) return first;
  return make(from, std::move(chain));
}

// Predicate = Additive { STARTS WITH Additive | ENDS WITH .. | CONTAINS .. | IN .. | =~ .. | IS
// [NOT] NULL }
ExpressionPtr Parser::predicate(ExpressionPtr left) {
  const std::size_t from = begin();
  if (!left) left = additive();
  for (int n = 0;; check_chain(++n, peek().span)) {
    if (accept_words({"STARTS", "WITH"})) {
      left = binary(from, BinaryOperator::StartsWith, std::move(left), additive());
    } else if (accept_words({"ENDS", "WITH"})) {
      left = binary(from, BinaryOperator::EndsWith, std::move(left), additive());
    } else if (accept_word("CONTAINS")) {
      left = binary(from, BinaryOperator::Contains, std::move(left), additive());
    } else if (accept_word("IN")) {
      left = binary(from, BinaryOperator::In, std::move(left), additive());
    } else if (accept_symbol("=~")) {
      left = binary(from, BinaryOperator::RegexMatch, std::move(left), additive());
    } else if (accept_words({"IS", "NULL"})) {
      left = make(from, IsNull{std::move(left), false});
    } else if (accept_words({"IS", "NOT", "NULL"})) {
      left = make(from, IsNull{std::move(left), true});
    } else if (is_word("IS") && peek(1).kind != TokenKind::End) {
      take();
      const bool negated = accept_word("NOT");
      if (at_type()) {
        std::string type = value_type();
        left = make(from, IsTyped{std::move(left), std::move(type), negated});
        continue;
      }
      if (!is_name() && !is_symbol("!") && !is_symbol("%") && !is_symbol("(")) {
        fail("NULL, :: and a type, or a label");
      }
      LabelExpressionPtr labels = labels_after_mark(begin());
      left = make(from, LabelPredicate{std::move(left), std::move(labels)});
      if (negated) left = make(from, Unary{UnaryOperator::Not, std::move(left)});
    } else {
      return left;
    }
  }
}

// Additive = Multiplicative { ( + | - | || ) Multiplicative }
ExpressionPtr Parser::additive() {
  const std::size_t from = begin();
  ExpressionPtr left = multiplicative();
  for (int n = 0;; check_chain(++n, peek().span)) {
    if (accept_symbol("+")) {
      left = binary(from, BinaryOperator::Add, std::move(left), multiplicative());
    } else if (accept_symbol("||")) {
      left = binary(from, BinaryOperator::Concatenate, std::move(left), multiplicative());
    } else if (accept_symbol("-")) {
      left = binary(from, BinaryOperator::Subtract, std::move(left), multiplicative());
    } else {
      return left;
    }
  }
}

// Multiplicative = Power { ( * | / | % ) Power }
ExpressionPtr Parser::multiplicative() {
  const std::size_t from = begin();
  ExpressionPtr left = power();
  for (int n = 0;; check_chain(++n, peek().span)) {
    if (accept_symbol("*")) {
      left = binary(from, BinaryOperator::Multiply, std::move(left), power());
    } else if (accept_symbol("/")) {
      left = binary(from, BinaryOperator::Divide, std::move(left), power());
    } else if (accept_symbol("%")) {
      left = binary(from, BinaryOperator::Modulo, std::move(left), power());
    } else {
      return left;
    }
  }
}

// Power = Unary { ^ Unary }
ExpressionPtr Parser::power() {
  const std::size_t from = begin();
  ExpressionPtr left = unary();
  for (int n = 0; accept_symbol("^"); check_chain(++n, peek().span)) {
    left = binary(from, BinaryOperator::Power, std::move(left), unary());
  }
  return left;
}

// Unary = { + | - } Postfix
ExpressionPtr Parser::unary() {
  const std::size_t from = begin();
  if (is_symbol("-")) {
    take();
    // The smallest integer has no positive counterpart, so the sign belongs to the literal.
    if (peek().kind == TokenKind::Integer && !is_symbol("[", 1) && !is_symbol(".", 1)) {
      return number(true);
    }
    const Depth depth(depth_, peek().span);
    ExpressionPtr operand = unary();
    return make(from, Unary{UnaryOperator::Minus, std::move(operand)});
  }
  if (is_symbol("+")) {
    take();
    const Depth depth(depth_, peek().span);
    ExpressionPtr operand = unary();
    return make(from, Unary{UnaryOperator::Plus, std::move(operand)});
  }
  return postfix();
}

// Postfix = Atom { . Name | '[' Expression ']' | '[' [Expression] .. [Expression] ']' } [ Labels ]
ExpressionPtr Parser::postfix() {
  const std::size_t from = begin();
  ExpressionPtr subject = atom();
  for (int n = 0;; check_chain(++n, peek().span)) {
    if (accept_symbol(".")) {
      Name key = name("a property key");
      subject = make(from, PropertyAccess{std::move(subject), std::move(key)});
    } else if (accept_symbol("[")) {
      ExpressionPtr index;
      if (!is_symbol("..")) index = expression();
      if (accept_symbol("..")) {
        ExpressionPtr to;
        if (!is_symbol("]")) to = expression();
        expect_symbol("]");
        subject = make(from, Slice{std::move(subject), std::move(index), std::move(to)});
      } else {
        expect_symbol("]");
        subject = make(from, Subscript{std::move(subject), std::move(index)});
      }
    } else if (is_symbol(":") &&
               (peek(1).kind == TokenKind::Word || peek(1).kind == TokenKind::QuotedWord ||
                is_symbol("!", 1) || is_symbol("%", 1) || is_symbol("(", 1))) {
      LabelExpressionPtr labels = label_expression();
      subject = make(from, LabelPredicate{std::move(subject), std::move(labels)});
    } else {
      return subject;
    }
  }
}

// Atom = literal | Parameter | Case | List | Map | Parenthesised | Pattern | Function | Variable |
// ...
ExpressionPtr Parser::atom() {
  const std::size_t from = begin();
  const Token& token = peek();
  switch (token.kind) {
    case TokenKind::Integer:
    case TokenKind::Float:
      return number(false);
    case TokenKind::String: {
      std::string value = take().text;
      return make(from, StringLiteral{std::move(value)});
    }
    case TokenKind::Parameter: {
      std::string parameter = take().text;
      return make(from, Parameter{std::move(parameter)});
    }
    case TokenKind::QuotedWord: {
      if (is_symbol("(", 1) || (is_symbol(".", 1) && is_symbol("(", 3))) return function_call();
      std::string variable = take().text;
      return make(from, Variable{std::move(variable)});
    }
    case TokenKind::Word:
      return word_atom();
    case TokenKind::Symbol:
      if (token.text == "(") return parenthesised();
      if (token.text == "[") return list_or_comprehension();
      if (token.text == "{") return map_literal();
      break;
    case TokenKind::End:
      break;
  }
  fail("an expression");
}

ExpressionPtr Parser::number(bool negative) {
  const Token& token = take();
  const std::size_t from = negative ? token.span.begin - 1 : token.span.begin;
  if (token.kind == TokenKind::Float) {
    const double value = std::strtod(token.text.c_str(), nullptr);
    if (!std::isfinite(value)) {
      throw Error("syntax.floating_point_overflow", "'" + token.text + "' is too large for a Float",
                  token.span);
    }
    return make(from, FloatLiteral{value});
  }
  std::string_view digits = token.text;
  int base = 10;
  if (digits.size() > 1 && digits[0] == '0' && (digits[1] | 0x20) == 'x') {
    base = 16;
    digits.remove_prefix(2);
  } else if (digits.size() > 1 && digits[0] == '0' && digits[1] == 'o') {
    base = 8;
    digits.remove_prefix(2);
  }
  std::uint64_t value = 0;
  const auto [end, fault] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  constexpr std::uint64_t kLargest = std::numeric_limits<std::int64_t>::max();
  if (fault != std::errc() || value > kLargest + (negative ? 1 : 0)) {
    throw Error("syntax.integer_overflow", "'" + token.text + "' is too large for an Integer",
                token.span)
        .with_note("integers go from -9223372036854775808 to 9223372036854775807");
  }
  const auto signed_value = static_cast<std::int64_t>(negative ? ~value + 1 : value);
  return make(from, IntegerLiteral{signed_value});
}

// What a word begins: a literal, CASE, a quantifier, a subquery, a function, a variable.
ExpressionPtr Parser::word_atom() {
  const std::size_t from = begin();
  const bool call = is_symbol("(", 1);
  if (!call && !is_symbol(".", 1)) {
    if (accept_word("TRUE")) return make(from, BooleanLiteral{true});
    if (accept_word("FALSE")) return make(from, BooleanLiteral{false});
    if (accept_word("NULL")) return make(from, NullLiteral{});
  }
  if (is_word("CASE") && !call) {
    ExpressionPtr found;
    if (attempt([&] { found = case_expression(); })) return found;
  }
  if (is_symbol("{", 1)) {
    if (is_word("EXISTS")) return subquery(SubqueryKind::Exists);
    if (is_word("COUNT")) return subquery(SubqueryKind::Count);
    if (is_word("COLLECT")) return subquery(SubqueryKind::Collect);
    ExpressionPtr projection;
    if (attempt([&] { projection = map_projection(); })) return projection;
  }
  if (call) {
    if (is_word("COUNT") && is_symbol("*", 2) && is_symbol(")", 3)) {
      for (int i = 0; i < 4; ++i) take();
      return make(from, CountStar{});
    }
    ExpressionPtr special;
    const auto quantified = [&](std::string_view keyword, QuantifierKind kind) {
      return is_word(keyword) && attempt([&] { special = quantifier(kind); });
    };
    if (quantified("ALL", QuantifierKind::All) || quantified("ANY", QuantifierKind::Any) ||
        quantified("NONE", QuantifierKind::None) || quantified("SINGLE", QuantifierKind::Single)) {
      return special;
    }
    if (is_word("TRIM") && attempt([&] { special = trim_call(); })) return special;
    if (is_word("REDUCE") && attempt([&] { special = reduce(); })) return special;
    if (is_word("SHORTESTPATH") || is_word("ALLSHORTESTPATHS")) {
      auto part = std::make_unique<PatternPart>(pattern_part());
      return make(from, ShortestPathExpression{std::move(part)});
    }
    return function_call();
  }
  // A dotted function name: duration.between(...)
  for (std::size_t i = 1; is_symbol(".", i); i += 2) {
    if (peek(i + 1).kind != TokenKind::Word && peek(i + 1).kind != TokenKind::QuotedWord) break;
    if (is_symbol("(", i + 2)) return function_call();
  }
  if (begins_clause()) fail("an expression");
  std::string variable = take().text;
  return make(from, Variable{std::move(variable)});
}

// Whether a word that could name a variable must begin a clause: no variable is followed by a name
// or a literal.
bool Parser::begins_clause() const {
  if (peek().kind != TokenKind::Word) return false;
  const bool clause = is_word("RETURN") || is_word("MATCH") || is_word("WITH") ||
                      is_word("UNWIND") || is_word("ORDER") || is_word("WHERE") ||
                      is_word("CREATE") || is_word("MERGE") || is_word("SET") || is_word("DELETE");
  if (!clause) return false;
  if (peek(1).kind == TokenKind::Word) {
    static constexpr const char* kFollow[] = {
        "AND",    "OR",    "XOR",        "NOT",       "IN",     "IS",     "STARTS", "ENDS",
        "AS",     "DESC",  "DESCENDING", "ASC",       "THEN",   "ELSE",   "WHEN",   "END",
        "WHERE",  "FROM",  "RETURN",     "WITH",      "ORDER",  "SKIP",   "LIMIT",  "OFFSET",
        "UNION",  "MATCH", "OPTIONAL",   "CREATE",    "MERGE",  "SET",    "DELETE", "DETACH",
        "REMOVE", "CALL",  "UNWIND",     "ASCENDING", "YIELD",  "ON",     "FOREACH", "CONTAINS",
        "LET",    "LOAD",  "FILTER",     "INSERT",    "NODETACH"};
    return std::none_of(std::begin(kFollow), std::end(kFollow),
                        [&](const char* word) { return is_word(word, 1); });
  }
  return peek(1).kind != TokenKind::Symbol && peek(1).kind != TokenKind::End;
}

// Function = Name { . Name } '(' [ DISTINCT ] [ Expression { , Expression } ] ')'
ExpressionPtr Parser::function_call() {
  const std::size_t from = begin();
  FunctionCall call;
  call.name = name("a function name");
  while (accept_symbol(".")) call.name.text += "." + name("a function name").text;
  call.name.span = span_from(from);
  expect_symbol("(");
  if (is_word("DISTINCT") && !is_symbol(")", 1) && !is_symbol(",", 1)) {
    take();
    call.distinct = true;
  }
  if (!is_symbol(")")) {
    do {
      call.arguments.push_back(expression());
    } while (accept_symbol(","));
  }
  expect_symbol(")");
  return make(from, std::move(call));
}

// Parenthesised = '(' Expression ')' ; a pattern where a relationship follows the parenthesis.
ExpressionPtr Parser::parenthesised() {
  const std::size_t from = begin();
  std::unique_ptr<PatternPart> found;
  if (attempt([&] {
        auto part = std::make_unique<PatternPart>(pattern_element());
        if (part->steps.empty()) fail("a relationship");
        found = std::move(part);
      })) {
    return make(from, PatternPredicate{std::move(found)});
  }
  expect_symbol("(");
  ExpressionPtr inner = expression();
  expect_symbol(")");
  return inner;
}

// List = '[' [ Expression { , Expression } ] ']'
// ListComprehension = '[' Name IN Expression [ WHERE Expression ] [ '|' Expression ] ']'
// PatternComprehension = '[' [ Name = ] Pattern [ WHERE Expression ] '|' Expression ']'
ExpressionPtr Parser::list_or_comprehension() {
  const std::size_t from = begin();
  ExpressionPtr found;
  if (attempt([&] {
        expect_symbol("[");
        ListComprehension comprehension;
        comprehension.variable = name("a variable");
        expect_word("IN");
        comprehension.list = expression();
        comprehension.where = optional_where();
        if (accept_symbol("|")) comprehension.projection = expression();
        expect_symbol("]");
        found = make(from, std::move(comprehension));
      })) {
    return found;
  }
  if (attempt([&] {
        expect_symbol("[");
        PatternComprehension comprehension;
        if (is_name() && is_symbol("=", 1)) {
          comprehension.path = name("a variable");
          expect_symbol("=");
        }
        comprehension.pattern = std::make_unique<PatternPart>(pattern_element());
        if (comprehension.pattern->steps.empty()) fail("a relationship");
        comprehension.where = optional_where();
        expect_symbol("|");
        comprehension.projection = expression();
        expect_symbol("]");
        found = make(from, std::move(comprehension));
      })) {
    return found;
  }
  expect_symbol("[");
  ListLiteral list;
  if (!is_symbol("]")) {
    do {
      list.items.push_back(expression());
    } while (accept_symbol(","));
  }
  expect_symbol("]");
  return make(from, std::move(list));
}

// Map = '{' [ Name : Expression { , Name : Expression } ] '}'
ExpressionPtr Parser::map_literal() {
  const std::size_t from = begin();
  expect_symbol("{");
  MapLiteral map;
  if (!is_symbol("}")) {
    do {
      Name key = name("a key");
      expect_symbol(":");
      map.entries.emplace_back(std::move(key), expression());
    } while (accept_symbol(","));
  }
  expect_symbol("}");
  return make(from, std::move(map));
}

// Case = CASE [ Expression ] { WHEN Test { , Test } THEN Expression } [ ELSE Expression ] END
// Test = Expression | the rest of a Comparison of the subject
// With lists or rests of comparisons every test becomes a comparison, and the subject goes.
ExpressionPtr Parser::case_expression() {
  const std::size_t from = begin();
  expect_word("CASE");
  Case result;
  const std::size_t subject_at = at_;
  if (!is_word("WHEN")) result.subject = expression();
  struct Test {
    ExpressionPtr expression;
    bool whole;  // compares the subject itself
  };
  std::vector<std::vector<Test>> tests;
  bool plain = true;
  do {
    expect_word("WHEN");
    tests.emplace_back();
    do {
      const bool whole = result.subject && at_rest_of_comparison();
      tests.back().push_back({whole ? comparison(again(subject_at)) : expression(), whole});
      plain = plain && !whole && tests.back().size() == 1;
    } while (result.subject && accept_symbol(","));
    expect_word("THEN");
    result.alternatives.push_back({nullptr, expression()});
  } while (is_word("WHEN"));
  for (std::size_t i = 0; i < tests.size(); ++i) {
    ExpressionPtr& when = result.alternatives[i].when;
    for (Test& test : tests[i]) {
      ExpressionPtr one = std::move(test.expression);
      const std::size_t begin = one->span.begin;
      if (!plain && !test.whole) {
        Comparison equal;
        equal.operators.push_back(ComparisonOperator::Equal);
        equal.operands.push_back(again(subject_at));
        equal.operands.push_back(std::move(one));
        one = make(begin, std::move(equal));
      }
      when = when ? binary(begin, BinaryOperator::Or, std::move(when), std::move(one))
                  : std::move(one);
    }
  }
  if (!plain) result.subject = nullptr;
  if (accept_word("ELSE")) result.otherwise = expression();
  expect_word("END");
  return make(from, std::move(result));
}

// The expression that begins at a token that was passed.
ExpressionPtr Parser::again(std::size_t at) {
  const std::size_t here = std::exchange(at_, at);
  ExpressionPtr found = expression();
  at_ = here;
  return found;
}

bool Parser::at_rest_of_comparison() const {
  for (const char* symbol : {"=", "<>", "<", ">", "<=", ">=", "=~"}) {
    if (is_symbol(symbol)) return true;
  }
  return are_words({"STARTS", "WITH"}) || are_words({"ENDS", "WITH"}) ||
         are_words({"IS", "NULL"}) || are_words({"IS", "NOT"}) || are_words({"IS", "TYPED"}) ||
         (is_word("IS") && is_symbol(":", 1) && is_symbol(":", 2)) ||
         (is_word("CONTAINS") && !is_word("THEN", 1) && !is_symbol("(", 1)) ||
         (is_word("IN") && !is_word("THEN", 1));
}

// Trim = TRIM '(' [ BOTH | LEADING | TRAILING ] [ Additive ] FROM Expression ')'
ExpressionPtr Parser::trim_call() {
  const std::size_t from = begin();
  FunctionCall call;
  call.name = name("a function name");
  expect_symbol("(");
  call.name.text = accept_word("LEADING")    ? "ltrim"
                   : accept_word("TRAILING") ? "rtrim"
                                             : "btrim";
  if (call.name.text == "btrim") accept_word("BOTH");
  ExpressionPtr characters;
  if (!is_word("FROM")) characters = additive();
  expect_word("FROM");
  call.arguments.push_back(expression());
  if (characters) call.arguments.push_back(std::move(characters));
  expect_symbol(")");
  return make(from, std::move(call));
}

// Quantifier = ( ALL | ANY | NONE | SINGLE ) '(' Name IN Expression WHERE Expression ')'
ExpressionPtr Parser::quantifier(QuantifierKind kind) {
  const std::size_t from = begin();
  take();
  expect_symbol("(");
  Quantifier result{kind, name("a variable"), nullptr, nullptr};
  expect_word("IN");
  result.list = expression();
  expect_word("WHERE");
  result.where = expression();
  expect_symbol(")");
  return make(from, std::move(result));
}

// Reduce = REDUCE '(' Name = Expression , Name IN Expression '|' Expression ')'
ExpressionPtr Parser::reduce() {
  const std::size_t from = begin();
  take();
  expect_symbol("(");
  Reduce result;
  result.accumulator = name("a variable");
  expect_symbol("=");
  result.initial = expression();
  expect_symbol(",");
  result.variable = name("a variable");
  expect_word("IN");
  result.list = expression();
  expect_symbol("|");
  result.body = expression();
  expect_symbol(")");
  return make(from, std::move(result));
}

// Subquery = ( EXISTS | COUNT | COLLECT ) '{' ( [MATCH] Pattern [ WHERE Expression ] | Query ) '}'
ExpressionPtr Parser::subquery(SubqueryKind kind) {
  const std::size_t from = begin();
  take();
  expect_symbol("{");
  Subquery result{kind, nullptr, nullptr, nullptr};
  // A path's variable may be named as a clause is: { let = (a)-->(b) }.
  if (!at_clause() || (is_name() && is_symbol("=", 1))) {
    result.pattern = std::make_unique<Pattern>(pattern());
    result.where = optional_where();
  } else {
    result.query = std::make_unique<Query>(query());
  }
  expect_symbol("}");
  return make(from, std::move(result));
}

// MapProjection = Name '{' ( . Name | .* | Name : Expression | Name ) { , ... } '}'
ExpressionPtr Parser::map_projection() {
  const std::size_t from = begin();
  MapProjection projection;
  projection.variable = name("a variable");
  expect_symbol("{");
  if (!is_symbol("}")) {
    do {
      using Kind = MapProjectionItem::Kind;
      if (accept_symbol(".")) {
        if (accept_symbol("*")) {
          projection.items.push_back({Kind::AllProperties, {}, nullptr});
        } else {
          projection.items.push_back({Kind::Property, name("a property key"), nullptr});
        }
      } else {
        Name key = name("a key");
        if (accept_symbol(":")) {
          projection.items.push_back({Kind::Entry, std::move(key), expression()});
        } else {
          projection.items.push_back({Kind::Variable, std::move(key), nullptr});
        }
      }
    } while (accept_symbol(","));
  }
  expect_symbol("}");
  return make(from, std::move(projection));
}

}  // namespace wutong::syntax
