// The expressions of a plan, and the columns that they and their operators read.
#pragma once

#include <vector>

#include "plan/algebra.h"

namespace wutong::plan {

// The expressions that stand in an operator itself, in order; not those of its inputs.
std::vector<ExpressionPtr*> expressions_of(Operator& op);
std::vector<const Expression*> expressions_of(const Operator& op);
// The expressions that an expression is made of; nothing of a subquery's plan.
std::vector<ExpressionPtr*> parts_of(Expression& expression);
std::vector<const Expression*> parts_of(const Expression& expression);
// The subqueries in the expressions of an operator itself.
std::vector<Subquery*> subqueries_of(Operator& op);

// What a plan reads of the row outside through Argument: columns, or properties where no more of a
// column is read; nullopt where its answer hangs on more than those: on chance, on a procedure, on
// a file, or where it writes.
std::optional<std::vector<ExpressionPtr>> reads_outside(const Operator& plan);

}  // namespace wutong::plan
