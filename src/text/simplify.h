// Traditional to simplified characters: OpenCC's t2s, one character for one, with phrases where a
// character alone misleads.
#pragma once

#include <vector>

#include "text/decode.h"
#include "text/repair_log.h"

namespace wutong::text {

// REQUIRES: the text is traditional; some traditional characters are used in simplified texts too.
// `was_simplified`: a site made it traditional, one character for one.
void simplify(std::vector<DecodedCharacter>& text, bool was_simplified, RepairLog& repairs);

}  // namespace wutong::text
