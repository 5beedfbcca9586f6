// The double-byte part of CP936 (GBK), both ways.
#pragma once

#include <cstdint>

namespace wutong::text {

// The character of a pair of bytes; 0 for a pair that stands for none.
char32_t gbk_character(std::uint8_t lead, std::uint8_t trail);
// lead << 8 | trail; 0 for a character that GBK lacks or holds in one byte.
std::uint16_t gbk_pair(char32_t c);

// Whether traditional texts use the character: whether Big5 has it.
bool in_big5(char32_t c);

}  // namespace wutong::text
