// Out-of-step runs: what a decoder made of GBK bytes that it read one byte off.
//
// On the pages of this kind a byte was lost: a sentence mark was cut out of the middle of two
// characters, or a bracket with a reading was put inside one. The decoder wrote '?' for the byte
// that was left over, paired the following bytes wrongly, and came back into step at the next byte
// that stood alone: another '?', or an ASCII character that was a trail byte.
//
//   需求。互聯  A1A3 BBA5 C293   cut at A3BB (；):   A1 | A3BB | A5C2 93   read as  ?；ヂ?
//   專家征求2014  8C A3BC D2D5 F7C7 F3 2             read as  ?<艺髑?014   with (qū) inside 8CA3
//
// A run is put together again from its bytes, the unknown ones tried, and the best reading taken
// where the characters are common ones and follow one another in words.
#pragma once

#include <vector>

#include "text/decode.h"
#include "text/repair_log.h"

namespace wutong::text {

// Repairs `text` in place and appends a Repair per run, "out-of-step", and "unrecovered" for runs
// that look broken and stay. REQUIRES: the document is one of this kind (see restore.cpp).
void repair_out_of_step(std::vector<DecodedCharacter>& text, RepairLog& repairs);

}  // namespace wutong::text
