// Arithmetic of temporal values and durations, and their components.
#pragma once

#include <optional>
#include <string_view>

#include "wutong/value.h"

namespace wutong::model {

// `value` + sign * `duration` for a temporal value or a duration; nullopt where the types do not
// fit. Months are added first (the day is cut to the month's last), then days, then seconds.
std::optional<Value> add_duration(const Value& value, const Value& duration, int sign);

// Each part times `factor`; what is left of a part goes on to the next smaller one, months as
// 30.436875 days.
Value scale_duration(const Duration& duration, double factor);

// date.year, datetime.epochSeconds, duration.minutesOfHour, ... Null for an unknown component.
Value temporal_component(const Value& value, std::string_view name);

}  // namespace wutong::model
