// Pairs of names that a sentence may relate, and what is seen of each: the input of the relation
// model, which learns what the rules do not say.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "extract/features.h"
#include "extract/relation_context.h"

namespace wutong::extract {

// `first` stands before `second`, or is what the sentence is about without naming it.
struct RelationCandidate {
  int first = -1, second = -1;  // entities
  Range first_range, second_range, cue;
  FeatureList features;
};

class RelationCandidates {
 public:
  explicit RelationCandidates(const RelationContext& context, bool with_texts = false);

  // Calls `take` with each candidate, sentence by sentence. Work is linear in the number of names:
  // a name meets those near it, the first of its sentence, and what the text is about.
  template <class Take>
  void each(Take take) {
    for (const Range& sentence : annotation_.sentences) {
      collect(sentence);
      for (std::size_t i = 0; i < used_; ++i) take(candidates_[i]);
    }
  }

 private:
  using View = std::u32string_view;
  struct Item {  // a token outside names, or a name
    Range range;
    const Mention* mention = nullptr;
    char tag = 'x';
    bool mark = false, comma = false;
    FeaturePart word;
    std::size_t group_begin = 0, group_end = 0;  // items of the list that a name stands in
    std::uint32_t cues = 0;                      // bit by type of relation: words of its rules
    std::size_t names = 0, commas = 0;           // before it in the sentence
  };

  void collect(Range sentence);
  void itemise(Range sentence);
  void find_lists();
  void earlier(std::size_t b, Range sentence);
  void remember();
  void said_by_rules();
  bool related(int first, int second) const {
    return may_[type_of_[static_cast<std::size_t>(first)]]
               [type_of_[static_cast<std::size_t>(second)]];
  }
  std::uint32_t cues_in(View word) const;
  void pair(std::size_t a, std::size_t b);
  void topic(int entity, const FeaturePart& kind, std::size_t b, Range sentence);
  void about_first(std::size_t a);
  void about_between(std::size_t from, std::size_t to);
  void about_second(std::size_t b, std::size_t from);
  void ending(const FeatureName& name, const Mention& mention);
  RelationCandidate& begin(int first, int second, bool of_topic);
  FeatureList& seen() { return now_->features; }
  // Of its type: <Company>.
  const FeaturePart& mark_of(int entity) const { return marks_[static_cast<std::size_t>(entity)]; }
  const FeaturePart& first_mark() const { return mark_of(now_->first); }
  const FeaturePart& second_mark() const { return mark_of(now_->second); }

  const RelationContext& context_;
  const Annotation& annotation_;
  bool with_texts_;
  std::vector<std::u32string> type_marks_;      // by entity type of the schema, then <?>
  std::vector<std::u32string> relation_names_;  // by relation type of the schema
  std::vector<FeaturePart> marks_;              // by entity
  std::vector<FeaturePart> relations_;          // the names again
  std::size_t cue_types_ = 0;                   // of these, seen by their trigger words
  std::vector<std::size_t> type_of_;            // by entity: its type in the schema
  std::vector<std::vector<bool>> may_;  // by two entity types: whether a relation joins them
  // What the rules say of two entities: relation types, and whether the first is the head.
  std::map<std::pair<int, int>, std::vector<std::pair<std::size_t, bool>>> rules_;
  struct Last {
    int entity = -1;
    std::size_t sentence = 0;
  };
  std::vector<Last> last_;          // by entity type: the one named last before the sentence
  std::vector<std::size_t> named_;  // by entity: the last sentence that names it
  std::size_t sentence_ = 0;        // the number of the sentence, from 1
  std::vector<Item> items_;
  std::vector<std::size_t> names_;             // items that are names
  std::vector<RelationCandidate> candidates_;  // the first used_ are of the sentence
  std::size_t used_ = 0;
  RelationCandidate* now_ = nullptr;
  std::u32string buffer_;
};

// What the model finds and no rule has found.
void apply_relation_model(RelationContext& context);

}  // namespace wutong::extract
