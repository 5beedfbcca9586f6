#include "cli/page.h"

#include "base/hash.h"
#include "base/html_text.h"
#include "wutong/version.h"

namespace wutong::cli {
namespace {

constexpr std::string_view kSharedStyle =
    R"(body { font: 16px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif;
  margin: 2em; color: #222; background: #fff; }
h1 { font-size: 1.1em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
td, th { vertical-align: top; padding: .3em .8em; border-top: 1px solid #ddd;
  overflow-wrap: anywhere; unicode-bidi: isolate; }
th:first-child, td:first-child { width: 2em; color: #666; text-align: right; }
th { text-align: left; }
)";

std::string base64(std::string_view bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    unsigned block = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      block = block << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      out += i <= count ? kDigits[block >> (18 - 6 * i) & 63] : '=';
    }
  }
  return out;
}

std::string policy(std::string_view script) {
  std::string out =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
      "form-action 'none'";
  if (!script.empty()) out += "; script-src 'sha256-" + base64(base::sha256(script)) + "'";
  return out;
}

}  // namespace

std::string page_head(std::string_view title, std::string_view style, std::string_view script) {
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"" +
         policy(script) +
         "\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
         "<meta name=\"generator\" content=\"wutong " +
         std::string(kVersion) + "\">\n<title>" + base::html_text(title) + "</title>\n<style>\n" +
         std::string(kSharedStyle) + std::string(style) + "</style>\n</head>\n<body>\n";
}

std::string page_foot(std::string_view script) {
  return (script.empty() ? "" : "<script>" + std::string(script) + "</script>\n") +
         "</body>\n</html>\n";
}

}  // namespace wutong::cli
