#include "text/document_memory.h"

#include <algorithm>

#include "text/character.h"
#include "text/tables.h"

namespace wutong::text {
namespace {

// The share that is given back of a character's cost above the usual, where it stands behind the
// same two characters elsewhere, or behind the same one.
constexpr double kAfterTwo = 0.6, kUsualAfterTwo = 2;
constexpr double kAfterOne = 0.4, kUsualAfterOne = 3;
constexpr double kMostGiven = 5;
constexpr std::size_t kRemembered = 1 << 16;  // characters of a document

}  // namespace

DocumentMemory::DocumentMemory(const FoundText& text) {
  const std::size_t end = std::min(text.size(), kRemembered);
  char32_t a = 0, b = 0;
  for (std::size_t at = 0; at < end; ++at) {
    if (const std::size_t length = text.annotation(at)) {
      at += length - 1;
      continue;
    }
    const char32_t c = simplified(text.code(at));
    if (b != 0 && is_han(b) && is_han(c)) add(is_han(a) ? a : 0, b, c);
    a = b;
    b = c;
  }
}

double DocumentMemory::given_back(double cost, char32_t previous, char32_t last, char32_t c) const {
  if (cost <= kUsualAfterTwo || last == 0) return 0;
  last = simplified(last);
  c = simplified(c);
  if (!holds(last, c)) return 0;
  double given = kAfterOne * (cost - kUsualAfterOne);
  if (previous != 0 && holds(simplified(previous), last, c)) {
    given = kAfterTwo * (cost - kUsualAfterTwo);
  }
  return std::clamp(given, 0.0, kMostGiven);
}

}  // namespace wutong::text
