// What the finders of relations share: the mentions in order, lists of them, clauses, and the
// relations found so far.
#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "extract/facts.h"
#include "extract/topics.h"

namespace wutong::extract {

using MentionGroup = std::vector<const Mention*>;

class RelationContext {
 public:
  using View = std::u32string_view;
  using Group = MentionGroup;

  explicit RelationContext(const Annotation& annotation)
      : annotation_(annotation),
        text_(annotation.text()),
        periods_(find_periods(annotation.text())),
        topics_(annotation, periods_) {
    first_mentions_.resize(annotation.entities.size());
    for (const Mention& mention : annotation.mentions) {
      mentions_.push_back(&mention);
      const Mention*& first = first_mentions_[static_cast<std::size_t>(mention.entity)];
      if (!first) first = &mention;
    }
  }

  const Annotation& annotation() const { return annotation_; }
  const Lexicon& lexicon() const { return annotation_.lexicon; }
  View text() const { return text_; }
  const Topics& topics() const { return topics_; }
  const Group& mentions() const { return mentions_; }
  std::vector<RelationDraft>& found() { return found_; }
  const std::vector<RelationDraft>& found() const { return found_; }

  View part(Range range) const { return annotation_.text(range); }
  bool at(std::size_t i, View word) const { return text_.substr(i, word.size()) == word; }
  // Where an entity is first named; null where it is not.
  const Mention* first_mention(int entity) const {
    return first_mentions_[static_cast<std::size_t>(entity)];
  }
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
    const View text = part(between);
    static constexpr View kJoiners[] = {U"、",   U"和",     U"及",     U"与",     U"以及", U"”、“",
                                        U"》《", U"》、《", U"”“",     U"产业、", U"等",   U"（",
                                        U"）、", U"”和“",   U"》和《", U"会同",   U"联合", U"携手"};
    if (std::find(std::begin(kJoiners), std::end(kJoiners), text) != std::end(kJoiners))
      return true;
    // A member that was not made out: 、大陆车身、.
    return text.size() >= 3 && text.size() <= 12 && text.front() == U'、' && text.back() == U'、' &&
           text.find_first_of(U"，。；：的在") == View::npos;
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

  // The bounds of the clause around `i`.
  std::size_t clause_begin(std::size_t i, Range sentence) const {
    while (i > sentence.begin && text_[i - 1] != U'，' && text_[i - 1] != U'：') --i;
    return i;
  }
  std::size_t clause_end(std::size_t i, Range sentence) const {
    while (i < sentence.end && text_[i] != U'，' && text_[i] != U'：' && !is_sentence_end(text_[i]))
      ++i;
    return i;
  }

 private:
  const Annotation& annotation_;
  View text_;
  std::vector<Period> periods_;
  Topics topics_;
  Group mentions_;
  Group first_mentions_;  // by entity
  std::set<std::tuple<std::string, int, int>> seen_;
  std::vector<RelationDraft> found_;
};

// relation_rules.cpp: the rules of the schema, by the shape of each.
void apply_relation_rules(RelationContext& context);
// What no trigger word shows (relation_pattern.h).
void apply_relation_patterns(RelationContext& context);

}  // namespace wutong::extract
