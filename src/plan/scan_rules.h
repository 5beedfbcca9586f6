// Rules that let a scan do what stands above it; their equations stand in scan_rules.cpp.
#pragma once

#include <vector>

#include "plan/algebra.h"

namespace wutong::plan {

bool scan_filter(OperatorPtr& op);
bool scan_aggregate(OperatorPtr& op);

}  // namespace wutong::plan
