// UTF-8 (RFC 3629): decoding, encoding, validation.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace wutong::base {

inline constexpr char32_t kReplacement = 0xFFFD;

// The code point at `at` and its length in bytes. An ill-formed sequence is U+FFFD of length 1.
struct Decoded {
  char32_t code_point = kReplacement;
  std::size_t length = 1;
  bool valid = false;
};
Decoded decode_utf8(std::string_view text, std::size_t at);

void append_utf8(char32_t code_point, std::string& out);
std::string to_utf8(std::u32string_view text);
std::u32string from_utf8(std::string_view text);
// Byte offset of the first ill-formed sequence; nullopt for well-formed text.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);
// In code points.
std::size_t utf8_length(std::string_view text);

}  // namespace wutong::base
