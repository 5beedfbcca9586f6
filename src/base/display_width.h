// Columns that text takes in a terminal: a Chinese character is two, a combining mark none.
#pragma once

#include <cstddef>
#include <string_view>

namespace wutong::base {

std::size_t display_width(std::string_view utf8);

}  // namespace wutong::base
