// Statistics: each quantity with what it measures, of what, and when.
//
// The rules of rules/statistics.json are tried in their order on the phrase that leads up to the
// figure and the nouns that follow it; the first that applies names the indicator. Two shapes are
// algorithms: several figures that belong to several nouns (分别), and the second of two figures of
// one thing (从A增加到B).
#include <algorithm>

#include "base/utf8.h"
#include "extract/facts.h"
#include "extract/figure_periods.h"
#include "extract/figure_status.h"
#include "extract/figure_words.h"
#include "extract/figures.h"
#include "extract/period_candidates.h"
#include "extract/repeated_figures.h"
#include "extract/respective.h"
#include "extract/subject_candidates.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

class StatisticFinder {
 public:
  // `see`: nullptr where nobody trains a model.
  StatisticFinder(const Annotation& annotation, const SeeFigures* see)
      : figures_(annotation),
        respective_(figures_),
        when_(figures_),
        words_(figures_),
        candidates_(figures_, words_, see != nullptr),
        periods_(figures_, words_, see != nullptr),
        see_(see) {}

  std::vector<StatisticDraft> run() {
    for (std::size_t q = 0; q < figures_.quantities.size(); ++q) one(q);
    return without_repeats(figures_, std::move(found_));
  }

 private:
  Figure figure_at(std::size_t q) const {
    Figure figure;
    figure.quantity = &figures_.quantities[q];
    figure.phrase = std::min(figures_.clause_begin(q), figures_.quantities[q].range.begin);
    figure.sentence = figures_.subjects.sentence_of(figures_.quantities[q].range.begin);
    figure.limit = q + 1 < figures_.quantities.size() ? figures_.quantities[q + 1].range.begin
                                                      : figures_.text.size();
    const bool near = last_end_ != View::npos && last_end_ <= figures_.quantities[q].range.begin &&
                      figures_.quantities[q].range.begin - last_end_ <= kNear &&
                      last_end_ >= figure.sentence;
    if (near) {
      figure.last = last_;
      figure.last_counted = last_kind_ == "count";
      figure.last_alike =
          last_kind_ == figure.quantity->kind && last_unit_ == figure.quantity->unit;
    }
    figure.previous = previous_clause(figure.phrase, q);
    return figure;
  }

  // The nouns at the head of the clause before `phrase`, where it has no figure.
  std::u32string previous_clause(std::size_t phrase, std::size_t q) const {
    if (phrase < 3 || figures_.text[phrase - 1] != U'，') return {};
    std::size_t begin = phrase - 1;
    const std::size_t low = phrase > kNear ? phrase - kNear : 0;
    while (begin > low && !figures_.subjects.ends_clause(begin - 1)) --begin;
    if (q > 0 && figures_.quantities[q - 1].range.end > begin) return {};
    const Range nouns = figures_.matcher.nouns_of_clause(begin, phrase - 1);
    return std::u32string(figures_.part(nouns.begin, nouns.end));
  }

  void one(std::size_t q) {
    const Figure figure = figure_at(q);
    const Range range = figure.quantity->range;
    // 这30家: spoken of before. 50家重点企业之一 counts others.
    if (ends_with(figures_.part(figure.phrase, range.begin), U"这")) return;
    for (const FigureRule& rule : figures_.lexicon.figures) {
      if (rule.shape == "respective") {
        if (const auto shares = respective_.match(rule, q)) {
          for (const Share& share : *shares) {
            add(share.rule, q, share.match, share.phrase, share.period);
          }
          return;
        }
      } else if (rule.shape == "from-to") {
        if (figures_.from_to(q) && !figure.last.empty()) {
          add(rule, q, {figure.last, {}, nullptr, range.end});
          return;
        }
      } else if (const auto match = figures_.matcher.match(rule, figure)) {
        const View behind =
            figures_.part(range.end, std::min(figures_.text.size(), range.end + 24));
        const std::size_t one_of = behind.find(U"之一");
        if (one_of != View::npos && behind.find_first_of(U"，。；") > one_of) return;
        // 12个国家的46所高校: the first says of which.
        if (figure.quantity->kind == "count" && q + 1 < figures_.quantities.size() &&
            figures_.quantities[q + 1].range.begin == match->end + 1 &&
            figures_.text[match->end] == U'的') {
          return;
        }
        add(rule, q, *match);
        return;
      }
    }
  }

  // 只用了41天, 再翻一番, 零下25摄氏度: no statistics of anything.
  bool tells_little(const Quantity& quantity, const std::u32string& indicator) const {
    const Lexicon& lexicon = figures_.lexicon;
    if (quantity.unit == "番") return indicator.size() <= 2;
    if (quantity.unit == "摄氏度") return true;
    if (quantity.unit == "米" && lexicon.words("trivial").longest_ending(indicator) > 0)
      return true;
    return lexicon.words("lasting").find(base::from_utf8(quantity.unit)) != nullptr &&
           lexicon.words("duration").longest_ending(indicator) > 0;
  }

  int subject_of(const FigureRule& rule, std::size_t q, const FigureMatch& match,
                 std::size_t phrase) {
    const Quantity& quantity = figures_.quantities[q];
    const int ruled = figures_.subjects.of(phrase, quantity.range);
    const SubjectQuestion question{q,      phrase, ruled, figures_.subjects.step(), match.indicator,
                                   rule.id};
    if (see_ && see_->subjects) {
      StatisticDraft seen;
      seen.subject = ruled;
      seen.indicator = base::to_utf8(match.indicator);
      seen.value = quantity.value * rule.sign;
      seen.unit = quantity.unit;
      seen.period = when_.of(q, std::max(ruled, 0), match.indicator, nullptr);
      see_->subjects(seen, candidates_.of(question));
    }
    return candidates_.choose(question);
  }

  std::optional<std::string> period_of(std::size_t q, std::size_t phrase,
                                       std::u32string_view indicator, const StatisticDraft& out,
                                       const StatisticDraft* last) {
    PeriodQuestion question{q, phrase, out.subject, when_.of(q, out.subject, indicator, last), {}};
    question.step = when_.step();
    if (see_ && see_->periods) {
      StatisticDraft seen = out;
      seen.period = question.rule;
      see_->periods(seen, periods_.of(question));
    }
    return periods_.choose(question);
  }

  void add(const FigureRule& rule, std::size_t q, const FigureMatch& match,
           std::size_t phrase = View::npos, const std::optional<std::string>& period = {}) {
    const Quantity& quantity = figures_.quantities[q];
    const Range figure = quantity.range;
    if (phrase == View::npos) phrase = std::min(figures_.clause_begin(q), figure.begin);
    if (match.indicator.size() < 2 || match.indicator.size() > 40) return;
    if (tells_little(quantity, match.indicator)) return;
    if (quantity.kind == "count" && quantity.value < 20) {
      if (figures_.lexicon.words("trivial").longest_ending(match.indicator) > 0) return;
    }
    StatisticDraft out;
    words_.see(q, phrase, match.indicator, rule.id);
    if (match.name && (rule.shape != "pattern" || rule.subject == "name")) {
      out.subject = match.name->entity;
      if (rule.shape != "pattern") figures_.subjects.carry(out.subject, figure.begin);
      candidates_.told(out.subject, q);
    } else {
      out.subject = subject_of(rule, q, match, phrase);
    }
    if (rule.remembered) {
      last_ = match.indicator;
      last_end_ = figure.end;
    } else if (!match.base.empty()) {
      last_ = match.base;
      last_end_ = figure.end;
    } else if (last_end_ != View::npos) {
      last_end_ = std::max(last_end_, figure.end);
    }
    if (rule.remembered) respective_.remember(match.indicator, figure.begin);
    if (rule.remembered || !match.base.empty()) {
      last_kind_ = quantity.kind;
      last_unit_ = quantity.unit;
    }
    figures_.taken = std::max(figures_.taken, std::min(match.end, figure.end + 20));
    if (out.subject < 0) return;
    const StatisticDraft* last = found_.empty() ? nullptr : &found_.back();
    out.value = quantity.value * rule.sign;
    out.unit = quantity.unit;
    out.approx = quantity.approx;
    out.bound = quantity.bound;
    out.rule = rule.id;
    out.confidence = rule.confidence;
    out.indicator = base::to_utf8(match.indicator);
    out.period = period ? period : period_of(q, phrase, match.indicator, out, last);
    periods_.told(out.period, out.subject, q);
    out.evidence = {std::min(phrase, figure.begin), std::max(figure.end, match.end)};
    const Modality modality = status_of(figures_, out, figure, last);
    out.status = modality.status;
    out.status_cue = modality.cue;
    found_.push_back(std::move(out));
  }

  Figures figures_;
  Respective respective_;
  FigurePeriods when_;
  FigureWords words_;
  SubjectCandidates candidates_;
  PeriodCandidates periods_;
  const SeeFigures* see_;
  std::u32string last_;                // the indicator of the figure before
  std::size_t last_end_ = View::npos;  // and where that ended
  std::string last_kind_, last_unit_;
  std::vector<StatisticDraft> found_;
};

}  // namespace

std::vector<StatisticDraft> find_statistics(const Annotation& annotation) {
  return StatisticFinder(annotation, nullptr).run();
}

std::vector<StatisticDraft> find_statistics(const Annotation& annotation, const SeeFigures& see) {
  return StatisticFinder(annotation, &see).run();
}

}  // namespace wutong::extract
