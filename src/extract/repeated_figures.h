// A headline and the text below it state a figure once. What says more of it stays.
#pragma once

#include <vector>

#include "extract/figures.h"

namespace wutong::extract {

// In their order.
std::vector<StatisticDraft> without_repeats(const Figures& figures,
                                            std::vector<StatisticDraft> found);

}  // namespace wutong::extract
