#include "model/duration_between.h"

#include <optional>

#include "base/time_zone.h"
#include "model/calendar.h"
#include "model/duration.h"
#include "wutong/error.h"

namespace wutong::model {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// A point as local seconds since 1970 and nanoseconds, with its zone where it has one.
struct Point {
  std::int64_t seconds = 0;
  std::int64_t nanos = 0;
  bool has_date = false;
  std::optional<std::int32_t> offset;
  std::string zone;
};

Point point_of(const Value& value) {
  Point out;
  const auto clock = [&](std::int64_t nanos_of_day) {
    out.seconds += nanos_of_day / kNanosPerSecond;
    out.nanos = nanos_of_day % kNanosPerSecond;
  };
  switch (value.type()) {
    case ValueType::Date:
      out.seconds = value.as_date().epoch_days * 86400;
      out.has_date = true;
      return out;
    case ValueType::LocalTime:
      clock(value.as_local_time().nanos_of_day);
      return out;
    case ValueType::Time:
      clock(value.as_time().nanos_of_day);
      out.offset = value.as_time().offset_seconds;
      return out;
    case ValueType::LocalDateTime:
      out.seconds = value.as_local_date_time().epoch_seconds;
      out.nanos = value.as_local_date_time().nanos;
      out.has_date = true;
      return out;
    case ValueType::DateTime:
      out.seconds = value.as_date_time().epoch_seconds + value.as_date_time().offset_seconds;
      out.nanos = value.as_date_time().nanos;
      out.offset = value.as_date_time().offset_seconds;
      out.zone = value.as_date_time().zone;
      out.has_date = true;
      return out;
    default:
      throw Error("type.invalid_argument_type", "a duration lies between temporal values, not " +
                                                    type_with_article(value.type()));
  }
}

// Moves `point` to the local time that the zone of `other` keeps at that instant.
void to_zone_of(Point& point, const Point& other) {
  if (!point.offset || !other.offset) return;
  const std::int64_t utc = point.seconds - *point.offset;
  std::int32_t offset = *other.offset;
  if (!other.zone.empty() && point.has_date) {
    offset = base::zone_offset_at_utc(other.zone, utc).value_or(offset);
  }
  point.seconds = utc + offset;
}

// The elapsed time where zones change their offset between the two points.
std::int64_t elapsed_seconds(const Point& from, const Point& to) {
  const std::string& zone = from.zone.empty() ? to.zone : from.zone;
  if (zone.empty() || !from.has_date || !to.has_date) return to.seconds - from.seconds;
  const auto utc = [&](const Point& p) {
    return p.seconds - base::zone_offset_at_local(zone, p.seconds).value_or(0);
  };
  return utc(to) - utc(from);
}

Duration normalised(std::int64_t months, std::int64_t days, std::int64_t seconds,
                    std::int64_t nanos) {
  return {months, days, seconds + floor_div(nanos, kNanosPerSecond),
          static_cast<std::int32_t>(nanos - floor_div(nanos, kNanosPerSecond) * kNanosPerSecond)};
}

std::int64_t whole_months(const Point& from, const Point& to, Point& reached) {
  const CivilDate a = civil_from_days(floor_div(from.seconds, 86400));
  const CivilDate b = civil_from_days(floor_div(to.seconds, 86400));
  const auto after = [&](std::int64_t months) {
    const Value moved =
        *add_duration(Value(LocalDateTime{from.seconds, static_cast<std::int32_t>(from.nanos)}),
                      Value(Duration{months, 0, 0, 0}), 1);
    Point out = from;
    out.seconds = moved.as_local_date_time().epoch_seconds;
    return out;
  };
  std::int64_t months = (b.year - a.year) * 12 + (b.month - a.month);
  const auto beyond = [&](const Point& p, bool forward) {
    const auto order = p.seconds != to.seconds ? p.seconds <=> to.seconds : p.nanos <=> to.nanos;
    return forward ? order > 0 : order < 0;
  };
  const bool forward =
      from.seconds < to.seconds || (from.seconds == to.seconds && from.nanos <= to.nanos);
  reached = after(months);
  if (beyond(reached, forward)) {
    months += forward ? -1 : 1;
    reached = after(months);
  }
  return months;
}

}  // namespace

Value duration_between(const Value& from_value, const Value& to_value, DurationParts parts) {
  if (from_value.is_null() || to_value.is_null()) return {};
  Point from = point_of(from_value), to = point_of(to_value);
  to_zone_of(to, from);
  if (!from.has_date || !to.has_date) {
    // Clock times only: both on the day of the one that has a date.
    const auto midnight = [](const Point& p) { return floor_div(p.seconds, 86400) * 86400; };
    if (from.has_date) to.seconds += midnight(from);
    if (to.has_date) from.seconds += midnight(to);
    from.has_date = to.has_date = from.has_date || to.has_date;
    if (parts == DurationParts::Months || parts == DurationParts::Days) return Duration{};
    return normalised(0, 0, elapsed_seconds(from, to), to.nanos - from.nanos);
  }
  if (parts == DurationParts::Seconds) {
    return normalised(0, 0, elapsed_seconds(from, to), to.nanos - from.nanos);
  }
  if (parts == DurationParts::Days) {
    std::int64_t seconds = to.seconds - from.seconds;
    if (seconds > 0 && to.nanos < from.nanos) --seconds;
    if (seconds < 0 && to.nanos > from.nanos) ++seconds;
    return Duration{0, seconds / 86400, 0, 0};
  }
  Point reached;
  const std::int64_t months = whole_months(from, to, reached);
  if (parts == DurationParts::Months) return Duration{months, 0, 0, 0};
  std::int64_t seconds = to.seconds - reached.seconds;
  const std::int64_t nanos = to.nanos - reached.nanos;
  std::int64_t whole = seconds;
  if (whole > 0 && nanos < 0) --whole;
  if (whole < 0 && nanos > 0) ++whole;
  const std::int64_t days = whole / 86400;
  reached.seconds += days * 86400;
  seconds = elapsed_seconds(reached, to);
  return normalised(months, days, seconds, nanos);
}

}  // namespace wutong::model
