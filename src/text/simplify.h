// Traditional to simplified characters: OpenCC's t2s, one character for one, with phrases where a
// character alone misleads.
#pragma once

#include <vector>

#include "text/decode.h"
#include "text/repair_log.h"

namespace wutong::text {

// REQUIRES: the text is traditional; some traditional characters are used in simplified texts too.
void simplify(std::vector<DecodedCharacter>& text, RepairLog& repairs);

}  // namespace wutong::text
