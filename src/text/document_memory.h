// What a document says elsewhere it is likely to say again (a cache model: Kuhn and De Mori, 1990):
// the pairs and triples of Chinese characters that stand in it, simplified; a few that do not may
// seem to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "text/found_text.h"

namespace wutong::text {

class DocumentMemory {
 public:
  explicit DocumentMemory(const FoundText& text);

  // Nats of the `cost` of character `c` behind `previous` and `last` (0: none) that are given back
  // because the document has it so elsewhere.
  double given_back(double cost, char32_t previous, char32_t last, char32_t c) const;

 private:
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
  void set(std::size_t at) { bits_[at / 64] |= std::uint64_t{1} << at % 64; }
  bool is_set(std::size_t at) const { return (bits_[at / 64] >> at % 64 & 1U) != 0; }

  std::vector<std::uint64_t> bits_ = std::vector<std::uint64_t>(std::size_t{1} << (kBits - 6));
};

}  // namespace wutong::text
