#include "extract/figure_periods.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/character.h"

namespace wutong::extract {

using View = std::u32string_view;

std::optional<std::string> FigurePeriods::of(std::size_t q, int subject, View indicator,
                                             const StatisticDraft* last) {
  const std::size_t at = figures_.quantities[q].range.begin;
  const std::size_t end = figures_.quantities[q].range.end;
  const std::size_t sentence = figures_.subjects.sentence_of(at);
  const std::size_t clause = figures_.clause_begin(q);
  auto period = std::lower_bound(
      figures_.periods.begin(), figures_.periods.end(), at,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  // 人口120万（2020年）
  if (period != figures_.periods.end() && period->range.begin == end + 1 &&
      figures_.text[end] == U'（') {
    step_ = U"behind";
    return period->iso;
  }
  std::vector<const Period*> before;  // the nearest first
  for (; period != figures_.periods.begin() && before.size() < 2;) {
    --period;
    if (period->range.begin < sentence || at - period->range.end > 400) break;
    // 12月9日晚间，公司公告…，总投资12.6亿元: the day is of the announcement.
    const bool day = period->iso.size() == 10 && period->range.end < clause &&
                     announced(period->range.end, clause, indicator);
    const View since =
        figures_.part(period->range.begin > 2 ? period->range.begin - 2 : 0, period->range.begin);
    const bool until = since == U"截至" || since == U"截止";
    if (in_title(period->range)) continue;  // 《某方案（2024—2026年）》
    if (!period->aside && (!day || until) && !starts_from(*period, at)) before.push_back(&*period);
  }
  if (figures_.lexicon.words("timeless.always").longest_ending(indicator) > 0) {
    before.erase(std::remove_if(before.begin(), before.end(),
                                [&](const Period* each) { return each->range.end < clause; }),
                 before.end());
  }
  const bool timeless = figures_.lexicon.words("timeless").longest_ending(indicator) > 0;
  // 2017年上市，旗下拥有7家子公司; 2020年开工，库容21万吨: when a thing came about does not date
  // what it has.
  if (timeless || figures_.lexicon.words("has").longest(figures_.text, clause, nullptr) > 0) {
    before.erase(std::remove_if(before.begin(), before.end(),
                                [&](const Period* each) {
                                  return each->range.end < clause &&
                                         founds(each->range.end, clause);
                                }),
                 before.end());
  }
  if (!before.empty()) {
    // 从2014年到2021年, 从A到B: the first figure is of the first year.
    if (before.size() == 2) {
      const View between = figures_.part(before[1]->range.end, before[0]->range.begin);
      const bool pair = between == U"到" || between == U"至";
      if (pair && q + 1 < figures_.quantities.size() && figures_.from_to(q + 1)) {
        step_ = U"pair";
        return before[1]->iso;
      }
    }
    step_ = U"near";
    if (!since_then(before[0]->range.end, at)) return before[0]->iso;
    step_ = U"since";
    return timeless ? std::nullopt : figures_at(at);
  }
  step_ = U"event";
  if (auto year = time_of_event(subject)) return year;
  step_ = U"kept";
  // 其中，出口...: a part of what the sentence before gave.
  if (kept_sentence_ == sentence) return kept_period_;
  if (last && goes_on(sentence, last->evidence.end)) {
    kept_sentence_ = sentence;
    kept_period_ = last->period;
    return kept_period_;
  }
  step_ = U"edition";
  if (this_edition(sentence)) {
    if (auto held = period_before(sentence)) return held;
  }
  step_ = U"timeless";
  if (timeless) return std::nullopt;
  step_ = U"document";
  const auto figures = figures_at(at);
  // 由上年的251亿元提高到278亿元
  const View lead = figures_.part(at > 3 ? at - 3 : 0, at);
  if (figures && figures->size() == 4 && (lead == U"上年的" || lead == U"去年的")) {
    return std::to_string(std::stoi(*figures) - 1);
  }
  return figures;
}

bool FigurePeriods::in_title(Range period) const {
  const auto& mentions = figures_.annotation.mentions;
  const auto after = std::upper_bound(
      mentions.begin(), mentions.end(), period.begin,
      [](std::size_t wanted, const Mention& mention) { return wanted < mention.range.begin; });
  if (after != mentions.begin() && std::prev(after)->range.end >= period.end &&
      std::prev(after)->type == "Policy") {
    const Range name = std::prev(after)->range;
    if (figures_.text[name.begin] == U'《') return true;
    if (name.begin > 0 && figures_.text[name.begin - 1] == U'《') return true;
  }
  const View before = figures_.part(period.begin > 40 ? period.begin - 40 : 0, period.begin);
  const std::size_t open = before.rfind(U'《'), close = before.rfind(U'》');
  return open != View::npos && (close == View::npos || close < open);
}

// Whether the clause of a time says that something came about.
bool FigurePeriods::founds(std::size_t begin, std::size_t end) const {
  const WordSet& founding = figures_.lexicon.words("founding");
  for (std::size_t i = begin; i < end; ++i) {
    if (figures_.subjects.ends_clause(i)) return false;
    if (founding.longest(figures_.text, i, nullptr) > 0) return true;
  }
  return false;
}

// Whether the day is that of an announcement, not of what the figure tells.
bool FigurePeriods::announced(std::size_t begin, std::size_t end, View indicator) const {
  if (figures_.lexicon.words("timeless").longest_ending(indicator) > 0) return true;
  const WordSet& announces = figures_.lexicon.words("announces");
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t n = announces.longest(figures_.text, i, nullptr);
    if (n > 0 && i + n <= end) return true;
  }
  return false;
}

// Whether the sentence takes apart what the last figure of its paragraph is of.
bool FigurePeriods::goes_on(std::size_t sentence, std::size_t last) const {
  if (last > sentence || sentence - last > 60) return false;
  if (figures_.part(last, sentence).find(U'\n') != View::npos) return false;
  const View head = figures_.text.substr(sentence, 12);
  if (head.substr(0, 2) == U"其中" || head.substr(0, 2) == U"此外") return true;
  const std::size_t mark = head.find(U'，');
  return mark != View::npos && mark > 1 && head[mark - 1] == U'看' &&
         (head[0] == U'分' || head[0] == U'从' || head[0] == U'按');
}

// 本届博览会共有..., behind the sentence that dates it.
bool FigurePeriods::this_edition(std::size_t sentence) const {
  const View head = figures_.text.substr(sentence, 2);
  return head == U"本届" || head == U"本次" || head == U"此次" || head == U"会上" ||
         head == U"会议";
}

std::optional<std::string> FigurePeriods::period_before(std::size_t sentence) const {
  if (sentence < 2) return std::nullopt;
  const std::size_t from = figures_.subjects.sentence_of(sentence - 1);
  auto period = std::lower_bound(
      figures_.periods.begin(), figures_.periods.end(), sentence,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  if (period == figures_.periods.begin() || figures_.text[sentence - 1] == U'\n') {
    return std::nullopt;
  }
  --period;
  if (period->range.begin < from || period->aside) return std::nullopt;
  return period->iso;
}

std::optional<std::string> FigurePeriods::figures_at(std::size_t at) const {
  const Section* section = figures_.section_of(at);
  return section && section->figures ? section->figures : figures_.time.figures;
}

// 从2015年的12家增加到31家: the time is the first figure's alone.
bool FigurePeriods::starts_from(const Period& period, std::size_t figure) const {
  const std::size_t begin = period.range.begin, end = period.range.end;
  if (begin == 0 || end + 2 >= figures_.text.size()) return false;
  if (View(U"从由自").find(figures_.text[begin - 1]) == View::npos) return false;
  const std::size_t number = figures_.text[end] == U'的' ? end + 1 : end;
  return text::is_digit(figures_.text[number]) && number < figure;
}

// Whether 目前 stands between a time and the figure.
bool FigurePeriods::since_then(std::size_t begin, std::size_t end) const {
  const WordSet& now = figures_.lexicon.words("now");
  for (std::size_t i = begin; i < end; ++i) {
    if (figures_.matcher.word_at(now, i, end) > 0) return true;
  }
  return false;
}

// The figures of an event are of its year, 2023年服贸会, or of the month in which it was held.
std::optional<std::string> FigurePeriods::time_of_event(int subject) const {
  const EntityDraft& entity = figures_.annotation.entities[static_cast<std::size_t>(subject)];
  if (entity.type != "Event") return std::nullopt;
  const View name = entity.name;
  if (name.size() < 6 || !std::all_of(name.begin(), name.begin() + 4, text::is_digit)) {
    return std::nullopt;
  }
  const View year = name.substr(0, 4);
  if (year < View(U"1900") || year > View(U"2100")) return std::nullopt;
  const std::string iso = base::to_utf8(year);
  std::size_t seen = 0;
  for (const Mention& mention : figures_.annotation.mentions) {
    if (mention.entity != subject) continue;
    if (++seen > 20) break;
    const std::size_t sentence = figures_.subjects.sentence_of(mention.range.begin);
    const View after = figures_.text.substr(mention.range.end, 16);
    const View clause = after.substr(0, after.find_first_of(U"。，；\n"));
    const bool held = clause.find(U"举行") != View::npos || clause.find(U"举办") != View::npos ||
                      clause.find(U"召开") != View::npos || clause.find(U"开幕") != View::npos;
    if (!held) continue;
    for (const Period& period : figures_.periods) {
      if (period.range.begin < sentence) continue;
      if (period.range.begin >= mention.range.begin) break;
      if (period.iso.size() >= 10 && period.iso.substr(0, 4) == iso) {
        return period.iso.substr(0, 7);
      }
    }
  }
  return iso;
}

}  // namespace wutong::extract
