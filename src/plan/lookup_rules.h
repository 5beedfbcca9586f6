// Rules that narrow the scan below a condition and leave the condition where it is.
#pragma once

#include "model/statistics.h"
#include "plan/algebra.h"

namespace wutong::plan {

bool index_range(OperatorPtr& op, const model::Statistics& statistics);
// Whether `test` is one that made a bound of `seek`: nodes between the bounds meet it.
bool is_bound_of(const Expression& test, const IndexRangeSeek& seek);
bool hash_lookup(OperatorPtr& op, const model::Statistics& statistics);

}  // namespace wutong::plan
