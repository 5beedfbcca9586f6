// The search for what an out-of-step run was (see out_of_step.h): hypotheses about its bytes, grown
// a character at a time and judged by the word model, the likeliest kept at each place.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "text/decode.h"

namespace wutong::text {

struct Reading {
  std::vector<std::pair<char32_t, std::size_t>> characters;  // with the place of the first byte
  std::size_t end = 0;                                       // first place behind the run
  double gain = 0;                                           // nats over the text as found
};

// One for each document: its lists keep their memory.
class RunSearch {
 public:
  // `text` must outlive the search.
  explicit RunSearch(const std::vector<DecodedCharacter>& text);
  ~RunSearch();

  // The best reading of the run that begins at `begin`, a '?', if it beats the text as found.
  // `before`: the characters in front of the run, already repaired.
  std::optional<Reading> best(std::size_t begin, const std::vector<DecodedCharacter>& before);
  // Hypotheses that the last search made.
  std::size_t tried() const;

  // Whether the '?' at `at` begins what only a broken run can be: the rest of a reading, or a mark
  // and a character that stands in no common text.
  bool looks_broken(std::size_t at) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace wutong::text
