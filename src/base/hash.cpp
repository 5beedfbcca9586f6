#include "base/hash.h"

#include <nettle/sha2.h>

#include <array>

namespace wutong::base {
namespace {

std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest_of(const std::vector<std::string_view>& parts) {
  sha256_ctx context;
  sha256_init(&context);
  for (const std::string_view part : parts) {
    sha256_update(&context, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
  }
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  const auto digest = digest_of({bytes});
  return {digest.begin(), digest.end()};
}

std::string sha256_hex(std::string_view bytes) { return sha256_hex(std::vector{bytes}); }

std::string sha256_hex(const std::vector<std::string_view>& parts) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : digest_of(parts)) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

std::uint64_t stable_hash64(std::string_view bytes) {
  const auto digest = digest_of({bytes});
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | digest[i];
  return value;
}

}  // namespace wutong::base
