// Several figures that belong to several nouns or names: 内资、外资分别增长10%、6.4%.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "extract/figures.h"

namespace wutong::extract {

// What one figure is of.
struct Share {
  FigureRule rule;  // the rule that was asked for, with the sign of this figure
  FigureMatch match;
  std::size_t phrase = std::u32string::npos;  // where its phrase begins; npos: as of any figure
  std::optional<std::string> period;          // where one is told for each figure
};

class Respective {
 public:
  explicit Respective(const Figures& figures) : figures_(figures) {}

  // The shares of one figure; several where a figure is of each of several nouns. Empty where it
  // is of somebody whose name was not made out; nullopt where the figure stands for itself.
  // Figures must be asked in order.
  std::optional<std::vector<Share>> match(const FigureRule& rule, std::size_t q);
  // An indicator that rates behind it may be of: 项目64个，资金1420亿元，分别增长28%和35.6%.
  void remember(const std::u32string& indicator, std::size_t figure);

 private:
  void add(const FigureRule& rule, const FigureMatch& match,
           std::size_t phrase = std::u32string::npos);
  Range joined(std::size_t q) const;
  std::vector<Range> items_of(Range nouns) const;
  std::optional<std::u32string> of_both(Range item, std::size_t k) const;
  bool each_of(const FigureRule& rule, std::size_t q);
  bool respective(const FigureRule& rule, std::size_t q);
  std::u32string shared_tail(Range item, Range last, bool growth) const;
  std::vector<const Mention*> names_of(Range nouns, std::size_t count) const;
  bool names_share(const FigureRule& rule, std::size_t q, Range run, Range nouns, Range said);
  bool only_compares(Range words) const;
  void recall(std::size_t count, std::size_t figure);
  bool names_before(const FigureRule& rule, std::size_t q, Range run, std::size_t begin,
                    Range noun);
  std::vector<const Mention*> listed_in(Range clause, std::size_t count) const;
  std::vector<std::string> years_before(std::size_t figure, std::size_t count) const;
  bool over_years(const FigureRule& rule, std::size_t q, Range run, Range nouns, bool told);
  bool between_names(const FigureRule& rule, std::size_t q, Range run, std::size_t begin);

  const Figures& figures_;
  std::vector<std::pair<std::u32string, std::size_t>> levels_;  // the indicators of levels so far
  std::vector<std::u32string> recalled_;                        // those that rates follow
  std::vector<std::u32string> group_;  // the indicators of the last figures that came together
  std::size_t group_end_ = std::u32string::npos;
  std::vector<std::string> years_;  // the times of the last figures that were told one by one
  std::size_t years_end_ = std::u32string::npos;
  std::vector<Share> shares_;  // of the figure that is asked for
};

}  // namespace wutong::extract
