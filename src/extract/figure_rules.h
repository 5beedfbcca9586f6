// Rules of statistics (rules/statistics.json): what stands around a figure says what it counts.
//
// `before` is matched from the figure to the left, `after` to the right; items are separated by
// blanks. An item is
//
//   词          these characters        词?         the same, or nothing
//   @class      a word of that class    @class? @class*    the same, at most once; any number
//   ^           the beginning of the phrase, behind a mark or the figure before; times and words of
//   the
//               class aside may stand between
//   [indicator] what is counted: the rest of the phrase, a noun phrase after cleaning
//   [verb]      the same, but a verb will do
//   [whole]     all up to the item on its left
//   [noun]      after the figure: the nouns that follow
//   [clause]    after the figure: all up to a mark
//   [name]      a name that begins (ends) there
//   [class]     a word of that class, kept
//
// `indicator` puts together what was kept, {last} for the indicator of the figure before, {counted}
// and {alike} for the same where it counted things, where it has the same unit ({like}: nothing,
// but only there), {previous} for the nouns at the head of the clause before, where it has no
// figure. A rule whose template lacks a part does not apply. Rules are tried in the order of the
// file.
#pragma once

#include <string>
#include <vector>

namespace wutong::extract {

struct FigureItem {
  enum class Kind { Literal, Class, Begin, Capture };
  Kind kind = Kind::Literal;
  std::u32string literal;
  std::string name;  // of the class or the capture
  bool optional = false, repeated = false;
};

struct FigureExample {
  std::string text;
  std::string fact;  // "subject | indicator | value unit | period"; period "-" for none
};

struct FigureRule {
  std::string id;
  std::string shape;               // "pattern", or an algorithm: "respective", "from-to"
  std::vector<FigureItem> before;  // in reading order
  std::vector<FigureItem> after;
  std::vector<std::string> units;  // units or kinds of units; empty: all
  std::vector<std::string> parts;  // of the template: literals and {captures}, in order
  std::string subject;             // "name": the subject is the [name]
  double sign = 1;
  bool remembered = true;  // the next figure's {last}
  double confidence = 0.5;
  std::vector<FigureExample> yes;
  std::vector<std::string> no;
};

struct Lexicon;
class RuleFields;

// Errors: rules.bad_rule with line and field.
FigureRule parse_figure_rule(const RuleFields& fields, const Lexicon& lexicon);

}  // namespace wutong::extract
