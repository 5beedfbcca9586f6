#include "model/calendar.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace wutong::model {
namespace {

std::string fraction_text(std::int64_t nanos) {
  if (nanos == 0) return "";
  std::string digits = fmt::format("{:09}", nanos);
  while (digits.back() == '0') digits.pop_back();
  return "." + digits;
}

std::string clock_text(std::int64_t nanos_of_day) {
  const std::int64_t seconds = nanos_of_day / kNanosPerSecond;
  const std::int64_t nanos = nanos_of_day % kNanosPerSecond;
  std::string out = fmt::format("{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
  if (seconds % 60 != 0 || nanos != 0) {
    out += fmt::format(":{:02}", seconds % 60) + fraction_text(nanos);
  }
  return out;
}

std::string offset_text(int seconds) {
  if (seconds == 0) return "Z";
  const int size = std::abs(seconds);
  std::string out =
      fmt::format("{}{:02}:{:02}", seconds < 0 ? '-' : '+', size / 3600, size / 60 % 60);
  if (size % 60 != 0) out += fmt::format(":{:02}", size % 60);
  return out;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

std::int64_t days_from_civil(const CivilDate& date) {
  const std::int64_t y = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t yoe = y - era * 400;
  const std::int64_t doy = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  const std::int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

CivilDate civil_from_days(std::int64_t days) {
  days += 719468;
  const std::int64_t era = floor_div(days, 146097);
  const std::int64_t doe = days - era * 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  CivilDate out;
  out.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
  out.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  out.year = yoe + era * 400 + (out.month <= 2 ? 1 : 0);
  return out;
}

bool is_leap_year(std::int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}
int days_in_month(std::int64_t year, int month) {
  if (month == 2) return is_leap_year(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::string to_text(const Date& value) {
  const CivilDate date = civil_from_days(value.epoch_days);
  if (date.year >= 0 && date.year <= 9999) {
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
  }
  return fmt::format("{}{:04}-{:02}-{:02}", date.year < 0 ? '-' : '+', std::abs(date.year),
                     date.month, date.day);
}
std::string to_text(const LocalTime& value) { return clock_text(value.nanos_of_day); }
std::string to_text(const Time& value) {
  return clock_text(value.nanos_of_day) + offset_text(value.offset_seconds);
}
std::string to_text(const LocalDateTime& value) {
  const std::int64_t days = floor_div(value.epoch_seconds, 86400);
  const std::int64_t seconds = value.epoch_seconds - days * 86400;
  return to_text(Date{days}) + "T" + clock_text(seconds * kNanosPerSecond + value.nanos);
}
std::string to_text(const DateTime& value) {
  return to_text(LocalDateTime{value.epoch_seconds + value.offset_seconds, value.nanos}) +
         offset_text(value.offset_seconds) + (value.zone.empty() ? "" : "[" + value.zone + "]");
}

std::string to_text(const Duration& d) {
  std::string out = "P";
  const auto part = [&](std::int64_t amount, char unit) {
    if (amount != 0) out += fmt::format("{}{}", amount, unit);
  };
  part(d.months / 12, 'Y');
  part(d.months % 12, 'M');
  part(d.days, 'D');
  // Seconds and nanoseconds have one sign in the text.
  std::int64_t seconds = d.seconds;
  std::int64_t nanos = d.nanos;
  if (seconds < 0 && nanos > 0) {
    ++seconds;
    nanos -= kNanosPerSecond;
  }
  const bool any = seconds != 0 || nanos != 0;
  if (any) out += 'T';
  part(seconds / 3600, 'H');
  part(seconds / 60 % 60, 'M');
  const std::int64_t rest = seconds % 60;
  if (rest != 0 || nanos != 0) {
    out += rest == 0 && nanos < 0 ? "-0" : std::to_string(rest);
    out += fraction_text(std::abs(nanos)) + "S";
  }
  return out == "P" ? "PT0S" : out;
}

}  // namespace wutong::model
