#include "text/widths.h"

#include "text/character.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;

char32_t full_width_mark(char32_t c) {
  switch (c) {
    case U',':
      return 0xFF0C;
    case U':':
      return 0xFF1A;
    case U';':
      return 0xFF1B;
    case U'?':
      return 0xFF1F;
    case U'!':
      return 0xFF01;
    case U'(':
      return 0xFF08;
    case U')':
      return 0xFF09;
    default:
      return c;
  }
}

// Whether the bracket at each place belongs to Chinese text: its pair holds a Chinese character or
// follows one. A bracket without its pair counts as its neighbours do.
std::vector<bool> chinese_brackets(const Characters& text) {
  std::vector<bool> chinese(text.size(), false);
  std::vector<std::size_t> open;
  const auto code = [&](std::size_t i) { return i < text.size() ? text[i].code_point : U'\0'; };
  std::size_t last_han = 0;  // one more than the place of the last Chinese character
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i].code_point;
    if (is_chinese(c) && !is_open_bracket(c) && !is_close_bracket(c)) last_han = i + 1;
    if (c == U'\n') {
      open.clear();
    } else if (is_open_bracket(c)) {
      open.push_back(i);
      chinese[i] = (i > 0 && is_chinese(text[i - 1].code_point)) || is_chinese(code(i + 1));
    } else if (is_close_bracket(c)) {
      if (open.empty()) {
        chinese[i] = (i > 0 && is_chinese(text[i - 1].code_point)) || is_chinese(code(i + 1));
        continue;
      }
      const std::size_t begin = open.back();
      open.pop_back();
      chinese[begin] = chinese[i] =
          last_han > begin || (begin > 0 && is_chinese(text[begin - 1].code_point));
    }
  }
  return chinese;
}

}  // namespace

void normalise_widths(Characters& text, RepairLog& repairs) {
  const auto code = [&](std::size_t i) { return i < text.size() ? text[i].code_point : U'\0'; };
  const std::vector<bool> brackets = chinese_brackets(text);
  bool in_address = false;  // https://example.cn/搜索?词=桐乡
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i].code_point;
    if (in_address && (is_blank(c) || (is_chinese(c) && !is_han(c)) || c == U',' || c == U';' ||
                       c == U'!' || is_open_bracket(c) || is_close_bracket(c))) {
      in_address = false;
    }
    if (c == U':' && code(i + 1) == U'/' && code(i + 2) == U'/') in_address = true;
    if (c > 0x7F && c < 0xFF00) continue;
    if (in_address && (c == U'?' || c == U':')) continue;
    char32_t to = c;
    if (c >= 0xFF10 && c <= 0xFF19) to = c - 0xFF10 + U'0';
    if ((c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A)) to = c - 0xFEE0;
    if (c == 0xFF05) to = U'%';
    if (c == 0xFF0E && is_digit(code(i + 1))) to = U'.';
    if (c == U'(' || c == U')') {
      if (brackets[i]) to = full_width_mark(c);
    } else if (const char32_t mark = full_width_mark(c); mark != c) {
      const char32_t before = i > 0 ? text[i - 1].code_point : U'\0';
      std::size_t next = i + 1;
      while (code(next) == U' ') ++next;
      const char32_t after = code(i + 1);
      // "完成, done": the mark and its space are English.
      const bool spaced =
          next > i + 1 && code(next) > U' ' && !is_chinese(code(next)) && !is_digit(code(next));
      const bool within = (is_digit(before) || is_ascii_letter(before)) &&
                          (is_digit(after) || is_ascii_letter(after) || after == U'/');
      if (!within && !spaced && (is_chinese(before) || is_chinese(after))) to = mark;
    }
    if (to == c) continue;
    repairs.add(text[i], to, "width");
    text[i].code_point = to;
  }
}

}  // namespace wutong::text
