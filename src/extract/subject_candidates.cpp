#include "extract/subject_candidates.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

constexpr std::size_t kNames = 8;  // before the figure in its sentence
constexpr std::size_t kFar = 300;  // characters before the figure, in its sentence
constexpr std::size_t kParagraph = 1500;
constexpr std::size_t kTopics = 4;
constexpr std::size_t kPlaces = 3;
constexpr std::uint32_t kTop = 100;  // characters: the head of a text
constexpr std::size_t kVerbReach = 20;  // characters behind a name

using View = std::u32string_view;

bool is_quote(char32_t c) {
  return c == U'“' || c == U'”' || c == U'《' || c == U'》' || c == U'"' || c == U'　' || c == U' ';
}
constexpr float kRule = 0.6F;  // added to the weight of what the rules say
constexpr FeaturePart kNone(View(U"-")), kNo(View(U"0")), kYes(View(U"1"));
constexpr FeaturePart kCounts[] = {View(U"0"), View(U"1"), View(U"2"), View(U"3"),
                                   View(U"4"), View(U"5"), View(U"6")};
const FeaturePart& count_of(std::size_t n) { return kCounts[std::min<std::size_t>(n, 3)]; }
// 0, 1, 2, 3-4, 5-8, ...
const FeaturePart& magnitude_of(std::size_t n) {
  std::size_t bits = n > 0 ? 1 : 0;
  for (std::size_t most = 1; most < n; most *= 2) ++bits;
  return kCounts[std::min<std::size_t>(bits, 6)];
}

}  // namespace

SubjectCandidates::SubjectCandidates(const Figures& figures, const FigureWords& words,
                                     bool with_texts)
    : figures_(figures),
      annotation_(figures.annotation),
      with_texts_(with_texts),
      words_(words),
      sums_(1),
      features_(with_texts),
      previous_features_(with_texts) {}

// What the text names first, and what it names most.
void SubjectCandidates::find_topics() {
  named_.assign(annotation_.entities.size(), 0);
  first_named_.assign(annotation_.entities.size(), 0);
  std::vector<std::pair<int, int>> counts, places;  // -times, entity
  for (const Mention& mention : annotation_.mentions) {
    if (mention.entity < 0) continue;
    const auto entity = static_cast<std::size_t>(mention.entity);
    if (named_[entity]++ > 0) continue;
    first_named_[entity] = static_cast<std::uint32_t>(mention.range.begin);
    if (mention.type == "Industry" || mention.type == "Person") continue;
    counts.emplace_back(0, mention.entity);
    if (mention.type == "Place") places.emplace_back(0, mention.entity);
  }
  const auto take = [&](std::vector<std::pair<int, int>>& of, std::size_t most,
                        std::vector<int>& into) {
    if (!of.empty()) into.push_back(of.front().second);
    for (auto& [times, entity] : of) times = -static_cast<int>(named_[static_cast<std::size_t>(entity)]);
    most = std::min(most, of.size());
    std::partial_sort(of.begin(), of.begin() + static_cast<std::ptrdiff_t>(most), of.end());
    for (std::size_t i = 0; i < most; ++i) {
      if (of[i].first < -1) into.push_back(of[i].second);
    }
  };
  take(counts, kTopics, topics_);
  take(places, kPlaces, places_);
}

const FeaturePart& SubjectCandidates::topic_rank(int entity) const {
  const auto found = std::find(topics_.begin(), topics_.end(), entity);
  if (found == topics_.end()) return kNone;
  return count_of(static_cast<std::size_t>(found - topics_.begin()));
}

View SubjectCandidates::word_before(const Mention& mention) const {
  std::size_t at = mention.range.begin;
  while (at > 0 && is_quote(figures_.text[at - 1])) --at;
  return words_.word_ending(at);
}

View SubjectCandidates::word_after(const Mention& mention) const {
  std::size_t at = mention.range.end;
  while (at < figures_.text.size() && is_quote(figures_.text[at])) ++at;
  return words_.word_at(at);
}

// The first verb behind the name in its clause.
View SubjectCandidates::verb_after(const Mention& mention) const {
  const std::size_t far = std::min(figures_.text.size(), mention.range.end + kVerbReach);
  for (std::size_t at = mention.range.end; at < far;) {
    if (is_mark(figures_.text[at]) && !is_quote(figures_.text[at])) break;
    const Token& token = annotation_.tokens[annotation_.token_at[at]];
    if (token.tag[0] == 'v' && token.range.begin >= at) return annotation_.text(token.range);
    at = std::max(token.range.end, at + 1);
  }
  return U"-";
}

// The last verb before the name in its clause.
View SubjectCandidates::verb_before(const Mention& mention) const {
  const std::size_t low = mention.range.begin > kVerbReach ? mention.range.begin - kVerbReach : 0;
  for (std::size_t at = mention.range.begin; at > low;) {
    if (is_mark(figures_.text[at - 1]) && !is_quote(figures_.text[at - 1])) break;
    const Token& token = annotation_.tokens[annotation_.token_at[at - 1]];
    if (token.tag[0] == 'v' && token.range.end <= at) return annotation_.text(token.range);
    at = std::min(token.range.begin, at - 1);
  }
  return U"-";
}

void SubjectCandidates::offer(const Mention& mention, char32_t seen, std::size_t names,
                              std::size_t commas, std::size_t figures) {
  if (mention.entity < 0 || mention.type == "Industry") return;
  for (SubjectCandidate& each : candidates_) {
    if (each.entity != mention.entity) continue;
    if (each.mention) return;
    each.mention = &mention;
    each.seen = seen;
    each.names = names;
    each.commas = commas;
    each.figures = figures;
    return;
  }
  SubjectCandidate& added = candidates_.emplace_back();
  added.entity = mention.entity;
  added.mention = &mention;
  added.seen = seen;
  added.names = names;
  added.commas = commas;
  added.figures = figures;
}

void SubjectCandidates::offer(int entity) {
  if (entity < 0) return;
  for (const SubjectCandidate& each : candidates_) {
    if (each.entity == entity) return;
  }
  candidates_.emplace_back().entity = entity;
}

void SubjectCandidates::collect() {
  const auto& mentions = annotation_.mentions;
  const View text = figures_.text;
  offer(now_->rule);
  const std::size_t low = std::max(sentence_, figure_ > kFar ? figure_ - kFar : 0);
  const auto behind = static_cast<std::size_t>(
      std::lower_bound(mentions.begin(), mentions.end(), figure_,
                       [](const Mention& each, std::size_t at) { return each.range.begin < at; }) -
      mentions.begin());
  std::size_t names = 0, commas = 0, q = now_->q, scanned = figure_, i = behind;
  nearest_ = nullptr;
  for (; i > 0 && names < kNames; --i) {
    const Mention& mention = mentions[i - 1];
    if (mention.range.begin < low) break;
    if (mention.type == "Industry") continue;
    for (; scanned > mention.range.end; --scanned) {
      if (figures_.subjects.ends_clause(scanned - 1)) ++commas;
    }
    while (q > 0 && figures_.quantities[q - 1].range.begin >= mention.range.end) --q;
    if (!nearest_) nearest_ = &mention;
    offer(mention, mention.range.begin >= now_->phrase ? U'p' : U's', names, commas, now_->q - q);
    ++names;
  }
  // Behind the figure, in its clause.
  std::size_t end = figures_.quantities[now_->q].range.end;
  for (std::size_t k = behind, taken = 0; k < mentions.size() && taken < 2; ++k, ++taken) {
    const std::size_t begin = mentions[k].range.begin;
    if (begin > figure_ + 40) break;
    bool marked = false;
    for (; end < begin && !marked; ++end) marked = figures_.subjects.ends_clause(end);
    if (marked) break;
    offer(mentions[k], U'a', taken, 0, 0);
  }
  // The sentences before, in the paragraph.
  std::size_t sentence = sentence_;
  for (int back = 0; back < 2 && sentence > 0 && text[sentence - 1] != U'\n'; ++back) {
    const std::size_t before = figures_.subjects.sentence_of(sentence - 1);
    while (i > 0 && mentions[i - 1].range.begin >= sentence) --i;
    const std::size_t last = i;
    while (i > 0 && mentions[i - 1].range.begin >= before) --i;
    if (i < last) {
      offer(mentions[last - 1], back == 0 ? U'b' : U'f', names, 0, 0);
      offer(mentions[i], back == 0 ? U'e' : U'f', names + last - i - 1, 0, 0);
    }
    sentence = before;
  }
  std::size_t paragraph = sentence;
  while (paragraph > 0 && text[paragraph - 1] != U'\n' && sentence - paragraph < kParagraph) {
    paragraph = figures_.subjects.sentence_of(paragraph - 1);
  }
  while (i > 0 && mentions[i - 1].range.begin >= paragraph) --i;
  if (i < behind && mentions[i].range.begin < paragraph + 60) {
    offer(mentions[i], U'h', 3, 0, 0);
  }
  for (const int entity : topics_) offer(entity);
  for (const int entity : places_) offer(entity);
  offer(figures_.subjects.main());
  offer(figures_.subjects.place());
  offer(previous_);
  if (!with_texts_) return;
  const std::size_t offered = candidates_.size();
  for (std::size_t k = 0; k < annotation_.entities.size(); ++k) offer(static_cast<int>(k));
  for (std::size_t k = offered; k < candidates_.size(); ++k) candidates_[k].offered = false;
}

// What is seen of the figure itself, and of the way from the figure before.
void SubjectCandidates::describe() {
  const Quantity& quantity = figures_.quantities[now_->q];
  figure_ = quantity.range.begin;
  sentence_ = figures_.subjects.sentence_of(figure_);
  step_ = now_->step;
  close_ = View(U"^");
  std::size_t mark = now_->phrase;
  while (mark > sentence_ && is_mark(figures_.text[mark - 1])) --mark;
  if (mark > sentence_ && mark < now_->phrase) {
    const Range token = annotation_.tokens[annotation_.token_at[mark - 1]].range;
    close_ = figures_.part(token.begin, mark);
  } else if (mark > sentence_) {
    close_ = kNo;
  }
  ruled_type_ = now_->rule >= 0 ? type_of(now_->rule) : kNone;
  own_ = nearest_ && nearest_->range.begin >= now_->phrase ? kYes : kNo;
  gap_ = U'-';
  gap_names_ = 0;
  if (previous_at_ == View::npos) return;
  gap_ = previous_at_ >= sentence_ ? U's' : U'p';
  if (gap_ == U's') {
    std::size_t at = previous_at_;
    while (at < figure_ && !figures_.subjects.ends_clause(at)) ++at;
    if (at == figure_) gap_ = U'c';
  } else {
    const View between =
        figures_.part(std::max(previous_at_, sentence_ > 400 ? sentence_ - 400 : 0), sentence_);
    if (between.find(U'\n') != View::npos) gap_ = U'd';
  }
  for (const SubjectCandidate& each : candidates_) {
    if (each.mention && each.mention->range.begin >= previous_at_ &&
        each.mention->range.begin < figure_) {
      ++gap_names_;
    }
  }
}

void SubjectCandidates::weigh_previous(SubjectCandidate& candidate) {
  FeatureList& list = with_texts_ ? previous_features_ : features_;
  if (with_texts_) list.clear();
  const FeaturePart &type = type_of(candidate.entity), gap(View(&gap_, 1));
  const FeaturePart seen(View(&candidate.seen, 1));
  const bool ruled = candidate.entity == now_->rule;
  const FeaturePart &rule = ruled ? step_ : kNone, &unruled = ruled ? kNone : step_;
  const FeaturePart& names = count_of(gap_names_);
  list.add(U"previous", {gap});
  list.add(U"previous.names", {gap, names});
  list.add(U"previous.type", {gap, type});
  list.add(U"previous.rule", {gap, rule});
  list.add(U"previous.not", {gap, unruled, names});
  list.add(U"previous.seen", {gap, seen, names});
  list.add(U"previous.lead", {gap, words_.lead});
  list.add(U"previous.tail", {gap, words_.tail});
  list.add(U"previous.tag", {gap, words_.lead_tag, names});
  list.add(U"previous.tag.type", {gap, words_.lead_tag, type});
  list.add(U"previous.predicate", {gap, words_.predicate});
  list.add(U"previous.own", {gap, own_, words_.lead_tag});
  list.add(U"previous.voice", {gap, words_.voice, type, words_.lead_tag});
}

void SubjectCandidates::weigh(SubjectCandidate& candidate) {
  FeatureList& list = features_;
  list.clear();
  const bool ruled = candidate.entity == now_->rule;
  const FeaturePart &type = type_of(candidate.entity), seen(View(&candidate.seen, 1));
  const FeaturePart& rule = ruled ? step_ : kNone;
  list.add(U"type", {type});
  list.add(U"type.kind", {type, words_.kind});
  list.add(U"type.unit", {type, words_.unit});
  list.add(U"type.tail", {type, words_.tail});
  list.add(U"type.lead", {type, words_.lead});
  list.add(U"rule", {rule});
  list.add(U"rule.type", {rule, type});
  list.add(U"rule.seen", {rule, seen});
  if (!ruled) {
    list.add(U"not", {step_});
    list.add(U"not.type", {step_, type});
    list.add(U"not.seen", {step_, seen});
  } else {
    list.add(U"rule.figure", {rule, words_.rule});
    list.add(U"rule.close", {rule, close_});
    list.add(U"rule.lead", {rule, words_.lead});
    list.add(U"rule.tail", {rule, words_.tail});
    list.add(U"rule.voice", {words_.voice, rule, type});
  }
  if (candidate.entity == figures_.subjects.main()) {
    list.add(U"main", {type, seen});
    list.add(U"main.tail", {words_.tail});
    list.add(U"main.lead", {words_.lead});
    list.add(U"main.rule", {rule});
    if (!ruled) list.add(U"main.not", {step_, seen});
  }
  if (candidate.entity == figures_.subjects.place()) {
    list.add(U"place.tail", {words_.tail});
    list.add(U"place.lead", {words_.lead});
    list.add(U"place.kind", {words_.kind, words_.rule});
    if (!ruled) {
      list.add(U"place.not", {step_, seen});
      list.add(U"place.close", {step_, close_});
      list.add(U"place.not.type", {words_.voice, step_, ruled_type_});
      list.add(U"place.not.lead", {step_, words_.lead});
      list.add(U"place.not.kind", {words_.voice, step_, words_.kind});
    }
    list.add(U"place", {seen});
    if (annotation_.is_report) list.add(U"place.report", {seen, rule});
  }
  for (std::size_t level = 0; level < 2; ++level) {
    list.add(level == 0 ? FeatureName(U"type.coarse") : FeatureName(U"type.fine"),
             {type, words_.classes[level]});
  }
  list.add(U"seen.coarse", {seen, words_.classes[0]});
  list.add(U"type.head", {type, words_.head});
  list.add(U"type.predicate", {type, words_.predicate});
  list.add(U"seen.predicate", {seen, words_.predicate});
  list.add(U"type.tag", {type, words_.lead_tag, seen});
  list.add(U"title", {words_.title, type, seen});
  list.add(U"voice.tag", {words_.voice, type, words_.lead_tag, seen});
  list.add(U"own", {own_, seen, type});
  const auto entity = static_cast<std::size_t>(candidate.entity);
  const FeaturePart& often = magnitude_of(named_[entity]);
  const FeaturePart& top = first_named_[entity] < kTop ? kYes : kNo;
  list.add(U"often", {often, type});
  list.add(U"often.seen", {often, seen});
  list.add(U"often.voice", {often, words_.voice, type});
  list.add(U"top", {top, type, seen});
  list.add(U"top.voice", {top, words_.voice, type, often});
  const auto placed = std::find(places_.begin(), places_.end(), candidate.entity);
  if (placed != places_.end()) {
    const FeaturePart& rank = count_of(static_cast<std::size_t>(placed - places_.begin()));
    const View name = annotation_.entities[entity].name;
    const FeaturePart level(name.substr(name.size() - 1));
    list.add(U"places", {rank, words_.voice, seen});
    list.add(U"places.tag", {rank, words_.voice, words_.lead_tag});
    list.add(U"places.coarse", {rank, words_.classes[0]});
    list.add(U"places.level", {rank, words_.voice, level});
    list.add(U"places.top", {rank, words_.voice, top});
  }
  const FeaturePart& topic = topic_rank(candidate.entity);
  list.add(U"topic", {topic, seen});
  list.add(U"topic.type", {topic, type});
  list.add(U"topic.rule", {topic, rule});
  list.add(U"seen", {seen});
  list.add(U"seen.type", {seen, type});
  list.add(U"seen.figure", {seen, words_.rule});
  list.add(U"seen.tail", {seen, words_.tail});
  list.add(U"seen.lead", {seen, words_.lead});
  if (!candidate.mention) return;
  const Mention& mention = *candidate.mention;
  const FeaturePart &names = count_of(candidate.names), &commas = count_of(candidate.commas);
  list.add(U"names", {seen, names});
  const FeaturePart before(word_before(mention)), after(word_after(mention));
  list.add(U"before", {before});
  list.add(U"before.type", {before, type, seen});
  list.add(U"after", {after});
  list.add(U"after.type", {after, type, seen});
  const View name = annotation_.text(mention.range);
  if (mention.type != "Company" && mention.type != "Place" && mention.type != "Person") {
    list.add(U"end", {FeaturePart(name.substr(name.size() > 2 ? name.size() - 2 : 0)), seen});
  }
  if (candidate.seen == U'p' || candidate.seen == U's') {
    list.add(U"names.commas", {names, commas});
    list.add(U"commas.type", {commas, type});
    list.add(U"figures", {count_of(candidate.figures), commas});
    list.add(U"commas.tag", {commas, words_.lead_tag, type});
    list.add(U"commas.tag.voice", {commas, words_.lead_tag, words_.voice, own_});
    list.add(U"commas.predicate", {commas, words_.predicate});
    list.add(U"after.commas", {after, commas, words_.lead_tag});
    list.add(U"before.commas", {before, commas, words_.lead_tag});
    const FeaturePart verb(verb_after(mention));
    list.add(U"verb", {verb, seen});
    list.add(U"verb.lead", {verb, candidate.commas == 0 ? kNo : words_.lead});
    const FeaturePart made(verb_before(mention));
    list.add(U"made", {made, seen});
    list.add(U"made.type", {made, type});
    const std::size_t begin = mention.range.begin;
    const bool opens = begin == sentence_ || figures_.subjects.ends_clause(begin - 1);
    list.add(U"opens", {opens ? kYes : kNo, commas, names});
    const std::size_t end = mention.range.end;
    const bool closes = end < figures_.text.size() && figures_.subjects.ends_clause(end);
    if (closes) list.add(U"closes", {commas, words_.lead});
    if (closes) list.add(U"closes.made", {commas, made});
    if (closes) list.add(U"closes.type", {commas, type, rule});
    list.add(U"opens.type", {opens ? kYes : kNo, commas, type});
    if (opens && nearest_) list.add(U"opens.near", {commas, FeaturePart(word_before(*nearest_))});
    if (closes) list.add(U"closes.before", {commas, before});
    if (begin == sentence_) list.add(U"first", {type, rule});
  }
}

const std::vector<SubjectCandidate>& SubjectCandidates::of(const SubjectQuestion& question) {
  now_ = &question;
  if (!asked_) find_topics();
  asked_ = true;
  candidates_.clear();
  figure_ = figures_.quantities[question.q].range.begin;
  sentence_ = figures_.subjects.sentence_of(figure_);
  collect();
  describe();
  for (SubjectCandidate& each : candidates_) {
    weigh(each);
    if (with_texts_ || each.entity == previous_) weigh_previous(each);
    if (with_texts_) {
      each.texts = features_.texts();
      each.previous_texts = previous_features_.texts();
      continue;
    }
    annotation_.lexicon.subject_model.sum(features_.hashes(), sums_);
    each.sum = sums_[0] + (each.entity == question.rule ? kRule : 0);
  }
  return candidates_;
}

int SubjectCandidates::choose(const SubjectQuestion& question) {
  int chosen = question.rule;
  // With texts nothing is summed: what the rules say does not hang on a model that is there
  // already.
  if (!with_texts_ && !annotation_.lexicon.subject_model.empty()) {
    float best = 0;
    bool first = true;
    for (const SubjectCandidate& each : of(question)) {
      if (!first && each.sum <= best) continue;
      first = false;
      best = each.sum;
      chosen = each.entity;
    }
  }
  told(chosen, question.q);
  return chosen;
}

void SubjectCandidates::told(int subject, std::size_t q) {
  previous_ = subject;
  previous_at_ = figures_.quantities[q].range.end;
}

}  // namespace wutong::extract
