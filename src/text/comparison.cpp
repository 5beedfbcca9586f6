#include "text/comparison.h"

#include <algorithm>

namespace wutong::text {
namespace {

// Puts stretches together out of pieces, the smallest that are made of the same bytes.
class Stretches {
 public:
  void cut() { cut_ = true; }
  void add(std::u32string_view found, std::u32string_view restored, base::ByteSpan span) {
    const bool changed = found != restored;
    if (cut_ || all_.back().changed != changed) all_.push_back({{}, {}, changed, span});
    cut_ = false;
    Stretch& last = all_.back();
    last.found += found;
    last.restored += restored;
    last.span.end = std::max(last.span.end, span.end);
  }
  std::vector<Stretch> all() && { return std::move(all_); }

 private:
  std::vector<Stretch> all_;
  bool cut_ = true;
};

}  // namespace

std::vector<Stretch> compare(const Document& document, const std::vector<std::size_t>& cuts) {
  const std::u32string_view found = document.found, restored = document.text;
  Stretches stretches;
  std::size_t f = 0, r = 0;
  const auto found_span = [&] { return document.found_offsets.source(f, f + 1); };
  auto cut = cuts.begin();
  while (r < restored.size()) {
    const base::ByteSpan span = document.offsets.source(r, r + 1);
    std::size_t end = r + 1;
    while (end < restored.size() && document.offsets.source(end, end + 1) == span) ++end;
    bool cut_here = restored[r] == U'\n' || (r > 0 && restored[r - 1] == U'\n');
    for (; cut != cuts.end() && *cut < end; ++cut) cut_here = true;
    if (cut_here) stretches.cut();
    for (; f < found.size() && found_span().end <= span.begin && found_span() != span; ++f) {
      stretches.add(found.substr(f, 1), {}, found_span());
    }
    if (cut_here) stretches.cut();
    const std::size_t begin = f;
    while (f < found.size() && (found_span().begin < span.end || found_span() == span)) ++f;
    stretches.add(found.substr(begin, f - begin), restored.substr(r, end - r), span);
    r = end;
  }
  // What was removed behind the last character is no part of a span that ends there.
  if (f < found.size() && cut != cuts.end()) stretches.cut();
  for (; f < found.size(); ++f) stretches.add(found.substr(f, 1), {}, found_span());
  return std::move(stretches).all();
}

}  // namespace wutong::text
