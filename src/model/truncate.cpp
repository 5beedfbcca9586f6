#include "model/truncate.h"

#include "model/calendar.h"
#include "model/duration.h"
#include "model/temporal_parse.h"
#include "wutong/error.h"

namespace wutong::model {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// The first day of the unit that holds `days`; the day itself for units of the clock.
std::int64_t first_day(std::string_view unit, std::int64_t days) {
  const CivilDate date = civil_from_days(days);
  const auto year = [&](std::int64_t span) {
    return days_from_civil({floor_div(date.year, span) * span, 1, 1});
  };
  const std::int64_t weekday = days + 3 - floor_div(days + 3, 7) * 7;  // Monday is 0
  if (unit == "millennium") return year(1000);
  if (unit == "century") return year(100);
  if (unit == "decade") return year(10);
  if (unit == "year") return year(1);
  if (unit == "weekYear") {
    const std::int64_t in = temporal_component(Value(Date{days}), "weekYear").as_integer();
    const std::int64_t fourth = days_from_civil({in, 1, 4});
    return fourth - (fourth + 3 - floor_div(fourth + 3, 7) * 7);
  }
  if (unit == "quarter") return days_from_civil({date.year, (date.month - 1) / 3 * 3 + 1, 1});
  if (unit == "month") return days_from_civil({date.year, date.month, 1});
  if (unit == "week") return days - weekday;
  return days;
}

// Nanoseconds of the unit; a day for units of the calendar.
std::int64_t clock_unit(std::string_view unit) {
  if (unit == "hour") return 3600 * kNanosPerSecond;
  if (unit == "minute") return 60 * kNanosPerSecond;
  if (unit == "second") return kNanosPerSecond;
  if (unit == "millisecond") return 1'000'000;
  if (unit == "microsecond") return 1'000;
  for (const std::string_view known :
       {"millennium", "century", "decade", "year", "weekYear", "quarter", "month", "week", "day"}) {
    if (unit == known) return kNanosPerDay;
  }
  throw Error("argument.invalid_temporal_component", "no unit '" + std::string(unit) + "'")
      .with_note("units go from millennium to microsecond");
}

// What is left of the fraction of a second stays beside the components that replace its smaller
// parts.
void keep_fraction(Map& parts, const Value& components, std::int64_t nanos) {
  const auto given = [&](const char* name) { return components.find(name) != nullptr; };
  if (!given("millisecond") && !given("microsecond") && !given("nanosecond")) return;
  const std::int64_t fraction = nanos % kNanosPerSecond;
  if (!given("millisecond")) parts.emplace_back("millisecond", fraction / 1'000'000);
  if (!given("microsecond")) parts.emplace_back("microsecond", fraction / 1'000 % 1'000);
}

}  // namespace

Value truncate(ValueType type, std::string_view unit, const Value& value, const Value& components) {
  if (value.is_null()) return {};
  const std::int64_t span = clock_unit(unit);
  Map parts;
  std::int64_t nanos = 0;
  const bool has_clock = value.type() != ValueType::Date;
  if (has_clock) {
    nanos = make_local_time(value).as_local_time().nanos_of_day;
    nanos -= nanos % span;
  }
  const bool has_date = value.type() == ValueType::Date ||
                        value.type() == ValueType::LocalDateTime ||
                        value.type() == ValueType::DateTime;
  if (has_date) {
    parts.emplace_back("date", Date{first_day(unit, make_date(value).as_date().epoch_days)});
  }
  if (type != ValueType::Date) parts.emplace_back("time", LocalTime{nanos});
  const bool zoned = type == ValueType::DateTime || type == ValueType::Time;
  if (zoned && (value.type() == ValueType::DateTime || value.type() == ValueType::Time)) {
    parts.emplace_back("timezone", temporal_component(value, "timezone"));
  }
  if (components.is_map()) {
    keep_fraction(parts, components, nanos);
    for (const auto& [name, part] : components.as_map()) parts.emplace_back(name, part);
  }
  const Value map = Value::map(std::move(parts));
  switch (type) {
    case ValueType::Date:
      return make_date(map);
    case ValueType::LocalTime:
      return make_local_time(map);
    case ValueType::Time:
      return make_time(map);
    case ValueType::LocalDateTime:
      return make_local_date_time(map);
    default:
      return make_date_time(map);
  }
}

}  // namespace wutong::model
