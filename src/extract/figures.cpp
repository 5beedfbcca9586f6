#include "extract/figures.h"

#include <algorithm>

#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

std::vector<std::size_t> sentence_begins(View text) {
  std::vector<std::size_t> out{0};
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == U'。' || text[i] == U'！' || text[i] == U'？' || text[i] == U'\n') {
      out.push_back(i + 1);
    }
  }
  return out;
}

}  // namespace

bool ends_with(View text, View end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

Figures::Figures(const Annotation& from)
    : annotation(from),
      lexicon(from.lexicon),
      text(from.text()),
      quantities(find_quantities(from)),
      time(document_time(from)),
      periods(find_periods(from.text(), time)),
      sections(find_sections(from)),
      sentences(sentence_begins(from.text())),
      subjects(from, periods, sentences),
      matcher(from, periods, subjects) {}

std::size_t Figures::clause_begin(std::size_t q) const {
  const std::size_t figure = quantities[q].range.begin;
  std::size_t low = figure > kLongestPhrase ? figure - kLongestPhrase : 0;
  if (q > 0) low = std::max(low, std::max(quantities[q - 1].range.end, taken));
  std::size_t i = figure;
  while (i > low && !subjects.ends_clause(i - 1)) --i;
  return i;
}

bool Figures::from_to(std::size_t q) const {
  if (q == 0) return false;
  if (quantities[q].continues) return true;
  const Quantity &a = quantities[q - 1], &b = quantities[q];
  if (b.range.begin < a.range.end || b.range.begin - a.range.end > 8 || a.kind != b.kind) {
    return false;
  }
  const View between = part(a.range.end, b.range.begin);
  if (between.empty()) return false;
  if (!std::all_of(between.begin(), between.end(), text::is_han)) return false;
  const bool steps = ends_with(between, U"到") || ends_with(between, U"至") ||
                     ends_with(between, U"为") || ends_with(between, U"成") ||
                     ends_with(between, U"到近") || ends_with(between, U"达");
  if (!steps) return false;
  const View before = part(a.range.begin > 2 ? a.range.begin - 2 : 0, a.range.begin);
  const bool from = before.find(U'从') != View::npos || before.find(U'由') != View::npos;
  return from || View(U"增升提扩降发跃上减压到至").find(between.front()) != View::npos;
}

const Section* Figures::section_of(std::size_t at) const {
  const auto after =
      std::upper_bound(sections.begin(), sections.end(), at,
                       [](std::size_t wanted, const Section& each) { return wanted < each.begin; });
  return after == sections.begin() ? nullptr : &*std::prev(after);
}
}  // namespace wutong::extract
