// One rewrite rule; its equation stands in late_project.cpp.
#pragma once

#include "plan/algebra.h"

namespace wutong::plan {

bool late_project(OperatorPtr& op);

}  // namespace wutong::plan
