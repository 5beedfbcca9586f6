// Ranks of statistics that are about the same: one subject, indicator, period, unit and status.
//
// Contradicting figures stand side by side. The one that most documents state is of rank 1; where
// equally many do, the surer one, then the exact one, then the one of the latest document, then the
// smaller one.
#pragma once

#include <set>
#include <string>

#include "store/write_transaction.h"

namespace wutong::build {

// The statistics that are about the same as this one, a fact of kind S; empty for one without a
// period, which has no rank.
std::string rank_group_of(const std::string& fact);
// Sets the property `rank` of all statistics of these groups.
void rank_statistics(store::WriteTransaction& transaction, const std::set<std::string>& groups);

}  // namespace wutong::build
