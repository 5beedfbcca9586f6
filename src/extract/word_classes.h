// Classes of words that stand in like company: 表示 with 认为, 总经理 with 院长, 半导体 with 化工.
// What is learnt of one word of a class is known of the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/features.h"

namespace wutong::extract {

class WordClasses {
 public:
  static constexpr std::size_t kLevels = 2;  // coarse, fine
  using Classes = std::array<std::uint16_t, kLevels>;
  static constexpr std::uint16_t kMost = 4096;  // classes of a level

  // `word`: UTF-8.
  void add(std::string_view word, const Classes& classes);
  // Once, behind the last add().
  void finish();

  // As bytes that are read without parsing, by a program built on the same kind of machine.
  std::string compiled() const;
  static bool is_compiled(std::string_view bytes);
  // Error: model.bad_file where the bytes are damaged.
  static WordClasses from_compiled(std::string_view bytes);

  // Asks for the memory that find() reads: the words are more than the caches hold.
  void prefetch(std::uint64_t word) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[place_of(word) & (slots_.size() - 1)]);
  }
  // By TextHash::sum of the word; null where it is unknown.
  const Classes* find(std::uint64_t word) const;
  // The same of the longest ending of the word that is known, itself left out.
  const Classes* find_ending(std::u32string_view word) const;
  // A class as part of a feature: its number, s before it where an ending has it.
  struct Part {
    char32_t text[6] = {};
    std::uint32_t size = 0;
    TextHash hash;

    constexpr Part() = default;
    constexpr explicit Part(char32_t character) : text{character}, size(1), hash({text, 1}) {}
  };
  const Part& part(std::uint16_t number, bool ending) const {
    return parts_[2 * std::size_t{number} + (ending ? 1 : 0)];
  }

 private:
  static std::size_t place_of(std::uint64_t word) {
    return static_cast<std::size_t>((word ^ word >> 32) * 0xFF51AFD7ED558CCDULL >> 32);
  }
  void write_parts();

  struct Slot {
    std::uint64_t word = 0;  // 0: free
    Classes classes{};
  };
  std::vector<Slot> slots_;  // open addressing; a power of two
  std::vector<Part> parts_;  // see part()
};

}  // namespace wutong::extract
