// How much a plan reads, roughly.
#pragma once

#include "model/statistics.h"
#include "plan/algebra.h"

namespace wutong::plan {

// Whether running the plan touches so many nodes that copying the parts of the graph it needs into
// memory pays. Plans that start from an index or an id and go a step or two do not.
bool reads_much(const Operator& op, const model::Statistics& statistics);

}  // namespace wutong::plan
