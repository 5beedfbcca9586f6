#include "text/gbk_candidates.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "text/character.h"
#include "text/gbk.h"
#include "text/tables.h"
#include "text/word_model.h"

namespace wutong::text {
namespace {

constexpr float kRarest = 15;           // nats of a character that is tried
constexpr double kNotTraditional = -4;  // nats

constexpr std::size_t kTried = 80;       // characters for one unknown byte
constexpr std::size_t kTexts = 128;      // kept across a gap
constexpr std::size_t kEstimated = 256;  // of those, before the model judges them

bool can_precede_gap(unsigned trail) { return (trail >= 0xA1 && trail <= 0xAF) || trail >= 0xF8; }

auto rank(const GbkPair& pair) { return std::pair(pair.cost, pair.character); }
auto rank(const GapText& text) { return std::pair(text.cost, text.characters); }
template <class Item>
void cheapest(std::vector<Item>& list, std::size_t count) {
  const auto before = [](const Item& a, const Item& b) { return rank(a) < rank(b); };
  if (list.size() > count) {
    std::nth_element(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(count), list.end(),
                     before);
    list.resize(count);
  }
  std::sort(list.begin(), list.end(), before);
}

// -ln P of two characters, as a word if they are one.
float estimate(const GbkPair& a, const GbkPair& b) {
  const char32_t first = simplified(a.character), second = simplified(b.character);
  const float apart = a.cost + WordModel::start_cost(second);
  if (!is_han(first) || !is_han(second) || bigram_weight(first, second) == 0) return apart;
  std::string word;
  base::append_utf8(first, word);
  base::append_utf8(second, word);
  const Word found = find_word(word);
  if (found.number != 0) return std::min(apart, unigram_cost(found.number));
  return found.longer > 0 ? std::min(apart, found.longer) : apart;
}

}  // namespace

double traditional_use(char32_t c) { return is_han(c) && !in_big5(c) ? kNotTraditional : 0; }

GbkCandidates& GbkCandidates::get() {
  static thread_local GbkCandidates all;
  return all;
}

GbkCandidates::GbkCandidates() {
  for (unsigned lead = 0x81; lead <= 0xFE; ++lead) {
    for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
      const auto first = static_cast<std::uint8_t>(lead), second = static_cast<std::uint8_t>(trail);
      const char32_t c = gbk_character(first, second);
      if (c == 0) continue;
      const float cost = WordModel::cost(c) - static_cast<float>(traditional_use(c));
      if (cost > kRarest) continue;
      const GbkPair pair{c, first, second, cost};
      by_trail_[trail].push_back(pair);
      if (trail < 0x81) continue;
      by_lead_[lead].push_back(pair);
      common_.push_back(pair);
      if (!can_precede_gap(trail)) continue;
      before_gap_[lead].push_back(pair);
      between_gaps_.push_back(pair);
    }
  }
  for (auto& list : by_trail_) cheapest(list, kTried);
  for (auto& list : by_lead_) cheapest(list, kTried);
  for (auto& list : before_gap_) cheapest(list, kTried);
  cheapest(common_, 3000);
  cheapest(between_gaps_, 100);
}

const std::vector<GapText>& GbkCandidates::across_gap(std::uint8_t lead, std::uint8_t trail) {
  const auto key = static_cast<std::uint16_t>(lead << 8 | trail);
  const auto found = across_gap_.find(key);
  if (found != across_gap_.end()) return found->second;
  return across_gap_[key] = find_across(lead, trail);
}

std::vector<GapText> GbkCandidates::find_across(std::uint8_t lead, std::uint8_t trail) const {
  std::vector<GapText> single, twice;
  for (const GbkPair& a : before_gap_[lead]) {
    for (const GbkPair& b : by_trail_[trail]) {
      if (gbk_character(a.trail, b.lead) == 0) {
        single.push_back({{a.character, b.character, 0}, estimate(a, b)});
      }
    }
  }
  const std::size_t lasts = std::min<std::size_t>(by_trail_[trail].size(), 16);
  const std::size_t firsts = std::min<std::size_t>(before_gap_[lead].size(), 12);
  std::vector<float> ends(lasts);  // -ln P of the middle and the last character
  for (const GbkPair& middle : between_gaps_) {
    for (std::size_t k = 0; k < lasts; ++k) ends[k] = estimate(middle, by_trail_[trail][k]);
    for (std::size_t i = 0; i < firsts; ++i) {
      const GbkPair& a = before_gap_[lead][i];
      if (gbk_character(a.trail, middle.lead) != 0) continue;
      const float before = estimate(a, middle);
      for (std::size_t k = 0; k < lasts; ++k) {
        const GbkPair& b = by_trail_[trail][k];
        if (gbk_character(middle.trail, b.lead) != 0) continue;
        twice.push_back({{a.character, middle.character, b.character},
                         std::min(before + WordModel::start_cost(b.character), a.cost + ends[k])});
      }
    }
  }
  for (auto* list : {&single, &twice}) {
    cheapest(*list, kEstimated);
    for (GapText& text : *list) {
      WordModel::State state;
      for (const char32_t c : text.characters) {
        if (c == 0) continue;
        state = WordModel::extend(state, c);
        if (text.first == 0) text.first = static_cast<float>(-state.hope());
      }
      text.first -= static_cast<float>(traditional_use(text.characters[0]));
      text.cost = static_cast<float>(-state.hope());
      for (const char32_t c : text.characters) text.cost -= static_cast<float>(traditional_use(c));
    }
    cheapest(*list, kTexts);
  }
  single.insert(single.end(), twice.begin(), twice.end());
  return single;
}

}  // namespace wutong::text
