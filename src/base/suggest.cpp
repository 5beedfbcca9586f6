#include "base/suggest.h"

#include <algorithm>

#include "base/utf8.h"

namespace wutong::base {
namespace {

char32_t folded(char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; }

// Levenshtein distance, letters without case.
std::size_t distance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      const std::size_t change = diagonal + (folded(a[i - 1]) == folded(b[j - 1]) ? 0 : 1);
      row[j] = std::min({row[j - 1] + 1, above + 1, change});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string> closest(std::string_view name, const std::vector<std::string>& known) {
  const std::u32string wanted = from_utf8(name);
  std::optional<std::string> best;
  std::size_t least = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string& candidate : known) {
    const std::size_t d = distance(wanted, from_utf8(candidate));
    if (d < least && candidate != name) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace wutong::base
