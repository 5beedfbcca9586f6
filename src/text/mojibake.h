// UTF-8 that was read as Latin-1 or Windows-1252 and written again as UTF-8: æ¡ä¹¡ for 桐乡.
#pragma once

#include "text/decode.h"

namespace wutong::text {

// Undoes it where nearly all characters beyond ASCII take part and give Chinese; true if it did.
// The characters keep the bytes of the two or three that they were made of.
bool undo_mojibake(DecodedText& text);

}  // namespace wutong::text
