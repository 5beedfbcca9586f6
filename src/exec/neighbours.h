// plan::Neighbours as a function of the row.
#pragma once

#include "exec/evaluator.h"

namespace wutong::exec {

Evaluate neighbours_of(const plan::Neighbours& plan, Lowering& lowering);

}  // namespace wutong::exec
