#include "syntax/parser.h"

#include <algorithm>

#include "base/suggest.h"
#include "syntax/parser_state.h"

namespace wutong::syntax {
namespace {

bool same_word(std::string_view text, std::string_view keyword) {
  return text.size() == keyword.size() &&
         std::equal(text.begin(), text.end(), keyword.begin(),
                    [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 32 : a) == b; });
}

}  // namespace

bool Parser::is_word(std::string_view keyword, std::size_t ahead) const {
  return peek(ahead).kind == TokenKind::Word && same_word(peek(ahead).text, keyword);
}

bool Parser::are_words(std::initializer_list<std::string_view> keywords) const {
  std::size_t ahead = 0;
  for (const std::string_view keyword : keywords) {
    if (!is_word(keyword, ahead++)) return false;
  }
  return true;
}

bool Parser::accept_symbol(std::string_view symbol) {
  if (!is_symbol(symbol)) return false;
  take();
  return true;
}

bool Parser::accept_word(std::string_view keyword) {
  if (!is_word(keyword)) return false;
  take();
  return true;
}

bool Parser::accept_words(std::initializer_list<std::string_view> keywords) {
  if (!are_words(keywords)) return false;
  for (std::size_t i = 0; i < keywords.size(); ++i) take();
  return true;
}

void Parser::expect_symbol(std::string_view symbol) {
  if (!accept_symbol(symbol)) fail("'" + std::string(symbol) + "'");
}

void Parser::expect_word(std::string_view keyword) {
  if (!accept_word(keyword)) fail(std::string(keyword));
}

Name Parser::name(const char* what) {
  if (!is_name()) fail(what);
  const Token& token = take();
  return {token.text, token.span};
}

void Parser::fail(const std::string& expected) {
  if (at_ > furthest_) {
    furthest_ = at_;
    expected_.clear();
  }
  if (at_ == furthest_ &&
      std::find(expected_.begin(), expected_.end(), expected) == expected_.end()) {
    expected_.push_back(expected);
  }
  std::string wanted;
  for (std::size_t i = 0; i < expected_.size(); ++i) {
    wanted += (i == 0 ? "" : i + 1 == expected_.size() ? " or " : ", ") + expected_[i];
  }
  const Token& found = tokens_[furthest_];
  const std::string shown =
      found.kind == TokenKind::End
          ? "the end of the query"
          : "'" + std::string(text_.substr(found.span.begin, found.span.end - found.span.begin)) +
                "'";
  Error error("syntax.unexpected_syntax", "expected " + wanted + ", found " + shown, found.span);
  if (auto hint = hint_for(found)) error.add_note(std::move(*hint));
  throw error;
}

std::optional<std::string> Parser::hint_for(const Token& found) const {
  if (found.kind != TokenKind::Word) return std::nullopt;
  static constexpr std::pair<std::string_view, const char*> kOfSql[] = {
      {"LIKE", "CONTAINS, STARTS WITH, ENDS WITH and =~ test a text"},
      {"ILIKE", "=~ '(?i).*part.*' tests a text without regard to case"},
      {"GROUP", "rows are grouped by what stands beside the aggregates"},
      {"HAVING", "WITH ... WHERE ... tests what was aggregated"},
      {"SELECT", "MATCH (n:Label) RETURN n.property reads"},
      {"UPDATE", "MATCH (n:Label) SET n.property = value changes"},
      {"BETWEEN", "low <= n.property <= high tests a range"},
      {"NOT", "NOT stands before the whole condition: NOT n.property IN [1, 2]"},
      {"USE", "a directory holds one database: --db names it"},
      {"BEGIN", "the shell and the library begin transactions; a statement is one by itself"},
      {"TOP", "LIMIT at the end takes the first rows"},
      {"SKIP", "SKIP stands after RETURN or WITH, before LIMIT"},
      {"OFFSET", "OFFSET stands after RETURN or WITH, before LIMIT"},
      {"ORDER", "ORDER BY stands after RETURN or WITH, before SKIP and LIMIT"},
      {"NULLS", "null sorts as the greatest value: last in ASC, first in DESC"},
      {"JOIN", "MATCH (a)-[:TYPE]->(b) joins"},
  };
  for (const auto& [word, hint] : kOfSql) {
    if (same_word(found.text, word)) return hint;
  }
  const bool clause = std::any_of(expected_.begin(), expected_.end(), [](const std::string& what) {
    return what.starts_with("a clause");
  });
  if (!clause) return std::nullopt;
  static const std::vector<std::string> kWords = {
      "MATCH", "OPTIONAL MATCH", "WHERE", "WITH",  "RETURN", "ORDER BY", "SKIP",   "LIMIT",
      "MERGE", "CREATE",         "SET",   "UNION", "UNWIND", "DELETE",   "REMOVE", "CALL"};
  if (const auto close = base::closest(found.text, kWords)) return "did you mean '" + *close + "'?";
  return std::nullopt;
}

Statement parse(std::string_view text) { return Parser(text).statement(); }

}  // namespace wutong::syntax
