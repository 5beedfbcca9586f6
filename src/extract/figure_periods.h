// When a figure holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "extract/figures.h"

namespace wutong::extract {

class FigurePeriods {
 public:
  explicit FigurePeriods(const Figures& figures) : figures_(figures) {}

  // nullopt: at no time that is known. `last`: the statistic before it; nullptr: none. Figures
  // must be asked in order.
  std::optional<std::string> of(std::size_t q, int subject, std::u32string_view indicator,
                                const StatisticDraft* last);

  // Which step of of() told the last period: "near", "kept", ...
  std::u32string_view step() const { return step_; }

 private:
  bool in_title(Range period) const;
  bool founds(std::size_t begin, std::size_t end) const;
  bool announced(std::size_t begin, std::size_t end, std::u32string_view indicator) const;
  bool goes_on(std::size_t sentence, std::size_t last) const;
  bool this_edition(std::size_t sentence) const;
  std::optional<std::string> period_before(std::size_t sentence) const;
  std::optional<std::string> figures_at(std::size_t at) const;
  bool starts_from(const Period& period, std::size_t figure) const;
  bool since_then(std::size_t begin, std::size_t end) const;
  std::optional<std::string> time_of_event(int subject) const;

  const Figures& figures_;
  std::u32string_view step_;
  std::size_t kept_sentence_ = std::u32string::npos;  // the sentence that goes on with another
  std::optional<std::string> kept_period_;
};

}  // namespace wutong::extract
