// Classes of characters that restoration and extraction ask about.
#pragma once

namespace wutong::text {

inline bool is_han(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x323AF) || c == 0x3007;
}
// Han or the punctuation of Chinese text.
inline bool is_chinese(char32_t c) {
  return is_han(c) || (c >= 0x3001 && c <= 0x3011) || (c >= 0x2018 && c <= 0x201D) || c == 0xFF0C ||
         c == 0xFF1A || c == 0xFF1B || c == 0xFF1F || c == 0xFF01 || c == 0xFF08 || c == 0xFF09 ||
         c == 0x2014 || c == 0x2026;
}
inline bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
inline bool is_ascii_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}
inline bool is_blank(char32_t c) {
  return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == 0x3000 || c == 0xA0;
}

inline bool is_open_bracket(char32_t c) { return c == U'(' || c == 0xFF08; }
inline bool is_close_bracket(char32_t c) { return c == U')' || c == 0xFF09; }
inline bool is_pinyin_letter(char32_t c) {
  return (c >= U'a' && c <= U'z') || (c >= 0xE0 && c <= 0xFC) || (c >= 0x101 && c <= 0x1DC);
}

}  // namespace wutong::text
