// docx: the paragraphs of word/document.xml, and the core properties. Positions are bytes of
// word/document.xml.
#include <archive.h>
#include <archive_entry.h>

#include <cstring>
#include <memory>
#include <pugixml.hpp>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/reader.h"

namespace wutong::text {
namespace {

constexpr int kDeepest = 1000;
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
  while (archive_read_next_header(file.get(), &entry) == ARCHIVE_OK) {
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

class Paragraphs {
 public:
  explicit Paragraphs(std::string_view xml) : xml_(xml) {}

  void walk(const pugi::xml_node& node, int depth = 0) {
    if (depth > kDeepest)
      throw Error("text.bad_docx", "the docx's elements stand too deep in one another");
    for (const pugi::xml_node& child : node.children()) {
      const std::string_view name = child.name();
      if (name == "w:t") {
        text(child);
      } else if (name == "w:tab") {
        put(U'\t', child.offset_debug());
      } else if (name == "w:br" || name == "w:cr") {
        put(U'\n', child.offset_debug());
      } else if (name != "w:del" && name != "w:instrText") {
        walk(child, depth + 1);
        if (name == "w:p") end_line();
      }
    }
  }
  std::vector<DecodedCharacter> take() {
    while (!out_.empty() && out_.back().code_point == U'\n') out_.pop_back();
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
    if (!out_.empty() && out_.back().code_point != U'\n') out_.push_back({U'\n', {end_, end_}});
  }

  // The characters of a text element, each with its bytes; an entity is one character.
  void text(const pugi::xml_node& element) {
    const pugi::xml_node content = element.first_child();
    if (content.offset_debug() < 0) return;
    std::size_t at = static_cast<std::size_t>(content.offset_debug());
    const std::string value = element.text().get();
    for (std::size_t i = 0; i < value.size();) {
      const base::Decoded decoded = base::decode_utf8(value, i);
      std::size_t length = decoded.length;
      if (at < xml_.size() && xml_[at] == '&') {
        const std::size_t semicolon = xml_.find(';', at);
        if (semicolon != std::string_view::npos && semicolon - at < 12) length = semicolon + 1 - at;
      }
      out_.push_back({decoded.code_point, {at, at + length}});
      at += length;
      i += decoded.length;
    }
    end_ = at;
  }

  std::string_view xml_;
  std::vector<DecodedCharacter> out_;
  std::size_t end_ = 0;
};

}  // namespace

SourceDocument read_docx(const Source& source) {
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
    const pugi::xml_node root = properties.document_element();
    const auto keep = [&](const char* element, const char* property) {
      const std::string value = root.child(element).text().get();
      if (!value.empty()) document.properties.emplace(property, value);
    };
    keep("dc:title", "title");
    keep("dc:creator", "author");
    keep("dcterms:created", "date");
  }
  return document;
}

}  // namespace wutong::text
