// PDF: the text layer, page by page, through poppler. Positions are bytes of the UTF-8 text layer;
// the property "pages" holds the position at which each page begins.
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <memory>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/reader.h"

namespace wutong::text {
namespace {

constexpr int kMostPages = 5000;

void ignore(const std::string&, void*) {}

// Whether the line that ends with `before` goes on with `after`: layout broke it, not the author.
bool goes_on(char32_t before, char32_t after) {
  const bool ends =
      before == U'。' || before == U'！' || before == U'？' || before == U'：' || before == U'；';
  return is_chinese(after) && (is_han(before) || is_digit(before) || (is_chinese(before) && !ends));
}

}  // namespace

SourceDocument read_pdf(const Source& source) {
  poppler::set_debug_error_function(ignore, nullptr);
  const std::unique_ptr<poppler::document> pdf(poppler::document::load_from_raw_data(
      source.bytes.data(), static_cast<int>(source.bytes.size())));
  if (pdf == nullptr) throw Error("text.bad_pdf", "the file is no PDF, or a damaged one");
  if (pdf->is_locked()) {
    throw Error("text.encrypted", "the PDF is encrypted").with_note("remove its password first");
  }
  if (pdf->pages() > kMostPages) {
    throw Error("text.bad_pdf", "the PDF has more than " + std::to_string(kMostPages) + " pages");
  }
  std::string layer, pages;
  std::vector<DecodedCharacter> out;
  for (int number = 0; number < pdf->pages(); ++number) {
    const std::unique_ptr<poppler::page> page(pdf->create_page(number));
    pages += (pages.empty() ? "" : ",") + std::to_string(layer.size());
    if (page == nullptr) continue;
    const poppler::byte_array bytes = page->text().to_utf8();
    const std::string found(bytes.begin(), bytes.end());
    const std::size_t offset = layer.size();
    layer += found + "\n";
    for (std::size_t at = 0; at < found.size();) {
      const base::Decoded decoded = base::decode_utf8(found, at);
      if (decoded.code_point != U'\f') {
        out.push_back({decoded.code_point, {offset + at, offset + at + decoded.length}});
      }
      at += decoded.length;
    }
    out.push_back({U'\n', {layer.size() - 1, layer.size()}});
  }
  SourceDocument document;
  document.uri = source.uri;
  document.sha256 = base::sha256_hex(source.bytes);
  document.bytes = source.bytes.size();
  document.decoded.encoding = "UTF-8";
  bool any = false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const char32_t before = i > 0 ? out[i - 1].code_point : U'\0';
    const char32_t after = i + 1 < out.size() ? out[i + 1].code_point : U'\0';
    if (out[i].code_point == U'\n' && goes_on(before, after)) continue;
    any = any || !is_blank(out[i].code_point);
    document.decoded.characters.push_back(out[i]);
  }
  if (!any) {
    throw Error("text.empty", "the PDF has no text layer: it is a scan")
        .with_note("recognise its text first, with ocrmypdf for example");
  }
  document.properties.emplace("pages", pages);
  const auto keep = [&](const poppler::ustring& value, const char* property) {
    const poppler::byte_array bytes = value.to_utf8();
    if (!bytes.empty())
      document.properties.emplace(property, std::string(bytes.begin(), bytes.end()));
  };
  keep(pdf->get_title(), "title");
  keep(pdf->get_author(), "author");
  return document;
}

}  // namespace wutong::text
