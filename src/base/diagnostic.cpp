#include "base/diagnostic.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display_width.h"
#include "base/utf8.h"

namespace wutong::base {
namespace {

constexpr std::size_t kLineLimit = 100;  // display columns

std::string with_spaces(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

// A long line is cut to what stands around the span.
struct Excerpt {
  std::string text;
  std::size_t caret = 0;  // display columns before the span
  std::size_t width = 1;
};

Excerpt excerpt_of(std::string_view line, std::size_t begin, std::size_t end) {
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  std::string before = with_spaces(std::string(line.substr(0, begin)));
  std::string token = with_spaces(std::string(line.substr(begin, end - begin)));
  std::string after = with_spaces(std::string(line.substr(end)));
  const auto cut_front = [](std::string& text, std::size_t limit) {
    std::size_t at = 0;
    while (display_width(std::string_view(text).substr(at)) > limit) {
      at += decode_utf8(text, at).length;
    }
    if (at > 0) text = "..." + text.substr(at);
  };
  const auto cut_back = [](std::string& text, std::size_t limit) {
    std::size_t at = 0, used = 0;
    while (at < text.size()) {
      const std::size_t length = decode_utf8(text, at).length;
      used += display_width(std::string_view(text).substr(at, length));
      if (used > limit) break;
      at += length;
    }
    if (at < text.size()) text = text.substr(0, at) + "...";
  };
  cut_front(before, kLineLimit / 2);
  cut_back(token, kLineLimit / 2);
  cut_back(after, kLineLimit / 2);
  return {before + token + after, display_width(before),
          std::max<std::size_t>(1, display_width(token))};
}

std::string render_as(const Error& error, std::string_view kind) {
  std::string out = fmt::format("{}[{}]: {}\n", kind, error.code(), error.message());
  std::size_t first_note = 0;
  if (error.span() && !error.source().empty()) {
    const std::string& text = error.source();
    const std::size_t begin = std::min(error.span()->begin, text.size());
    const Position place = position_of(text, begin);
    const std::size_t line_begin = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;
    const std::size_t line_end = std::min(text.find('\n', begin), text.size());
    const Excerpt excerpt =
        excerpt_of(std::string_view(text).substr(line_begin, line_end - line_begin),
                   begin - line_begin, error.span()->end - line_begin);
    const std::string number = std::to_string(place.line);
    const std::string gutter(number.size(), ' ');
    out += fmt::format("{} --> {}, line {}, column {}\n", gutter, error.source_name(), place.line,
                       place.column);
    out += fmt::format(" {} | {}\n", number, excerpt.text);
    out += fmt::format(" {} | {}{}", gutter, std::string(excerpt.caret, ' '),
                       std::string(excerpt.width, '^'));
    if (!error.notes().empty()) {
      out += " " + error.notes().front();
      first_note = 1;
    }
    out += "\n";
  }
  for (std::size_t i = first_note; i < error.notes().size(); ++i) {
    out += "  note: " + error.notes()[i] + "\n";
  }
  return out;
}

}  // namespace

Position position_of(std::string_view text, std::size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_begin = before.rfind('\n') + 1;  // npos + 1 == 0
  return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          utf8_length(before.substr(line_begin)) + 1};
}

std::string render(const Error& error) { return render_as(error, "error"); }
std::string render_notice(const Error& notice) { return render_as(notice, "warning"); }

}  // namespace wutong::base
