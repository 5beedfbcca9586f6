// Decoded characters as UTF-8 for parsers that want that, with the way back to the source.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/span.h"
#include "text/decode.h"

namespace wutong::text {

class Transcoded {
 public:
  // U+0000, which no parser takes for a character, becomes U+FFFD.
  explicit Transcoded(std::vector<DecodedCharacter> characters);

  const std::string& utf8() const { return utf8_; }
  // The bytes of the source that [begin, end) of utf8() came from.
  base::ByteSpan source(std::size_t begin, std::size_t end) const;

 private:
  std::vector<DecodedCharacter> characters_;
  std::string utf8_;
  std::vector<std::uint32_t> places_;  // for each byte of utf8_ its character
};

}  // namespace wutong::text
