// How likely a run of Chinese is: the probability of its best segmentation into words under a
// back-off bigram model (Katz, 1987; open-gram's mixed with libime's), with shares of their own for
// what the model lacks, and for names by the characters that names are made of. Extended a
// character at a time, for searches.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "text/tables.h"

namespace wutong::text {

class WordModel {
 public:
  // The end of a text: enough of it to go on from.
  class State {
   public:
    // ln P of the text's best segmentation.
    double total() const { return ends_[0].count > 0 ? -ends_[0].best[0].cost : 0; }

    // The same, were the longer word that the text may end in the midst of complete.
    double hope() const { return std::max(total(), word_hope()); }
    // The same, if the text does end in the midst of a word; -1e9 if it cannot.
    double word_hope() const { return -hope_; }

   private:
    friend class WordModel;
    static constexpr std::size_t kLongest = 5;  // characters of the longest word looked at
    static constexpr std::size_t kKept = 3;     // segmentations kept for a place
    struct Segmentation {
      float cost = 0;          // -ln P
      std::uint32_t last = 0;  // number of the last word
    };
    struct Ends {
      std::uint32_t count = 0;
      std::array<Segmentation, kKept> best{};  // cheapest first
      void add(Segmentation made);
    };
    std::array<Ends, kLongest> ends_{};  // [k]: of all but the newest k characters
    float hope_ = 1e9F;
    std::array<char32_t, kLongest> last_{};  // [0]: the newest character, simplified
  };

  // -ln P of a character on its own, and of the likeliest word that begins with it.
  static float cost(char32_t c);
  static float start_cost(char32_t c);
  // `state` with one more character; a traditional one counts as its simplified form.
  static State extend(const State& state, char32_t c) {
    State next;
    extend(state, c, next);
    return next;
  }
  static void extend(const State& state, char32_t c, State& next);

  // Whether two simplified characters follow one another in some word.
  static bool stand_together(char32_t a, char32_t b);

 private:
  static float foreign_name(const State::Ends& before, const NameParts& newest);
};

}  // namespace wutong::text
