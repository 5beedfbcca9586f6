#include "text/found_text.h"

#include <string_view>

#include "base/utf8.h"
#include "text/character.h"
#include "text/tables.h"
#include "text/word_model.h"

namespace wutong::text {
namespace {

constexpr std::size_t kNear = 40;  // characters in which the end of a bracket is looked for
constexpr std::size_t kFar = 200;  // characters in which the other mark of a pair is looked for
constexpr float kUncommon = 13;    // -ln P of a character that stands in no common text

}  // namespace

std::size_t FoundText::loose_pinyin(std::size_t at, std::string& pinyin) const {
  pinyin.clear();
  std::size_t i = at;
  while (i - at < 7 && is_pinyin_letter(code(i))) base::append_utf8(code(i++), pinyin);
  return i > at && (code(i) == U')' || code(i) == U'）') ? i + 1 - at : 0;
}

std::size_t FoundText::bracket(std::size_t at, char32_t c) const {
  if (code(at) != U'(' && code(at) != U'（') return 0;
  std::string pinyin;
  const std::size_t length = loose_pinyin(at + 1, pinyin);
  return length > 0 && is_reading(c, pinyin) ? length + 1 : 0;
}

std::size_t FoundText::annotation_before(const std::vector<DecodedCharacter>& text,
                                         std::size_t end) {
  const auto code = [&](std::size_t i) { return text[i - 1].code_point; };
  if (code(end) != U')' && code(end) != U'）') return 0;
  std::size_t i = end - 1;
  std::string pinyin;
  while (i > 0 && end - i < 8 && is_pinyin_letter(code(i))) --i;
  if (i < 2 || i + 1 == end || (code(i) != U'(' && code(i) != U'（')) return 0;
  for (std::size_t k = i + 1; k < end; ++k) base::append_utf8(code(k), pinyin);
  return is_reading(code(i - 1), pinyin) ? end - i + 1 : 0;
}

bool FoundText::is_closed_behind(std::size_t at) const {
  for (const std::size_t far = at + kNear; at < far && !is_line_end(code(at)); ++at) {
    if (is_question(code(at)) || is_open_bracket(code(at))) return false;
    if (is_close_bracket(code(at))) return true;
  }
  return false;
}

char32_t FoundText::eaten_character(std::size_t at, char32_t last) const {
  std::size_t digits = 0;
  while (digits < 4 && is_digit(code(at + 1 + digits))) ++digits;
  const char32_t first = code(at + 1), behind = code(at + 1 + digits);
  const bool year = digits == 3 && (behind == U'年' || behind == U'-');
  // No number begins with a zero; years of this century are what is left of one.
  if (digits == 3 && first == U'0') return U'2';
  if (year && first >= U'7') return U'1';
  if (digits == 1 && behind == U'月' && first <= U'2') return U'1';
  if (digits == 1 && behind == U'世') return first < U'2' ? U'2' : U'1';
  // Between who writes and the name, and between a newspaper and who writes.
  constexpr std::u32string_view kBeforeNames = U"者員员報报訊讯";
  if (is_han(first) && is_closed_behind(at + 1)) return U'(';
  if (is_han(first) && kBeforeNames.find(last) != std::u32string_view::npos) return U' ';
  if (last == U'文' || last == U'圖' || last == U'图') return U'/';
  return 0;
}

OpenMarks::Needed FoundText::needed_behind(std::size_t at) const {
  OpenMarks::Needed needed;
  for (const std::size_t far = at + kFar; !is_line_end(code(at)); ++at) {
    if (at == far || is_question(code(at))) return needed;
    needed.add(code(at));
  }
  needed.end();
  return needed;
}

bool FoundText::looks_broken(std::size_t at) const {
  std::string pinyin;
  if (loose_pinyin(at + 1, pinyin) > 0) return true;
  return is_cut_mark(code(at + 1)) && is_han(code(at + 2)) &&
         WordModel::cost(code(at + 2)) > kUncommon;
}

}  // namespace wutong::text
