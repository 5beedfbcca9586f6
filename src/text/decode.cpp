#include "text/decode.h"

#include <unicode/ucnv.h>

#include <cctype>
#include <memory>

#include "base/utf8.h"
#include "text/character.h"
#include "text/mojibake.h"
#include "text/tables.h"

namespace wutong::text {
namespace {

DecodedText decode_utf8_text(std::string_view bytes, std::size_t begin) {
  DecodedText out;
  out.encoding = "UTF-8";
  out.characters.reserve(bytes.size() / 2);
  for (std::size_t at = begin; at < bytes.size();) {
    const base::Decoded decoded = base::decode_utf8(bytes, at);
    out.characters.push_back({decoded.code_point, {at, at + decoded.length}});
    out.invalid += decoded.valid ? 0 : 1;
    at += decoded.length;
  }
  return out;
}

DecodedText decode_with(const char* encoding, std::string_view bytes, std::size_t begin) {
  DecodedText out;
  out.encoding = encoding;
  UErrorCode fault = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, void (*)(UConverter*)> converter(ucnv_open(encoding, &fault),
                                                                     ucnv_close);
  if (U_FAILURE(fault)) return decode_utf8_text(bytes, begin);
  const char* at = bytes.data() + begin;
  const char* const end = bytes.data() + bytes.size();
  while (at < end) {
    const char* before = at;
    fault = U_ZERO_ERROR;
    const UChar32 c = ucnv_getNextUChar(converter.get(), &at, end, &fault);
    if (U_FAILURE(fault) && at == before) ++at;
    const bool bad = U_FAILURE(fault) || c == 0xFFFD;
    out.invalid += bad ? 1 : 0;
    out.characters.push_back({bad ? base::kReplacement : static_cast<char32_t>(c),
                              {static_cast<std::size_t>(before - bytes.data()),
                               static_cast<std::size_t>(at - bytes.data())}});
  }
  return out;
}

// How much the text reads like Chinese: weight of neighbouring characters, less the ill-formed
// ones.
double chinese_score(const DecodedText& text) {
  double score = 0;
  for (std::size_t i = 1; i < text.characters.size(); ++i) {
    const char32_t a = text.characters[i - 1].code_point, b = text.characters[i].code_point;
    if (is_han(a) && is_han(b)) score += bigram_weight(simplified(a), simplified(b));
  }
  return score - 400.0 * static_cast<double>(text.invalid);
}

// The encoding that the head of the document names: <meta charset=...>, "Content-Type: ...;
// charset=...", <?xml encoding=...?>. Empty: none, or one that ICU does not know.
std::string declared_encoding(std::string_view bytes) {
  std::string head(bytes.substr(0, 4096));
  for (char& c : head) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
  for (const std::string_view cue : {"charset", "encoding"}) {
    std::size_t at = head.find(cue);
    if (at == std::string::npos) continue;
    at = head.find_first_not_of(" \t", at + cue.size());
    if (at == std::string::npos || head[at] != '=') continue;
    at = head.find_first_not_of(" \t\"'", at + 1);
    if (at == std::string::npos) continue;
    std::size_t end = at;
    while (end < head.size() && (std::isalnum(static_cast<unsigned char>(head[end])) != 0 ||
                                 head[end] == '-' || head[end] == '_')) {
      ++end;
    }
    const std::string name = head.substr(at, end - at);
    // What calls itself GB2312 or GBK holds the characters of GB18030 as well.
    if (name.rfind("gb", 0) == 0) return "GB18030";
    UErrorCode fault = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, void (*)(UConverter*)> known(ucnv_open(name.c_str(), &fault),
                                                                   ucnv_close);
    if (!name.empty() && U_SUCCESS(fault)) return name;
  }
  return "";
}

}  // namespace

DecodedText decode(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") return decode_utf8_text(bytes, 3);
  if (bytes.substr(0, 2) == "\xFF\xFE") return decode_with("UTF-16LE", bytes, 2);
  if (bytes.substr(0, 2) == "\xFE\xFF") return decode_with("UTF-16BE", bytes, 2);
  if (!base::first_invalid_utf8(bytes)) {
    DecodedText text = decode_utf8_text(bytes, 0);
    undo_mojibake(text);
    return text;
  }
  DecodedText utf8 = decode_utf8_text(bytes, 0);
  // A few bad bytes in otherwise good UTF-8 are damage, not another encoding.
  if (utf8.invalid * 50 < utf8.characters.size()) return utf8;
  if (const std::string declared = declared_encoding(bytes); !declared.empty()) {
    DecodedText text = decode_with(declared.c_str(), bytes, 0);
    if (text.invalid * 50 < text.characters.size()) return text;
  }
  DecodedText gb = decode_with("GB18030", bytes, 0), big5 = decode_with("Big5", bytes, 0);
  return chinese_score(big5) > chinese_score(gb) ? std::move(big5) : std::move(gb);
}

}  // namespace wutong::text
