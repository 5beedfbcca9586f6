// The optimiser: an array of rewrite rules, each a pure function that keeps the rows of a plan. A
// rule's equation is the comment of its file; each can be left out by name.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/statistics.h"
#include "plan/algebra.h"

namespace wutong::plan {

// "*" in `disabled` leaves out all rules. Plan::rules names those that fired.
Plan optimise(Plan plan, const model::Statistics& statistics,
              std::span<const std::string> disabled);

// The names of all rules, in the order in which they are applied.
std::vector<std::string> rules();

}  // namespace wutong::plan
