// Relations and statistics over annotated text.
#pragma once

#include <functional>
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
// The same by the rules alone; each statistic and what it may be about, when it may hold.
struct SubjectCandidate;
struct PeriodCandidate;
struct SeeFigures {
  std::function<void(const StatisticDraft&, const std::vector<SubjectCandidate>&)> subjects;
  std::function<void(const StatisticDraft&, const std::vector<PeriodCandidate>&)> periods;
};
std::vector<StatisticDraft> find_statistics(const Annotation& annotation, const SeeFigures& see);

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
  std::string kind;  // of the unit: count, measure, money, rate; "" of an index without a unit
  bool approx = false;
  std::string bound;          // at_least, at_most, about
  bool continues = false;     // the upper bound of a range, behind the lower
  bool implied_unit = false;  // 金额近70亿
};
std::vector<Quantity> find_quantities(const Annotation& annotation);

// A time in the ISO form of statistics.
struct Period {
  Range range;
  std::string iso;
  // It says when a thing began, 2015年成立的, or what is compared with, 比2020年; not when a figure
  // holds.
  bool aside = false;
};
// When a document was written, and what its figures are of where they say nothing: the year of a
// bulletin.
struct DocumentTime {
  std::optional<std::size_t> year, month;
  std::optional<std::string> figures;
};
DocumentTime document_time(const Annotation& annotation);
// What a heading says of the figures below it: 一、2023年工作回顾; 二、2024年工作安排.
struct Section {
  std::size_t begin = 0;
  std::optional<std::string> figures;
  std::optional<Range> plan;  // the word by which it is of plans
};
std::vector<Section> find_sections(const Annotation& annotation);
// In order. Without a document's time only those that name their year.
std::vector<Period> find_periods(std::u32string_view text);
std::vector<Period> find_periods(std::u32string_view text, const DocumentTime& time);

}  // namespace wutong::extract
