// Temporal values from text (ISO 8601), maps of components and other temporal values. Null in, null
// out. Errors: argument.invalid_temporal_text, argument.invalid_temporal_component.
#pragma once

#include "wutong/value.h"

namespace wutong::model {

Value make_date(const Value& from);
Value make_local_time(const Value& from);
Value make_time(const Value& from);
Value make_local_date_time(const Value& from);
Value make_date_time(const Value& from);
Value make_duration(const Value& from);

}  // namespace wutong::model
