#include "base/html_text.h"

#include "base/utf8.h"

namespace wutong::base {
namespace {

bool is_control(char32_t c) {
  return (c < 0x20 && c != U'\t' && c != U'\n') || (c >= 0x7F && c < 0xA0);
}

char32_t picture(char32_t c) {
  if (c < 0x20) return 0x2400 + c;
  return c == 0x7F ? U'\u2421' : kReplacement;
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode_utf8(text, at);
    switch (decoded.code_point) {
      case U'\r':
        if (at + 1 < text.size() && text[at + 1] != '\n') out += "␍";
        break;
      case U'&':
        out += "&amp;";
        break;
      case U'<':
        out += "&lt;";
        break;
      case U'>':
        out += "&gt;";
        break;
      case U'"':
        out += "&quot;";
        break;
      case U'\'':
        out += "&#39;";
        break;
      default:
        append_utf8(
            is_control(decoded.code_point) ? picture(decoded.code_point) : decoded.code_point, out);
    }
    at += decoded.length;
  }
  return out;
}

}  // namespace wutong::base
