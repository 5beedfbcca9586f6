// The duration from one temporal value to another, as duration.between and its relatives give it.
#pragma once

#include "wutong/value.h"

namespace wutong::model {

enum class DurationParts { All, Months, Days, Seconds };

// Missing dates make the difference one of clock times alone; a missing clock time is midnight; a
// missing zone is the other value's. Null in, null out.
Value duration_between(const Value& from, const Value& to, DurationParts parts);

}  // namespace wutong::model
