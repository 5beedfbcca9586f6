// What a document says elsewhere it is likely to say again (a cache model: Kuhn and De Mori, 1990):
// how often each Chinese character stands in it, and which pairs, triples and fours of them do, all
// simplified; a few groups that do not may seem to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "text/found_text.h"

namespace wutong::text {

class DocumentMemory {
 public:
  explicit DocumentMemory(const FoundText& text);

  // Nats of the `cost` of character `c` behind `previous` and `last` (0: none) that are given back
  // because the document has it so elsewhere.
  double given_back(double cost, char32_t previous, char32_t last, char32_t c) const;

  // Nats for a reading, of which the document has parts elsewhere: the characters of `text`,
  // simplified, from `begin` to `end`, and what the groups that reach into it say.
  double said_elsewhere(std::u32string_view text, std::size_t begin, std::size_t end) const;

 private:
  static constexpr char32_t kFirst = 0x4E00, kLast = 0x9FFF;
  double said_elsewhere(char32_t c) const;
  void add(char32_t a, char32_t b, char32_t c) {
    set(place(0, b, c));
    if (a != 0) set(place(a, b, c));
  }
  bool holds(char32_t b, char32_t c) const { return is_set(place(0, b, c)); }
  bool holds(char32_t a, char32_t b, char32_t c) const { return is_set(place(a, b, c)); }
  static constexpr int kBits = 20;
  static std::size_t place(std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    return ((a << 42 | b << 21 | c) * 0x9E3779B97F4A7C15ULL) >> (64 - kBits);
  }
  static std::size_t place(char32_t a, char32_t b, char32_t c, char32_t d) {
    return place(std::uint64_t{a} << 21 | b, c, d);
  }
  void set(std::size_t at) { bits_[at / 64] |= std::uint64_t{1} << at % 64; }
  bool is_set(std::size_t at) const { return (bits_[at / 64] >> at % 64 & 1U) != 0; }

  std::size_t size_ = 0;  // characters of the document
  std::vector<std::uint16_t> counts_ = std::vector<std::uint16_t>(kLast - kFirst + 1);
  std::vector<std::uint64_t> bits_ = std::vector<std::uint64_t>(std::size_t{1} << (kBits - 6));
};

}  // namespace wutong::text
