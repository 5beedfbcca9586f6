// Tokens of a query. Keywords are identifiers: no word is reserved, so that any of them can name a
// variable, a label or a property.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wutong/error.h"

namespace wutong::syntax {

enum class TokenKind { Word, QuotedWord, Integer, Float, String, Parameter, Symbol, End };

struct Token {
  TokenKind kind = TokenKind::End;
  std::string text;  // of strings, parameters and quoted words: the content, unescaped
  TextSpan span;
};

// All tokens of `text`, the last of kind End. Errors: syntax.unclosed_quote,
// syntax.unclosed_comment, syntax.invalid_unicode_literal, syntax.invalid_number_literal,
// syntax.invalid_unicode_character.
std::vector<Token> tokenise(std::string_view text);

// Letters, digits and '_' of ASCII, and every letter beyond.
bool is_word_start(char32_t c);
bool is_word_part(char32_t c);

}  // namespace wutong::syntax
