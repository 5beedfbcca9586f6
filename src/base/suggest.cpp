#include "base/suggest.h"

#include <algorithm>

#include "base/utf8.h"

namespace wutong::base {
namespace {

char32_t folded(char32_t c) { return c >= U'A' && c <= U'Z' ? c + 32 : c; }

// Characters to add, drop, change or swap with their neighbour, letters without case (optimal
// string alignment).
std::size_t distance(const std::u32string& a, const std::u32string& b) {
  const auto same = [&](std::size_t i, std::size_t j) { return folded(a[i]) == folded(b[j]); };
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(last);
    last.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (same(i - 1, j - 1) ? 0 : 1);
      row[j] = std::min({row[j - 1] + 1, last[j] + 1, change});
      if (i > 1 && j > 1 && same(i - 1, j - 2) && same(i - 2, j - 1)) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
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
