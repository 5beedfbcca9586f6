#include "text/reader.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "base/hash.h"

namespace wutong::text {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

bool ends_with(const std::string& name, std::string_view ending) {
  return name.size() > ending.size() &&
         name.compare(name.size() - ending.size(), ending.size(), ending) == 0;
}

bool looks_like_html(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (begin == std::string_view::npos || bytes[begin] != '<') return false;
  const std::string head = lower(bytes.substr(begin, 512));
  return head.rfind("<!doctype html", 0) == 0 || head.find("<html") != std::string::npos;
}

struct Ending {
  const char* ending;
  const char* type;
};
constexpr Ending kEndings[] = {{".txt", "text/plain"},
                               {".md", "text/markdown"},
                               {".html", "text/html"},
                               {".htm", "text/html"},
                               {".xhtml", "text/html"},
                               {".json", "application/json"},
                               {".jsonl", "application/jsonl"},
                               {".ndjson", "application/jsonl"},
                               {".zip", "application/zip"},
                               {".tar", "application/x-tar"},
                               {".tgz", "application/x-tar"},
                               {".tar.gz", "application/x-tar"},
                               {".tar.xz", "application/x-tar"},
                               {".tar.zst", "application/x-tar"},
                               {".tar.bz2", "application/x-tar"},
                               {".docx", "application/docx"},
                               {".pdf", "application/pdf"}};

}  // namespace

std::string media_type(const Source& source) {
  if (!source.media_type.empty()) return source.media_type;
  const std::string name = lower(source.uri);
  const std::string_view bytes = source.bytes;
  for (const Ending& each : kEndings) {
    if (!ends_with(name, each.ending)) continue;
    const std::string type = each.type;
    // A page that was saved as text is still a page.
    return type == "text/plain" && looks_like_html(bytes) ? "text/html" : type;
  }
  if (bytes.substr(0, 4) == std::string_view("PK\x03\x04", 4)) return "application/zip";
  if (bytes.substr(0, 5) == "%PDF-") return "application/pdf";
  if (bytes.substr(0, 2) == "\x1F\x8B") return "application/x-tar";
  return looks_like_html(bytes) ? "text/html" : "text/plain";
}

SourceDocument read_plain(const Source& source) {
  if (source.bytes.empty()) throw Error("text.empty", "the document is empty");
  const std::string_view head = std::string_view(source.bytes).substr(0, 1 << 16);
  const bool utf16 = head.substr(0, 2) == "\xFF\xFE" || head.substr(0, 2) == "\xFE\xFF";
  if (!utf16 && head.find('\0') != std::string_view::npos) {
    throw Error("text.binary", "the document is binary, not text");
  }
  SourceDocument document;
  document.uri = source.uri;
  document.sha256 = base::sha256_hex(source.bytes);
  document.bytes = source.bytes.size();
  document.decoded = decode(source.bytes);
  if (document.decoded.invalid * 5 > document.decoded.characters.size()) {
    throw Error("text.binary", "the document is no text in UTF-8, UTF-16, GB18030 or Big5");
  }
  return document;
}

void read_documents(const Source& source, const ReadOptions& options, const OnDocument& document,
                    const OnFault& fault) {
  if (source.bytes.empty()) throw Error("text.empty", "the document is empty");
  const std::string type = media_type(source);
  if (type == "text/html") return document(read_html(source));
  if (type == "application/json") return read_json(source, options, document, fault);
  if (type == "application/jsonl") return read_json_lines(source, options, document, fault);
  if (type == "application/docx") return document(read_docx(source));
  if (type == "application/zip" || type == "application/x-tar") {
    return read_archive(source, options, document, fault);
  }
  if (type == "application/pdf") return document(read_pdf(source));
  document(read_plain(source));
}

}  // namespace wutong::text
