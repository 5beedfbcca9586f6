#include <cctype>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "exec/arithmetic.h"
#include "exec/execution.h"
#include "exec/functions/library.h"

namespace wutong::exec {
namespace {

template <double (*F)(double)>
Value real(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  if (!a[0].is_number()) wrong_argument("a mathematical function", "a number", a[0]);
  return F(a[0].as_number());
}

double degrees(double x) { return x * 180 / std::numbers::pi; }
double radians(double x) { return x * std::numbers::pi / 180; }

double cotangent(double x) { return 1 / std::tan(x); }
double hyperbolic_cotangent(double x) { return 1 / std::tanh(x); }
double haversine(double x) { return (1 - std::cos(x)) / 2; }

Value absolute(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  if (a[0].is_integer()) return a[0].as_integer() < 0 ? negate(a[0]) : a[0];
  if (!a[0].is_float()) wrong_argument("abs", "a number", a[0]);
  return std::abs(a[0].as_float());
}

Value sign(FunctionContext&, Arguments a) {
  if (a[0].is_null()) return {};
  if (!a[0].is_number()) wrong_argument("sign", "a number", a[0]);
  const double x = a[0].as_number();
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

// In a mode as Java's RoundingMode names them.
double rounded(double x, const std::string& mode) {
  std::string name = mode;
  for (char& c : name) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const double whole = std::trunc(x), rest = std::abs(x - whole);
  const double further = x < 0 ? whole - 1 : whole + 1;
  if (name == "UP") return rest > 0 ? further : whole;
  if (name == "DOWN") return whole;
  if (name == "CEILING") return std::ceil(x);
  if (name == "FLOOR") return std::floor(x);
  if (name == "HALF_UP") return std::round(x);
  if (name == "HALF_DOWN") return rest > 0.5 ? further : whole;
  if (name == "HALF_EVEN") {
    return rest > 0.5 || (rest == 0.5 && std::fmod(whole, 2) != 0) ? further : whole;
  }
  throw Error("argument.invalid_argument_type", "'round' has no mode '" + mode + "'")
      .with_note("the modes are UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN and HALF_EVEN");
}

// Halves away from zero, as people round.
Value round_to(FunctionContext&, Arguments a) {
  if (a[0].is_null() || (a.size() > 1 && a[1].is_null())) return {};
  if (!a[0].is_number()) wrong_argument("round", "a number", a[0]);
  if (a.size() == 1) return std::floor(a[0].as_number() + 0.5);
  if (!a[1].is_integer()) wrong_argument("round", "an Integer of digits", a[1]);
  const double scale = std::pow(10.0, static_cast<double>(a[1].as_integer()));
  const double x = a[0].as_number() * scale;
  if (a.size() == 2) return std::round(x) / scale;
  if (a[2].is_null()) return {};
  if (!a[2].is_string()) wrong_argument("round", "the name of a mode", a[2]);
  return rounded(x, a[2].as_string()) / scale;
}

Value range(FunctionContext& context, Arguments a) {
  for (const Value& value : a) {
    if (value.is_null()) return {};
    if (!value.is_integer()) {
      throw Error("argument.invalid_argument_type",
                  "'range' takes Integers, not " + type_with_article(value.type()));
    }
  }
  const std::int64_t from = a[0].as_integer(), to = a[1].as_integer();
  const std::int64_t step = a.size() > 2 ? a[2].as_integer() : 1;
  if (step == 0) throw Error("argument.number_out_of_range", "the step of 'range' cannot be 0");
  List list;
  // Counted beforehand, so that the last addition cannot overflow.
  const bool empty = step > 0 ? from > to : from < to;
  if (!empty) {
    const auto distance = step > 0
                              ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                              : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
    const std::uint64_t width =
        step > 0 ? static_cast<std::uint64_t>(step) : ~static_cast<std::uint64_t>(step) + 1;
    const std::uint64_t count = distance / width + 1;
    if (count > 100'000'000) {
      throw Error("argument.number_out_of_range",
                  "'range' would have more than 100,000,000 elements");
    }
    if (context.memory) context.memory->allow(count * sizeof(Value));
    list.reserve(count);
    std::int64_t value = from;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (i % 65536 == 65535 && context.cancel) context.cancel->poll();
      list.emplace_back(value);
      if (i + 1 < count) value += step;
    }
  }
  return Value::list(std::move(list));
}

}  // namespace

void add_number_functions(Library& library) {
  library["abs"] = absolute;
  library["sign"] = sign;
  library["round"] = round_to;
  library["range"] = range;
  library["ceil"] = real<std::ceil>;
  library["floor"] = real<std::floor>;
  library["sqrt"] = real<std::sqrt>;
  library["exp"] = real<std::exp>;
  library["log"] = real<std::log>;
  library["log10"] = real<std::log10>;
  library["sin"] = real<std::sin>;
  library["cos"] = real<std::cos>;
  library["tan"] = real<std::tan>;
  library["asin"] = real<std::asin>;
  library["acos"] = real<std::acos>;
  library["atan"] = real<std::atan>;
  library["sinh"] = real<std::sinh>;
  library["cosh"] = real<std::cosh>;
  library["tanh"] = real<std::tanh>;
  library["cot"] = real<cotangent>;
  library["coth"] = real<hyperbolic_cotangent>;
  library["haversin"] = real<haversine>;
  library["degrees"] = real<degrees>;
  library["radians"] = real<radians>;
  library["atan2"] = [](FunctionContext&, Arguments a) -> Value {
    if (a[0].is_null() || a[1].is_null()) return {};
    if (!a[0].is_number() || !a[1].is_number()) wrong_argument("atan2", "numbers", a[0]);
    return std::atan2(a[0].as_number(), a[1].as_number());
  };
  library["e"] = [](FunctionContext&, Arguments) -> Value { return std::numbers::e; };
  library["pi"] = [](FunctionContext&, Arguments) -> Value { return std::numbers::pi; };
  library["isNaN"] = [](FunctionContext&, Arguments a) -> Value {
    if (a[0].is_null()) return {};
    if (!a[0].is_number()) wrong_argument("isNaN", "a number", a[0]);
    return std::isnan(a[0].as_number());
  };
  library["rand"] = [](FunctionContext& context, Arguments) -> Value {
    return static_cast<double>((*context.random)() >> 11) * 0x1.0p-53;
  };
}

}  // namespace wutong::exec
