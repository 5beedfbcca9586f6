#include "text/comparison.h"

namespace wutong::text {

std::vector<Stretch> compare(const Document& document) {
  std::vector<Stretch> stretches;
  const auto changed = [&]() -> Stretch& {
    if (stretches.empty() || !stretches.back().changed()) stretches.emplace_back();
    return stretches.back();
  };
  const std::size_t all_found = document.found.size(), all_restored = document.text.size();
  std::size_t f = 0, r = 0;
  const auto found_span = [&] { return document.found_offsets.source(f, f + 1); };
  while (f < all_found || r < all_restored) {
    if (r == all_restored) {
      changed().found += document.found[f++];
      continue;
    }
    const base::ByteSpan restored = document.offsets.source(r, r + 1);
    if (f < all_found && found_span() == restored && document.found[f] == document.text[r]) {
      if (stretches.empty() || stretches.back().changed()) stretches.emplace_back();
      stretches.back().found += document.found[f++];
      stretches.back().restored += document.text[r++];
      continue;
    }
    // What was removed in front of the character, and what the character was made of.
    std::u32string made_of;
    while (f < all_found && (found_span().begin < restored.end || found_span() == restored)) {
      made_of += document.found[f++];
    }
    Stretch& stretch = changed();
    stretch.found += made_of;
    stretch.restored += document.text[r++];
    if (stretch.found == stretch.restored && stretches.size() > 1) {
      // Nothing changed after all: the stretch belongs to the one before.
      Stretch& before = stretches[stretches.size() - 2];
      before.found += stretch.found;
      before.restored += stretch.restored;
      stretches.pop_back();
    }
  }
  return stretches;
}

}  // namespace wutong::text
