#include "model/temporal_parse.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "base/time_zone.h"
#include "model/calendar.h"
#include "model/duration.h"
#include "wutong/error.h"

namespace wutong::model {
namespace {

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
std::int64_t floor_mod(std::int64_t a, std::int64_t b) { return a - floor_div(a, b) * b; }

[[noreturn]] void bad_text(std::string_view text, const char* what) {
  throw Error("argument.invalid_temporal_text",
              "'" + std::string(text) + "' is not the text of a " + what);
}
[[noreturn]] void bad_component(const std::string& what) {
  throw Error("argument.invalid_temporal_component", what);
}

// What any temporal value is put together from.
struct Parts {
  std::optional<std::int64_t> days;   // the date
  std::optional<std::int64_t> nanos;  // of the day
  std::optional<std::int32_t> offset;
  std::string zone;
};

// Reads text from the front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool accept(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  bool at_digit() const { return !text_.empty() && text_.front() >= '0' && text_.front() <= '9'; }
  std::size_t digits_ahead() const {
    std::size_t n = 0;
    while (n < text_.size() && text_[n] >= '0' && text_[n] <= '9') ++n;
    return n;
  }
  std::optional<std::int64_t> number(std::size_t digits) {
    if (digits_ahead() < digits) return std::nullopt;
    std::int64_t value = 0;
    std::from_chars(text_.data(), text_.data() + digits, value);
    text_.remove_prefix(digits);
    return value;
  }
  bool empty() const { return text_.empty(); }
  std::string_view rest() const { return text_; }
  void skip(std::size_t n) { text_.remove_prefix(n); }

 private:
  std::string_view text_;
};

std::int64_t week_date(std::int64_t year, std::int64_t week, std::int64_t day) {
  // Week 1 holds January 4th.
  const std::int64_t fourth = days_from_civil({year, 1, 4});
  return fourth - floor_mod(fourth + 3, 7) + (week - 1) * 7 + day - 1;
}

std::optional<std::int64_t> civil(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, static_cast<int>(month))) {
    return std::nullopt;
  }
  return days_from_civil({year, static_cast<int>(month), static_cast<int>(day)});
}

std::optional<std::int64_t> quarter_date(std::int64_t year, std::int64_t quarter,
                                         std::int64_t day) {
  return days_from_civil({year, static_cast<int>(quarter - 1) * 3 + 1, 1}) + day - 1;
}

// YYYY-MM-DD YYYYMMDD YYYY-MM YYYYMM YYYY-Www-D YYYYWwwD YYYY-Www YYYYWww YYYY-DDD YYYYDDD YYYY
std::optional<std::int64_t> parse_date(std::string_view text) {
  Scanner in(text);
  const bool negative = in.accept('-');
  const bool signed_year = negative || in.accept('+');
  const std::size_t ahead = in.digits_ahead();
  std::size_t year_digits = 4;
  if (signed_year && ahead != 8) year_digits = ahead;
  if (year_digits < 1 || year_digits > 9) return std::nullopt;
  auto year = in.number(year_digits);
  if (!year) return std::nullopt;
  if (negative) year = -*year;
  if (in.empty()) return civil(*year, 1, 1);
  const bool dashed = in.accept('-');
  if (in.accept('W')) {
    const auto week = in.number(2);
    if (!week) return std::nullopt;
    std::int64_t day = 1;
    if (!in.empty()) {
      if (dashed && !in.accept('-')) return std::nullopt;
      const auto given = in.number(1);
      if (!given) return std::nullopt;
      day = *given;
    }
    if (!in.empty() || *week < 1 || *week > 53 || day < 1 || day > 7) return std::nullopt;
    return week_date(*year, *week, day);
  }
  if (in.accept('Q')) {
    const auto quarter = in.number(1);
    if (!quarter) return std::nullopt;
    std::int64_t day = 1;
    if (!in.empty()) {
      if (dashed && !in.accept('-')) return std::nullopt;
      const auto given = in.number(2);
      if (!given) return std::nullopt;
      day = *given;
    }
    if (!in.empty() || *quarter < 1 || *quarter > 4 || day < 1 || day > 92) return std::nullopt;
    return quarter_date(*year, *quarter, day);
  }
  const std::size_t digits = in.digits_ahead();
  if (digits == 3) {
    const auto day = in.number(3);
    if (!in.empty() || *day < 1 || *day > (is_leap_year(*year) ? 366 : 365)) return std::nullopt;
    return days_from_civil({*year, 1, 1}) + *day - 1;
  }
  const auto month = in.number(2);
  if (!month) return std::nullopt;
  std::int64_t day = 1;
  if (!in.empty()) {
    if (dashed && !in.accept('-')) return std::nullopt;
    const auto given = in.number(2);
    if (!given) return std::nullopt;
    day = *given;
  }
  return in.empty() ? civil(*year, *month, day) : std::nullopt;
}

// hh:mm:ss.fffffffff hhmmss.f hh:mm hhmm hh
std::optional<std::int64_t> parse_clock(std::string_view text) {
  Scanner in(text);
  const auto hour = in.number(2);
  if (!hour || *hour > 23) return std::nullopt;
  std::int64_t minute = 0, second = 0, nanos = 0;
  if (!in.empty()) {
    const bool colons = in.accept(':');
    const auto m = in.number(2);
    if (!m || *m > 59) return std::nullopt;
    minute = *m;
    if (!in.empty()) {
      if (colons && !in.accept(':')) return std::nullopt;
      const auto s = in.number(2);
      if (!s || *s > 59) return std::nullopt;
      second = *s;
      if (in.accept('.') || in.accept(',')) {
        const std::size_t digits = in.digits_ahead();
        if (digits < 1 || digits > 9) return std::nullopt;
        nanos = *in.number(digits);
        for (std::size_t i = digits; i < 9; ++i) nanos *= 10;
      }
    }
  }
  if (!in.empty()) return std::nullopt;
  return (*hour * 3600 + minute * 60 + second) * kNanosPerSecond + nanos;
}

std::optional<std::int32_t> parse_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  Scanner in(text);
  const bool negative = in.accept('-');
  if (!negative && !in.accept('+')) return std::nullopt;
  const auto hour = in.number(2);
  std::int64_t minute = 0, second = 0;
  if (!hour || *hour > 18) return std::nullopt;
  if (!in.empty()) {
    const bool colon = in.accept(':');
    const auto m = in.number(2);
    if (!m || *m > 59) return std::nullopt;
    minute = *m;
    if (!in.empty()) {
      if (colon && !in.accept(':')) return std::nullopt;
      const auto s = in.number(2);
      if (!s || *s > 59) return std::nullopt;
      second = *s;
    }
  }
  if (!in.empty()) return std::nullopt;
  const auto seconds = static_cast<std::int32_t>(*hour * 3600 + minute * 60 + second);
  return negative ? -seconds : seconds;
}

// [zone] at the end, then an offset before it.
void parse_zone(std::string_view& text, Parts& parts, const char* what) {
  const std::string_view whole = text;
  if (!text.empty() && text.back() == ']') {
    const std::size_t open = text.find('[');
    if (open == std::string_view::npos) bad_text(whole, what);
    parts.zone = text.substr(open + 1, text.size() - open - 2);
    text = text.substr(0, open);
  }
  const std::size_t clock = text.find('T') == std::string_view::npos ? 0 : text.find('T');
  const std::size_t at = text.find_first_of("Z+-", clock);
  if (at == std::string_view::npos) return;
  parts.offset = parse_offset(text.substr(at));
  if (!parts.offset) bad_text(whole, what);
  text = text.substr(0, at);
}

// ---- from maps

class Components {
 public:
  explicit Components(const Value& map) : map_(map) {}
  std::optional<std::int64_t> integer(std::string_view name) const {
    const Value* value = map_.find(name);
    if (!value || value->is_null()) return std::nullopt;
    if (!value->is_number()) bad_component("'" + std::string(name) + "' must be a number");
    return value->is_integer() ? value->as_integer() : static_cast<std::int64_t>(value->as_float());
  }
  const Value* find(std::string_view name) const { return map_.find(name); }

 private:
  const Value& map_;
};

std::int64_t checked(std::optional<std::int64_t> value, std::int64_t otherwise, std::int64_t least,
                     std::int64_t greatest, const char* name) {
  const std::int64_t out = value.value_or(otherwise);
  if (out < least || out > greatest) {
    bad_component(std::string("'") + name + "' is out of range: " + std::to_string(out));
  }
  return out;
}

Parts parts_of(const Value& value);

void date_from(const Components& in, const std::optional<std::int64_t>& base, Parts& out) {
  const CivilDate from = civil_from_days(base.value_or(0));
  const bool based = base.has_value();
  const auto year = in.integer("year");
  if (!year && !based) {
    if (in.integer("month") || in.integer("day") || in.integer("week")) {
      bad_component("'year' is missing");
    }
    return;
  }
  const std::int64_t y = checked(year, from.year, -999'999'999, 999'999'999, "year");
  if (const auto week = in.integer("week")) {
    const auto week_year =
        year || !based ? y : temporal_component(Value(Date{*base}), "weekYear").as_integer();
    const std::int64_t weekday = based ? floor_mod(*base + 3, 7) + 1 : 1;
    out.days = week_date(week_year, checked(week, 1, 1, 53, "week"),
                         checked(in.integer("dayOfWeek"), weekday, 1, 7, "dayOfWeek"));
  } else if (in.integer("dayOfWeek") && based) {
    out.days = *base - floor_mod(*base + 3, 7) +
               checked(in.integer("dayOfWeek"), 1, 1, 7, "dayOfWeek") - 1;
  } else if (const auto quarter = in.integer("quarter"); quarter || in.integer("dayOfQuarter")) {
    const std::int64_t q = checked(quarter, (from.month - 1) / 3 + 1, 1, 4, "quarter");
    const std::int64_t day_of_quarter =
        based ? temporal_component(Value(Date{*base}), "dayOfQuarter").as_integer() : 1;
    if (!in.integer("dayOfQuarter") && based) {
      // The month of the quarter and the day stay.
      const std::int64_t month = (q - 1) * 3 + (from.month - 1) % 3 + 1;
      const std::int64_t day =
          std::min<std::int64_t>(from.day, days_in_month(y, static_cast<int>(month)));
      out.days = civil(y, month, day);
      (void)day_of_quarter;
    } else {
      out.days = quarter_date(y, q, checked(in.integer("dayOfQuarter"), 1, 1, 92, "dayOfQuarter"));
    }
  } else if (const auto ordinal = in.integer("ordinalDay")) {
    out.days = days_from_civil({y, 1, 1}) + checked(ordinal, 1, 1, 366, "ordinalDay") - 1;
  } else {
    const std::int64_t month = checked(in.integer("month"), based ? from.month : 1, 1, 12, "month");
    const std::int64_t day = in.integer("day").value_or(based ? from.day : 1);
    out.days = civil(y, month, day);
    if (!out.days) bad_component("there is no such day: " + std::to_string(day));
  }
}

void clock_from(const Components& in, const std::optional<std::int64_t>& base, Parts& out) {
  const std::int64_t from = base.value_or(0);
  const auto hour = in.integer("hour");
  const auto minute = in.integer("minute"), second = in.integer("second");
  const auto milli = in.integer("millisecond"), micro = in.integer("microsecond"),
             nano = in.integer("nanosecond");
  if (!hour && !minute && !second && !milli && !micro && !nano && !base) return;
  const std::int64_t seconds = from / kNanosPerSecond;
  std::int64_t fraction = from % kNanosPerSecond;
  if (milli || micro || nano) {
    fraction = checked(milli, 0, 0, 999, "millisecond") * 1'000'000 +
               checked(micro, 0, 0, 999'999, "microsecond") * 1'000 +
               checked(nano, 0, 0, 999'999'999, "nanosecond");
  } else if (second) {
    // A given second without a fraction keeps the fraction it had.
  }
  out.nanos = (checked(hour, seconds / 3600, 0, 23, "hour") * 3600 +
               checked(minute, seconds / 60 % 60, 0, 59, "minute") * 60 +
               checked(second, seconds % 60, 0, 59, "second")) *
                  kNanosPerSecond +
              fraction;
}

void set_zone(const std::string& text, Parts& out) {
  if (const auto offset = parse_offset(text)) {
    out.offset = offset;
    out.zone.clear();
    return;
  }
  if (!base::zone_offset_at_utc(text, 0)) bad_component("no time zone '" + text + "'");
  out.zone = text;
  out.offset.reset();
}

Parts parts_of_map(const Value& map) {
  const Components in(map);
  Parts base, out;
  for (const char* name : {"date", "datetime"}) {
    if (const Value* value = in.find(name)) base.days = parts_of(*value).days;
  }
  for (const char* name : {"time", "datetime"}) {
    if (const Value* value = in.find(name)) {
      const Parts parts = parts_of(*value);
      base.nanos = parts.nanos;
      out.offset = parts.offset;
      out.zone = parts.zone;
    }
  }
  if (const auto seconds = in.integer("epochSeconds"); seconds || in.integer("epochMillis")) {
    const std::int64_t millis = in.integer("epochMillis").value_or(0);
    const std::int64_t total = seconds.value_or(floor_div(millis, 1000));
    out.days = floor_div(total, 86400);
    out.nanos = floor_mod(total, 86400) * kNanosPerSecond + floor_mod(millis, 1000) * 1'000'000 +
                in.integer("nanosecond").value_or(0);
    out.offset = 0;
    return out;
  }
  date_from(in, base.days, out);
  clock_from(in, base.nanos, out);
  if (const Value* zone = in.find("timezone"); zone && zone->is_string()) {
    auto before = out.offset;
    if (!out.zone.empty() && out.days && out.nanos) {
      before =
          base::zone_offset_at_local(out.zone, *out.days * 86400 + *out.nanos / kNanosPerSecond);
    }
    set_zone(zone->as_string(), out);
    // A value with a zone of its own is moved to the new one.
    const bool moved = before && (in.find("datetime") || in.find("time"));
    if (moved && out.nanos) {
      const std::int64_t local = out.days.value_or(0) * 86400 + *out.nanos / kNanosPerSecond;
      const std::int32_t target =
          out.offset ? *out.offset
                     : base::zone_offset_at_utc(out.zone, local - *before).value_or(0);
      const std::int64_t shifted = local - *before + target;
      if (out.days) out.days = floor_div(shifted, 86400);
      out.nanos = floor_mod(shifted, 86400) * kNanosPerSecond + *out.nanos % kNanosPerSecond;
    }
  }
  return out;
}

Parts parts_of(const Value& value) {
  Parts out;
  switch (value.type()) {
    case ValueType::Date:
      out.days = value.as_date().epoch_days;
      return out;
    case ValueType::LocalTime:
      out.nanos = value.as_local_time().nanos_of_day;
      return out;
    case ValueType::Time:
      out.nanos = value.as_time().nanos_of_day;
      out.offset = value.as_time().offset_seconds;
      return out;
    case ValueType::LocalDateTime: {
      const LocalDateTime t = value.as_local_date_time();
      out.days = floor_div(t.epoch_seconds, 86400);
      out.nanos = floor_mod(t.epoch_seconds, 86400) * kNanosPerSecond + t.nanos;
      return out;
    }
    case ValueType::DateTime: {
      const DateTime& t = value.as_date_time();
      const std::int64_t local = t.epoch_seconds + t.offset_seconds;
      out.days = floor_div(local, 86400);
      out.nanos = floor_mod(local, 86400) * kNanosPerSecond + t.nanos;
      out.offset = t.offset_seconds;
      out.zone = t.zone;
      return out;
    }
    case ValueType::Map:
      return parts_of_map(value);
    default:
      bad_component("a temporal value cannot be made of " + type_with_article(value.type()));
  }
}

Parts from_text(std::string_view text, bool date, bool clock, const char* what) {
  const std::string_view whole = text;
  Parts parts;
  if (clock) {
    // An offset or zone follows the clock; a bare date has dashes of its own.
    if (!date || text.find('T') != std::string_view::npos) parse_zone(text, parts, what);
  }
  const std::size_t t = text.find('T');
  if (date) {
    parts.days = parse_date(text.substr(0, t));
    if (!parts.days) bad_text(whole, what);
    if (t != std::string_view::npos) text.remove_prefix(t + 1);
  } else if (t == 0) {
    text.remove_prefix(1);
  }
  if (clock && (!date || t != std::string_view::npos)) {
    parts.nanos = parse_clock(text);
    if (!parts.nanos) bad_text(whole, what);
  }
  return parts;
}

Parts gather(const Value& from, bool date, bool clock, const char* what) {
  return from.is_string() ? from_text(from.as_string(), date, clock, what) : parts_of(from);
}

std::int64_t need_date(const Parts& parts) {
  if (!parts.days) bad_component("a date needs at least 'year'");
  return *parts.days;
}

}  // namespace

Value make_date(const Value& from) {
  if (from.is_null()) return {};
  return Date{need_date(gather(from, true, false, "Date"))};
}

Value make_local_time(const Value& from) {
  if (from.is_null()) return {};
  return LocalTime{gather(from, false, true, "LocalTime").nanos.value_or(0)};
}

Value make_time(const Value& from) {
  if (from.is_null()) return {};
  const Parts parts = gather(from, false, true, "Time");
  std::int32_t offset = parts.offset.value_or(0);
  if (!parts.zone.empty() && !parts.offset) {
    offset = base::zone_offset_at_utc(parts.zone, 0).value_or(0);
  }
  return Time{parts.nanos.value_or(0), offset};
}

Value make_local_date_time(const Value& from) {
  if (from.is_null()) return {};
  const Parts parts = gather(from, true, true, "LocalDateTime");
  const std::int64_t nanos = parts.nanos.value_or(0);
  return LocalDateTime{need_date(parts) * 86400 + nanos / kNanosPerSecond,
                       static_cast<std::int32_t>(nanos % kNanosPerSecond)};
}

Value make_date_time(const Value& from) {
  if (from.is_null()) return {};
  const Parts parts = gather(from, true, true, "DateTime");
  const std::int64_t nanos = parts.nanos.value_or(0);
  const std::int64_t local = need_date(parts) * 86400 + nanos / kNanosPerSecond;
  std::int32_t offset = parts.offset.value_or(0);
  if (!parts.zone.empty()) {
    const auto known = base::zone_offset_at_local(parts.zone, local);
    if (!known) bad_component("no time zone '" + parts.zone + "'");
    offset = *known;
  }
  return DateTime{local - offset, static_cast<std::int32_t>(nanos % kNanosPerSecond), offset,
                  parts.zone};
}

namespace {

// Amounts of each unit, fractions allowed; what is left of one goes on to the next smaller.
struct Amounts {
  double years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0;
  double millis = 0, micros = 0, nanos = 0;
};

Value duration_of(const Amounts& a) {
  constexpr double kDaysPerMonth = 30.436875;
  const double months = a.years * 12 + a.months;
  const double whole_months = std::trunc(months);
  const double days = a.weeks * 7 + a.days + (months - whole_months) * kDaysPerMonth;
  const double whole_days = std::trunc(days);
  const double hours = (days - whole_days) * 24 + a.hours;
  const double seconds = hours * 3600 + a.minutes * 60 + a.seconds;
  const double whole_seconds = std::trunc(seconds);
  const double nanos =
      std::round((seconds - whole_seconds) * 1e9) + a.millis * 1e6 + a.micros * 1e3 + a.nanos;
  const auto total = static_cast<std::int64_t>(std::trunc(nanos));
  return Duration{static_cast<std::int64_t>(whole_months), static_cast<std::int64_t>(whole_days),
                  static_cast<std::int64_t>(whole_seconds) + floor_div(total, kNanosPerSecond),
                  static_cast<std::int32_t>(floor_mod(total, kNanosPerSecond))};
}

// P1Y2M3W4DT5H6M7.8S
std::optional<Amounts> parse_duration(std::string_view text) {
  Amounts out;
  double sign = 1;
  if (!text.empty() && text.front() == '-') {
    sign = -1;
    text.remove_prefix(1);
  }
  if (text.empty() || text.front() != 'P') return std::nullopt;
  text.remove_prefix(1);
  bool clock = false, any = false;
  while (!text.empty()) {
    if (text.front() == 'T') {
      clock = true;
      text.remove_prefix(1);
      continue;
    }
    double amount = 0;
    const char* begin = text.data() + (text.front() == '+' ? 1 : 0);
    const auto [at, fault] = std::from_chars(begin, text.data() + text.size(), amount);
    if (fault != std::errc() || at == text.data() + text.size()) return std::nullopt;
    const char unit = *at;
    text.remove_prefix(static_cast<std::size_t>(at - text.data()) + 1);
    amount *= sign;
    any = true;
    if (unit == 'Y' && !clock)
      out.years = amount;
    else if (unit == 'M' && !clock)
      out.months = amount;
    else if (unit == 'W' && !clock)
      out.weeks = amount;
    else if (unit == 'D' && !clock)
      out.days = amount;
    else if (unit == 'H' && clock)
      out.hours = amount;
    else if (unit == 'M' && clock)
      out.minutes = amount;
    else if (unit == 'S' && clock)
      out.seconds = amount;
    else
      return std::nullopt;
  }
  return any ? std::optional(out) : std::nullopt;
}

}  // namespace

Value make_duration(const Value& from) {
  if (from.is_null() || from.type() == ValueType::Duration) return from;
  if (from.is_string()) {
    const auto amounts = parse_duration(from.as_string());
    if (!amounts) bad_text(from.as_string(), "Duration");
    return duration_of(*amounts);
  }
  if (!from.is_map()) bad_component("a duration is made of text or a map");
  const auto amount = [&](std::string_view name) {
    const Value* value = from.find(name);
    if (!value || value->is_null()) return 0.0;
    if (!value->is_number()) bad_component("'" + std::string(name) + "' must be a number");
    return value->as_number();
  };
  Amounts a;
  a.years = amount("years");
  a.months = amount("months") + 3 * amount("quarters");
  a.weeks = amount("weeks");
  a.days = amount("days");
  a.hours = amount("hours");
  a.minutes = amount("minutes");
  a.seconds = amount("seconds");
  a.millis = amount("milliseconds");
  a.micros = amount("microseconds");
  a.nanos = amount("nanoseconds");
  return duration_of(a);
}

}  // namespace wutong::model
