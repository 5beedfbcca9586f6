#include <fmt/format.h>

#include <algorithm>

#include "exec/functions/library.h"

namespace wutong::exec {
namespace {

model::PropertyList properties_of(const FunctionContext& context, const Value& entity) {
  model::PropertyList list;
  if (entity.is_node()) {
    context.view->properties(entity.as_node_id(), list);
  } else {
    context.view->properties(entity.as_relationship_id(), list);
  }
  return list;
}

Value keys(FunctionContext& context, Arguments a) {
  if (a[0].is_null()) return {};
  std::vector<std::string> names;
  if (a[0].is_map()) {
    for (const auto& [key, value] : a[0].as_map()) names.push_back(key);
  } else if (a[0].is_node() || a[0].is_relationship()) {
    for (const auto& [key, value] : properties_of(context, a[0])) {
      names.push_back(context.view->names().key_name(key));
    }
  } else {
    wrong_argument("keys", "a node, relationship or map", a[0]);
  }
  std::sort(names.begin(), names.end());
  return Value::list(List(names.begin(), names.end()));
}

Value properties(FunctionContext& context, Arguments a) {
  if (a[0].is_null() || a[0].is_map()) return a[0];
  if (!a[0].is_node() && !a[0].is_relationship()) {
    wrong_argument("properties", "a node, relationship or map", a[0]);
  }
  Map map;
  for (const auto& [key, value] : properties_of(context, a[0])) {
    map.emplace_back(context.view->names().key_name(key), value);
  }
  return Value::map(std::move(map));
}

Value labels(FunctionContext& context, Arguments a) {
  if (a[0].is_null()) return {};
  if (!a[0].is_node()) wrong_argument("labels", "a node", a[0]);
  std::vector<store::LabelId> ids;
  context.view->labels(a[0].as_node_id(), ids);
  std::vector<std::string> names;
  for (const store::LabelId id : ids) names.push_back(context.view->names().label_name(id));
  std::sort(names.begin(), names.end());
  return Value::list(List(names.begin(), names.end()));
}

std::optional<store::RelationshipEnds> ends_of(const FunctionContext& context, const Value& value,
                                               const char* function) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_relationship()) wrong_argument(function, "a relationship", value);
  const auto ends = context.view->relationship(value.as_relationship_id());
  return ends;
}

Value type(FunctionContext& context, Arguments a) {
  if (a[0].is_relationship() && context.deleted_types) {
    const auto deleted =
        context.deleted_types->find(static_cast<std::uint64_t>(a[0].as_relationship_id()));
    if (deleted != context.deleted_types->end()) return deleted->second;
  }
  const auto ends = ends_of(context, a[0], "type");
  return ends ? Value(context.view->names().type_name(ends->type)) : Value();
}
Value start_node(FunctionContext& context, Arguments a) {
  const auto ends = ends_of(context, a[0], "startNode");
  return ends ? Value(ends->start) : Value();
}
Value end_node(FunctionContext& context, Arguments a) {
  const auto ends = ends_of(context, a[0], "endNode");
  return ends ? Value(ends->end) : Value();
}

std::optional<std::uint64_t> number_of(const Value& value, const char* function) {
  if (value.is_null()) return std::nullopt;
  if (value.is_node()) return static_cast<std::uint64_t>(value.as_node_id());
  if (value.is_relationship()) return static_cast<std::uint64_t>(value.as_relationship_id());
  wrong_argument(function, "a node or relationship", value);
}

}  // namespace

void add_entity_functions(Library& library) {
  library["keys"] = keys;
  library["properties"] = properties;
  library["labels"] = labels;
  library["type"] = type;
  library["startNode"] = start_node;
  library["endNode"] = end_node;
  library["id"] = [](FunctionContext&, Arguments a) -> Value {
    const auto id = number_of(a[0], "id");
    return id ? Value(static_cast<std::int64_t>(*id)) : Value();
  };
  library["elementId"] = [](FunctionContext&, Arguments a) -> Value {
    const auto id = number_of(a[0], "elementId");
    return id ? Value(fmt::format("{}{}", a[0].is_node() ? 'n' : 'r', *id)) : Value();
  };
  library["exists"] = [](FunctionContext&, Arguments a) -> Value { return !a[0].is_null(); };
  library["nodes"] = [](FunctionContext&, Arguments a) -> Value {
    if (a[0].is_null()) return {};
    if (!a[0].is_path()) wrong_argument("nodes", "a path", a[0]);
    return Value::list(a[0].as_path().nodes);
  };
  library["relationships"] = [](FunctionContext&, Arguments a) -> Value {
    if (a[0].is_null()) return {};
    if (!a[0].is_path()) wrong_argument("relationships", "a path", a[0]);
    return Value::list(a[0].as_path().relationships);
  };
  library["length"] = [](FunctionContext&, Arguments a) -> Value {
    if (a[0].is_null()) return {};
    if (!a[0].is_path()) wrong_argument("length", "a path", a[0]);
    return static_cast<std::int64_t>(a[0].as_path().relationships.size());
  };
}

}  // namespace wutong::exec
