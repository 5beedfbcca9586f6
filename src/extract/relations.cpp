// Relations by trigger words: each rule has a shape that says where its ends stand. Lists on either
// end distribute; where no subject is named, the document's main place is meant.
#include <algorithm>
#include <map>
#include <set>

#include "extract/facts.h"
#include "extract/topics.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;
using Group = std::vector<const Mention*>;

class RelationFinder {
 public:
  explicit RelationFinder(const Annotation& annotation)
      : annotation_(annotation),
        text_(annotation.text()),
        periods_(find_periods(annotation.text())),
        topics_(annotation, periods_) {
    for (const Mention& mention : annotation.mentions) mentions_.push_back(&mention);
  }

  std::vector<RelationDraft> run() {
    find_main_event();
    for (const Range& sentence : annotation_.sentences) {
      for (const RelationRule& rule : annotation_.lexicon.relations) triggers(rule, sentence);
      led_lists(sentence);
      shared_clause(sentence);
      attendance(sentence);
      juxtaposed_places(sentence);
      offices(sentence);
    }
    editions();
    return std::move(found_);
  }

 private:
  View part(Range range) const { return annotation_.text(range); }
  bool at(std::size_t i, View word) const { return text_.substr(i, word.size()) == word; }
  const EntityDraft& entity(int id) const {
    return annotation_.entities[static_cast<std::size_t>(id)];
  }

  Group mentions_in(Range range) const {
    Group out;
    const auto first = std::lower_bound(
        mentions_.begin(), mentions_.end(), range.begin,
        [](const Mention* m, std::size_t wanted) { return m->range.begin < wanted; });
    for (auto it = first; it != mentions_.end() && (*it)->range.end <= range.end; ++it) {
      out.push_back(*it);
    }
    return out;
  }
  bool inside_mention(Range range) const {
    const auto after = std::upper_bound(
        mentions_.begin(), mentions_.end(), range.begin,
        [](std::size_t wanted, const Mention* m) { return wanted < m->range.begin; });
    return after != mentions_.begin() && (*(after - 1))->range.end > range.begin;
  }

  static bool allowed(const std::vector<std::string>& narrowed,
                      const std::vector<std::string>& wide, const std::string& type) {
    const auto& types = narrowed.empty() ? wide : narrowed;
    return std::find(types.begin(), types.end(), type) != types.end();
  }
  bool is_head(const RelationRule& rule, const Mention& m) const {
    return allowed(rule.head, annotation_.lexicon.schema.find_relation(rule.type)->head, m.type);
  }
  bool is_tail(const RelationRule& rule, const Mention& m) const {
    return allowed(rule.tail, annotation_.lexicon.schema.find_relation(rule.type)->tail, m.type) &&
           (!rule.quoted || m.quoted || (m.range.begin > 0 && text_[m.range.begin - 1] == U'“'));
  }

  // What may stand between two members of a list.
  bool joins(Range between) const {
    View text = part(between);
    static constexpr View kJoiners[] = {U"、",   U"和",   U"及",     U"与",   U"以及",
                                        U"”、“", U"》《", U"》、《", U"”“",   U"产业、",
                                        U"，",   U"以及", U"等",     U"”和“", U"》和《"};
    return std::find(std::begin(kJoiners), std::end(kJoiners), text) != std::end(kJoiners);
  }
  // Mentions coordinated with `mentions[index]` on its right (forward) or left.
  template <class Fits>
  Group group_of(const Group& mentions, std::size_t index, bool forward, Fits fits) const {
    Group group{mentions[index]};
    if (forward) {
      for (std::size_t i = index + 1; i < mentions.size(); ++i) {
        const Range between{mentions[i - 1]->range.end, mentions[i]->range.begin};
        if (between.end < between.begin || !joins(between)) break;
        if (fits(*mentions[i])) group.push_back(mentions[i]);
      }
    } else {
      for (std::size_t i = index; i-- > 0;) {
        const Range between{mentions[i]->range.end, mentions[i + 1]->range.begin};
        if (between.end < between.begin || !joins(between)) break;
        if (fits(*mentions[i])) group.push_back(mentions[i]);
      }
    }
    return group;
  }

  void emit(const std::string& type, const Group& heads, const Group& tails,
            const std::string& rule, double confidence, Range cue) {
    for (const Mention* head : heads) {
      for (const Mention* tail : tails) {
        emit_one(type, head->entity, head->range, tail->entity, tail->range, rule, confidence, cue);
      }
    }
  }
  void emit_one(const std::string& type, int head, Range head_range, int tail, Range tail_range,
                const std::string& rule, double confidence, Range cue) {
    if (head == tail || head < 0) return;
    if (!annotation_.lexicon.schema.allows(type, entity(head).type, entity(tail).type)) return;
    if (!seen_.insert({type, head, tail}).second) return;
    if (annotation_.lexicon.schema.find_relation(type)->symmetric) seen_.insert({type, tail, head});
    RelationDraft draft;
    draft.type = type;
    draft.head = head;
    draft.tail = tail;
    draft.rule = rule;
    draft.confidence = confidence;
    draft.cue = cue;
    draft.evidence = {std::min({head_range.begin, tail_range.begin, cue.begin}),
                      std::max({head_range.end, tail_range.end, cue.end})};
    const Modality modality = modality_of(annotation_, draft.evidence);
    draft.status = modality.status;
    draft.status_cue = modality.cue;
    found_.push_back(std::move(draft));
  }

  // ---- rules
  void triggers(const RelationRule& rule, Range sentence) {
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      std::size_t n = 0;
      for (const std::u32string& word : rule.words) {
        if (word.size() > n && at(i, word)) n = word.size();
      }
      if (n == 0) continue;
      const Range cue{i, i + n};
      const Token& token = annotation_.tokens[annotation_.token_at[i]];
      const bool begins = token.range.begin == i || token.range.size() == 1 ||
                          annotation_.tokens[annotation_.token_at[i + n - 1]].range.end == i + n;
      if (cue.end <= sentence.end && begins && !inside_mention(cue)) apply(rule, cue, sentence);
      i += n - 1;
    }
  }

  void apply(const RelationRule& rule, Range cue, Range sentence) {
    if (rule.shape == "head-verb-money-tail") {
      // The verb takes a sum: 投入12亿元.
      if (cue.end < sentence.end && (text::is_digit(text_[cue.end]) || text_[cue.end] == U'近' ||
                                     text_[cue.end] == U'约' || text_[cue.end] == U'超')) {
        head_verb_tail(rule, cue, sentence);
      }
      return;
    }
    if (rule.shape == "head-verb-tail") return head_verb_tail(rule, cue, sentence);
    if (rule.shape == "head-in-tail-verb") return head_in_tail(rule, cue, sentence);
    if (rule.shape == "by-heads-verb-tail") return by_heads(rule, cue, sentence);
    if (rule.shape == "tail-verb-heads") return tail_verb_heads(rule, cue, sentence);
    if (rule.shape == "head-with-tail-verb") return head_with_tail(rule, cue, sentence);
  }

  std::size_t clause_begin(std::size_t i, Range sentence) const {
    while (i > sentence.begin && text_[i - 1] != U'，' && text_[i - 1] != U'：') --i;
    return i;
  }
  std::size_t clause_end(std::size_t i, Range sentence) const {
    while (i < sentence.end && text_[i] != U'，' && text_[i] != U'：' && !is_sentence_end(text_[i]))
      ++i;
    return i;
  }

  // The subject of a verb: the nearest fitting names before it in its clause, else the first of the
  // sentence, else the main place.
  Group subject(const RelationRule& rule, Range cue, Range sentence) const {
    const auto fits = [&](const Mention& m) { return is_head(rule, m); };
    const std::size_t clause = clause_begin(cue.begin, sentence);
    const Group near = mentions_in({clause, cue.begin});
    for (std::size_t i = near.size(); i-- > 0;) {
      if (!fits(*near[i])) continue;
      // The first of the clause governs; what stands behind 在 or 对 does not.
      std::size_t governing = i;
      for (std::size_t j = 0; j < i; ++j) {
        if (fits(*near[j]) && near[j]->range.begin == clause) governing = j;
      }
      const std::size_t before = near[governing]->range.begin;
      if (before > clause && (text_[before - 1] == U'在' || text_[before - 1] == U'对' ||
                              text_[before - 1] == U'向' || text_[before - 1] == U'为')) {
        continue;
      }
      return group_of(near, governing, governing != i, fits);
    }
    const Group all = mentions_in({sentence.begin, clause});
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!fits(*all[i]) || is_companion(all, i)) continue;
      return group_of(all, i, true, fits);
    }
    return {};
  }
  // What 与, 向, 在, 对 or 由 introduces is not the subject; nor is what is coordinated with it.
  bool is_companion(const Group& all, std::size_t i) const {
    for (;; --i) {
      const std::size_t begin = all[i]->range.begin;
      if (begin > 0 && View(U"与同向在对由从").find(text_[begin - 1]) != View::npos) return true;
      if (i == 0 || !joins({all[i - 1]->range.end, begin})) return false;
    }
  }

  void head_verb_tail(const RelationRule& rule, Range cue, Range sentence) {
    const auto fits = [&](const Mention& m) { return is_tail(rule, m); };
    const std::size_t limit = std::min(sentence.end, clause_end(cue.end, sentence) + 1);
    const Group right =
        mentions_in({cue.end, std::max(limit, std::min(sentence.end, cue.end + 60))});
    Group tails;
    for (std::size_t i = 0; i < right.size(); ++i) {
      const bool near = right[i]->range.begin <= limit && right[i]->range.begin - cue.end <= 24;
      if (!near) break;
      if (fits(*right[i])) {
        tails = group_of(right, i, true, fits);
        break;
      }
    }
    if (tails.empty()) return;
    Group heads = subject(rule, cue, sentence);
    heads.erase(std::remove_if(heads.begin(), heads.end(),
                               [&](const Mention* m) { return m->range.end > cue.begin; }),
                heads.end());
    if (!heads.empty()) return emit(rule.type, heads, tails, rule.id, rule.confidence, cue);
    const int topic = !rule.named_subject ? topic_head(rule, cue, sentence) : -1;
    if (topic >= 0) {
      for (const Mention* tail : tails) {
        emit_one(rule.type, topic, cue, tail->entity, tail->range, rule.id + ".topic",
                 rule.confidence * 0.8, cue);
      }
      return;
    }
    const int main = rule.main_subject ? main_head(rule) : -1;
    if (main < 0) return;
    for (const Mention* tail : tails) {
      emit_one(rule.type, main, cue, tail->entity, tail->range, rule.id + ".main",
               rule.confidence * 0.7, cue);
    }
  }
  // What a description in front of the cue stands for or the paragraph is about, where it may be
  // the head of the relation.
  int topic_head(const RelationRule& rule, Range cue, Range sentence) const {
    const auto& schema = annotation_.lexicon.schema;
    for (const int candidate :
         {topics_.described(sentence.begin, cue.begin), topics_.of_paragraph(sentence.begin)}) {
      if (candidate >= 0 &&
          allowed(rule.head, schema.find_relation(rule.type)->head, entity(candidate).type)) {
        return candidate;
      }
    }
    return -1;
  }

  // What the document is about, where it may be the head of the relation; else its place.
  int main_head(const RelationRule& rule) const {
    const auto& schema = annotation_.lexicon.schema;
    for (const int candidate : {annotation_.main_subject, annotation_.main_place}) {
      if (candidate < 0) continue;
      if (allowed(rule.head, schema.find_relation(rule.type)->head, entity(candidate).type)) {
        return candidate;
      }
    }
    return -1;
  }

  // 集聚区内有A、B、C: each of them lies in the container.
  void tail_verb_heads(const RelationRule& rule, Range cue, Range sentence) {
    Group tails, heads;
    for (const Mention* m : mentions_in({clause_begin(cue.begin, sentence), cue.begin})) {
      if (is_tail(rule, *m)) tails = {m};
    }
    if (tails.empty()) {
      if (const Mention* meant = definite(cue.begin, sentence)) tails = {meant};
    }
    const auto fits = [&](const Mention& m) { return is_head(rule, m); };
    const Group right = mentions_in({cue.end, clause_end(cue.end, sentence)});
    if (tails.empty() || right.empty() || right[0]->range.begin - cue.end > 6) return;
    for (const Mention* m : right) {
      if (fits(*m)) heads.push_back(m);
    }
    emit(rule.type, heads, tails, rule.id, rule.confidence, cue);
  }

  // 集聚区, 园区 before `end`, standing for the last name that ends so.
  const Mention* definite(std::size_t end, Range sentence) const {
    for (std::size_t n = std::min<std::size_t>(6, end - sentence.begin); n >= 2; --n) {
      const auto kind = annotation_.lexicon.suffixes.find(std::u32string(part({end - n, end})));
      if (kind == annotation_.lexicon.suffixes.end() || kind->second.type != "Park") continue;
      const Mention* last = nullptr;
      for (const Mention* m : mentions_) {
        if (m->range.end >= end) break;
        const View name = part(m->range);
        if (m->type == "Park" && name.size() > n && name.substr(name.size() - n) == kind->first)
          last = m;
      }
      return last;
    }
    return nullptr;
  }

  void head_in_tail(const RelationRule& rule, Range cue, Range sentence) {
    std::size_t in = cue.begin;
    const std::size_t limit = std::max(sentence.begin, cue.begin > 30 ? cue.begin - 30 : 0);
    while (in > limit && text_[in - 1] != U'在' && text_[in - 1] != U'于') --in;
    if (in == limit) return;
    Group tails;
    for (const Mention* m : mentions_in({in, cue.begin})) {
      if (is_tail(rule, *m)) tails = {m};
    }
    if (tails.empty()) return;
    Group heads;
    for (const Mention* m : mentions_in({sentence.begin, in - 1})) {
      if (is_head(rule, *m)) heads = {m};
    }
    if (heads.empty()) {
      for (const Mention* m : mentions_in({cue.end, std::min(sentence.end, cue.end + 30)})) {
        if (is_head(rule, *m)) {
          heads = {m};
          break;
        }
      }
    }
    emit(rule.type, heads, tails, rule.id, rule.confidence, cue);
  }

  void by_heads(const RelationRule& rule, Range cue, Range sentence) {
    std::size_t by = cue.begin;
    const std::size_t limit = std::max(sentence.begin, cue.begin > 80 ? cue.begin - 80 : 0);
    while (by > limit && text_[by - 1] != U'由') --by;
    if (by == limit) return;
    Group heads, tails;
    for (const Mention* m : mentions_in({by, cue.begin})) {
      if (is_head(rule, *m)) heads.push_back(m);
    }
    for (const Mention* m : mentions_in({cue.end, std::min(sentence.end, cue.end + 40)})) {
      if (is_tail(rule, *m)) {
        tails = {m};
        break;
      }
    }
    if (tails.empty()) {
      for (const Mention* m : mentions_in({sentence.begin, by})) {
        if (is_tail(rule, *m)) tails = {m};
      }
    }
    if (!tails.empty()) return emit(rule.type, heads, tails, rule.id, rule.confidence, cue);
    // 这座园区由A与B共同打造: what the description stands for.
    const int described = topics_.described(sentence.begin, by);
    const auto& schema = annotation_.lexicon.schema;
    if (described < 0 ||
        !allowed(rule.tail, schema.find_relation(rule.type)->tail, entity(described).type)) {
      return;
    }
    for (const Mention* head : heads) {
      emit_one(rule.type, head->entity, head->range, described, cue, rule.id + ".topic",
               rule.confidence * 0.8, cue);
    }
  }

  void head_with_tail(const RelationRule& rule, Range cue, Range sentence) {
    std::size_t with = cue.begin;
    const std::size_t limit = std::max(sentence.begin, cue.begin > 60 ? cue.begin - 60 : 0);
    while (with > limit && text_[with - 1] != U'与' && text_[with - 1] != U'同' &&
           text_[with - 1] != U'和') {
      --with;
    }
    if (with == limit) return;
    const auto is_end = [&](const Mention& m) { return is_tail(rule, m); };
    const Group between = mentions_in({with, cue.begin});
    Group tails;
    for (std::size_t i = 0; i < between.size(); ++i) {
      if (is_end(*between[i])) {
        tails = group_of(between, i, true, is_end);
        break;
      }
    }
    if (tails.empty()) return;
    Group heads;
    const Group before = mentions_in({clause_begin(with, sentence), with});
    for (const Mention* m : before) {
      if (is_head(rule, *m)) heads = {m};
    }
    if (heads.empty()) {
      for (const Mention* m : mentions_in({sentence.begin, with})) {
        if (is_head(rule, *m)) {
          heads = {m};
          break;
        }
      }
    }
    if (!heads.empty()) return emit(rule.type, heads, tails, rule.id, rule.confidence, cue);
    const int main = main_head(rule);
    for (const Mention* tail : tails) {
      emit_one(rule.type, main, cue, tail->entity, tail->range, rule.id + ".main",
               rule.confidence * 0.7, cue);
    }
  }

  // A company and an industry in one clause belong together; so do a park and the industry that a
  // clause about it names.
  void shared_clause(Range sentence) {
    for (std::size_t begin = sentence.begin; begin < sentence.end;) {
      const std::size_t end = clause_end(begin, sentence);
      const Group all = mentions_in({begin, end});
      Group heads, tails;
      for (const Mention* m : all) {
        if (m->type == "Company") heads.push_back(m);
        if (m->type == "Industry") tails.push_back(m);
      }
      const bool few = heads.size() <= 4 && tails.size() <= 3;
      if (few) emit("OPERATES_IN", heads, tails, "operates.clause", 0.5, {begin, end});
      begin = end + 1;
    }
  }

  // Whoever is said to come, speak or show takes part in the event of the sentence, else in the one
  // that the document is about.
  void attendance(Range sentence) {
    static constexpr View kVerbs[] = {U"出席", U"参加", U"致辞", U"演讲", U"到场", U"亮相", U"参展",
                                      U"参会", U"主持", U"发表", U"见证", U"莅临", U"观摩"};
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      for (const View verb : kVerbs) {
        if (!at(i, verb) || inside_mention({i, i + verb.size()})) continue;
        const Range cue{i, i + verb.size()};
        Group heads, events;
        for (const Mention* m : mentions_in(sentence)) {
          if (m->type == "Event") events.push_back(m);
          const bool before = m->range.end <= cue.begin;
          if (m->type == "Person" && before) heads.push_back(m);
          if ((m->type == "Company" || m->type == "Institution") && before &&
              m->range.begin >= clause_begin(cue.begin, sentence)) {
            heads.push_back(m);
          }
        }
        // A person's own organisation is not there for that.
        const bool people = std::any_of(heads.begin(), heads.end(),
                                        [](const Mention* m) { return m->type == "Person"; });
        if (people) {
          heads.erase(std::remove_if(heads.begin(), heads.end(),
                                     [](const Mention* m) { return m->type != "Person"; }),
                      heads.end());
        }
        if (!events.empty()) {
          emit("PARTICIPATES_IN", heads, {events.front()}, "participates.verb.sentence", 0.55, cue);
        } else if (main_event_ >= 0) {
          for (const Mention* head : heads) {
            emit_one("PARTICIPATES_IN", head->entity, head->range, main_event_, cue,
                     "participates.main", 0.45, cue);
          }
        }
      }
    }
  }
  // The event most spoken of.
  void find_main_event() {
    std::map<int, int> count;
    for (const Mention* m : mentions_) {
      if (m->type == "Event") ++count[m->entity];
    }
    for (const auto& [event, n] : count) {
      if (main_event_ < 0 || n > count[main_event_]) main_event_ = event;
    }
  }

  // 以A、B等企业为龙头，Y产业...: each of A, B is active in Y.
  void led_lists(Range sentence) {
    static constexpr View kRoles[] = {U"为龙头", U"为牵引", U"为引领",
                                      U"为代表", U"为主体", U"为依托"};
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      for (const View role : kRoles) {
        if (!at(i, role)) continue;
        std::size_t begin = i;
        while (begin > sentence.begin && text_[begin - 1] != U'以') --begin;
        if (begin == sentence.begin && (begin == 0 || text_[begin] != U'以')) {
          if (begin == 0 || text_[begin - 1] != U'以') continue;
        }
        Group heads, tails;
        for (const Mention* m : mentions_in({begin, i})) {
          if (m->type == "Company" || m->type == "Park" || m->type == "Institution" ||
              m->type == "Project") {
            heads.push_back(m);
          }
        }
        const std::size_t end = std::min(sentence.end, i + role.size() + 26);
        for (const Mention* m : mentions_in({i + role.size(), end})) {
          if (m->type == "Industry") {
            tails = {m};
            break;
          }
        }
        emit("OPERATES_IN", heads, tails, "operates.led", 0.8, {i, i + role.size()});
      }
    }
  }

  // 浙江桐乡: the inner lies in the outer.
  void juxtaposed_places(Range sentence) {
    const Group all = mentions_in(sentence);
    for (std::size_t i = 1; i < all.size(); ++i) {
      const Mention &outer = *all[i - 1], &inner = *all[i];
      if (outer.type != "Place" || outer.range.end != inner.range.begin) continue;
      if (inner.type == "Place" || inner.type == "Park") {
        emit("LOCATED_IN", {&inner}, {&outer}, "located.juxtaposed", 0.7, inner.range);
      }
    }
  }

  // ORG TITLE NAME, and NAME（ORG TITLE）.
  void offices(Range sentence) {
    const auto titles = annotation_.lexicon.classes.find("title");
    if (titles == annotation_.lexicon.classes.end()) return;
    const Group all = mentions_in(sentence);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i]->type != "Person") continue;
      for (std::size_t j = i; j-- > 0;) {
        const Mention& org = *all[j];
        const bool fits = org.type == "Company" || org.type == "Institution" ||
                          org.type == "Place" || org.type == "Park";
        if (!fits || all[i]->range.begin - org.range.end > 24) continue;
        const Range between{org.range.end, all[i]->range.begin};
        if (has_title(between, titles->second) && part(between).find(U'，') == View::npos) {
          emit("WORKS_FOR", {all[i]}, {&org}, "works.title", 0.75, between);
        }
        break;
      }
      if (i + 1 < all.size()) {
        const Mention& org = *all[i + 1];
        const bool fits = org.type == "Company" || org.type == "Institution";
        const Range between{all[i]->range.end, org.range.begin};
        const Range after{org.range.end, std::min(sentence.end, org.range.end + 8)};
        const View gap = part(between);
        if (fits &&
            (gap == U"，" || gap == U"（" || gap == U"是" || gap == U"担任" || gap == U"任") &&
            has_title(after, titles->second)) {
          emit("WORKS_FOR", {all[i]}, {&org}, "works.apposition", 0.65, after);
        }
      }
    }
  }
  bool has_title(Range range, const WordSet& titles) const {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const std::size_t n = titles.longest(text_, i, nullptr);
      if (n > 0 && i + n <= range.end) return true;
    }
    return false;
  }

  // 首届世界互联网大会 is an edition of 世界互联网大会.
  void editions() {
    const auto& entities = annotation_.entities;
    for (std::size_t e = 0; e < entities.size(); ++e) {
      if (entities[e].type != "Event") continue;
      for (std::size_t s = 0; s < entities.size(); ++s) {
        const std::u32string &name = entities[e].name, &series = entities[s].name;
        if (s == e || entities[s].type != "Event" || series.size() >= name.size()) continue;
        const std::u32string head = name.substr(0, name.size() - series.size());
        const bool numbered = head.find_first_of(U"届年0123456789第首") != std::u32string::npos;
        if (name.substr(name.size() - series.size()) != series || !numbered) continue;
        const Mention* mention = first_mention(static_cast<int>(e));
        if (mention) {
          emit_one("PART_OF", static_cast<int>(e), mention->range, static_cast<int>(s),
                   mention->range, "part_of.edition", 0.9, mention->range);
        }
      }
    }
  }
  const Mention* first_mention(int id) const {
    const auto it = std::find_if(mentions_.begin(), mentions_.end(),
                                 [&](const Mention* m) { return m->entity == id; });
    return it == mentions_.end() ? nullptr : *it;
  }

  const Annotation& annotation_;
  View text_;
  std::vector<Period> periods_;
  Topics topics_;
  Group mentions_;
  int main_event_ = -1;
  std::set<std::tuple<std::string, int, int>> seen_;
  std::vector<RelationDraft> found_;
};

}  // namespace

std::vector<RelationDraft> find_relations(const Annotation& annotation) {
  return RelationFinder(annotation).run();
}

}  // namespace wutong::extract
