// The tables that scripts/make_tables.py compiled, embedded in the program. Nothing is parsed at
// start; lookups are one or two memory accesses.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace wutong::text {

// The simplified form of a character; the character itself where it has none.
char32_t simplified(char32_t c);
// traditional TAB simplified NEWLINE ...
std::string_view simplified_phrases();
// Whether `pinyin` (with tone marks, NFC) is a reading of the character.
bool is_reading(char32_t c, std::string_view pinyin);
// 16 * ln(weight + 1) of two characters in a row in the words of the base lexicon.
std::uint32_t bigram_weight(char32_t a, char32_t b);

// A word of the base lexicon. frequency: 16 * ln(f + 1); 0 for an unknown word.
struct Word {
  std::uint16_t frequency = 0;
  char tag[2] = {0, 0};      // part of speech, "ns", "v\0", ...
  std::uint32_t number = 0;  // in the language model; 0: not there
  float longer = 0;          // -ln P of the likeliest longer word that begins with it; 0: none
};
Word find_word(std::string_view utf8);
// The same by the word's key, made of its characters one by one: who looks up many words asks for
// the memory of all of them before the first.
constexpr std::uint64_t kNoWord = 0xCBF29CE484222325ULL;
std::uint64_t word_key(std::uint64_t before, char32_t next);
void prefetch_word(std::uint64_t key);
Word find_word(std::uint64_t key);
// Of which lengths there may be words that begin with the two characters: bit n - 1 for n = 2 to 8.
unsigned word_lengths(char32_t a, char32_t b);

// -ln P of a character as part of a name that no list holds: a Chinese person's, and a foreign one.
struct NameParts {
  static constexpr float kNone = 1e6F;
  float surname = kNone, given = kNone, last_given = kNone;
  float foreign_first = kNone, foreign_middle = kNone, foreign_last = kNone;

  // As the table has them: in sixteenths, 0 for none.
  using Packed = std::array<std::uint8_t, 6>;
  NameParts() = default;
  explicit NameParts(const Packed& packed)
      : surname(cost(packed[0])),
        given(cost(packed[1])),
        last_given(cost(packed[2])),
        foreign_first(cost(packed[3])),
        foreign_middle(cost(packed[4])),
        foreign_last(cost(packed[5])) {}

 private:
  static float cost(std::uint8_t packed) {
    return packed != 0 ? static_cast<float>(packed) / 16 : kNone;
  }
};
NameParts::Packed packed_name_parts(char32_t c);

// -ln P of a character in running text, whatever word it is in.
float character_cost(char32_t c);

// -ln P(word | before) of the language model; words by their numbers, 0 for unknown ones.
float bigram_cost(std::uint32_t before, std::uint32_t word);
// -ln P(word) whatever is before.
float unigram_cost(std::uint32_t word);

}  // namespace wutong::text
