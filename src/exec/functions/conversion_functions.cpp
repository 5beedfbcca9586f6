#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "exec/functions/library.h"
#include "model/value_type.h"

namespace wutong::exec {
namespace {

std::string stripped(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<double> parse_float(const std::string& text) {
  const std::string digits = stripped(text);
  double value = 0;
  const char* begin = digits.data() + (digits.rfind('+', 0) == 0 ? 1 : 0);
  const char* end = digits.data() + digits.size();
  const auto [at, fault] = std::from_chars(begin, end, value);
  if (fault != std::errc() || at != end || begin == end) return std::nullopt;
  return value;
}

Value to_integer(FunctionContext&, Arguments a) {
  const Value& value = a[0];
  if (value.is_null() || value.is_integer()) return value;
  if (value.is_boolean()) return value.as_boolean() ? 1 : 0;
  double real = 0;
  if (value.is_float()) {
    real = value.as_float();
  } else if (value.is_string()) {
    const std::string digits = stripped(value.as_string());
    std::int64_t whole = 0;
    const auto [at, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), whole);
    if (fault == std::errc() && at == digits.data() + digits.size() && !digits.empty())
      return whole;
    const auto parsed = parse_float(digits);
    if (!parsed) return {};
    real = *parsed;
  } else {
    wrong_argument("toInteger", "a number, text or Boolean", value);
  }
  if (!std::isfinite(real) || std::abs(real) >= 9223372036854775808.0) return {};
  return static_cast<std::int64_t>(real);
}

Value to_float(FunctionContext&, Arguments a) {
  const Value& value = a[0];
  if (value.is_null() || value.is_float()) return value;
  if (value.is_integer()) return value.as_number();
  if (!value.is_string()) wrong_argument("toFloat", "a number or text", value);
  const auto parsed = parse_float(value.as_string());
  return parsed ? Value(*parsed) : Value();
}

Value to_boolean(FunctionContext&, Arguments a) {
  const Value& value = a[0];
  if (value.is_null() || value.is_boolean()) return value;
  if (value.is_integer()) return value.as_integer() != 0;
  if (!value.is_string()) wrong_argument("toBoolean", "a Boolean or text", value);
  std::string text = stripped(value.as_string());
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  if (text == "true") return true;
  return text == "false" ? Value(false) : Value();
}

Value to_string(FunctionContext&, Arguments a) {
  const Value& value = a[0];
  if (value.is_null() || value.is_string()) return value;
  if (value.is_list() || value.is_map() || value.is_node() || value.is_relationship() ||
      value.is_path()) {
    wrong_argument("toString", "a number, Boolean, text or temporal value", value);
  }
  std::string text = to_literal(value);
  if (value.is_temporal()) return text.substr(1, text.size() - 2);
  return text;
}

Value random_uuid(FunctionContext& context, Arguments) {
  const std::uint64_t high = (*context.random)(), low = (*context.random)();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xFFFF,
                     high & 0xFFF, ((low >> 48) & 0x3FFF) | 0x8000, low & 0xFFFFFFFFFFFF);
}

// Null in place of an error.
template <Function convert>
Value or_null(FunctionContext& context, Arguments a) {
  try {
    return convert(context, a);
  } catch (const Error&) {
    return {};
  }
}
template <Function convert>
Value each(FunctionContext& context, Arguments a) {
  if (a[0].is_null()) return {};
  if (!a[0].is_list()) {
    throw Error("type.invalid_argument_value", "the elements of a List are converted, not " +
                                                   type_with_article(a[0].type()));
  }
  List out;
  for (const Value& item : a[0].as_list()) {
    out.push_back(or_null<convert>(context, std::span(&item, 1)));
  }
  return Value::list(std::move(out));
}

}  // namespace

void add_conversion_functions(Library& library) {
  library["toInteger"] = to_integer;
  library["toFloat"] = to_float;
  library["toBoolean"] = to_boolean;
  library["toString"] = to_string;
  library["toIntegerOrNull"] = or_null<to_integer>;
  library["toFloatOrNull"] = or_null<to_float>;
  library["toBooleanOrNull"] = or_null<to_boolean>;
  library["toStringOrNull"] = or_null<to_string>;
  library["toIntegerList"] = each<to_integer>;
  library["toFloatList"] = each<to_float>;
  library["toBooleanList"] = each<to_boolean>;
  library["toStringList"] = each<to_string>;
  library["randomUUID"] = random_uuid;
  library["valueType"] = [](FunctionContext&, Arguments a) -> Value {
    return model::type_text(a[0]);
  };
  // x IS :: TYPE; bind puts it there.
  library["isTyped"] = [](FunctionContext&, Arguments a) -> Value {
    return model::TypeTest(a[1].as_string()).holds(a[0]);
  };
}

}  // namespace wutong::exec
