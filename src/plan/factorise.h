// One rewrite rule; its equation stands in factorise.cpp.
#pragma once

#include "plan/algebra.h"

namespace wutong::plan {

// Whether it fired on `op`. `next_column` is Plan::next_column.
bool factorise(OperatorPtr& op, std::uint32_t& next_column);

}  // namespace wutong::plan
