// The duration from one temporal value to another, as duration.between and its relatives give it.
#pragma once

#include "wutong/value.h"

namespace wutong::model {

enum class DurationParts { All, Months, Days, Seconds };

// A missing date is the other value's, so that only the clock times differ; a missing clock time is
// midnight; a missing zone is the other value's. Null in, null out.
Value duration_between(const Value& from, const Value& to, DurationParts parts);

}  // namespace wutong::model
