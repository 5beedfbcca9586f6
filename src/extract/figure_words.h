// What the models that choose a figure's subject and its period see of it: its unit, what it
// measures, how its clause begins, its verb.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "extract/features.h"
#include "extract/figures.h"

namespace wutong::extract {

class FigureWords {
 public:
  explicit FigureWords(const Figures& figures);
  FigureWords(const FigureWords&) = delete;
  FigureWords& operator=(const FigureWords&) = delete;

  // Of the quantity `q`, whose phrase begins at `phrase`; the arguments must outlive what is seen.
  void see(std::size_t q, std::size_t phrase, std::u32string_view indicator,
           std::string_view figure_rule);

  FeaturePart rule, unit, kind;  // of the figure
  FeaturePart head, tail;        // of what is measured: two characters each
  FeaturePart classes[2];        // of its last word, coarse and fine
  FeaturePart lead, lead_tag;    // the first word of the clause, and its part of speech; N: a name
  FeaturePart predicate;         // the last verb before the figure
  FeaturePart voice;             // who speaks: a report of a place, somebody of themselves, a reporter

  FeaturePart title;             // how the title ends: 公报, 报告; -: none

  // The type of the name that begins, ends there, else the word; $, ^: the end of a line.
  std::u32string_view word_at(std::size_t begin) const;
  std::u32string_view word_ending(std::size_t end) const;
  const FeaturePart& type_of(int entity) const;

 private:
  const Figures& figures_;
  const Annotation& annotation_;
  std::vector<std::u32string> type_names_;     // of the schema, then "?"
  std::vector<FeaturePart> types_;             // the same
  mutable std::vector<std::uint8_t> type_of_;  // by entity: 1 + its type; 0: not asked for yet
  std::u32string rule_text_, unit_text_, kind_text_, class_texts_[2];
};

}  // namespace wutong::extract
