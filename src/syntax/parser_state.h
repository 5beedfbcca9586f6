// The parser's state and productions; their code is in parse_expression.cpp, parse_pattern.cpp,
// parse_clause.cpp and parse_statement.cpp.
//
// Where two productions share a beginning the parser tries one, and goes back where it fails
// (attempt()). The failure furthest into the text is what an error reports: it is the place up to
// which the query made sense.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "syntax/ast.h"
#include "syntax/token.h"

namespace wutong::syntax {

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), tokens_(tokenise(text)) {}
  Statement statement();

 private:
  // ---- tokens
  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool is_symbol(std::string_view symbol, std::size_t ahead = 0) const {
    return peek(ahead).kind == TokenKind::Symbol && peek(ahead).text == symbol;
  }
  bool is_word(std::string_view keyword, std::size_t ahead = 0) const;
  bool are_words(std::initializer_list<std::string_view> keywords) const;
  bool accept_symbol(std::string_view symbol);
  bool accept_word(std::string_view keyword);
  bool accept_words(std::initializer_list<std::string_view> keywords);
  void expect_symbol(std::string_view symbol);
  void expect_word(std::string_view keyword);
  bool is_name() const {
    return peek().kind == TokenKind::Word || peek().kind == TokenKind::QuotedWord;
  }
  Name name(const char* what);
  std::size_t begin() const { return peek().span.begin; }
  // From `from` to the end of the last token taken.
  TextSpan span_from(std::size_t from) const {
    return {from, at_ == 0 ? from : std::max(from, tokens_[at_ - 1].span.end)};
  }
  [[noreturn]] void fail(const std::string& expected);
  // What to write in place of a word of SQL, or a clause that it may be meant for.
  std::optional<std::string> hint_for(const Token& found) const;

  // Runs `production`; where it fails, goes back and returns false.
  template <class Production>
  bool attempt(Production production) {
    const std::size_t from = at_;
    const int depth = depth_;
    try {
      production();
      return true;
    } catch (const Error& error) {
      if (error.code() == "syntax.nested_too_deep") throw;
      at_ = from;
      depth_ = depth;
      return false;
    }
  }

  template <class Node>
  ExpressionPtr make(std::size_t from, Node node) {
    auto expression = std::make_unique<Expression>();
    expression->span = span_from(from);
    expression->node = std::move(node);
    return expression;
  }

  // ---- expressions (parse_expression.cpp)
  ExpressionPtr expression();
  ExpressionPtr or_expression();
  ExpressionPtr xor_expression();
  ExpressionPtr and_expression();
  ExpressionPtr not_expression();
  // `left`, unless null, has been read already.
  ExpressionPtr comparison(ExpressionPtr left = nullptr);
  ExpressionPtr predicate(ExpressionPtr left = nullptr);
  ExpressionPtr additive();
  ExpressionPtr multiplicative();
  ExpressionPtr power();
  ExpressionPtr unary();
  ExpressionPtr postfix();
  ExpressionPtr atom();
  ExpressionPtr number(bool negative);
  ExpressionPtr word_atom();
  ExpressionPtr parenthesised();
  ExpressionPtr list_or_comprehension();
  ExpressionPtr map_literal();
  ExpressionPtr case_expression();
  ExpressionPtr again(std::size_t at);
  bool at_rest_of_comparison() const;
  ExpressionPtr trim_call();
  bool begins_clause() const;
  ExpressionPtr quantifier(QuantifierKind kind);
  ExpressionPtr reduce();
  ExpressionPtr subquery(SubqueryKind kind);
  ExpressionPtr function_call();
  ExpressionPtr map_projection();
  ExpressionPtr binary(std::size_t from, BinaryOperator op, ExpressionPtr left,
                       ExpressionPtr right);

  // ---- patterns (parse_pattern.cpp)
  Pattern pattern();
  PatternPart pattern_part();
  PathSelector path_selector();
  PatternPart pattern_element();
  NodePattern node_pattern();
  RelationshipPattern relationship_pattern();
  QuantifiedPath quantified_path();
  bool at_relationship() const;
  bool at_quantified_path() const { return is_symbol("(") && is_symbol("(", 1); }
  LabelExpressionPtr label_expression();
  LabelExpressionPtr labels_after_mark(std::size_t from);
  // IS before a label, in place of ':'.
  bool at_labels() const {
    return is_word("IS") &&
           (peek(1).kind == TokenKind::QuotedWord || is_symbol("!", 1) || is_symbol("%", 1) ||
            (peek(1).kind == TokenKind::Word && !is_word("WHERE", 1)));
  }
  LabelExpressionPtr label_and();
  LabelExpressionPtr label_atom();
  std::optional<Range> length_range();
  Range quantifier_range();
  std::int64_t range_bound();

  // ---- clauses (parse_clause.cpp)
  Query query();
  SingleQuery single_query();
  bool at_clause() const;
  Clause clause();
  Match match(bool optional);
  Unwind unwind();
  void planner_hints();
  With let();
  With filter();
  With with();
  Projection projection();
  void order_and_limit(Projection& result);
  Merge merge();
  Set set();
  SetItem set_item();
  Remove remove();
  Delete delete_clause(bool detach);
  Call call();
  void yield_items(Call& result);
  CallSubquery call_subquery(bool optional);
  Foreach foreach_clause();
  LoadCsv load_csv();
  ExpressionPtr optional_where();

  // ---- statements (parse_statement.cpp)
  std::optional<SchemaCommand> schema_command();
  CreateIndex create_index();
  CreateConstraint create_constraint();
  void schema_subject(Name& label, bool& relationship);
  std::vector<Name> schema_properties();
  std::optional<Query> show_command();

  // ---- types (parse_type.cpp)
  bool at_type();
  // INTEGER, LIST<STRING NOT NULL>, INTEGER | FLOAT, spelled as model::TypeTest reads it.
  std::string value_type();
  std::string type_name();

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  // The furthest failure so far.
  std::size_t furthest_ = 0;
  std::vector<std::string> expected_;
};

}  // namespace wutong::syntax
