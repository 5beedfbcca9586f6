// One rewrite rule; its equation stands in parallel.cpp.
#pragma once

#include "plan/algebra.h"

namespace wutong::plan {

// The scan that the rows of a plan come from, one by one, and how many each of its rows is
// estimated to become; null where an operator between needs all rows at once.
struct FirstScan {
  const Operator* scan = nullptr;
  double rows = 1;
};
FirstScan first_scan(const Operator& op);

bool parallel(OperatorPtr& op);

}  // namespace wutong::plan
