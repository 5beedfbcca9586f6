#include "model/duration.h"

#include <algorithm>
#include <cmath>

#include "model/calendar.h"

namespace wutong::model {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return a - floor_div(a, b) * b; }

std::int64_t plus_months(std::int64_t days, std::int64_t months) {
  CivilDate date = civil_from_days(days);
  const std::int64_t total = date.year * 12 + (date.month - 1) + months;
  date.year = floor_div(total, 12);
  date.month = static_cast<int>(floor_mod(total, 12)) + 1;
  date.day = std::min(date.day, days_in_month(date.year, date.month));
  return days_from_civil(date);
}

LocalDateTime shifted(LocalDateTime t, const Duration& d) {
  const std::int64_t days = plus_months(floor_div(t.epoch_seconds, 86400), d.months) + d.days;
  const std::int64_t nanos = static_cast<std::int64_t>(t.nanos) + d.nanos;
  t.epoch_seconds = days * 86400 + floor_mod(t.epoch_seconds, 86400) + d.seconds +
                    floor_div(nanos, kNanosPerSecond);
  t.nanos = static_cast<std::int32_t>(floor_mod(nanos, kNanosPerSecond));
  return t;
}

std::int64_t shifted_clock(std::int64_t nanos_of_day, const Duration& d) {
  const std::int64_t seconds = floor_mod(d.seconds, 86400);
  return floor_mod(nanos_of_day + seconds * kNanosPerSecond + d.nanos, kNanosPerDay);
}

Duration normalised(std::int64_t months, std::int64_t days, std::int64_t seconds,
                    std::int64_t nanos) {
  return {months, days, seconds + floor_div(nanos, kNanosPerSecond),
          static_cast<std::int32_t>(floor_mod(nanos, kNanosPerSecond))};
}

Value date_component(std::int64_t days, std::string_view name) {
  const CivilDate date = civil_from_days(days);
  const std::int64_t weekday = floor_mod(days + 3, 7) + 1;  // Monday is 1
  const std::int64_t day_of_year = days - days_from_civil({date.year, 1, 1}) + 1;
  if (name == "year") return date.year;
  if (name == "month") return date.month;
  if (name == "day") return date.day;
  if (name == "quarter") return (date.month - 1) / 3 + 1;
  if (name == "weekDay" || name == "dayOfWeek") return weekday;
  if (name == "ordinalDay") return day_of_year;
  if (name == "dayOfQuarter") {
    return days - days_from_civil({date.year, (date.month - 1) / 3 * 3 + 1, 1}) + 1;
  }
  if (name == "week" || name == "weekYear") {
    const std::int64_t thursday = days - weekday + 4;
    const CivilDate in_year = civil_from_days(thursday);
    if (name == "weekYear") return in_year.year;
    return (thursday - days_from_civil({in_year.year, 1, 1})) / 7 + 1;
  }
  return {};
}

Value clock_component(std::int64_t nanos_of_day, std::string_view name) {
  const std::int64_t seconds = nanos_of_day / kNanosPerSecond;
  const std::int64_t nanos = nanos_of_day % kNanosPerSecond;
  if (name == "hour") return seconds / 3600;
  if (name == "minute") return seconds / 60 % 60;
  if (name == "second") return seconds % 60;
  if (name == "millisecond") return nanos / 1'000'000;
  if (name == "microsecond") return nanos / 1'000;
  if (name == "nanosecond") return nanos;
  return {};
}

Value offset_component(std::int32_t offset, const std::string& zone, std::string_view name) {
  if (name == "offsetMinutes") return offset / 60;
  if (name == "offsetSeconds") return offset;
  if (name != "offset" && name != "timezone") return {};
  if (name == "timezone" && !zone.empty()) return zone;
  std::string text = to_text(Time{0, offset});
  return text.substr(5);  // after "00:00"
}

Value duration_component(const Duration& d, std::string_view name) {
  const auto nanos = static_cast<std::int64_t>(d.nanos);
  if (name == "years") return d.months / 12;
  if (name == "quarters") return d.months / 3;
  if (name == "months") return d.months;
  if (name == "weeks") return d.days / 7;
  if (name == "days") return d.days;
  if (name == "hours") return d.seconds / 3600;
  if (name == "minutes") return d.seconds / 60;
  if (name == "seconds") return d.seconds;
  if (name == "milliseconds") return d.seconds * 1000 + nanos / 1'000'000;
  if (name == "microseconds") return d.seconds * 1'000'000 + nanos / 1000;
  if (name == "nanoseconds") return d.seconds * kNanosPerSecond + nanos;
  if (name == "quartersOfYear") return d.months / 3 % 4;
  if (name == "monthsOfQuarter") return d.months % 3;
  if (name == "monthsOfYear") return d.months % 12;
  if (name == "daysOfWeek") return d.days % 7;
  if (name == "minutesOfHour") return d.seconds / 60 % 60;
  if (name == "secondsOfMinute") return d.seconds % 60;
  if (name == "millisecondsOfSecond") return nanos / 1'000'000;
  if (name == "microsecondsOfSecond") return nanos / 1000;
  if (name == "nanosecondsOfSecond") return nanos;
  return {};
}

}  // namespace

std::optional<Value> add_duration(const Value& value, const Value& duration, int sign) {
  if (duration.type() != ValueType::Duration) return std::nullopt;
  const Duration& by = duration.as_duration();
  const Duration d = sign > 0 ? by
                              : normalised(-by.months, -by.days, -by.seconds,
                                           -static_cast<std::int64_t>(by.nanos));
  switch (value.type()) {
    case ValueType::Date: {
      const std::int64_t days = plus_months(value.as_date().epoch_days, d.months) + d.days;
      // Whole days of the clock part count; the rest of it is lost on a date.
      return Date{days + d.seconds / 86400};
    }
    case ValueType::LocalTime:
      return LocalTime{shifted_clock(value.as_local_time().nanos_of_day, d)};
    case ValueType::Time:
      return Time{shifted_clock(value.as_time().nanos_of_day, d), value.as_time().offset_seconds};
    case ValueType::LocalDateTime:
      return shifted(value.as_local_date_time(), d);
    case ValueType::DateTime: {
      DateTime t = value.as_date_time();
      const LocalDateTime local = shifted({t.epoch_seconds + t.offset_seconds, t.nanos}, d);
      t.epoch_seconds = local.epoch_seconds - t.offset_seconds;
      t.nanos = local.nanos;
      return t;
    }
    case ValueType::Duration: {
      const Duration& a = value.as_duration();
      return normalised(a.months + d.months, a.days + d.days, a.seconds + d.seconds,
                        static_cast<std::int64_t>(a.nanos) + d.nanos);
    }
    default:
      return std::nullopt;
  }
}

Value scale_duration(const Duration& d, double factor) {
  using Real = long double;
  constexpr Real kDaysPerMonth = 30.436875L;
  const Real months = static_cast<Real>(d.months) * static_cast<Real>(factor);
  const Real whole_months = std::trunc(months);
  const Real days = static_cast<Real>(d.days) * static_cast<Real>(factor) +
                    (months - whole_months) * kDaysPerMonth;
  const Real whole_days = std::trunc(days);
  const Real nanos = (static_cast<Real>(d.seconds) * 1e9L + d.nanos) * static_cast<Real>(factor) +
                     (days - whole_days) * 86400e9L;
  // Half a nanosecond is cut, not rounded; a thousandth absorbs what binary fractions lose.
  const auto total = static_cast<std::int64_t>(std::trunc(nanos + (nanos < 0 ? -1e-3L : 1e-3L)));
  return normalised(static_cast<std::int64_t>(whole_months), static_cast<std::int64_t>(whole_days),
                    0, total);
}

Value temporal_component(const Value& value, std::string_view name) {
  switch (value.type()) {
    case ValueType::Date:
      return date_component(value.as_date().epoch_days, name);
    case ValueType::LocalTime:
      return clock_component(value.as_local_time().nanos_of_day, name);
    case ValueType::Time: {
      Value out = clock_component(value.as_time().nanos_of_day, name);
      return out.is_null() ? offset_component(value.as_time().offset_seconds, "", name) : out;
    }
    case ValueType::LocalDateTime:
    case ValueType::DateTime: {
      const bool zoned = value.type() == ValueType::DateTime;
      const std::int64_t seconds =
          zoned ? value.as_date_time().epoch_seconds + value.as_date_time().offset_seconds
                : value.as_local_date_time().epoch_seconds;
      const std::int32_t nanos =
          zoned ? value.as_date_time().nanos : value.as_local_date_time().nanos;
      Value out = date_component(floor_div(seconds, 86400), name);
      if (out.is_null()) {
        out = clock_component(floor_mod(seconds, 86400) * kNanosPerSecond + nanos, name);
      }
      if (!out.is_null() || !zoned) return out;
      const DateTime& t = value.as_date_time();
      if (name == "epochSeconds") return t.epoch_seconds;
      if (name == "epochMillis") return t.epoch_seconds * 1000 + t.nanos / 1'000'000;
      return offset_component(t.offset_seconds, t.zone, name);
    }
    case ValueType::Duration:
      return duration_component(value.as_duration(), name);
    default:
      return {};
  }
}

}  // namespace wutong::model
