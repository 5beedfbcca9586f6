// date.truncate and its relatives: a temporal value cut to a unit, then given other components.
#pragma once

#include <string_view>

#include "wutong/value.h"

namespace wutong::model {

// `unit`: millennium, century, decade, year, weekYear, quarter, month, week, day, hour, minute,
// second, millisecond, microsecond. `components`: a map that replaces parts, or null. The result
// has the type `type`. Errors: argument.invalid_temporal_component.
Value truncate(ValueType type, std::string_view unit, const Value& value, const Value& components);

}  // namespace wutong::model
