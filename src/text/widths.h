// The width of marks, letters and digits.
#pragma once

#include <vector>

#include "text/decode.h"
#include "text/repair_log.h"

namespace wutong::text {

// Half-width marks beside Chinese characters become full-width; full-width letters and digits
// become half-width. Marks within numbers, URLs and English have no Chinese character beside them.
void normalise_widths(std::vector<DecodedCharacter>& text, RepairLog& repairs);

}  // namespace wutong::text
