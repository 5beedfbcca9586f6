#include "text/heading.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/utf8.h"

namespace wutong::text {
namespace {

constexpr std::size_t kFirstLines = 8;
constexpr std::size_t kLastLines = 4;
constexpr std::size_t kLongestValue = 24;  // characters; more is running text
constexpr std::size_t kShortestTitle = 4, kLongestTitle = 60;

struct Cue {
  std::u32string_view cue;
  const char* property;
};
constexpr Cue kCues[] = {{U"标题", "title"},    {U"信息来源", "source"}, {U"文章来源", "source"},
                         {U"来源", "source"},   {U"作者", "author"},     {U"发布日期", "date"},
                         {U"发布时间", "date"}, {U"成文日期", "date"},   {U"日期", "date"},
                         {U"时间", "date"}};

bool is_blank(char32_t c) { return c <= U' ' || c == U'\u3000' || c == U'\u00A0'; }

std::u32string_view trimmed(std::u32string_view line) {
  while (!line.empty() && is_blank(line.front())) line.remove_prefix(1);
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  return line;
}

std::vector<std::u32string_view> lines_of(std::u32string_view text) {
  std::vector<std::u32string_view> lines;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(U'\n', at), text.size());
    lines.push_back(trimmed(text.substr(at, end - at)));
    at = end + 1;
  }
  return lines;
}

bool is_running_text(std::u32string_view value) {
  return value.find_first_of(U"，。；！？、") != std::u32string_view::npos;
}

// Each "cue：value" of a line; whether there was one.
bool read_cues(std::u32string_view line, std::map<std::string, std::string>& properties) {
  bool any = false;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at > 0 && !is_blank(line[at - 1])) continue;
    for (const Cue& cue : kCues) {
      if (line.substr(at, cue.cue.size()) != cue.cue) continue;
      std::size_t from = at + cue.cue.size();
      if (from >= line.size() || (line[from] != U'：' && line[from] != U':')) continue;
      ++from;
      while (from < line.size() && is_blank(line[from])) ++from;
      const bool title = std::string_view(cue.property) == "title";
      const bool date = std::string_view(cue.property) == "date";
      std::size_t end = from;
      while (end < line.size() && (title || !is_blank(line[end]))) ++end;
      const std::u32string_view value = line.substr(from, end - from);
      const auto day = date ? iso_date(value) : std::nullopt;
      const bool sound =
          date ? day.has_value()
               : !value.empty() &&
                     (title || (value.size() <= kLongestValue && !is_running_text(value)));
      if (!sound) continue;
      properties.emplace(cue.property, date ? *day : base::to_utf8(value));
      any = true;
      break;
    }
  }
  return any;
}

bool is_title(std::u32string_view line) {
  return line.size() >= kShortestTitle && line.size() <= kLongestTitle &&
         line.find_first_of(U"。；！？：") == std::u32string_view::npos && !iso_date(line);
}

}  // namespace

std::optional<std::string> iso_date(std::u32string_view text) {
  std::size_t at = 0;
  const auto number = [&](std::size_t most) -> int {
    int value = 0;
    std::size_t digits = 0;
    for (; at < text.size() && text[at] >= U'0' && text[at] <= U'9' && digits < most; ++at) {
      value = value * 10 + static_cast<int>(text[at] - U'0');
      ++digits;
    }
    return digits == 0 ? -1 : value;
  };
  const auto mark = [&](std::u32string_view marks) {
    if (at >= text.size() || marks.find(text[at]) == std::u32string_view::npos) return false;
    ++at;
    return true;
  };
  const int year = number(4);
  if (year < 1900 || !mark(U"年-/.")) return std::nullopt;
  const int month = number(2);
  if (month < 1 || month > 12 || !mark(U"月-/.")) return std::nullopt;
  const int day = number(2);
  if (day < 1 || day > 31) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

void add_heading_properties(std::u32string_view text,
                            std::map<std::string, std::string>& properties) {
  const std::vector<std::u32string_view> lines = lines_of(text);
  const auto full = [](std::u32string_view line) { return !line.empty(); };
  const auto first = std::find_if(lines.begin(), lines.end(), full);
  if (first == lines.end()) return;
  const auto head = static_cast<std::size_t>(first - lines.begin());
  bool cue_follows = false;
  std::size_t seen = 0;
  for (std::size_t i = head; i < lines.size() && seen < kFirstLines; ++i) {
    if (lines[i].empty()) continue;
    const bool cues = read_cues(lines[i], properties);
    if (seen == 1) cue_follows = cues;
    // A line of nothing but a day.
    if (!cues && lines[i].size() <= 20) {
      if (const auto day = iso_date(lines[i])) properties.emplace("date", *day);
    }
    ++seen;
  }
  const bool blank_follows = head + 1 < lines.size() && lines[head + 1].empty() && seen > 1;
  if ((cue_follows || blank_follows) && is_title(lines[head])) {
    properties.emplace("title", base::to_utf8(lines[head]));
  }
  seen = 0;
  for (std::size_t i = lines.size(); i-- > head && seen < kLastLines;) {
    if (lines[i].empty()) continue;
    if (lines[i].size() <= 2 * kLongestValue) read_cues(lines[i], properties);
    ++seen;
  }
}

}  // namespace wutong::text
