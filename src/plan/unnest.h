// Rules that take apart plans run once per row; their equations stand in unnest.cpp.
#pragma once

#include "plan/algebra.h"

namespace wutong::plan {

bool anti_join(OperatorPtr& op);
bool scalar_call(OperatorPtr& op);
bool unnest(OperatorPtr& op);

}  // namespace wutong::plan
