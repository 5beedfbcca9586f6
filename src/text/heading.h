// What the lines around a text say of the document: 标题, 来源, 作者, 日期.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wutong::text {

// Adds title, source, author and date (ISO 8601) where the first or last lines of a restored text
// name them and `properties` does not. A first line is the title where a blank line or one of these
// lines follows it.
void add_heading_properties(std::u32string_view text,
                            std::map<std::string, std::string>& properties);

// "2021-03-05" of 2021年3月5日, 2021-3-5, 2021/03/05, 2021.3.5 at the start of `text`.
std::optional<std::string> iso_date(std::u32string_view text);

}  // namespace wutong::text
