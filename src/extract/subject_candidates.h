// What a figure may be about: the things named around it, what the rules say, what the figure
// before was about; and which of them the model takes (models/subjects.txt). The rules look for a
// subject step by step and take the first; the model weighs all of them at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/features.h"
#include "extract/figure_words.h"
#include "extract/figures.h"

namespace wutong::extract {

struct SubjectCandidate {
  int entity = -1;
  const Mention* mention = nullptr;  // the nearest; nullptr: not named near
  // 'p' in the phrase of the figure, 's' before it in the sentence, 'a' behind it in the clause,
  // 'b' and 'e' last and first of the sentence before, 'f' of the one before that, 'h' first of the
  // paragraph, 'd' elsewhere.
  char32_t seen = U'd';
  std::size_t names = 0, commas = 0, figures = 0;  // between it and the figure
  float sum = 0;
  // Its features, and those that it has where the figure before was about it: for training.
  std::vector<std::u32string> texts, previous_texts;
  bool offered = true;  // false: only because the figure before may have been about it
};

// A figure whose subject is asked for.
struct SubjectQuestion {
  std::size_t q = 0;         // of Figures::quantities
  std::size_t phrase = 0;    // where its phrase begins
  int rule = -1;             // what the rules say; below 0: nothing
  std::u32string_view step;  // and by which step
  std::u32string_view indicator;
  std::string_view figure_rule;  // that named the indicator
};

class SubjectCandidates {
 public:
  SubjectCandidates(const Figures& figures, const FigureWords& words, bool with_texts = false);

  // Figures must be asked in order. The candidates, weighed; the first is the rules' where there is
  // one.
  const std::vector<SubjectCandidate>& of(const SubjectQuestion& question);
  // The model's subject, or the rules' where no model was loaded; -1: none is known.
  int choose(const SubjectQuestion& question);
  // A figure got its subject otherwise.
  void told(int subject, std::size_t q);

 private:
  using View = std::u32string_view;

  void find_topics();
  const FeaturePart& topic_rank(int entity) const;
  void collect();
  void offer(const Mention& mention, char32_t seen, std::size_t names, std::size_t commas,
             std::size_t figures);
  void offer(int entity);
  void weigh(SubjectCandidate& candidate);
  void weigh_previous(SubjectCandidate& candidate);
  void describe();
  const FeaturePart& type_of(int entity) const { return words_.type_of(entity); }
  View word_before(const Mention& mention) const;
  View word_after(const Mention& mention) const;
  View verb_after(const Mention& mention) const;
  View verb_before(const Mention& mention) const;

  const Figures& figures_;
  const Annotation& annotation_;
  bool with_texts_;
  const FigureWords& words_;  // of the figure that is asked for
  std::vector<SubjectCandidate> candidates_;
  bool asked_ = false;
  std::vector<int> topics_;  // what the text names first, then what it names most
  std::vector<int> places_;  // the same of places
  std::vector<std::uint32_t> named_;        // by entity: how often
  std::vector<std::uint32_t> first_named_;  // and where for the first time
  std::vector<float> sums_;
  const SubjectQuestion* now_ = nullptr;
  std::size_t sentence_ = 0, figure_ = 0;
  FeaturePart close_, ruled_type_, step_;
  FeaturePart own_;  // whether the figure's clause names anything
  const Mention* nearest_ = nullptr;  // before the figure in its sentence
  // The figure before: what it was about and where it stands.
  int previous_ = -1;
  std::size_t previous_at_ = View::npos;
  char32_t gap_ = U'-';
  std::size_t gap_names_ = 0;
  FeatureList features_, previous_features_;
};

}  // namespace wutong::extract
