// The frame of the pages that commands write: one file, nothing from elsewhere, the same style.
#pragma once

#include <string>
#include <string_view>

namespace wutong::cli {

// `style` is added to what all pages share. The page runs `script`, given again to the foot, and no
// other, and loads nothing: its content security policy says so to the browser.
std::string page_head(std::string_view title, std::string_view style, std::string_view script);
std::string page_foot(std::string_view script);

}  // namespace wutong::cli
