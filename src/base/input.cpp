#include "base/input.h"

#include <algorithm>

namespace wutong::base {

std::string read_all(std::istream& in) {
  constexpr std::size_t kFirst = std::size_t{1} << 16, kLargest = std::size_t{1} << 24;
  std::string bytes;
  for (std::size_t block = kFirst; in; block = std::min(2 * block, kLargest)) {
    const std::size_t before = bytes.size();
    bytes.resize(before + block);
    in.read(bytes.data() + before, static_cast<std::streamsize>(block));
    bytes.resize(before + static_cast<std::size_t>(in.gcount()));
  }
  return bytes;
}

}  // namespace wutong::base
