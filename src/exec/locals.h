// Which columns of a plan are local variables of expressions and not columns of rows: those that a
// comprehension, quantifier, reduce, FOREACH or the predicate of a long relationship introduces.
#pragma once

#include <vector>

#include "plan/algebra.h"

namespace wutong::exec {

// `locals`: by column; REQUIRES: as long as the plan has columns.
void find_locals(const plan::Operator& op, std::vector<bool>& locals);
void find_locals(const plan::Expression& expression, std::vector<bool>& locals);

}  // namespace wutong::exec
