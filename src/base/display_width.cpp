#include "base/display_width.h"

#include <utf8proc.h>

#include "base/utf8.h"

namespace wutong::base {

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode_utf8(text, at);
    at += decoded.length;
    // Chinese quotation marks and dashes are of ambiguous width; terminals draw them in one column.
    const int columns = utf8proc_charwidth(static_cast<utf8proc_int32_t>(decoded.code_point));
    width += columns > 0 ? static_cast<std::size_t>(columns) : 0;
  }
  return width;
}

}  // namespace wutong::base
