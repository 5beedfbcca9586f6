// Bytes -> code points, each with the bytes it came from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace wutong::text {

struct DecodedCharacter {
  char32_t code_point;
  base::ByteSpan span;
};

struct DecodedText {
  std::string encoding;
  std::vector<DecodedCharacter> characters;
  std::size_t invalid = 0;  // ill-formed sequences, each U+FFFD
};

// A byte order mark decides; else well-formed UTF-8 is UTF-8, and if it was written from bytes read
// as Windows-1252 (see mojibake.h), that is undone; else the encoding that the document's head
// names; else GB18030 or Big5, whichever reads more like Chinese by the bigrams of the base
// lexicon.
DecodedText decode(std::string_view bytes);

}  // namespace wutong::text
