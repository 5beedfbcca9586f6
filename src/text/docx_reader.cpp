// docx: the paragraphs of word/document.xml, each row of a table a line, and the core properties.
// Positions are bytes of word/document.xml.
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>
#include <pugixml.hpp>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/reader.h"

namespace wutong::text {
namespace {

constexpr int kDeepest = 1000;
constexpr std::size_t kLargestCell = 60;                     // characters
constexpr std::size_t kLargestPart = std::size_t{64} << 20;  // bytes

struct CloseArchive {
  void operator()(archive* file) const { archive_read_free(file); }
};

// The parts of the package that are read, by name.
std::map<std::string, std::string> parts_of(const Source& source) {
  const std::unique_ptr<archive, CloseArchive> file(archive_read_new());
  archive_read_support_format_zip(file.get());
  if (archive_read_open_memory(file.get(), source.bytes.data(), source.bytes.size()) !=
      ARCHIVE_OK) {
    throw Error("text.bad_docx", "the file is no docx: it is no zip archive");
  }
  std::map<std::string, std::string> parts;
  archive_entry* entry = nullptr;
  for (;;) {
    const int status = archive_read_next_header(file.get(), &entry);
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) break;
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr) continue;
    const std::string path = name;
    if (path != "word/document.xml" && path != "docProps/core.xml") continue;
    std::string& part = parts[path];
    std::string block(1 << 16, '\0');
    for (;;) {
      const auto got = archive_read_data(file.get(), block.data(), block.size());
      if (got < 0) throw Error("text.bad_docx", "the docx is damaged in " + path);
      if (got == 0) break;
      part.append(block, 0, static_cast<std::size_t>(got));
      if (part.size() > kLargestPart) {
        throw Error("text.archive_bomb", "the docx holds more than 64 MB in " + path);
      }
    }
  }
  return parts;
}

// Producers choose their own prefixes for the namespaces.
std::string_view local_name(const pugi::xml_node& node) {
  const std::string_view name = node.name();
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// What is deleted or moved away, field codes, the second form of a drawing, readings above
// characters, and properties, whose tabs are tab stops.
bool is_left_out(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames = {"del",      "moveFrom", "instrText",
                                                      "Fallback", "rt",       "delText"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end() ||
         (name.size() > 2 && name.substr(name.size() - 2) == "Pr");
}

class Paragraphs {
 public:
  explicit Paragraphs(std::string_view xml) : xml_(xml) {}

  void walk(const pugi::xml_node& node, int depth = 0) {
    if (depth > kDeepest) {
      throw Error("text.bad_docx", "the docx's elements stand too deep in one another");
    }
    for (const pugi::xml_node& child : node.children()) {
      const std::string_view name = local_name(child);
      if (name == "t") {
        for (const pugi::xml_node& part : child.children()) text(part);
      } else if (name == "tab") {
        put(U'\t', child.offset_debug());
      } else if (name == "noBreakHyphen") {
        put(U'-', child.offset_debug());
      } else if (name == "br" || name == "cr") {
        put(U'\n', child.offset_debug());
      } else if (!is_left_out(name)) {
        const std::size_t begin = out_.size();
        walk(child, depth + 1);
        if (name == "p" || name == "tr") end_line();
        if (name == "tc") end_cell(begin);
      }
    }
  }
  std::vector<DecodedCharacter> take() {
    while (!out_.empty() && is_blank(out_.back().code_point)) out_.pop_back();
    return std::move(out_);
  }

 private:
  void put(char32_t c, std::ptrdiff_t at) {
    const std::size_t begin =
        std::max(static_cast<std::size_t>(std::max<std::ptrdiff_t>(at, 0)), end_);
    out_.push_back({c, {begin, begin}});
    end_ = begin;
  }
  void end_line() {
    while (!out_.empty() && out_.back().code_point == U' ' && out_.back().span.size() == 0) {
      out_.pop_back();
    }
    if (!out_.empty() && out_.back().code_point != U'\n') out_.push_back({U'\n', {end_, end_}});
  }
  // The cells of a table of figures stand in one line; a cell that holds paragraphs does not.
  void end_cell(std::size_t begin) {
    if (out_.size() == begin || out_.size() - begin > kLargestCell) return;
    for (std::size_t i = begin; i < out_.size(); ++i) {
      if (out_[i].code_point == U'\n') out_[i].code_point = U' ';
    }
  }

  // The characters of a piece of text, each with its bytes; an entity is one character.
  void text(const pugi::xml_node& piece) {
    const bool verbatim = piece.type() == pugi::node_cdata;
    if ((!verbatim && piece.type() != pugi::node_pcdata) || piece.offset_debug() < 0) return;
    std::size_t at = static_cast<std::size_t>(piece.offset_debug());
    const std::string_view value = piece.value();
    for (std::size_t i = 0; i < value.size();) {
      const base::Decoded decoded = base::decode_utf8(value, i);
      std::size_t length = decoded.length;
      if (xml_.substr(at, 2) == "\r\n") {
        length = 2;
      } else if (!verbatim && xml_.substr(at, 1) == "&" &&
                 (decoded.code_point != U'&' || is_ampersand(at))) {
        length = std::min(xml_.find(';', at), xml_.size() - 1) + 1 - at;
      }
      out_.push_back({decoded.code_point, {at, at + length}});
      at += length;
      i += decoded.length;
    }
    end_ = at;
  }
  bool is_ampersand(std::size_t at) const {
    return xml_.substr(at, 5) == "&amp;" || xml_.substr(at, 2) == "&#";
  }

  std::string_view xml_;
  std::vector<DecodedCharacter> out_;
  std::size_t end_ = 0;
};

// A docx with a password is an OLE file with the package in it.
void check_package(std::string_view bytes) {
  if (bytes.substr(0, 4) != "\xD0\xCF\x11\xE0") return;
  const std::string_view name("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 32);
  if (bytes.find(name) != std::string_view::npos) {
    throw Error("text.encrypted", "the docx is encrypted").with_note("save it without a password");
  }
  throw Error("text.bad_docx", "the file is no docx, but of an older kind of Word")
      .with_note("save it as docx");
}

}  // namespace

SourceDocument read_docx(const Source& source) {
  check_package(source.bytes);
  const std::map<std::string, std::string> parts = parts_of(source);
  const auto body = parts.find("word/document.xml");
  if (body == parts.end()) {
    throw Error("text.bad_docx", "the file is no docx: it has no word/document.xml");
  }
  pugi::xml_document xml;
  const pugi::xml_parse_result parsed =
      xml.load_buffer(body->second.data(), body->second.size(),
                      pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!parsed) {
    throw Error("text.bad_docx", std::string("the docx's text is no XML: ") + parsed.description());
  }
  Paragraphs paragraphs(body->second);
  paragraphs.walk(xml);
  SourceDocument document;
  document.uri = source.uri;
  document.sha256 = base::sha256_hex(source.bytes);
  document.bytes = source.bytes.size();
  document.decoded.encoding = "UTF-8";
  document.decoded.characters = paragraphs.take();
  if (document.decoded.characters.empty()) throw Error("text.empty", "the document is empty");
  const auto core = parts.find("docProps/core.xml");
  pugi::xml_document properties;
  if (core != parts.end() && properties.load_string(core->second.c_str())) {
    for (const pugi::xml_node& property : properties.document_element().children()) {
      const std::string value = property.text().get();
      const std::string_view name = local_name(property);
      if (value.empty()) continue;
      if (name == "title") document.properties.emplace("title", value);
      if (name == "creator") document.properties.emplace("author", value);
      if (name == "created") document.properties.emplace("date", value);
    }
  }
  return document;
}

}  // namespace wutong::text
