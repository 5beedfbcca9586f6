// The proleptic Gregorian calendar for every year an Integer holds, and ISO 8601 text of the
// temporal values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wutong/temporal.h"

namespace wutong::model {

inline constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
inline constexpr std::int64_t kNanosPerDay = 86'400 * kNanosPerSecond;

struct CivilDate {
  std::int64_t year = 1970;
  int month = 1;
  int day = 1;
};

// Days since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms").
std::int64_t days_from_civil(const CivilDate& date);
CivilDate civil_from_days(std::int64_t days);
bool is_leap_year(std::int64_t year);
int days_in_month(std::int64_t year, int month);

std::string to_text(const Date& value);
std::string to_text(const LocalTime& value);
std::string to_text(const Time& value);
std::string to_text(const LocalDateTime& value);
std::string to_text(const DateTime& value);
std::string to_text(const Duration& value);

}  // namespace wutong::model
