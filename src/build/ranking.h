// Ranks of statistics that are about the same: one subject, indicator, period, unit and status.
//
// Contradicting figures stand side by side. The one that most documents state is of rank 1; where
// equally many do, the surer one, then the exact one, then the one of the latest document, then the
// smaller one.
#pragma once

#include <string>
#include <vector>

#include "store/write_transaction.h"

namespace wutong::build {

// Sets the property `rank` of all statistics that are about the same as one of `touched`, sorted
// fact keys. Statistics without a period have none.
void rank_statistics(store::WriteTransaction& transaction, const std::vector<std::string>& touched);

}  // namespace wutong::build
