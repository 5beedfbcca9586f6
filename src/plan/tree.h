// Questions about plan trees.
#pragma once

#include <vector>

#include "plan/algebra.h"

namespace wutong::plan {

// The columns that an operator's rows carry.
std::vector<ColumnId> columns_of(const Operator& op);
// The inputs of an operator, in order; pointers to the owning slots so that rules can replace them.
std::vector<OperatorPtr*> inputs_of(Operator& op);
std::vector<const Operator*> inputs_of(const Operator& op);
bool calls_procedure(const Operator& op);
const char* name_of(const Operator& op);

// Whether a projection makes no column that is not there.
bool only_passes(const Project& project);

// A copy of a constant, a column or a column's property; null of anything else.
ExpressionPtr copy_simple(const Expression& from);

}  // namespace wutong::plan
