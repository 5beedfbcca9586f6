#include "text/pinyin.h"

#include <map>
#include <string>
#include <utility>

#include "text/character.h"
#include "text/tables.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;

constexpr std::size_t kLongestPinyin = 6;

}  // namespace

std::size_t pinyin_bracket(const Characters& text, std::size_t at) {
  if (at == 0 || !is_open_bracket(text[at].code_point) || !is_han(text[at - 1].code_point))
    return 0;
  std::string pinyin;
  std::size_t end = at + 1;
  while (end < text.size() && end - at <= kLongestPinyin &&
         is_pinyin_letter(text[end].code_point)) {
    base::append_utf8(text[end++].code_point, pinyin);
  }
  if (pinyin.empty() || end >= text.size() || !is_close_bracket(text[end].code_point)) return 0;
  return is_reading(text[at - 1].code_point, pinyin) ? end + 1 - at : 0;
}

std::set<char32_t> annotated_by_author(const Characters& text) {
  std::map<char32_t, std::pair<std::size_t, std::size_t>> seen;  // annotated, bare
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (is_open_bracket(text[i + 1].code_point) && pinyin_bracket(text, i + 1) > 0) {
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
