#include "extract/period_candidates.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kFar = 400;  // characters before the figure, in its sentence
constexpr std::size_t kParagraph = 1500;
constexpr std::size_t kTop = 200;  // characters: the head of a text
constexpr std::size_t kAround = 6;  // characters from a time to the word that opens its clause
constexpr float kRule = 0.3F;  // added to the weight of what the rules say
constexpr FeaturePart kNone(View(U"-")), kNo(View(U"0")), kYes(View(U"1"));
constexpr FeaturePart kCounts[] = {View(U"0"), View(U"1"), View(U"2"), View(U"3")};
const FeaturePart& count_of(std::size_t n) { return kCounts[std::min<std::size_t>(n, 3)]; }

// A year, a half or a quarter of one, a month, a day, some of these.
FeaturePart shape_of(const std::optional<std::string>& iso) {
  if (!iso) return kNone;
  if (iso->find('/') != std::string::npos) return View(U"R");
  switch (iso->size()) {
    case 4: return View(U"Y");
    case 6: return View(U"H");
    case 7: return View(U"M");
    case 10: return View(U"D");
    default: return View(U"?");
  }
}

}  // namespace

PeriodCandidates::PeriodCandidates(const Figures& figures, const FigureWords& words,
                                   bool with_texts)
    : figures_(figures),
      words_(words),
      with_texts_(with_texts),
      sums_(1),
      features_(with_texts),
      previous_features_(with_texts) {}

void PeriodCandidates::find_most() {
  std::map<std::string_view, std::size_t> counts;
  std::size_t most = 1;
  for (const Period& each : figures_.periods) {
    const std::size_t n = ++counts[each.iso];
    if (n <= most) continue;
    most = n;
    most_ = each.iso;
  }
}

void PeriodCandidates::offer(const Period& period, char32_t seen, std::size_t commas) {
  for (PeriodCandidate& each : candidates_) {
    if (each.iso != period.iso) continue;
    each.places.push_back({seen, &period, commas});
    return;
  }
  PeriodCandidate& added = candidates_.emplace_back();
  added.iso = period.iso;
  added.places.push_back({seen, &period, commas});
}

void PeriodCandidates::offer(const std::optional<std::string>& iso, char32_t seen) {
  for (PeriodCandidate& each : candidates_) {
    if (each.iso != iso) continue;
    each.places.push_back({seen, nullptr, 0});
    return;
  }
  PeriodCandidate& added = candidates_.emplace_back();
  added.iso = iso;
  added.places.push_back({seen, nullptr, 0});
}

// `before`: how many of the periods stand before the figure.
void PeriodCandidates::collect_sentence(std::size_t before) {
  const auto& periods = figures_.periods;
  std::size_t commas = 0, scanned = figure_, taken = 0;
  for (std::size_t i = before; i > 0 && taken < 4; --i, ++taken) {
    const Period& period = periods[i - 1];
    if (period.range.begin < sentence_ || figure_ - period.range.end > kFar) break;
    for (; scanned > period.range.end; --scanned) {
      if (figures_.subjects.ends_clause(scanned - 1)) ++commas;
    }
    static constexpr View kSeen[] = {U"cCCC", U"sSSS"};
    offer(period, kSeen[period.range.begin >= clause_ ? 0 : 1][taken], commas);
  }
  // Behind the figure, in its clause or in brackets.
  if (before >= periods.size()) return;
  const std::size_t end = figures_.quantities[now_->q].range.end;
  const std::size_t begin = periods[before].range.begin;
  if (begin < end || begin > end + 12) return;
  const View between = figures_.part(end, begin);
  if (between == U"（" || between.find_first_of(U"，。；、\n") == View::npos) {
    offer(periods[before], U'a');
  }
}

void PeriodCandidates::collect_earlier(std::size_t before) {
  const auto& periods = figures_.periods;
  const View text = figures_.text;
  std::size_t i = before, sentence = sentence_;
  while (i > 0 && periods[i - 1].range.begin >= sentence) --i;
  const bool opens = sentence == 0 || text[sentence - 1] == U'\n';
  if (!opens) {
    const std::size_t begin = figures_.subjects.sentence_of(sentence - 1);
    std::size_t first = i;
    while (first > 0 && periods[first - 1].range.begin >= begin) --first;
    if (first < i) {
      offer(periods[i - 1], U'b');
      offer(periods[first], U'e');
    }
    std::size_t paragraph = begin;
    while (paragraph > 0 && text[paragraph - 1] != U'\n' && sentence - paragraph < kParagraph) {
      paragraph = figures_.subjects.sentence_of(paragraph - 1);
    }
    i = first;
    while (first > 0 && periods[first - 1].range.begin >= paragraph) --first;
    if (first < i) offer(periods[first], U'h');
    i = first;
  }
  if (i > 0) offer(periods[i - 1], U'l');
  if (!periods.empty() && periods.front().range.begin < kTop &&
      periods.front().range.begin < figure_) {
    offer(periods.front(), U't');
  }
}

void PeriodCandidates::collect() {
  offer(now_->rule, U'r');
  offer(std::nullopt, U'-');
  const auto& periods = figures_.periods;
  const auto before = static_cast<std::size_t>(
      std::lower_bound(periods.begin(), periods.end(), figure_,
                       [](const Period& each, std::size_t at) { return each.range.begin < at; }) -
      periods.begin());
  collect_sentence(before);
  collect_earlier(before);
  if (const Section* section = figures_.section_of(figure_); section && section->figures) {
    offer(section->figures, U'x');
  }
  if (figures_.time.figures) offer(figures_.time.figures, U'd');
  if (most_) offer(most_, U'm');
  if (previous_at_ != View::npos) {
    const bool there = std::any_of(candidates_.begin(), candidates_.end(),
                                   [&](const auto& each) { return each.iso == previous_; });
    if (!there) candidates_.emplace_back().iso = previous_;
  }
  if (!with_texts_) return;
  const std::size_t offered = candidates_.size();
  for (const Period& each : periods) {
    const bool there = std::any_of(candidates_.begin(), candidates_.end(),
                                   [&](const auto& known) { return known.iso == each.iso; });
    if (!there) candidates_.emplace_back().iso = each.iso;
  }
  for (std::size_t k = offered; k < candidates_.size(); ++k) candidates_[k].offered = false;
}

// What is seen of the figure itself, and of the way from the figure before.
void PeriodCandidates::describe() {
  step_ = now_->step;
  subject_type_ = now_->subject >= 0 ? words_.type_of(now_->subject) : kNone;
  // Whether a time stands in the clause, in the sentence; whether the document tells one.
  state_text_.clear();
  char32_t near = U'-';
  for (const PeriodCandidate& each : candidates_) {
    for (const PeriodCandidate::Place& place : each.places) {
      if (place.seen == U'c') near = U'c';
      if (place.seen == U's' && near == U'-') near = U's';
    }
  }
  state_text_ += near;
  state_text_ += figures_.time.figures ? U'd' : U'-';
  state_ = View(state_text_);
  gap_ = U'-';
  if (previous_at_ == View::npos) return;
  gap_ = previous_at_ >= sentence_ ? U's' : U'p';
  if (gap_ == U's') {
    std::size_t at = previous_at_;
    while (at < figure_ && !figures_.subjects.ends_clause(at)) ++at;
    if (at == figure_) gap_ = U'c';
    return;
  }
  const View between =
      figures_.part(std::max(previous_at_, sentence_ > kFar ? sentence_ - kFar : 0), sentence_);
  if (between.find(U'\n') != View::npos) gap_ = U'd';
}

void PeriodCandidates::weigh_previous(const PeriodCandidate& candidate) {
  FeatureList& list = with_texts_ ? previous_features_ : features_;
  if (with_texts_) list.clear();
  const FeaturePart gap(View(&gap_, 1)), shape = shape_of(candidate.iso);
  const FeaturePart& same = now_->subject == previous_subject_ ? kYes : kNo;
  const FeaturePart& ruled = candidate.iso == now_->rule ? step_ : kNone;
  list.add(U"previous", {gap, shape});
  list.add(U"previous.same", {gap, same, shape});
  list.add(U"previous.state", {gap, state_, shape});
  list.add(U"previous.rule", {gap, ruled});
  list.add(U"previous.not", {gap, step_, shape});
  list.add(U"previous.lead", {gap, words_.lead});
  list.add(U"previous.tag", {gap, words_.lead_tag, shape});
  list.add(U"previous.tail", {gap, words_.tail});
  list.add(U"previous.coarse", {gap, words_.classes[0]});
  list.add(U"previous.kind", {gap, words_.kind, words_.unit});
  list.add(U"previous.predicate", {gap, words_.predicate});
  list.add(U"previous.voice", {gap, words_.voice, shape});
}

void PeriodCandidates::weigh_place(const PeriodCandidate::Place& place, const FeaturePart& shape) {
  FeatureList& list = features_;
  const FeaturePart seen(View(&place.seen, 1));
  list.add(U"seen", {seen, shape});
  list.add(U"seen.state", {seen, state_});
  list.add(U"seen.step", {seen, step_, shape});
  list.add(U"seen.voice", {seen, words_.voice, state_});
  list.add(U"seen.title", {seen, words_.title});
  list.add(U"seen.voice.step", {seen, words_.voice, step_});
  list.add(U"seen.kind", {seen, words_.kind, words_.unit});
  list.add(U"seen.rule", {seen, words_.rule});
  list.add(U"seen.tail", {seen, words_.tail});
  list.add(U"seen.head", {seen, words_.head});
  list.add(U"seen.coarse", {seen, words_.classes[0]});
  list.add(U"seen.fine", {seen, words_.classes[1]});
  list.add(U"seen.lead", {seen, words_.lead});
  list.add(U"seen.tag", {seen, words_.lead_tag, shape});
  list.add(U"seen.predicate", {seen, words_.predicate});
  list.add(U"seen.subject", {seen, subject_type_, shape});
  if (!place.period) return;
  const Range range = place.period->range;
  const FeaturePart& aside = place.period->aside ? kYes : kNo;
  const FeaturePart& commas = count_of(place.commas);
  list.add(U"seen.aside", {seen, aside, shape});
  list.add(U"seen.commas", {seen, commas, shape});
  const FeaturePart before(words_.word_ending(range.begin)), after(words_.word_at(range.end));
  list.add(U"before", {before, seen});
  list.add(U"before.shape", {before, shape, commas});
  list.add(U"after", {after, seen});
  list.add(U"after.shape", {after, shape, commas});
  list.add(U"after.tail", {after, words_.tail});
  if (place.seen != U'c' && place.seen != U's' && place.seen != U'S') return;
  // What the clause of the time says: the first verb behind it.
  std::size_t at = range.end;
  const std::size_t far = std::min(figure_, range.end + 4 * kAround);
  View verb = U"-";
  while (at < far && !figures_.subjects.ends_clause(at)) {
    const Token& token = figures_.annotation.tokens[figures_.annotation.token_at[at]];
    if (token.tag[0] == 'v' && token.range.begin >= at) {
      verb = figures_.annotation.text(token.range);
      break;
    }
    at = std::max(token.range.end, at + 1);
  }
  const FeaturePart said(verb);
  list.add(U"verb", {said, seen, commas});
  list.add(U"verb.shape", {said, shape, commas});
  list.add(U"verb.coarse", {said, words_.classes[0]});
}

void PeriodCandidates::weigh(const PeriodCandidate& candidate) {
  FeatureList& list = features_;
  list.clear();
  const FeaturePart shape = shape_of(candidate.iso);
  const bool ruled = candidate.iso == now_->rule;
  list.add(ruled ? FeatureName(U"rule") : FeatureName(U"not"), {step_, shape});
  if (ruled) {
    list.add(U"rule.tail", {step_, words_.tail});
    list.add(U"rule.coarse", {step_, words_.classes[0]});
    list.add(U"rule.subject", {step_, subject_type_});
    list.add(U"rule.state", {step_, state_});
  }
  list.add(U"places", {count_of(candidate.places.size()), shape});
  for (const PeriodCandidate::Place& place : candidate.places) weigh_place(place, shape);
}

const std::vector<PeriodCandidate>& PeriodCandidates::of(const PeriodQuestion& question) {
  now_ = &question;
  if (!asked_) find_most();
  asked_ = true;
  candidates_.clear();
  figure_ = figures_.quantities[question.q].range.begin;
  sentence_ = figures_.subjects.sentence_of(figure_);
  clause_ = figures_.clause_begin(question.q);
  collect();
  describe();
  for (PeriodCandidate& each : candidates_) {
    weigh(each);
    if (with_texts_ || (previous_at_ != View::npos && each.iso == previous_)) weigh_previous(each);
    if (with_texts_) {
      each.texts = features_.texts();
      each.previous_texts = previous_features_.texts();
      continue;
    }
    figures_.lexicon.period_model.sum(features_.hashes(), sums_);
    each.sum = sums_[0] + (each.iso == question.rule ? kRule : 0);
  }
  return candidates_;
}

std::optional<std::string> PeriodCandidates::choose(const PeriodQuestion& question) {
  // With texts nothing is summed: what the rules say does not hang on a model that is there already.
  if (with_texts_ || figures_.lexicon.period_model.empty()) return question.rule;
  // 从2014年到2021年, ...从A到B; 120万（2020年）: there is nothing to choose.
  if (question.step == U"pair" || question.step == U"behind") return question.rule;
  const auto& candidates = of(question);
  return std::max_element(candidates.begin(), candidates.end(),
                          [](const auto& a, const auto& b) { return a.sum < b.sum; })
      ->iso;
}

void PeriodCandidates::told(const std::optional<std::string>& iso, int subject, std::size_t q) {
  previous_ = iso;
  previous_subject_ = subject;
  previous_at_ = figures_.quantities[q].range.end;
}

}  // namespace wutong::extract
