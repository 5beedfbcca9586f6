// The figures of a text, with the clauses, times and headings around them.
#pragma once

#include <string_view>
#include <vector>

#include "extract/facts.h"
#include "extract/figure_matcher.h"
#include "extract/subjects.h"

namespace wutong::extract {

// How far a phrase reaches back; a text without marks must not cost the square of its length.
constexpr std::size_t kLongestPhrase = 80;
// How far the indicator before still says what a bare figure is of.
constexpr std::size_t kNear = 60;

// Figures are indices into `quantities`. The members refer to each other: it stays where it is.
struct Figures {
  explicit Figures(const Annotation& annotation);
  Figures(const Figures&) = delete;
  Figures& operator=(const Figures&) = delete;

  std::u32string_view part(std::size_t begin, std::size_t end) const {
    return begin < end ? text.substr(begin, end - begin) : std::u32string_view();
  }
  // Where the phrase of a figure begins: behind a mark, or what the figure before has taken.
  std::size_t clause_begin(std::size_t q) const;
  // Whether it is the second of two figures of one thing: 从A增加到B.
  bool from_to(std::size_t q) const;
  const Section* section_of(std::size_t at) const;  // nullptr: none

  const Annotation& annotation;
  const Lexicon& lexicon;
  std::u32string_view text;
  std::vector<Quantity> quantities;
  DocumentTime time;
  std::vector<Period> periods;
  std::vector<Section> sections;
  std::vector<std::size_t> sentences;
  Subjects subjects;
  FigureMatcher matcher;
  std::size_t taken = 0;  // up to where the figures so far have taken the text
};

bool ends_with(std::u32string_view text, std::u32string_view end);

}  // namespace wutong::extract
