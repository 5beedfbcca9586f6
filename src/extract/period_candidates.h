// When a figure may hold: the times named around it, what the rules say, when the figure before
// held, never said; and which of them the model takes (models/periods.txt).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/features.h"
#include "extract/figure_periods.h"
#include "extract/figure_words.h"
#include "extract/figures.h"

namespace wutong::extract {

struct PeriodCandidate {
  // Where a time stands: 'c' nearest in the clause of the figure, 'C' before that one, 's' and 'S' the
  // same in the sentence, 'a' behind the figure, 'b' and 'e' last and first in the sentence before,
  // 'h' first in the paragraph, 'l' last in the paragraph before, 't' at the top of the text, 'm'
  // named most; 'x' of the section, 'd' of the document, 'r' by the rules, '-' nowhere.
  struct Place {
    char32_t seen = U'-';
    const Period* period = nullptr;  // nullptr: of 'x', 'd', 'r' and '-'
    std::size_t commas = 0;          // between it and the figure
  };
  std::optional<std::string> iso;
  std::vector<Place> places;
  float sum = 0;
  // Its features, and those that it has where the figure before held then: for training.
  std::vector<std::u32string> texts, previous_texts;
  bool offered = true;  // false: only because the figure before may have held then
};

struct PeriodQuestion {
  std::size_t q = 0;       // of Figures::quantities
  std::size_t phrase = 0;  // where its phrase begins
  int subject = -1;
  std::optional<std::string> rule;  // what the rules say
  std::u32string_view step;         // and by which step
};

class PeriodCandidates {
 public:
  PeriodCandidates(const Figures& figures, const FigureWords& words, bool with_texts = false);

  // Figures must be asked in order. The candidates, weighed; the first is the rules'.
  const std::vector<PeriodCandidate>& of(const PeriodQuestion& question);
  // The model's, or the rules' where no model was loaded.
  std::optional<std::string> choose(const PeriodQuestion& question);
  // A statistic got its period.
  void told(const std::optional<std::string>& iso, int subject, std::size_t q);

 private:
  using View = std::u32string_view;
  using Places = std::vector<PeriodCandidate::Place>;

  void find_most();
  void collect();
  void collect_sentence(std::size_t before);
  void collect_earlier(std::size_t before);
  void offer(const Period& period, char32_t seen, std::size_t commas = 0);
  void offer(const std::optional<std::string>& iso, char32_t seen);
  void describe();
  void weigh(const PeriodCandidate& candidate);
  void weigh_place(const PeriodCandidate::Place& place, const FeaturePart& shape);
  void weigh_previous(const PeriodCandidate& candidate);

  const Figures& figures_;
  const FigureWords& words_;
  bool with_texts_;
  std::vector<PeriodCandidate> candidates_;
  bool asked_ = false;
  std::optional<std::string> most_;  // the time that the text names most, where it names one twice
  std::vector<float> sums_;
  const PeriodQuestion* now_ = nullptr;
  std::size_t sentence_ = 0, figure_ = 0, clause_ = 0;
  std::u32string state_text_;
  FeaturePart state_, step_, subject_type_;
  // The figure before: when it held, what it was about and where it stands.
  std::optional<std::string> previous_;
  int previous_subject_ = -1;
  std::size_t previous_at_ = View::npos;
  char32_t gap_ = U'-';
  FeatureList features_, previous_features_;
};

}  // namespace wutong::extract
