#include "cli/comparison.h"

#include <ostream>
#include <vector>

#include "base/html_text.h"
#include "cli/page.h"

namespace wutong::cli {
namespace {

struct Line {
  std::vector<TextPart> parts;
  bool changed = false;
};

std::vector<Line> lines_of(const RestoredText& restored) {
  std::vector<Line> lines(1);
  for (const TextPart& part : restored.parts) {
    if (part.restored == "\n") {
      lines.emplace_back();
      continue;
    }
    lines.back().parts.push_back(part);
    lines.back().changed = lines.back().changed || part.found != part.restored;
  }
  return lines;
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
  return page_head("As found and as restored",
                   "del { background: #fdd; text-decoration: none; }\n"
                   "ins { background: #dfd; text-decoration: none; }\n",
                   "");
}

void print_comparison(const RestoredText& restored, std::ostream& out) {
  out << "<h1>" << base::html_text(restored.uri) << "</h1>\n<p>"
      << base::html_text(restored.encoding) << ", " << restored.repairs.size() << " repairs</p>\n"
      << "<table>\n<tr><th></th><th>as found</th><th>as restored</th></tr>\n";
  std::size_t number = 0;
  for (const Line& line : lines_of(restored)) {
    ++number;
    std::string found, text;
    for (const TextPart& part : line.parts) {
      const bool same = part.found == part.restored;
      found += same || part.found.empty() ? base::html_text(part.found)
                                          : "<del>" + base::html_text(part.found) + "</del>";
      text += same || part.restored.empty() ? base::html_text(part.restored)
                                            : "<ins>" + base::html_text(part.restored) + "</ins>";
    }
    if (found.empty() && text.empty()) continue;
    out << "<tr><td>" << number << "</td><td>" << found << "</td><td>" << text << "</td></tr>\n";
  }
  out << "</table>\n";
}

std::string comparison_foot() { return page_foot(""); }

}  // namespace wutong::cli
