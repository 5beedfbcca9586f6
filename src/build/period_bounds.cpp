#include "build/period_bounds.h"

#include <charconv>
#include <chrono>

namespace wutong::build {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (fault != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

Date to_date(sys_days days) { return {days.time_since_epoch().count()}; }

std::optional<std::pair<Date, Date>> months(int y, unsigned first, unsigned last) {
  if (first < 1 || last > 12) return std::nullopt;
  return std::pair{to_date(sys_days(year(y) / month(first) / 1)),
                   to_date(sys_days(year(y) / month(last) / std::chrono::last))};
}

std::optional<std::pair<Date, Date>> simple_bounds(std::string_view period) {
  if (period.size() < 4) return std::nullopt;
  const auto y = number(period.substr(0, 4));
  if (!y) return std::nullopt;
  const int in_year = static_cast<int>(*y);
  const std::string_view rest = period.substr(4);
  if (rest.empty()) return months(in_year, 1, 12);
  if (rest.size() == 2 && (rest[0] == 'H' || rest[0] == 'Q') && rest[1] >= '1') {
    const unsigned length = rest[0] == 'H' ? 6 : 3;
    const unsigned part = static_cast<unsigned>(rest[1] - '0');
    return months(in_year, (part - 1) * length + 1, part * length);
  }
  if (rest[0] != '-' || rest.size() < 3) return std::nullopt;
  const auto m = number(rest.substr(1, 2));
  if (!m) return std::nullopt;
  if (rest.size() == 3) return months(in_year, *m, *m);
  const auto d = rest.size() == 6 && rest[3] == '-' ? number(rest.substr(4)) : std::nullopt;
  if (!d) return std::nullopt;
  const std::chrono::year_month_day date{year{in_year}, month{*m}, day{*d}};
  if (!date.ok()) return std::nullopt;
  return std::pair{to_date(sys_days(date)), to_date(sys_days(date))};
}

}  // namespace

std::optional<std::pair<Date, Date>> period_bounds(std::string_view period) {
  const std::size_t slash = period.find('/');
  if (slash == std::string_view::npos) return simple_bounds(period);
  const auto first = simple_bounds(period.substr(0, slash));
  const auto last = simple_bounds(period.substr(slash + 1));
  if (!first || !last || last->second < first->first) return std::nullopt;
  return std::pair{first->first, last->second};
}

}  // namespace wutong::build
