#include "text/simplify.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/utf8.h"
#include "text/tables.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;

// Phrases whose simplification the characters alone would get wrong, by first character.
class PhraseTable {
 public:
  PhraseTable() {
    std::string_view rest = simplified_phrases();
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view line = rest.substr(0, end);
      const std::size_t tab = line.find('\t');
      const std::u32string from = base::from_utf8(line.substr(0, tab));
      const std::u32string to = base::from_utf8(line.substr(tab + 1));
      if (from.size() == to.size() && from.front() < 65536) {
        if (lists_[from.front()] == 0) {
          phrases_.emplace_back();
          lists_[from.front()] = static_cast<std::uint16_t>(phrases_.size());
        }
        phrases_[lists_[from.front()] - 1].emplace_back(from, to);
      }
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    for (auto& list : phrases_) {
      std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
        return a.first.size() > b.first.size();
      });
    }
  }
  // The longest phrase at `at`, or nullptr.
  const std::pair<std::u32string, std::u32string>* match(const Characters& text,
                                                         std::size_t at) const {
    const char32_t first = text[at].code_point;
    if (first > 65535 || lists_[first] == 0) return nullptr;
    for (const auto& phrase : phrases_[lists_[first] - 1]) {
      const std::u32string& from = phrase.first;
      if (at + from.size() > text.size()) continue;
      bool same = true;
      for (std::size_t i = 0; i < from.size() && same; ++i)
        same = text[at + i].code_point == from[i];
      if (same) return &phrase;
    }
    return nullptr;
  }

 private:
  std::vector<std::uint16_t> lists_ = std::vector<std::uint16_t>(65536);  // 1 + place, by character
  std::vector<std::vector<std::pair<std::u32string, std::u32string>>> phrases_;
};

// 著 is the particle 着 but in words such as 著名 and 显著: whether a word of the base lexicon
// around it is commoner with 著 than with 着.
bool keeps_zhu(const Characters& text, std::size_t at) {
  constexpr std::size_t kReach = 3;
  const auto commonest = [&](char32_t middle) {
    std::uint16_t most = 0;
    for (std::size_t begin = at < kReach ? 0 : at - kReach; begin <= at; ++begin) {
      std::string word;
      for (std::size_t i = begin; i < text.size() && i <= begin + kReach; ++i) {
        base::append_utf8(i == at ? middle : simplified(text[i].code_point), word);
        if (i >= at && i > begin) most = std::max(most, find_word(word).frequency);
      }
    }
    return most;
  };
  const std::uint16_t zhu = commonest(U'著');
  return zhu > 0 && zhu >= commonest(U'着');
}

// The simplified character that a site made `c` of, where t2s takes it for another one: no site
// makes these of 升, 昆 and 巨, so that they stand in names, as they do in simplified texts.
char32_t kept_in_names(char32_t c) {
  switch (c) {
    case U'昇':
    case U'崑':
      return c;
    case U'鉅':
      return U'钜';
    default:
      return simplified(c);
  }
}

}  // namespace

void simplify(Characters& text, bool was_simplified, RepairLog& repairs) {
  static const PhraseTable phrases;
  const auto change = [&](std::size_t at, char32_t to) {
    const char32_t from = text[at].code_point;
    if (from == to) return;
    repairs.add(text[at], to, "t2s");
    text[at].code_point = to;
  };
  for (std::size_t i = 0; i < text.size();) {
    if (const auto* phrase = phrases.match(text, i)) {
      for (const char32_t to : phrase->second) change(i++, to);
      continue;
    }
    if (text[i].code_point == U'著') {
      if (!keeps_zhu(text, i)) change(i, U'着');
    } else {
      const char32_t c = text[i].code_point;
      change(i, was_simplified ? kept_in_names(c) : simplified(c));
    }
    ++i;
  }
}

}  // namespace wutong::text
