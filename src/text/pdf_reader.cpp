// PDF: the text layer, page by page, through poppler. Positions are bytes of the UTF-8 text layer;
// the property "pages" holds the position at which each page begins.
//
// A page is taken as it looks, so that a table's rows are lines, unless it is set in columns. Lines
// that only the page's width broke are one again, over pages too; page numbers go.
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <algorithm>
#include <climits>
#include <ctime>
#include <memory>

#include "base/hash.h"
#include "base/utf8.h"
#include "text/character.h"
#include "text/reader.h"

namespace wutong::text {
namespace {

constexpr int kMostPages = 5000;
constexpr std::size_t kNarrowest = 30;  // columns of a line that prose fills

void ignore(const std::string&, void*) {}

struct Line {
  std::vector<DecodedCharacter> characters;  // without blanks around them
  std::size_t indent = 0;                    // columns
  std::size_t width = 0;                     // columns, with the indent
  bool has_gaps = false;                     // it may be a table's row
};

std::size_t columns(char32_t c) { return is_chinese(c) || c >= 0xFF00 || c == 0x3000 ? 2 : 1; }

// `text` stands at `offset` of the text layer.
std::vector<Line> lines_of(const std::string& text, std::size_t offset) {
  std::vector<Line> lines(1);
  std::size_t blanks = 0;
  for (std::size_t at = 0; at < text.size();) {
    const base::Decoded decoded = base::decode_utf8(text, at);
    const char32_t c = decoded.code_point;
    const DecodedCharacter character{c, {offset + at, offset + at + decoded.length}};
    at += decoded.length;
    Line& line = lines.back();
    if (c == U'\n' || c == U'\f') {
      lines.emplace_back();
      blanks = 0;
    } else if (is_blank(c)) {
      blanks += columns(c);
      line.width += columns(c);
      // One blank stands for all between two characters.
      if (!line.characters.empty() && !is_blank(line.characters.back().code_point)) {
        line.characters.push_back({U' ', character.span});
      }
    } else {
      if (line.characters.empty()) {
        line.indent = line.width;
      } else {
        line.has_gaps = line.has_gaps || blanks >= 2;
      }
      blanks = 0;
      line.width += columns(c);
      line.characters.push_back(character);
    }
  }
  for (Line& line : lines) {
    while (!line.characters.empty() && is_blank(line.characters.back().code_point)) {
      line.characters.pop_back();
    }
  }
  lines.erase(std::remove_if(lines.begin(), lines.end(),
                             [](const Line& line) { return line.characters.empty(); }),
              lines.end());
  return lines;
}

// Whether most lines are two stretches of prose side by side.
bool is_in_columns(const std::string& text) {
  constexpr std::size_t kProse = 8;  // Chinese characters in a row
  std::size_t lines = 0, divided = 0;
  std::size_t run = 0, blanks = 0;
  bool left = false, counted = false;
  for (const char32_t c : base::from_utf8(text + "\n")) {
    if (c == U'\n') {
      lines += run > 0 || left ? 1 : 0;
      run = blanks = 0;
      left = counted = false;
    } else if (c == U' ') {
      ++blanks;
      if (blanks == 2) {
        left = left || run >= kProse;
        run = 0;
      }
    } else {
      blanks = 0;
      run += is_chinese(c) ? 1 : 0;
      if (left && run >= kProse && !counted) {
        ++divided;
        counted = true;
      }
    }
  }
  return divided >= 3 && divided * 2 >= lines;
}

std::string text_of(const poppler::page& page) {
  const auto layout = [&](poppler::page::text_layout_enum kind) {
    const poppler::byte_array bytes = page.text(poppler::rectf(), kind).to_utf8();
    return std::string(bytes.begin(), bytes.end());
  };
  std::string text = layout(poppler::page::physical_layout);
  return is_in_columns(text) ? layout(poppler::page::non_raw_non_physical_layout) : text;
}

// "12", "- 12 -", "—12—", "第12页".
bool is_page_number(const Line& line) {
  bool digit = false;
  for (const DecodedCharacter& character : line.characters) {
    const char32_t c = character.code_point;
    digit = digit || is_digit(c);
    if (!is_digit(c) && !is_blank(c) && c != U'-' && c != 0x2013 && c != 0x2014 && c != U'第' &&
        c != U'页' && c != U'頁') {
      return false;
    }
  }
  return digit && line.characters.size() < 10;
}

bool is_latin(char32_t c) { return is_ascii_letter(c) || is_digit(c) || c == U',' || c == U'-'; }

// Puts the lines of the pages together.
class Flow {
 public:
  void add_page(std::vector<Line> lines) {
    if (lines.size() > 1 && is_page_number(lines.back())) lines.pop_back();
    if (lines.size() > 1 && is_page_number(lines.front())) lines.erase(lines.begin());
    std::size_t widest = 0, least = lines.empty() ? 0 : lines.front().indent;
    for (const Line& line : lines) {
      if (!line.has_gaps) widest = std::max(widest, line.width);
      least = std::min(least, line.indent);
    }
    for (Line& line : lines) {
      const bool goes_on = full_ && !line.has_gaps && line.indent <= least + 1;
      join(goes_on, line.characters.front().code_point);
      full_ = !line.has_gaps && line.width >= kNarrowest && line.width * 20 >= widest * 17;
      out_.insert(out_.end(), line.characters.begin(), line.characters.end());
    }
  }
  std::vector<DecodedCharacter> take() { return std::move(out_); }

 private:
  // What stands between the line before and the one that begins with `after`.
  void join(bool goes_on, char32_t after) {
    if (out_.empty()) return;
    const char32_t before = out_.back().code_point;
    const std::size_t at = out_.back().span.end;
    const bool ends = before == U'。' || before == U'！' || before == U'？' || before == U'：' ||
                      before == U'；' || before == U'.';
    if (!goes_on || ends || (is_digit(before) && is_digit(after))) {
      out_.push_back({U'\n', {at, at}});
    } else if (is_latin(before) && is_latin(after)) {
      out_.push_back({U' ', {at, at}});
    }
  }

  std::vector<DecodedCharacter> out_;
  bool full_ = false;  // the last line fills the page's width
};

std::string utf8_of(const poppler::ustring& text) {
  const poppler::byte_array bytes = text.to_utf8();
  return {bytes.begin(), bytes.end()};
}

std::string date_of(std::time_t time) {
  std::tm parts{};
  char text[16];
  if (time <= 0 || gmtime_r(&time, &parts) == nullptr) return "";
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d", &parts)};
}

std::unique_ptr<poppler::document> open_pdf(const Source& source) {
  static const bool silenced = (poppler::set_debug_error_function(ignore, nullptr), true);
  static_cast<void>(silenced);
  if (source.bytes.size() > INT_MAX) throw Error("text.bad_pdf", "the PDF is larger than 2 GB");
  std::unique_ptr<poppler::document> pdf(poppler::document::load_from_raw_data(
      source.bytes.data(), static_cast<int>(source.bytes.size())));
  if (pdf == nullptr) throw Error("text.bad_pdf", "the file is no PDF, or a damaged one");
  if (pdf->is_locked()) {
    throw Error("text.encrypted", "the PDF is encrypted").with_note("remove its password first");
  }
  if (pdf->pages() > kMostPages) {
    throw Error("text.bad_pdf", "the PDF has more than " + std::to_string(kMostPages) + " pages")
        .with_note("split it");
  }
  return pdf;
}

}  // namespace

SourceDocument read_pdf(const Source& source) {
  const std::unique_ptr<poppler::document> pdf = open_pdf(source);
  std::size_t offset = 0;
  std::string pages;
  Flow flow;
  for (int number = 0; number < pdf->pages(); ++number) {
    pages += (pages.empty() ? "" : ",") + std::to_string(offset);
    const std::unique_ptr<poppler::page> page(pdf->create_page(number));
    if (page == nullptr) continue;
    const std::string text = text_of(*page);
    flow.add_page(lines_of(text, offset));
    offset += text.size();
  }
  SourceDocument document;
  document.uri = source.uri;
  document.sha256 = base::sha256_hex(source.bytes);
  document.bytes = source.bytes.size();
  document.decoded.encoding = "UTF-8";
  document.decoded.characters = flow.take();
  if (document.decoded.characters.empty()) {
    throw Error("text.no_text_layer", "the PDF has no text layer: it is a scan")
        .with_note("recognise its text first, with ocrmypdf for example");
  }
  document.properties.emplace("pages", pages);
  const auto keep = [&](const std::string& value, const char* property) {
    if (!value.empty()) document.properties.emplace(property, value);
  };
  keep(utf8_of(pdf->get_title()), "title");
  keep(utf8_of(pdf->get_author()), "author");
  keep(date_of(pdf->get_creation_date_t()), "date");
  return document;
}

}  // namespace wutong::text
