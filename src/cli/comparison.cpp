#include "cli/comparison.h"

#include <ostream>
#include <string_view>
#include <vector>

namespace wutong::cli {
namespace {

struct Line {
  std::vector<TextPart> parts;
  bool changed = false;
};

std::vector<Line> lines_of(const RestoredText& restored) {
  std::vector<Line> lines(1);
  const auto add = [&](std::string_view found, std::string_view text) {
    if (found.empty() && text.empty()) return;
    lines.back().parts.push_back({std::string(found), std::string(text)});
    lines.back().changed = lines.back().changed || found != text;
  };
  for (const TextPart& part : restored.parts) {
    if (part.found != part.restored) {
      add(part.found, part.restored);
      continue;
    }
    const std::string_view text = part.restored;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = text.find('\n', begin);
      const std::string_view piece = text.substr(begin, end - begin);
      add(piece, piece);
      if (end == std::string_view::npos) break;
      lines.emplace_back();
      begin = end + 1;
    }
  }
  return lines;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

void print_diff(const RestoredText& restored, bool colour, std::ostream& out) {
  const char* const kFound = colour ? "\x1b[31m" : "[-";
  const char* const kFoundEnd = colour ? "\x1b[0m" : "-]";
  const char* const kRestored = colour ? "\x1b[32m" : "{+";
  const char* const kRestoredEnd = colour ? "\x1b[0m" : "+}";
  bool named = false;
  std::size_t number = 0;
  for (const Line& line : lines_of(restored)) {
    ++number;
    if (!line.changed) continue;
    if (!named)
      out << (colour ? "\x1b[1m" : "") << restored.uri << (colour ? "\x1b[0m" : "") << '\n';
    named = true;
    out << number << ": ";
    for (const TextPart& part : line.parts) {
      if (part.found == part.restored) {
        out << part.restored;
        continue;
      }
      if (!part.found.empty()) out << kFound << part.found << kFoundEnd;
      if (!part.restored.empty()) out << kRestored << part.restored << kRestoredEnd;
    }
    out << '\n';
  }
}

std::string comparison_head() {
  return "<!doctype html>\n<html lang=\"zh\">\n<meta charset=\"utf-8\">\n<title>As found and as "
         "restored</title>\n"
         "<style>\n"
         "body { font: 16px/1.7 sans-serif; margin: 2em; color: #222; }\n"
         "h1 { font-size: 1.1em; }\n"
         "table { border-collapse: collapse; width: 100%; table-layout: fixed; }\n"
         "td, th { vertical-align: top; padding: .3em .8em; border-top: 1px solid #ddd; "
         "overflow-wrap: anywhere; }\n"
         "th:first-child, td:first-child { width: 3em; color: #888; text-align: right; }\n"
         "th { text-align: left; }\n"
         "del { background: #fdd; text-decoration: none; }\n"
         "ins { background: #dfd; text-decoration: none; }\n"
         "</style>\n";
}

void print_comparison(const RestoredText& restored, std::ostream& out) {
  out << "<h1>" << escaped(restored.uri) << "</h1>\n<p>" << escaped(restored.encoding) << ", "
      << restored.repairs.size() << " repairs</p>\n"
      << "<table>\n<tr><th></th><th>as found</th><th>as restored</th></tr>\n";
  std::size_t number = 0;
  for (const Line& line : lines_of(restored)) {
    ++number;
    std::string found, text;
    for (const TextPart& part : line.parts) {
      const bool same = part.found == part.restored;
      found += same || part.found.empty() ? escaped(part.found)
                                          : "<del>" + escaped(part.found) + "</del>";
      text += same || part.restored.empty() ? escaped(part.restored)
                                            : "<ins>" + escaped(part.restored) + "</ins>";
    }
    if (found.empty() && text.empty()) continue;
    out << "<tr><td>" << number << "</td><td>" << found << "</td><td>" << text << "</td></tr>\n";
  }
  out << "</table>\n";
}

std::string comparison_foot() { return "</html>\n"; }

}  // namespace wutong::cli
