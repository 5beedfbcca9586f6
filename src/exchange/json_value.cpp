#include "exchange/json_value.h"

#include <algorithm>
#include <cmath>

#include "wutong/error.h"

namespace wutong::exchange {
namespace {

Json map_json(const Map& map) {
  Json object = Json::object();
  for (const auto& [key, value] : map) object[key] = to_json(value);
  return object;
}

Json list_json(const List& list) {
  Json array = Json::array();
  for (const Value& value : list) array.push_back(to_json(value));
  return array;
}

Json float_json(double value) {
  if (std::isfinite(value)) return value;
  if (std::isnan(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}

}  // namespace

Json to_json(const Value& value) {
  switch (value.type()) {
    case ValueType::Null:
      return nullptr;
    case ValueType::Boolean:
      return value.as_boolean();
    case ValueType::Integer:
      return value.as_integer();
    case ValueType::Float:
      return float_json(value.as_float());
    case ValueType::String:
      return value.as_string();
    case ValueType::List:
      return list_json(value.as_list());
    case ValueType::Map:
      return map_json(value.as_map());
    case ValueType::Node: {
      if (!value.is_resolved()) return static_cast<std::uint64_t>(value.as_node_id());
      const NodeRecord& node = value.as_node();
      return {{"id", static_cast<std::uint64_t>(node.id)},
              {"labels", node.labels},
              {"properties", map_json(node.properties)}};
    }
    case ValueType::Relationship: {
      if (!value.is_resolved()) return static_cast<std::uint64_t>(value.as_relationship_id());
      const RelationshipRecord& relationship = value.as_relationship();
      return {{"id", static_cast<std::uint64_t>(relationship.id)},
              {"type", relationship.type},
              {"start", static_cast<std::uint64_t>(relationship.start)},
              {"end", static_cast<std::uint64_t>(relationship.end)},
              {"properties", map_json(relationship.properties)}};
    }
    case ValueType::Path:
      return {{"nodes", list_json(value.as_path().nodes)},
              {"relationships", list_json(value.as_path().relationships)}};
    default:
      return plain_text(value);
  }
}

Value from_json(const nlohmann::json& json) {
  if (json.is_null()) return {};
  if (json.is_boolean()) return json.get<bool>();
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  if (json.is_array()) {
    List items;
    items.reserve(json.size());
    for (const auto& item : json) items.push_back(from_json(item));
    return Value::list(std::move(items));
  }
  Map entries;
  for (const auto& [key, item] : json.items()) entries.emplace_back(key, from_json(item));
  return Value::map(std::move(entries));
}

Value parse_json(std::string_view text) {
  try {
    return from_json(nlohmann::json::parse(text));
  } catch (const nlohmann::json::exception& fault) {
    // Without the library's own code in front, "[json.exception.parse_error.101] ", and without
    // the bytes that it read last, which may be half a character.
    std::string says = fault.what();
    says.resize(std::min(says.size(), says.find("; last read: ")));
    const std::size_t code = says.find("] ");
    throw Error("exchange.bad_json",
                "not valid JSON: " + (code == std::string::npos ? says : says.substr(code + 2)));
  }
}

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string plain_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  std::string text = to_literal(value);
  if (value.is_temporal() && text.size() >= 2 && text.front() == '\'') {
    return text.substr(1, text.size() - 2);
  }
  return text;
}

}  // namespace wutong::exchange
