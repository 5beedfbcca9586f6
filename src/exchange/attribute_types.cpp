#include "exchange/attribute_types.h"

#include <fmt/format.h>

#include <array>

#include "exchange/json_value.h"

namespace wutong::exchange {
namespace {

AttributeType type_of(const Value& value) {
  switch (value.type()) {
    case ValueType::Boolean:
      return AttributeType::Boolean;
    case ValueType::Integer:
      return AttributeType::Long;
    case ValueType::Float:
      return AttributeType::Double;
    default:
      return AttributeType::String;
  }
}

AttributeType widest(AttributeType a, AttributeType b) {
  if (a == b) return a;
  const auto numeric = [](AttributeType t) {
    return t == AttributeType::Long || t == AttributeType::Double;
  };
  return numeric(a) && numeric(b) ? AttributeType::Double : AttributeType::String;
}

}  // namespace

void AttributeTypes::add(const Map& properties) {
  for (const auto& [key, value] : properties) {
    if (value.is_null()) continue;
    const auto [it, fresh] = types_.try_emplace(key, type_of(value));
    if (!fresh) it->second = widest(it->second, type_of(value));
  }
}

std::string_view type_name(AttributeType type) {
  switch (type) {
    case AttributeType::Boolean:
      return "boolean";
    case AttributeType::Long:
      return "long";
    case AttributeType::Double:
      return "double";
    case AttributeType::String:
      return "string";
  }
  return "string";
}

std::string attribute_text(const Value& value, AttributeType type) {
  if (type == AttributeType::Double) return fmt::format("{}", value.as_number());
  if (value.is_list() || value.is_map()) return dump(to_json(value));
  return plain_text(value);
}

std::string display_name(const Map& properties, const std::vector<std::string>& labels) {
  for (const std::string_view key : std::array{"name", "title", "indicator", "uri"}) {
    for (const auto& [name, value] : properties) {
      if (name == key && value.is_string()) return value.as_string();
    }
  }
  return labels.empty() ? "" : labels.front();
}

}  // namespace wutong::exchange
