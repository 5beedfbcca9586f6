// Plans as text: one operator per line, inputs indented below.
#pragma once

#include <string>

#include "plan/algebra.h"

namespace wutong::plan {

std::string explain(const Plan& plan);
std::string to_text(const Expression& expression, const Plan& plan);

}  // namespace wutong::plan
