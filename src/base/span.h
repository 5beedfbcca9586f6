// Half-open byte ranges in a source file as found.
#pragma once

#include <cstddef>

namespace wutong::base {

struct ByteSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
  friend auto operator<=>(const ByteSpan&, const ByteSpan&) = default;
};

}  // namespace wutong::base
