// OffsetMap: for every restored character the bytes of the source it came from.
//
// Stored as runs of characters whose source widths are equal, not as an array: clean Chinese text
// is a handful of runs. Invariant: ranges of successive characters are in source order and do not
// overlap; removed bytes (a pinyin bracket) belong to no character, and lie between two.
#pragma once

#include <cstddef>
#include <vector>

#include "base/span.h"

namespace wutong::text {

class OffsetMap {
 public:
  // Appends the source range of the next character. REQUIRES: range.begin >= the last range's end,
  // or range equal to the last range (several characters made of one source range).
  void append(base::ByteSpan range);

  std::size_t size() const { return size_; }  // characters
  // Source bytes of the characters [begin, end), from the first byte of the first to the last byte
  // of the last; an empty range gives an empty span at its place. O(log runs).
  base::ByteSpan source(std::size_t begin, std::size_t end) const;
  // The first character whose source range ends after `byte`; size() if none. O(log runs).
  std::size_t character_at(std::size_t byte) const;

 private:
  struct Run {
    std::size_t character;  // first character of the run
    std::size_t byte;       // its first source byte
    std::size_t width;      // bytes per character
    bool shared;            // all characters of the run share one range
  };
  const Run& run_of(std::size_t character) const;

  std::vector<Run> runs_;
  std::size_t size_ = 0;
  base::ByteSpan last_;
  std::size_t end_ = 0;
};

}  // namespace wutong::text
