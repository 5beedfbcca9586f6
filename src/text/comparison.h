// A document as found beside its restored text.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/span.h"
#include "text/document.h"

namespace wutong::text {

// Stretches in order, whose ends together are both texts. One ends where equal and changed text
// meet, at a cut, and on both sides of a line's end: a "\n" of the restored text stands alone.
struct Stretch {
  std::u32string found, restored;
  bool changed = false;
  base::ByteSpan span;  // of the source; where only found text stands, what was removed
};

// `cuts`: places in the restored text, ascending. One between characters that were made of the same
// bytes counts for the first of these.
// REQUIRES: the document kept its repairs.
std::vector<Stretch> compare(const Document& document, const std::vector<std::size_t>& cuts = {});

}  // namespace wutong::text
