// Rules that narrow the scan below a condition and leave the condition where it is.
#pragma once

#include "model/statistics.h"
#include "plan/algebra.h"

namespace wutong::plan {

bool index_range(OperatorPtr& op, const model::Statistics& statistics);
bool hash_lookup(OperatorPtr& op, const model::Statistics& statistics);

}  // namespace wutong::plan
