// One rewrite rule; its equations stand in stream_writes.cpp.
#pragma once

#include "plan/algebra.h"

namespace wutong::plan {

bool stream_writes(OperatorPtr& op);

}  // namespace wutong::plan
