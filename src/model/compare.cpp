#include "model/compare.h"

#include <bit>
#include <cmath>
#include <functional>

namespace wutong::model {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// Average lengths order durations (CIP2015-08-06): a month is 30.436875 days.
double duration_seconds(const Duration& d) {
  return static_cast<double>(d.months) * 2629746.0 + static_cast<double>(d.days) * 86400.0 +
         static_cast<double>(d.seconds) + static_cast<double>(d.nanos) / 1e9;
}

std::int64_t utc_nanos(const Time& t) {
  return t.nanos_of_day - static_cast<std::int64_t>(t.offset_seconds) * kNanosPerSecond;
}

std::strong_ordering order_doubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  return a < b   ? std::strong_ordering::less
         : a > b ? std::strong_ordering::greater
                 : std::strong_ordering::equal;
}

// Exact, also where a double cannot hold the integer.
std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.is_integer() && b.is_integer()) return a.as_integer() <=> b.as_integer();
  if (a.is_float() && b.is_float()) return a.as_float() <=> b.as_float();
  if (a.is_float()) return 0 <=> compare_numbers(b, a);
  const double real = b.as_float();
  if (std::isnan(real)) return std::partial_ordering::unordered;
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (real >= kLimit) return std::partial_ordering::less;
  if (real < -kLimit) return std::partial_ordering::greater;
  const auto whole = static_cast<std::int64_t>(real);
  if (a.as_integer() != whole) return a.as_integer() <=> whole;
  return 0.0 <=> (real - static_cast<double>(whole));
}

std::strong_ordering compare_date_times(const DateTime& a, const DateTime& b) {
  if (const auto c = a.epoch_seconds <=> b.epoch_seconds; c != 0) return c;
  return a.nanos <=> b.nanos;
}

std::optional<bool> list_equals(const List& a, const List& b) {
  if (a.size() != b.size()) return false;
  bool unknown = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto same = equals(a[i], b[i]);
    if (same == false) return false;
    if (!same) unknown = true;
  }
  return unknown ? std::nullopt : std::optional(true);
}

std::optional<bool> map_equals(const Map& a, const Map& b) {
  if (a.size() != b.size()) return false;
  bool unknown = false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].first != b[i].first) return false;
    const auto same = equals(a[i].second, b[i].second);
    if (same == false) return false;
    if (!same) unknown = true;
  }
  return unknown ? std::nullopt : std::optional(true);
}

bool path_equals(const PathRecord& a, const PathRecord& b) {
  return list_equals(a.nodes, b.nodes) == true &&
         list_equals(a.relationships, b.relationships) == true;
}

int rank(ValueType type) {
  switch (type) {
    case ValueType::Map:
      return 0;
    case ValueType::Node:
      return 1;
    case ValueType::Relationship:
      return 2;
    case ValueType::List:
      return 3;
    case ValueType::Path:
      return 4;
    case ValueType::DateTime:
      return 5;
    case ValueType::LocalDateTime:
      return 6;
    case ValueType::Date:
      return 7;
    case ValueType::Time:
      return 8;
    case ValueType::LocalTime:
      return 9;
    case ValueType::Duration:
      return 10;
    case ValueType::String:
      return 11;
    case ValueType::Boolean:
      return 12;
    case ValueType::Integer:
    case ValueType::Float:
      return 13;
    case ValueType::Null:
      return 14;
  }
  return 15;
}

std::strong_ordering order_lists(const List& a, const List& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const auto c = order(a[i], b[i]); c != 0) return c;
  }
  return a.size() <=> b.size();
}

std::strong_ordering order_maps(const Map& a, const Map& b) {
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
    if (const auto c = a[i].first <=> b[i].first; c != 0) return c;
    if (const auto c = order(a[i].second, b[i].second); c != 0) return c;
  }
  return a.size() <=> b.size();
}

std::strong_ordering order_numbers(const Value& a, const Value& b) {
  const bool a_nan = a.is_float() && std::isnan(a.as_float());
  const bool b_nan = b.is_float() && std::isnan(b.as_float());
  if (a_nan || b_nan) return a_nan <=> b_nan;
  const std::partial_ordering c = compare_numbers(a, b);
  return c < 0   ? std::strong_ordering::less
         : c > 0 ? std::strong_ordering::greater
                 : std::strong_ordering::equal;
}

void mix(std::size_t& seed, std::size_t value) {
  seed ^= value + 0x9E3779B97F4A7C15ULL + (seed << 6) + (seed >> 2);
}

}  // namespace

std::optional<bool> equals(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return std::nullopt;
  if (a.is_number() && b.is_number()) return compare_numbers(a, b) == 0;
  if (a.type() != b.type()) return false;
  switch (a.type()) {
    case ValueType::List:
      return list_equals(a.as_list(), b.as_list());
    case ValueType::Map:
      return map_equals(a.as_map(), b.as_map());
    case ValueType::Path:
      return path_equals(a.as_path(), b.as_path());
    case ValueType::Duration:
      return a.as_duration() == b.as_duration();
    default:
      return order(a, b) == 0;
  }
}

std::optional<std::partial_ordering> compare(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return std::nullopt;
  if (a.is_number() && b.is_number()) return compare_numbers(a, b);
  if (a.type() != b.type()) return std::nullopt;
  switch (a.type()) {
    case ValueType::List: {
      const List &x = a.as_list(), &y = b.as_list();
      for (std::size_t i = 0; i < x.size() && i < y.size(); ++i) {
        const auto same = equals(x[i], y[i]);
        if (!same) return std::nullopt;
        if (!*same) return compare(x[i], y[i]);
      }
      return x.size() <=> y.size();
    }
    case ValueType::Boolean:
    case ValueType::String:
    case ValueType::Date:
    case ValueType::LocalTime:
    case ValueType::Time:
    case ValueType::LocalDateTime:
    case ValueType::DateTime:
      return order(a, b);
    default:
      return std::nullopt;
  }
}

bool equivalent(const Value& a, const Value& b) { return order(a, b) == 0; }

std::strong_ordering order(const Value& a, const Value& b) {
  if (const auto c = rank(a.type()) <=> rank(b.type()); c != 0) return c;
  switch (a.type()) {
    case ValueType::Null:
      return std::strong_ordering::equal;
    case ValueType::Boolean:
      return a.as_boolean() <=> b.as_boolean();
    case ValueType::Integer:
    case ValueType::Float:
      return order_numbers(a, b);
    case ValueType::String:
      return a.as_string() <=> b.as_string();
    case ValueType::List:
      return order_lists(a.as_list(), b.as_list());
    case ValueType::Map:
      return order_maps(a.as_map(), b.as_map());
    case ValueType::Node:
      return a.as_node_id() <=> b.as_node_id();
    case ValueType::Relationship:
      return a.as_relationship_id() <=> b.as_relationship_id();
    case ValueType::Path: {
      if (const auto c = order_lists(a.as_path().nodes, b.as_path().nodes); c != 0) return c;
      return order_lists(a.as_path().relationships, b.as_path().relationships);
    }
    case ValueType::Date:
      return a.as_date() <=> b.as_date();
    case ValueType::LocalTime:
      return a.as_local_time() <=> b.as_local_time();
    case ValueType::Time:
      return utc_nanos(a.as_time()) <=> utc_nanos(b.as_time());
    case ValueType::LocalDateTime:
      return a.as_local_date_time() <=> b.as_local_date_time();
    case ValueType::DateTime:
      return compare_date_times(a.as_date_time(), b.as_date_time());
    case ValueType::Duration: {
      const Duration &x = a.as_duration(), &y = b.as_duration();
      if (x == y) return std::strong_ordering::equal;
      if (const auto c = order_doubles(duration_seconds(x), duration_seconds(y)); c != 0) return c;
      if (const auto c = x.months <=> y.months; c != 0) return c;
      return x.days <=> y.days;
    }
  }
  return std::strong_ordering::equal;
}

std::size_t hash(const Value& value) {
  std::size_t seed = static_cast<std::size_t>(rank(value.type()));
  switch (value.type()) {
    case ValueType::Null:
      break;
    case ValueType::Boolean:
      mix(seed, value.as_boolean() ? 1 : 0);
      break;
    case ValueType::Integer:
    case ValueType::Float: {
      const double real = value.as_number();
      mix(seed, std::isnan(real) ? 1 : std::hash<double>{}(real));
      break;
    }
    case ValueType::String:
      mix(seed, std::hash<std::string>{}(value.as_string()));
      break;
    case ValueType::List:
      for (const Value& item : value.as_list()) mix(seed, hash(item));
      break;
    case ValueType::Map:
      for (const auto& [key, item] : value.as_map()) {
        mix(seed, std::hash<std::string>{}(key));
        mix(seed, hash(item));
      }
      break;
    case ValueType::Node:
      mix(seed, static_cast<std::size_t>(value.as_node_id()));
      break;
    case ValueType::Relationship:
      mix(seed, static_cast<std::size_t>(value.as_relationship_id()));
      break;
    case ValueType::Path:
      for (const Value& item : value.as_path().nodes) mix(seed, hash(item));
      for (const Value& item : value.as_path().relationships) mix(seed, hash(item));
      break;
    case ValueType::Date:
      mix(seed, static_cast<std::size_t>(value.as_date().epoch_days));
      break;
    case ValueType::LocalTime:
      mix(seed, static_cast<std::size_t>(value.as_local_time().nanos_of_day));
      break;
    case ValueType::Time:
      mix(seed, static_cast<std::size_t>(utc_nanos(value.as_time())));
      break;
    case ValueType::LocalDateTime:
      mix(seed, static_cast<std::size_t>(value.as_local_date_time().epoch_seconds));
      break;
    case ValueType::DateTime:
      mix(seed, static_cast<std::size_t>(value.as_date_time().epoch_seconds));
      break;
    case ValueType::Duration:
      mix(seed, static_cast<std::size_t>(value.as_duration().months));
      mix(seed, static_cast<std::size_t>(value.as_duration().days));
      mix(seed, static_cast<std::size_t>(value.as_duration().seconds));
      break;
  }
  return seed;
}

}  // namespace wutong::model
