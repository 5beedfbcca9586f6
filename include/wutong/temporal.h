// The temporal values of openCypher 9 (CIP2015-08-06), on the proleptic Gregorian calendar, years
// -999,999,999 to 999,999,999. Plain data; arithmetic, parsing and formatting are in
// model/temporal.h.
#pragma once

#include <cstdint>
#include <string>

namespace wutong {

struct Date {
  std::int64_t epoch_days = 0;  // since 1970-01-01
  friend auto operator<=>(const Date&, const Date&) = default;
};

struct LocalTime {
  std::int64_t nanos_of_day = 0;  // [0, 86'400'000'000'000)
  friend auto operator<=>(const LocalTime&, const LocalTime&) = default;
};

struct Time {
  std::int64_t nanos_of_day = 0;  // local, as written
  std::int32_t offset_seconds = 0;
  friend bool operator==(const Time&, const Time&) = default;
};

struct LocalDateTime {
  std::int64_t epoch_seconds = 0;  // as if the local time were UTC
  std::int32_t nanos = 0;          // [0, 1e9)
  friend auto operator<=>(const LocalDateTime&, const LocalDateTime&) = default;
};

struct DateTime {
  std::int64_t epoch_seconds = 0;  // UTC
  std::int32_t nanos = 0;          // [0, 1e9)
  std::int32_t offset_seconds = 0;
  std::string zone;  // IANA name ("Europe/Stockholm"); empty where only an offset is known
  friend bool operator==(const DateTime&, const DateTime&) = default;
};

// Months, days and seconds are kept apart: none of them has a fixed length in another.
struct Duration {
  std::int64_t months = 0;
  std::int64_t days = 0;
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;  // [0, 1e9), added to seconds
  friend bool operator==(const Duration&, const Duration&) = default;
};

}  // namespace wutong
