// Hashes that are part of the data: the same on every machine, for ever.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wutong::base {

std::string sha256(std::string_view bytes);                          // the 32 bytes themselves
std::string sha256_hex(std::string_view bytes);                      // lower case, 64 digits
std::string sha256_hex(const std::vector<std::string_view>& parts);  // of all, one behind the other
std::uint64_t stable_hash64(std::string_view bytes);  // the first 8 bytes of SHA-256, big-endian

}  // namespace wutong::base
