// Matches the rules of statistics around one figure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/annotation.h"
#include "extract/facts.h"
#include "extract/subjects.h"

namespace wutong::extract {

// A figure and the text that may speak of it.
struct Figure {
  const Quantity* quantity = nullptr;
  std::size_t phrase = 0;     // where its phrase begins: behind a mark or the figure before
  std::size_t sentence = 0;   // where its sentence begins
  std::size_t limit = 0;      // where what may follow it ends: at the next figure
  std::u32string last;        // the indicator of the figure before; empty: none near
  bool last_counted = false;  // that figure counted things
  bool last_alike = false;    // it has this one's unit
  std::u32string previous;    // the nouns that the clause before, without a figure, begins with
};

struct FigureMatch {
  std::u32string indicator;
  std::u32string base;  // the [indicator] of the phrase, without 增速 and the like
  const Mention* name = nullptr;
  std::size_t end = 0;  // of what was matched behind the figure
};

class FigureMatcher {
 public:
  // All must outlive it.
  FigureMatcher(const Annotation& annotation, const std::vector<Period>& periods,
                const Subjects& subjects);

  std::optional<FigureMatch> match(const FigureRule& rule, const Figure& figure) const;
  // The phrase without the names, times and small words that it begins with; what is counted.
  Range clean(Range phrase) const;
  // The nouns that [begin, end) begins with, up to its first verb.
  Range nouns_of_clause(std::size_t begin, std::size_t end) const;
  // The nouns that follow `begin`, up to `limit`; empty where something else follows.
  Range noun_after(std::size_t begin, std::size_t limit) const;
  // Whether the words are one class's, from token to token: at their beginning, or at their end.
  std::size_t word_at(const WordSet& words, std::size_t at, std::size_t end) const;
  std::size_t word_before(const WordSet& words, std::size_t begin, std::size_t at) const;

 private:
  struct State;
  std::size_t without_asides(std::size_t low, std::size_t at) const;
  bool match_before(const FigureRule& rule, State& state) const;
  bool match_after(const FigureRule& rule, State& state) const;
  bool keep(State& state, const std::string& capture, Range range) const;
  bool applies(const FigureRule& rule, const Quantity& quantity) const;
  bool is_noun_phrase(Range phrase) const;
  bool boundary(std::size_t at) const;
  std::u32string_view part(std::size_t begin, std::size_t end) const {
    return begin < end ? text_.substr(begin, end - begin) : std::u32string_view();
  }

  const Annotation& annotation_;
  const std::vector<Period>& periods_;
  const Subjects& subjects_;
  std::u32string_view text_;
  const WordSet &opening_, &keep_, &stop_, &inner_, &whole_, &level_, &aside_, &attributive_,
      &measured_;
};

}  // namespace wutong::extract
