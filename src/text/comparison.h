// A document as found beside its restored text.
#pragma once

#include <string>
#include <vector>

#include "text/document.h"

namespace wutong::text {

// Stretches in order, alternately equal and changed; their ends together are both texts.
struct Stretch {
  std::u32string found, restored;
  bool changed() const { return found != restored; }
};

// REQUIRES: the document kept its repairs.
std::vector<Stretch> compare(const Document& document);

}  // namespace wutong::text
