#include "text/offset_map.h"

#include <algorithm>
#include <cassert>

namespace wutong::text {

void OffsetMap::append(base::ByteSpan range) {
  const std::size_t width = range.size();
  const bool repeats = size_ > 0 && range == last_;
  assert(repeats || range.begin >= end_);
  bool fits = false;
  if (!runs_.empty()) {
    const Run& last = runs_.back();
    if (repeats) {
      fits = last.shared || size_ - last.character == 0;
    } else {
      fits = !last.shared && last.width == width &&
             last.byte + (size_ - last.character) * width == range.begin;
    }
  }
  if (!fits) {
    if (repeats && !runs_.back().shared) {
      // The character before begins the shared run.
      const std::size_t first = size_ - 1;
      if (runs_.back().character == first) runs_.pop_back();
      runs_.push_back({first, range.begin, width, true});
    } else {
      runs_.push_back({size_, range.begin, width, false});
    }
  }
  ++size_;
  last_ = range;
  end_ = range.end;
}

const OffsetMap::Run& OffsetMap::run_of(std::size_t character) const {
  const auto after =
      std::upper_bound(runs_.begin(), runs_.end(), character,
                       [](std::size_t wanted, const Run& run) { return wanted < run.character; });
  return *(after - 1);
}

base::ByteSpan OffsetMap::source(std::size_t begin, std::size_t end) const {
  const auto range_of = [&](std::size_t character) {
    const Run& run = run_of(character);
    const std::size_t at =
        run.shared ? run.byte : run.byte + (character - run.character) * run.width;
    return base::ByteSpan{at, at + run.width};
  };
  if (size_ == 0) return {};
  if (begin >= end) {
    const std::size_t at = begin < size_ ? range_of(begin).begin : end_;
    return {at, at};
  }
  return {range_of(begin).begin, range_of(end - 1).end};
}

std::size_t OffsetMap::character_at(std::size_t byte) const {
  std::size_t low = 0, high = size_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (source(middle, middle + 1).end > byte)
      high = middle;
    else
      low = middle + 1;
  }
  return low;
}

}  // namespace wutong::text
