#include "text/mojibake.h"

#include <array>
#include <string>

#include "base/utf8.h"
#include "text/character.h"

namespace wutong::text {
namespace {

// Windows-1252 from 80 to 9F (the WHATWG Encoding Standard's table); Latin-1 reads these as C1
// controls.
constexpr std::array<char32_t, 32> kWindows1252 = {
    0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};

// The byte that was read as `c`; -1 for none.
int byte_of(char32_t c) {
  if (c < 0x100) return static_cast<int>(c);
  for (std::size_t i = 0; i < kWindows1252.size(); ++i) {
    if (kWindows1252[i] == c) return static_cast<int>(0x80 + i);
  }
  return -1;
}

}  // namespace

bool undo_mojibake(DecodedText& text) {
  const std::vector<DecodedCharacter>& found = text.characters;
  std::size_t beyond = 0, taken = 0, han = 0;
  for (std::size_t i = 0; i < found.size() && beyond < 64; ++i) {
    if (is_han(found[i].code_point)) return false;  // read rightly
    beyond += found[i].code_point > 0x7F ? 1 : 0;
  }
  if (beyond < 6) return false;
  beyond = 0;
  std::vector<DecodedCharacter> out;
  out.reserve(found.size());
  for (std::size_t i = 0; i < found.size();) {
    if (found[i].code_point <= 0x7F) {
      out.push_back(found[i++]);
      continue;
    }
    std::string bytes;
    for (std::size_t k = i; k < found.size() && bytes.size() < 4; ++k) {
      const int byte = byte_of(found[k].code_point);
      if (byte < 0x80) break;
      bytes.push_back(static_cast<char>(byte));
    }
    const base::Decoded decoded = bytes.empty() ? base::Decoded{} : base::decode_utf8(bytes, 0);
    ++beyond;
    if (bytes.empty() || !decoded.valid || decoded.length < 2) {
      out.push_back(found[i++]);
      continue;
    }
    ++taken;
    han += is_chinese(decoded.code_point) ? 1 : 0;
    out.push_back(
        {decoded.code_point, {found[i].span.begin, found[i + decoded.length - 1].span.end}});
    i += decoded.length;
  }
  if (taken * 10 < beyond * 9 || han * 2 < taken) return false;
  text.characters = std::move(out);
  text.encoding = "UTF-8 read as Windows-1252";
  return true;
}

}  // namespace wutong::text
