#include "extract/repeated_figures.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/utf8.h"

namespace wutong::extract {
namespace {

// Whether the text states the figure of a headline again.
bool said_below(const std::vector<StatisticDraft>& all, std::size_t i) {
  for (std::size_t k = i + 1; k < all.size() && k < i + 200; ++k) {
    if (all[k].value == all[i].value && all[k].unit == all[i].unit &&
        all[k].evidence.begin > all[i].evidence.end) {
      return true;
    }
  }
  return false;
}

bool in_heading(const Figures& figures, Range range) {
  if (range.begin > 200) return false;
  const std::size_t length = figures.text.substr(range.end, 61).find(U'\n');
  const std::size_t end =
      length == std::u32string_view::npos ? figures.text.size() : range.end + length;
  if (end - range.end > 60) return false;
  // The first line, also where it calls out: 总投资586亿元！某新区签约21个项目.
  if (end <= 60 && end < figures.text.size() &&
      figures.part(0, end).find_first_of(U"\n。") == std::u32string_view::npos) {
    return true;
  }
  return figures.part(figures.subjects.sentence_of(range.begin), end).find_first_of(U"。！？") ==
         std::u32string_view::npos;
}

}  // namespace

std::vector<StatisticDraft> without_repeats(const Figures& figures,
                                            std::vector<StatisticDraft> found) {
  std::vector<StatisticDraft> kept;
  std::map<std::string, std::vector<std::size_t>> seen;
  for (StatisticDraft& each : found) {
    const std::string key = std::to_string(each.subject) + " " + std::to_string(each.value) +
                            each.unit + " " + each.period.value_or("");
    const std::u32string indicator = base::from_utf8(each.indicator);
    const std::set<char32_t> own(indicator.begin(), indicator.end());
    bool repeated = false;
    for (const std::size_t k : seen[key]) {
      const std::u32string other = base::from_utf8(kept[k].indicator);
      const std::set<char32_t> others(other.begin(), other.end());
      const auto common = static_cast<std::size_t>(
          std::count_if(own.begin(), own.end(), [&](char32_t c) { return others.count(c) > 0; }));
      if (4 * common < 3 * std::min(own.size(), others.size())) continue;
      repeated = true;
      if (in_heading(figures, kept[k].evidence)) kept[k] = std::move(each);
      break;
    }
    if (repeated) continue;
    if (seen[key].size() < 8) seen[key].push_back(kept.size());
    kept.push_back(std::move(each));
  }
  found.clear();
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (!(in_heading(figures, kept[i].evidence) && said_below(kept, i))) {
      found.push_back(std::move(kept[i]));
    }
  }
  return found;
}

}  // namespace wutong::extract
