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

bool begins_with(std::string_view bytes, std::string_view start, std::size_t at = 0) {
  return bytes.size() >= at && bytes.substr(at, start.size()) == start;
}

struct Ending {
  const char* ending;
  const char* type;
};
constexpr Ending kEndings[] = {{".txt", "text/plain"},           {".md", "text/markdown"},
                               {".html", "text/html"},           {".htm", "text/html"},
                               {".xhtml", "text/html"},          {".json", "application/json"},
                               {".jsonl", "application/jsonl"},  {".ndjson", "application/jsonl"},
                               {".docx", "application/docx"},    {".pdf", "application/pdf"},
                               {".zip", "application/zip"},      {".tar", "application/x-tar"},
                               {".tgz", "application/x-tar"},    {".tar.gz", "application/x-tar"},
                               {".tar.xz", "application/x-tar"}, {".tar.zst", "application/x-tar"},
                               {".tar.bz2", "application/x-tar"}};

// A package of Office's kind names its parts in the clear.
std::string type_of_package(std::string_view bytes) {
  const auto holds = [&](std::string_view part) {
    return bytes.find(part) != std::string_view::npos;
  };
  if (holds("word/document.xml")) return "application/docx";
  if (holds("xl/workbook.xml") || holds("ppt/presentation.xml") || holds("META-INF/container.xml"))
    return "unsupported";
  return "application/zip";
}

// Empty: the content does not tell.
std::string type_of_content(std::string_view bytes) {
  if (begins_with(bytes, "PK\x03\x04")) return type_of_package(bytes);
  if (begins_with(bytes, "%PDF-")) return "application/pdf";
  for (const std::string_view packed : {"\x1F\x8B",
                                        "\xFD"
                                        "7zXZ",
                                        "\x28\xB5\x2F\xFD", "BZh"}) {
    if (begins_with(bytes, packed)) return "application/x-tar";
  }
  if (begins_with(bytes, "ustar", 257)) return "application/x-tar";
  for (const std::string_view other : {"\xD0\xCF\x11\xE0", "Rar!", "7z\xBC\xAF", "{\\rtf"}) {
    if (begins_with(bytes, other)) return "unsupported";
  }
  if (looks_like_html(bytes)) return "text/html";
  return json_type(bytes);
}

}  // namespace

std::string media_type_of_name(std::string_view path) {
  const std::string name = lower(path);
  for (const Ending& each : kEndings) {
    if (ends_with(name, each.ending)) return each.type;
  }
  return "";
}

std::string known_endings() {
  std::string out;
  for (const Ending& each : kEndings) out += (out.empty() ? "" : " ") + std::string(each.ending);
  return out;
}

std::string media_type(const Source& source) {
  if (!source.media_type.empty()) return source.media_type;
  const std::string named = media_type_of_name(source.uri);
  // A page that was saved as text is still a page.
  if (named == "text/plain" && looks_like_html(source.bytes)) return "text/html";
  if (!named.empty()) return named;
  const std::string found = type_of_content(source.bytes);
  return found.empty() ? "text/plain" : found;
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
  if (type == "unsupported") {
    throw Error("text.unsupported", "documents of this kind are not read")
        .with_note("save it as docx, PDF, HTML or text; an archive as zip or tar");
  }
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
