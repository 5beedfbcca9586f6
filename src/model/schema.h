// The schema: entity types, relations with their allowed ends, and the Chinese names of everything.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wutong::model {

struct EntityType {
  std::string type, zh, description;
};

struct RelationType {
  std::string type, zh, description;
  std::vector<std::string> head, tail;  // entity types
  bool symmetric = false;
};

struct Schema {
  std::string name;
  std::vector<EntityType> entities;
  std::vector<RelationType> relations;
  std::vector<std::pair<std::string, std::string>> other_names;  // Chinese, English

  const RelationType* find_relation(std::string_view type) const;
  bool has_entity(std::string_view type) const;
  bool allows(std::string_view relation, std::string_view head, std::string_view tail) const;
};

// Errors: schema.bad_json, schema.missing_field, schema.duplicate, schema.unknown_type; each names
// `path`, line and field.
Schema parse_schema(const std::string& text, const std::string& path);

std::string describe(const Schema& schema);

}  // namespace wutong::model
