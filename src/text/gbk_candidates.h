// The characters that unknown bytes of GBK are tried as, the commonest first.
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace wutong::text {

struct GbkPair {
  char32_t character;
  std::uint8_t lead, trail;
  float cost;  // -ln P on its own, and what traditional_use says
};

// Two or three characters of which a decoder that reads one byte off shows the first lead byte and
// the last trail byte: the pairs in between are no characters, and vanish.
struct GapText {
  std::array<char32_t, 3> characters;  // the last is 0 for two
  float cost;
  float first = 0;  // of it, for the first character
  int gaps() const { return characters[2] == 0 ? 1 : 2; }
};

// 0, or minus a few nats for a character that traditional texts do not use.
double traditional_use(char32_t c);

class GbkCandidates {
 public:
  static GbkCandidates& get();  // one for each thread

  const std::vector<GbkPair>& with_trail(std::uint8_t trail) const { return by_trail_[trail]; }
  // Of these and the following, trail bytes from 81 on: those that a decoder takes for lead bytes.
  const std::vector<GbkPair>& with_lead(std::uint8_t lead) const { return by_lead_[lead]; }
  const std::vector<GbkPair>& common() const { return common_; }
  // Those whose trail byte can be the first one of a pair that is no character.
  const std::vector<GbkPair>& before_gap(std::uint8_t lead) const { return before_gap_[lead]; }
  // The likeliest texts from `lead` to `trail` across one or two vanished pairs. Worked out when
  // asked for the first time.
  const std::vector<GapText>& across_gap(std::uint8_t lead, std::uint8_t trail);

 private:
  GbkCandidates();
  std::vector<GapText> find_across(std::uint8_t lead, std::uint8_t trail) const;

  std::array<std::vector<GbkPair>, 256> by_trail_, by_lead_, before_gap_;
  std::vector<GbkPair> common_, between_gaps_;
  std::unordered_map<std::uint16_t, std::vector<GapText>> across_gap_;
};

}  // namespace wutong::text
