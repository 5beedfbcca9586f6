// Text inside HTML: nothing that a document says can become markup.
#pragma once

#include <string>
#include <string_view>

namespace wutong::base {

// For element content and for attribute values in double or single quotes. Control characters,
// which HTML forbids, are shown as their pictures (U+2400 on), but for the CR at a line's end,
// which is left out; ill-formed UTF-8 is U+FFFD.
std::string html_text(std::string_view text);

}  // namespace wutong::base
