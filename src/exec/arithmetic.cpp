#include "exec/arithmetic.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>

#include "model/calendar.h"
#include "model/compare.h"
#include "model/duration.h"
#include "wutong/error.h"

namespace wutong::exec {
namespace {

[[noreturn]] void wrong_types(const char* op, const Value& a, const Value& b) {
  throw Error("type.invalid_argument_type", std::string("'") + op + "' cannot take " +
                                                type_with_article(a.type()) + " and " +
                                                type_with_article(b.type()));
}

[[noreturn]] void overflow(const char* op) {
  throw Error("arithmetic.integer_overflow",
              std::string("the result of '") + op + "' does not fit into an Integer")
      .with_note("toFloat() computes with Floats, which have no such limit");
}

Value concatenated(const Value& a, const Value& b) {
  List list;
  const auto append = [&](const Value& value) {
    if (value.is_list()) {
      list.insert(list.end(), value.as_list().begin(), value.as_list().end());
    } else {
      list.push_back(value);
    }
  };
  append(a);
  append(b);
  return Value::list(std::move(list));
}

bool three_valued(const Value& value, bool& unknown, const char* op) {
  if (value.is_null()) {
    unknown = true;
    return false;
  }
  if (!value.is_boolean()) {
    throw Error("type.invalid_argument_type",
                std::string("'") + op + "' takes Booleans, not " + type_with_article(value.type()));
  }
  unknown = false;
  return value.as_boolean();
}

}  // namespace

Value add(const Value& a, const Value& b) {
  if (a.is_list() || b.is_list()) {
    if ((a.is_null() || b.is_null())) return {};
    return concatenated(a, b);
  }
  if (a.is_null() || b.is_null()) return {};
  if (a.is_integer() && b.is_integer()) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(a.as_integer(), b.as_integer(), &sum)) overflow("+");
    return sum;
  }
  if (a.is_number() && b.is_number()) return a.as_number() + b.as_number();
  if (a.is_string() && b.is_string()) return a.as_string() + b.as_string();
  if (a.is_string() && b.is_number()) return a.as_string() + to_literal(b);
  if (a.is_number() && b.is_string()) return to_literal(a) + b.as_string();
  if (a.is_temporal() && b.is_temporal()) {
    if (const auto sum = model::add_duration(a, b, 1)) return *sum;
    if (const auto sum = model::add_duration(b, a, 1)) return *sum;
  }
  wrong_types("+", a, b);
}

Value concatenate(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (a.is_string() && b.is_string()) return a.as_string() + b.as_string();
  if (a.is_list() && b.is_list()) return concatenated(a, b);
  wrong_types("||", a, b);
}

Value subtract(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (a.is_integer() && b.is_integer()) {
    std::int64_t difference = 0;
    if (__builtin_sub_overflow(a.as_integer(), b.as_integer(), &difference)) overflow("-");
    return difference;
  }
  if (a.is_number() && b.is_number()) return a.as_number() - b.as_number();
  if (a.is_temporal() && b.is_temporal()) {
    if (const auto difference = model::add_duration(a, b, -1)) return *difference;
  }
  wrong_types("-", a, b);
}

Value multiply(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (a.is_integer() && b.is_integer()) {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(a.as_integer(), b.as_integer(), &product)) overflow("*");
    return product;
  }
  if (a.is_number() && b.is_number()) return a.as_number() * b.as_number();
  if (a.type() == ValueType::Duration && b.is_number()) {
    return model::scale_duration(a.as_duration(), b.as_number());
  }
  if (b.type() == ValueType::Duration && a.is_number()) {
    return model::scale_duration(b.as_duration(), a.as_number());
  }
  wrong_types("*", a, b);
}

Value divide(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (a.is_integer() && b.is_integer()) {
    if (b.as_integer() == 0) throw Error("arithmetic.division_by_zero", "division by zero");
    if (b.as_integer() == -1) return negate(a);
    return a.as_integer() / b.as_integer();
  }
  if (a.is_number() && b.is_number()) return a.as_number() / b.as_number();
  if (a.type() == ValueType::Duration && b.is_number()) {
    return model::scale_duration(a.as_duration(), 1 / b.as_number());
  }
  wrong_types("/", a, b);
}

Value modulo(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (a.is_integer() && b.is_integer()) {
    if (b.as_integer() == 0) throw Error("arithmetic.division_by_zero", "division by zero");
    return b.as_integer() == -1 ? 0 : a.as_integer() % b.as_integer();
  }
  if (a.is_number() && b.is_number()) return std::fmod(a.as_number(), b.as_number());
  wrong_types("%", a, b);
}

Value power(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return {};
  if (!a.is_number() || !b.is_number()) wrong_types("^", a, b);
  return std::pow(a.as_number(), b.as_number());
}

Value negate(const Value& a) {
  if (a.is_null()) return {};
  if (a.is_integer()) {
    std::int64_t negative = 0;
    if (__builtin_sub_overflow(std::int64_t{0}, a.as_integer(), &negative)) overflow("-");
    return negative;
  }
  if (a.is_float()) return -a.as_float();
  if (a.type() == ValueType::Duration) return model::scale_duration(a.as_duration(), -1);
  throw Error("type.invalid_argument_type", "'-' cannot take " + type_with_article(a.type()));
}

Value logical_and(const Value& a, const Value& b) {
  bool unknown_a = false, unknown_b = false;
  const bool x = three_valued(a, unknown_a, "AND"), y = three_valued(b, unknown_b, "AND");
  if ((!unknown_a && !x) || (!unknown_b && !y)) return false;
  return unknown_a || unknown_b ? Value() : Value(true);
}

Value logical_or(const Value& a, const Value& b) {
  bool unknown_a = false, unknown_b = false;
  const bool x = three_valued(a, unknown_a, "OR"), y = three_valued(b, unknown_b, "OR");
  if (x || y) return true;
  return unknown_a || unknown_b ? Value() : Value(false);
}

Value logical_xor(const Value& a, const Value& b) {
  bool unknown_a = false, unknown_b = false;
  const bool x = three_valued(a, unknown_a, "XOR"), y = three_valued(b, unknown_b, "XOR");
  return unknown_a || unknown_b ? Value() : Value(x != y);
}

Value logical_not(const Value& a) {
  bool unknown = false;
  const bool x = three_valued(a, unknown, "NOT");
  return unknown ? Value() : Value(!x);
}

Value starts_with(const Value& a, const Value& b) {
  if (!a.is_string() || !b.is_string()) return {};
  return a.as_string().rfind(b.as_string(), 0) == 0;
}

Value ends_with(const Value& a, const Value& b) {
  if (!a.is_string() || !b.is_string()) return {};
  const std::string &text = a.as_string(), &end = b.as_string();
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Value contains(const Value& a, const Value& b) {
  if (!a.is_string() || !b.is_string()) return {};
  return a.as_string().find(b.as_string()) != std::string::npos;
}

Value matches(const Value& text, const Value& pattern) {
  if (text.is_null() || pattern.is_null()) return {};
  if (!text.is_string() || !pattern.is_string()) wrong_types("=~", text, pattern);
  // A query uses few patterns, each for many rows.
  thread_local std::map<std::string, std::unique_ptr<re2::RE2>> compiled;
  if (compiled.size() > 64) compiled.clear();
  auto& regex = compiled[pattern.as_string()];
  if (!regex) regex = std::make_unique<re2::RE2>(pattern.as_string(), re2::RE2::Quiet);
  if (!regex->ok()) {
    throw Error("argument.invalid_regular_expression",
                "not a regular expression: " + regex->error());
  }
  return re2::RE2::FullMatch(text.as_string(), *regex);
}

Value in_list(const Value& item, const Value& list) {
  if (list.is_null()) return {};
  if (!list.is_list()) {
    throw Error("type.invalid_argument_type",
                "IN takes a List, not " + type_with_article(list.type()));
  }
  bool unknown = false;
  for (const Value& candidate : list.as_list()) {
    const auto same = model::equals(item, candidate);
    if (same == true) return true;
    if (!same) unknown = true;
  }
  return unknown ? Value() : Value(false);
}

Value subscript(const Value& subject, const Value& index) {
  if (subject.is_null() || index.is_null()) return {};
  if (subject.is_list()) {
    if (!index.is_integer()) {
      throw Error("type.list_element_access_by_non_integer",
                  "a list is indexed by an Integer, not " + type_with_article(index.type()));
    }
    const auto size = static_cast<std::int64_t>(subject.as_list().size());
    std::int64_t at = index.as_integer();
    if (at < 0) at += size;
    return at < 0 || at >= size ? Value() : subject.as_list()[static_cast<std::size_t>(at)];
  }
  if (subject.is_map()) {
    if (!index.is_string()) {
      throw Error("type.map_element_access_by_non_string",
                  "a map is indexed by a String, not " + type_with_article(index.type()));
    }
    const Value* found = subject.find(index.as_string());
    return found ? *found : Value();
  }
  throw Error("type.invalid_argument_type",
              "" + type_with_article(subject.type()) + " has no elements");
}

Value slice(const Value& subject, const Value& from, const Value& to) {
  if (subject.is_null() || from.is_null() || to.is_null()) return {};
  if (!subject.is_list() || !from.is_integer() || !to.is_integer()) {
    throw Error("type.invalid_argument_type", "a slice takes a List and two Integers");
  }
  const auto size = static_cast<std::int64_t>(subject.as_list().size());
  const auto place = [&](std::int64_t at) {
    if (at < 0) at += size;
    return std::clamp<std::int64_t>(at, 0, size);
  };
  const std::int64_t begin = place(from.as_integer()), end = place(to.as_integer());
  List out;
  for (std::int64_t i = begin; i < end; ++i) {
    out.push_back(subject.as_list()[static_cast<std::size_t>(i)]);
  }
  return Value::list(std::move(out));
}

Value component(const Value& subject, std::string_view key) {
  if (subject.is_null()) return {};
  if (subject.is_map()) {
    const Value* found = subject.find(key);
    return found ? *found : Value();
  }
  if (subject.is_temporal()) return model::temporal_component(subject, key);
  throw Error("type.invalid_argument_type",
              "" + type_with_article(subject.type()) + " has no properties")
      .with_note("properties belong to nodes, relationships, maps and temporal values");
}

}  // namespace wutong::exec
