// How much a plan reads, roughly.
#pragma once

#include <cstdint>

#include "model/statistics.h"
#include "plan/algebra.h"

namespace wutong::plan {

// How often to run the plan from storage before copying the parts of the graph that it needs into
// memory: never where it reads much at once, many times where it starts from an index and goes a
// step or two, without end where it only looks nodes up.
std::uint32_t direct_runs(const Operator& op, const model::Statistics& statistics);

}  // namespace wutong::plan
