#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "syntax/token.h"

namespace wutong::syntax {
namespace {

// Longest first.
constexpr std::array<std::string_view, 33> kSymbols = {
    "...", "..", "<=", ">=", "<>", "=~", "+=", "!=", "||", "(", ")", "[", "]", "{", "}", ",", ":",
    ";",   ".",  "|",  "+",  "-",  "*",  "/",  "%",  "^",  "=", "<", ">", "$", "!", "&", "?"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    std::vector<Token> tokens;
    for (;;) {
      skip_blank();
      const std::size_t begin = at_;
      Token token = at_ < text_.size() ? next() : Token{};
      token.span = {begin, at_};
      tokens.push_back(std::move(token));
      if (tokens.back().kind == TokenKind::End) return tokens;
    }
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool starts(std::string_view prefix) const { return text_.substr(at_, prefix.size()) == prefix; }

  void skip_blank() {
    while (at_ < text_.size()) {
      if (starts("//")) {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (starts("/*")) {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          throw Error("syntax.unclosed_comment", "the comment that begins here has no '*/'",
                      TextSpan{at_, at_ + 2});
        }
        at_ = end + 2;
      } else if (const std::size_t length = blank_length(); length > 0) {
        at_ += length;
      } else {
        return;
      }
    }
  }
  std::size_t blank_length() const {
    if (static_cast<unsigned char>(text_[at_]) <= 0x20) return 1;
    const base::Decoded c = base::decode_utf8(text_, at_);
    const bool blank = c.code_point == 0xA0 || c.code_point == 0x3000 || c.code_point == 0xFEFF ||
                       (c.code_point >= 0x2000 && c.code_point <= 0x200B) ||
                       c.code_point == 0x2028 || c.code_point == 0x2029 || c.code_point == 0x180E ||
                       c.code_point == 0x1680 || c.code_point == 0x205F || c.code_point == 0x202F;
    return blank && c.valid ? c.length : 0;
  }

  Token next() {
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'' || c == '"') return string(c);
    if (c == '`') return {TokenKind::QuotedWord, quoted_word(), {}};
    if (c == '$') return parameter();
    const base::Decoded decoded = base::decode_utf8(text_, at_);
    if (decoded.valid && is_word_start(decoded.code_point)) return {TokenKind::Word, word(), {}};
    for (const std::string_view symbol : kSymbols) {
      if (starts(symbol)) {
        at_ += symbol.size();
        return {TokenKind::Symbol, std::string(symbol), {}};
      }
    }
    throw unknown_character(decoded);
  }

  Error unknown_character(const base::Decoded& decoded) const {
    const TextSpan span{at_, at_ + decoded.length};
    if (!decoded.valid) {
      return Error("syntax.invalid_unicode_character", "the query is not valid UTF-8 here", span);
    }
    const std::string character(text_.substr(at_, decoded.length));
    const bool ascii = decoded.code_point < 0x80;
    Error error(ascii ? "syntax.unexpected_syntax" : "syntax.invalid_unicode_character",
                "the character '" + character + "' has no meaning here", span);
    // What a Chinese input method produces instead of the ASCII mark.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypos = {
        {{"（", "("},
         {"）", ")"},
         {"，", ","},
         {"：", ":"},
         {"；", ";"},
         {"“", "\""},
         {"”", "\""},
         {"‘", "'"},
         {"’", "'"},
         {"【", "["},
         {"】", "]"},
         {"－", "-"}}};
    for (const auto& [typed, meant] : kTypos) {
      if (character == typed) {
        error.add_note("the half-width '" + std::string(meant) + "' was probably meant");
      }
    }
    return error;
  }

  std::string word() {
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      const base::Decoded decoded = base::decode_utf8(text_, at_);
      if (!decoded.valid || !is_word_part(decoded.code_point)) break;
      at_ += decoded.length;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string quoted_word() {
    const std::size_t begin = at_++;
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) {
        throw Error("syntax.unclosed_quote", "the name that begins here has no closing '`'",
                    TextSpan{begin, begin + 1});
      }
      if (text_[at_] == '`') {
        ++at_;
        if (peek() != '`') return out;
      }
      out.push_back(text_[at_++]);
    }
  }

  Token parameter() {
    const std::size_t begin = at_++;
    if (peek() == '`') return {TokenKind::Parameter, quoted_word(), {}};
    std::string name = word();
    if (name.empty()) {
      throw Error("syntax.unexpected_syntax", "expected a parameter's name after '$'",
                  TextSpan{begin, begin + 1});
    }
    return {TokenKind::Parameter, std::move(name), {}};
  }

  Token number() {
    const std::size_t begin = at_;
    TokenKind kind = TokenKind::Integer;
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X' || peek(1) == 'o')) {
      const bool hexadecimal = peek(1) != 'o';
      at_ += 2;
      const std::size_t digits = at_;
      while (hexadecimal ? std::isxdigit(static_cast<unsigned char>(peek())) != 0
                         : peek() >= '0' && peek() <= '7') {
        ++at_;
      }
      if (at_ == digits) bad_number(begin);
    } else {
      while (is_digit(peek())) ++at_;
      if (peek() == '.' && is_digit(peek(1))) {
        kind = TokenKind::Float;
        ++at_;
        while (is_digit(peek())) ++at_;
      }
      const std::size_t sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
      if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
        kind = TokenKind::Float;
        at_ += 1 + sign;
        while (is_digit(peek())) ++at_;
      }
    }
    const base::Decoded after =
        at_ < text_.size() ? base::decode_utf8(text_, at_) : base::Decoded{};
    if (at_ < text_.size() && after.valid && is_word_part(after.code_point)) bad_number(begin);
    return {kind, std::string(text_.substr(begin, at_ - begin)), {}};
  }
  [[noreturn]] void bad_number(std::size_t begin) {
    while (at_ < text_.size() && is_word_part(base::decode_utf8(text_, at_).code_point)) {
      at_ += base::decode_utf8(text_, at_).length;
    }
    std::size_t after = at_;
    while (after < text_.size() && text_[after] == ' ') ++after;
    if (after < text_.size() && text_[after] == ':') {
      throw Error("syntax.unexpected_syntax", "a name cannot begin with a digit",
                  TextSpan{begin, at_});
    }
    throw Error("syntax.invalid_number_literal",
                "'" + std::string(text_.substr(begin, at_ - begin)) + "' is not a number",
                TextSpan{begin, at_});
  }

  Token string(char quote) {
    const std::size_t begin = at_++;
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) {
        throw Error("syntax.unclosed_quote",
                    std::string("the string that begins here has no closing ") + quote,
                    TextSpan{begin, begin + 1});
      }
      const char c = text_[at_++];
      if (c == quote) return {TokenKind::String, std::move(out), {}};
      if (c == '\\') {
        escape(out);
      } else {
        out.push_back(c);
      }
    }
  }
  void escape(std::string& out) {
    const std::size_t begin = at_ - 1;
    const char c = peek();
    ++at_;
    switch (c) {
      case 'n':
        out.push_back('\n');
        return;
      case 't':
        out.push_back('\t');
        return;
      case 'r':
        out.push_back('\r');
        return;
      case 'b':
        out.push_back('\b');
        return;
      case 'f':
        out.push_back('\f');
        return;
      case '\\':
      case '\'':
      case '"':
      case '`':
        out.push_back(c);
        return;
      case 'u':
        return unicode_escape(begin, 4, out);
      case 'U':
        return unicode_escape(begin, 8, out);
      default:
        throw Error("syntax.unexpected_syntax",
                    "unknown escape '\\" + std::string(1, c) + "' in a string",
                    TextSpan{begin, at_})
            .with_note("a backslash itself is written '\\\\'");
    }
  }
  void unicode_escape(std::size_t begin, std::size_t digits, std::string& out) {
    char32_t code = 0;
    for (std::size_t i = 0; i < digits; ++i, ++at_) {
      const char c = peek();
      if (std::isxdigit(static_cast<unsigned char>(c)) == 0) {
        throw Error("syntax.invalid_unicode_literal",
                    "expected " + std::to_string(digits) + " hexadecimal digits in this escape",
                    TextSpan{begin, std::min(at_ + 1, text_.size())});
      }
      const char32_t digit = is_digit(c) ? static_cast<char32_t>(c - '0')
                                         : static_cast<char32_t>((c | 0x20) - 'a' + 10);
      code = code * 16 + digit;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
      throw Error("syntax.invalid_unicode_literal", "this escape is no Unicode character",
                  TextSpan{begin, at_});
    }
    base::append_utf8(code, out);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_word_start(char32_t c) {
  if (c < 0x80) return c == U'_' || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
  // Beyond ASCII: everything but punctuation, symbols and blanks that occur in Chinese text.
  return c >= 0xAA && c != 0xAB && c != 0xBB && c != 0xD7 && c != 0xF7 &&
         !(c >= 0x2000 && c <= 0x2BFF) && !(c >= 0x3000 && c <= 0x3004) &&
         !(c >= 0x3008 && c <= 0x3020) && !(c >= 0xFF00 && c <= 0xFF0F) &&
         !(c >= 0xFF1A && c <= 0xFF20) && !(c >= 0xFF3B && c <= 0xFF40) &&
         !(c >= 0xFF5B && c <= 0xFF65) && c != 0xFEFF && c != 0xFFFD;
}
bool is_word_part(char32_t c) { return is_word_start(c) || (c >= U'0' && c <= U'9'); }

std::vector<Token> tokenise(std::string_view text) { return Lexer(text).run(); }

}  // namespace wutong::syntax
