// Relations and statistics over annotated text.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "extract/annotation.h"
#include "wutong/document_graph.h"

namespace wutong::extract {

struct RelationDraft {
  int head = -1, tail = -1;  // entities
  std::string type, rule;
  double confidence = 0;
  Range evidence, cue;
  FactStatus status = FactStatus::Actual;
  std::optional<Range> status_cue;
};

struct StatisticDraft {
  int subject = -1;
  std::string indicator, unit, bound, rule;
  double value = 0, confidence = 0;
  bool approx = false;
  std::optional<std::string> period;
  Range evidence;
  FactStatus status = FactStatus::Actual;
  std::optional<Range> status_cue;
};

std::vector<RelationDraft> find_relations(const Annotation& annotation);
std::vector<StatisticDraft> find_statistics(const Annotation& annotation);

// A cue of plans or negation in `range`: what it makes of the fact.
struct Modality {
  FactStatus status = FactStatus::Actual;
  std::optional<Range> cue;
};
Modality modality_of(const Annotation& annotation, Range range);

// A number with its unit.
struct Quantity {
  Range range;  // of the whole, with 近 and 余
  double value = 0;
  std::string unit;
  bool approx = false;
  std::string bound;  // at_least, at_most, about
};
std::vector<Quantity> find_quantities(const Annotation& annotation);

// A time in the ISO form of statistics.
struct Period {
  Range range;
  std::string iso;
};
std::vector<Period> find_periods(std::u32string_view text);

}  // namespace wutong::extract
