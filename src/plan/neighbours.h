// Rules on subqueries of one step, and on subqueries whose answers come again; their equations
// stand in neighbours.cpp.
#pragma once

#include "plan/algebra.h"

namespace wutong::plan {

bool neighbours(OperatorPtr& op);
bool remember(OperatorPtr& op);
// `next_column` is Plan::next_column.
bool count_pattern(OperatorPtr& op, std::uint32_t& next_column);

}  // namespace wutong::plan
