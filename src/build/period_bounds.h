// The first and last day of a period in the ISO forms that statistics carry.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "wutong/temporal.h"

namespace wutong::build {

// 2021, 2021-06, 2021-06-30, 2021H1, 2021Q3, and A/B of two of these. nullopt for anything else.
std::optional<std::pair<Date, Date>> period_bounds(std::string_view period);

}  // namespace wutong::build
