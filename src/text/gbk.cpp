#include "text/gbk.h"

#include <unicode/ucnv.h>

#include <array>
#include <memory>
#include <vector>

namespace wutong::text {
namespace {

// Filled on first use: only damaged documents ask.
struct Tables {
  std::array<char16_t, 126 * 256> characters{};  // by (lead - 0x81, trail)
  std::vector<std::uint16_t> pairs = std::vector<std::uint16_t>(65536);

  std::vector<bool> big5 = std::vector<bool>(65536);

  Tables() {
    fill_pairs();
    fill_big5();
  }

  void fill_big5() {
    UErrorCode fault = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, void (*)(UConverter*)> converter(ucnv_open("Big5", &fault),
                                                                       ucnv_close);
    if (U_FAILURE(fault)) return;
    for (unsigned lead = 0xA4; lead <= 0xF9; ++lead) {
      for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
        if (trail >= 0x7F && trail < 0xA1) continue;
        const char bytes[2] = {static_cast<char>(lead), static_cast<char>(trail)};
        UChar out[4];
        fault = U_ZERO_ERROR;
        const auto length = ucnv_toUChars(converter.get(), out, 4, bytes, 2, &fault);
        if (U_SUCCESS(fault) && length == 1) big5[out[0]] = true;
      }
    }
  }

  void fill_pairs() {
    UErrorCode fault = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, void (*)(UConverter*)> converter(
        ucnv_open("windows-936", &fault), ucnv_close);
    if (U_FAILURE(fault)) return;
    for (unsigned lead = 0x81; lead <= 0xFE; ++lead) {
      for (unsigned trail = 0x40; trail <= 0xFE; ++trail) {
        if (trail == 0x7F) continue;
        const char bytes[2] = {static_cast<char>(lead), static_cast<char>(trail)};
        UChar out[4];
        fault = U_ZERO_ERROR;
        const auto length = ucnv_toUChars(converter.get(), out, 4, bytes, 2, &fault);
        if (U_FAILURE(fault) || length != 1 || out[0] == 0xFFFD ||
            (out[0] >= 0xE000 && out[0] < 0xF900)) {
          continue;
        }
        characters[(lead - 0x81) * 256 + trail] = out[0];
        pairs[out[0]] = static_cast<std::uint16_t>(lead << 8 | trail);
      }
    }
  }
};

const Tables& tables() {
  static const Tables filled;
  return filled;
}

}  // namespace

char32_t gbk_character(std::uint8_t lead, std::uint8_t trail) {
  if (lead < 0x81 || lead > 0xFE) return 0;
  return tables().characters[static_cast<std::size_t>(lead - 0x81) * 256 + trail];
}

std::uint16_t gbk_pair(char32_t c) { return c > 0xFFFF ? std::uint16_t{0} : tables().pairs[c]; }

bool in_big5(char32_t c) { return c <= 0xFFFF && tables().big5[c]; }

}  // namespace wutong::text
