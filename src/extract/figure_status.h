// Whether a figure is stated, planned or only heard of.
#pragma once

#include "extract/figures.h"

namespace wutong::extract {

// Of `statistic`, whose figure is at `figure`. `last`: the statistic before it; nullptr: none.
Modality status_of(const Figures& figures, const StatisticDraft& statistic, Range figure,
                   const StatisticDraft* last);

}  // namespace wutong::extract
