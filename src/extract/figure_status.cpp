#include "extract/figure_status.h"

#include <algorithm>

namespace wutong::extract {

using View = std::u32string_view;

Modality status_of(const Figures& figures, const StatisticDraft& statistic, Range figure,
                   const StatisticDraft* last) {
  std::size_t clause = figure.begin;
  const std::size_t sentence = figures.subjects.sentence_of(figure.begin);
  const std::size_t low =
      std::max(sentence, figure.begin > kLongestPhrase ? figure.begin - kLongestPhrase : 0);
  while (clause > low && !figures.subjects.ends_clause(clause - 1)) --clause;
  Modality found = modality_of(figures.annotation, {clause, figure.begin});
  // 规划面积 and 计划总投资 are facts of a plan's own.
  if (found.cue && found.status == FactStatus::Planned && found.cue->end < figure.begin) {
    const Token& next = figures.annotation.tokens[figures.annotation.token_at[found.cue->end]];
    const bool compound = next.tag[0] == 'n' && next.range.end <= figure.begin;
    if (compound && figures.part(found.cue->begin, found.cue->end) == U"规划") found = {};
  }
  // 争取中央预算内投资286亿元 is won; 争取达到 is an aim.
  if (found.cue && figures.part(found.cue->begin, found.cue->end) == U"争取" &&
      found.cue->end < figure.begin &&
      figures.annotation.tokens[figures.annotation.token_at[found.cue->end]].tag[0] == 'n') {
    found = {};
  }
  if (found.status == FactStatus::Actual) {
    const WordSet& far = figures.lexicon.words("target.far");
    for (std::size_t i = low; i < figure.begin; ++i) {
      if (figures.text[i] == U'；') continue;
      const std::size_t n = figures.matcher.word_at(far, i, figure.begin);
      if (n > 0) found = {FactStatus::Planned, Range{i, i + n}};
    }
  }
  const Section* section = figures.section_of(figure.begin);
  if (found.status == FactStatus::Actual && section && section->plan &&
      figures.part(clause, figure.begin).find(U'已') == View::npos) {
    found = {FactStatus::Planned, section->plan};
  }
  // 将投资12亿元建设某中心，建筑面积18万平方米: a plan goes on in the clauses behind it.
  if (found.status == FactStatus::Actual && last && last->status == FactStatus::Planned &&
      last->subject == statistic.subject && last->evidence.end >= sentence) {
    const WordSet& done = figures.lexicon.words("done");
    bool came = false;
    for (std::size_t i = clause; i < figure.begin; ++i) {
      came = came || done.longest(figures.text, i, nullptr) > 0;
    }
    if (!came) found = {FactStatus::Planned, last->status_cue};
  }
  return found;
}

}  // namespace wutong::extract
