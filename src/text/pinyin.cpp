#include "text/pinyin.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "text/character.h"
#include "text/gbk.h"
#include "text/tables.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;

constexpr std::size_t kLongestPinyin = 6;

// The character that a bracket at `at` may read: the one in front of it, or the one that the last
// byte of a character and an ASCII letter behind it make, as in "，F(xiàn)or" (A3AC 46; AC46 is
// 現); 0 for none.
char32_t read_before(const Characters& text, std::size_t at) {
  const char32_t last = text[at - 1].code_point;
  if (is_han(last)) return last;
  if (at < 2 || last < 0x40 || last > 0x7E) return 0;
  // Marks were full-width then.
  const char32_t before = text[at - 2].code_point;
  const std::uint16_t pair =
      gbk_pair(before > 0x20 && before < 0x7F ? before + (U'！' - U'!') : before);
  return pair == 0
             ? 0
             : gbk_character(static_cast<std::uint8_t>(pair), static_cast<std::uint8_t>(last));
}

}  // namespace

std::size_t pinyin_bracket(const Characters& text, std::size_t at) {
  if (at == 0 || !is_open_bracket(text[at].code_point)) return 0;
  const char32_t read = read_before(text, at);
  if (read == 0) return 0;
  std::string pinyin;
  std::size_t end = at + 1;
  while (end < text.size() && end - at <= kLongestPinyin &&
         is_pinyin_letter(text[end].code_point)) {
    base::append_utf8(text[end++].code_point, pinyin);
  }
  if (pinyin.empty() || end >= text.size() || !is_close_bracket(text[end].code_point)) return 0;
  return is_reading(read, pinyin) ? end + 1 - at : 0;
}

std::set<char32_t> annotated_by_author(const Characters& text) {
  std::map<char32_t, std::pair<std::size_t, std::size_t>> seen;  // annotated, bare
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (is_open_bracket(text[i + 1].code_point) && is_han(text[i].code_point) &&
        pinyin_bracket(text, i + 1) > 0) {
      ++seen[text[i].code_point].first;
    }
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto each = seen.find(text[i].code_point);
    if (each != seen.end()) ++each->second.second;
  }
  std::set<char32_t> characters;
  for (const auto& [c, count] : seen) {
    if (count.second > 2 * count.first) characters.insert(c);
  }
  return characters;
}

void remove_pinyin(Characters& text, const std::set<char32_t>& kept_readings, RepairLog& repairs) {
  Characters kept;
  kept.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = pinyin_bracket(text, i);
    if (length == 0 || kept_readings.count(text[i - 1].code_point) > 0) {
      kept.push_back(text[i++]);
      continue;
    }
    if (repairs.kept()) {
      repairs.add({text[i].span.begin, text[i + length - 1].span.end}, utf8_of(text, i, i + length),
                  "", "pinyin");
    }
    i += length;
  }
  text = std::move(kept);
}

}  // namespace wutong::text
