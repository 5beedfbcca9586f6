// "Did you mean": the known name closest to a mistyped one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wutong::base {

// nullopt where nothing is close: more than a third of the characters would have to change.
std::optional<std::string> closest(std::string_view name, const std::vector<std::string>& known);

}  // namespace wutong::base
