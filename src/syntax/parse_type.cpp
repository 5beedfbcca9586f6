// Types of values, in constraints and in `x IS :: TYPE`. SQL's, GQL's and Cypher's names of one
// type become one.
#include <algorithm>
#include <array>
#include <utility>

#include "base/suggest.h"
#include "syntax/parser_state.h"

namespace wutong::syntax {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 37> kTypes = {{
    {"ANY", "ANY"},
    {"ANY MAP", "MAP"},
    {"ANY NODE", "NODE"},
    {"ANY PROPERTY VALUE", "PROPERTY VALUE"},
    {"ANY RELATIONSHIP", "RELATIONSHIP"},
    {"ANY VALUE", "ANY"},
    {"BOOL", "BOOLEAN"},
    {"BOOLEAN", "BOOLEAN"},
    {"DATE", "DATE"},
    {"DURATION", "DURATION"},
    {"EDGE", "RELATIONSHIP"},
    {"FLOAT", "FLOAT"},
    {"INT", "INTEGER"},
    {"INTEGER", "INTEGER"},
    {"LOCAL DATETIME", "LOCAL DATETIME"},
    {"LOCAL TIME", "LOCAL TIME"},
    {"MAP", "MAP"},
    {"NODE", "NODE"},
    {"NOTHING", "NOTHING"},
    {"NULL", "NULL"},
    {"NUMBER", "NUMBER"},
    {"PATH", "PATH"},
    {"PROPERTY VALUE", "PROPERTY VALUE"},
    {"RELATIONSHIP", "RELATIONSHIP"},
    {"SIGNED INTEGER", "INTEGER"},
    {"STRING", "STRING"},
    {"TIME WITH TIME ZONE", "ZONED TIME"},
    {"TIME WITH TIMEZONE", "ZONED TIME"},
    {"TIME WITHOUT TIME ZONE", "LOCAL TIME"},
    {"TIME WITHOUT TIMEZONE", "LOCAL TIME"},
    {"TIMESTAMP WITH TIME ZONE", "ZONED DATETIME"},
    {"TIMESTAMP WITH TIMEZONE", "ZONED DATETIME"},
    {"TIMESTAMP WITHOUT TIME ZONE", "LOCAL DATETIME"},
    {"TIMESTAMP WITHOUT TIMEZONE", "LOCAL DATETIME"},
    {"VARCHAR", "STRING"},
    {"ZONED DATETIME", "ZONED DATETIME"},
    {"ZONED TIME", "ZONED TIME"},
}};

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return text;
}

}  // namespace

// TypeMark = TYPED | : :
bool Parser::at_type() {
  if (accept_word("TYPED")) return true;
  if (!is_symbol(":") || !is_symbol(":", 1)) return false;
  take();
  take();
  return true;
}

// Type = OneType { '|' OneType }
// OneType = ( Word { Word } | ( LIST | ARRAY ) '<' Type '>' ) [ NOT NULL ]
std::string Parser::value_type() {
  std::string text;
  do {
    if (!text.empty()) text += " | ";
    if ((is_word("LIST") || is_word("ARRAY")) && is_symbol("<", 1)) {
      take();
      take();
      text += "LIST<" + value_type() + ">";
      expect_symbol(">");
    } else {
      text += type_name();
    }
    if (accept_words({"NOT", "NULL"})) text += " NOT NULL";
  } while (accept_symbol("|"));
  return text;
}

// The longest run of words that names a type.
std::string Parser::type_name() {
  std::string words, found;
  std::size_t length = 0;
  for (std::size_t ahead = 0; ahead < 4 && peek(ahead).kind == TokenKind::Word; ++ahead) {
    words += (words.empty() ? "" : " ") + upper(peek(ahead).text);
    for (const auto& [name, canonical] : kTypes) {
      if (name != words) continue;
      found = canonical;
      length = ahead + 1;
    }
  }
  if (found.empty()) {
    if (peek().kind != TokenKind::Word) fail("a type");
    Error error("syntax.unknown_type", "no type '" + peek().text + "'", peek().span);
    std::vector<std::string> names;
    for (const auto& [name, canonical] : kTypes) names.emplace_back(name);
    if (const auto close = base::closest(upper(peek().text), names)) {
      error.add_note("did you mean '" + *close + "'?");
    } else {
      error.add_note(
          "types are BOOLEAN, INTEGER, FLOAT, STRING, DATE, LOCAL TIME, ZONED TIME, "
          "LOCAL DATETIME, ZONED DATETIME, DURATION and LIST<...>");
    }
    throw error;
  }
  for (std::size_t i = 0; i < length; ++i) take();
  return found;
}

}  // namespace wutong::syntax
