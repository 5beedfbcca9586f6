// Values as openCypher literals.
#include <fmt/format.h>

#include <cmath>

#include "model/calendar.h"
#include "wutong/value.h"

namespace wutong {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out + "'";
}

std::string map_text(const Map& map) {
  std::string out = "{";
  for (const auto& [key, value] : map) {
    out += (out.size() > 1 ? ", " : "") + key + ": " + to_literal(value);
  }
  return out + "}";
}

std::string node_text(const Value& value) {
  if (!value.is_resolved()) {
    return fmt::format("(#{})", static_cast<std::uint64_t>(value.as_node_id()));
  }
  const NodeRecord& node = value.as_node();
  std::string out = "(";
  for (const std::string& label : node.labels) out += ":" + label;
  if (!node.properties.empty()) out += (out.size() > 1 ? " " : "") + map_text(node.properties);
  return out + ")";
}

std::string relationship_text(const Value& value) {
  if (!value.is_resolved()) {
    return fmt::format("[#{}]", static_cast<std::uint64_t>(value.as_relationship_id()));
  }
  const RelationshipRecord& relationship = value.as_relationship();
  std::string out = "[:" + relationship.type;
  if (!relationship.properties.empty()) out += " " + map_text(relationship.properties);
  return out + "]";
}

std::string path_text(const PathRecord& path) {
  std::string out = "<" + node_text(path.nodes.front());
  for (std::size_t i = 0; i < path.relationships.size(); ++i) {
    const Value& relationship = path.relationships[i];
    const bool forward = !relationship.is_resolved() ||
                         relationship.as_relationship().start == path.nodes[i].as_node_id();
    out += (forward ? "-" : "<-") + relationship_text(relationship) + (forward ? "->" : "-");
    out += node_text(path.nodes[i + 1]);
  }
  return out + ">";
}

}  // namespace

std::string to_literal(const Value& value) {
  switch (value.type()) {
    case ValueType::Null:
      return "null";
    case ValueType::Boolean:
      return value.as_boolean() ? "true" : "false";
    case ValueType::Integer:
      return std::to_string(value.as_integer());
    case ValueType::Float: {
      const double real = value.as_float();
      if (std::isnan(real)) return "NaN";
      if (std::isinf(real)) return real > 0 ? "Infinity" : "-Infinity";
      std::string text = fmt::format("{}", real);
      if (text.find_first_of(".e") == std::string::npos) text += ".0";
      return text;
    }
    case ValueType::String:
      return quoted(value.as_string());
    case ValueType::List: {
      std::string out = "[";
      for (const Value& item : value.as_list()) {
        out += (out.size() > 1 ? ", " : "") + to_literal(item);
      }
      return out + "]";
    }
    case ValueType::Map:
      return map_text(value.as_map());
    case ValueType::Node:
      return node_text(value);
    case ValueType::Relationship:
      return relationship_text(value);
    case ValueType::Path:
      return path_text(value.as_path());
    case ValueType::Date:
      return quoted(model::to_text(value.as_date()));
    case ValueType::LocalTime:
      return quoted(model::to_text(value.as_local_time()));
    case ValueType::Time:
      return quoted(model::to_text(value.as_time()));
    case ValueType::LocalDateTime:
      return quoted(model::to_text(value.as_local_date_time()));
    case ValueType::DateTime:
      return quoted(model::to_text(value.as_date_time()));
    case ValueType::Duration:
      return quoted(model::to_text(value.as_duration()));
  }
  return "";
}

}  // namespace wutong
