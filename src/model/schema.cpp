#include "model/schema.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "wutong/error.h"

namespace wutong::model {
namespace {

using Json = nlohmann::ordered_json;

class Reader {
 public:
  Reader(const std::string& text, std::string path) : text_(text), path_(std::move(path)) {}

  Schema read() {
    Json json;
    try {
      json = Json::parse(text_);
    } catch (const Json::parse_error& fault) {
      throw located("schema.bad_json", "not valid JSON: " + std::string(fault.what()),
                    fault.byte > 0 ? fault.byte - 1 : 0);
    }
    Schema schema;
    schema.name = text(json, "name", "");
    for (const Json& entry : list(json, "entities")) {
      EntityType type{text(entry, "type", "entities"), text(entry, "zh", "entities"),
                      entry.value("description", "")};
      if (schema.has_entity(type.type)) duplicate(type.type, "entities.type");
      schema.entities.push_back(std::move(type));
    }
    for (const Json& entry : list(json, "relations")) {
      RelationType type;
      type.type = text(entry, "type", "relations");
      type.zh = text(entry, "zh", "relations");
      type.description = entry.value("description", "");
      type.symmetric = entry.value("symmetric", false);
      if (schema.find_relation(type.type)) duplicate(type.type, "relations.type");
      type.head = ends(entry, "head", type.type, schema);
      type.tail = ends(entry, "tail", type.type, schema);
      schema.relations.push_back(std::move(type));
    }
    for (const char* part : {"properties", "graph"}) {
      if (!json.contains(part)) continue;
      for (const Json& entry : json[part]) {
        schema.other_names.emplace_back(text(entry, "zh", part), text(entry, "name", part));
      }
    }
    return schema;
  }

 private:
  // The error shows the line of the file.
  Error located(const char* code, const std::string& message, std::size_t at) const {
    Error error(code, message, TextSpan{at, std::min(at + 1, text_.size())});
    error.set_source(text_, path_);
    return error;
  }
  std::size_t place_of(const std::string& word) const {
    const std::size_t at = text_.find("\"" + word + "\"");
    return at == std::string::npos ? 0 : at;
  }
  const Json& list(const Json& json, const char* field) const {
    if (!json.is_object() || !json.contains(field) || !json[field].is_array()) {
      throw located("schema.missing_field", std::string("the list '") + field + "' is missing", 0);
    }
    return json[field];
  }
  std::string text(const Json& json, const char* field, const std::string& where) const {
    if (json.is_object() && json.contains(field) && json[field].is_string()) return json[field];
    const std::string inside = json.is_object() && json.contains("type") && json["type"].is_string()
                                   ? json["type"].get<std::string>()
                                   : where;
    throw located("schema.missing_field",
                  "field '" + std::string(field) + "' is missing in " +
                      (where.empty() ? "the schema" : where),
                  place_of(inside));
  }
  [[noreturn]] void duplicate(const std::string& name, const std::string& field) const {
    const std::string quoted = "\"" + name + "\"";
    const std::size_t first = text_.find(quoted);
    const std::size_t second = text_.find(quoted, first + 1);
    throw located("schema.duplicate", "'" + name + "' occurs twice in " + field,
                  second == std::string::npos ? first : second);
  }
  std::vector<std::string> ends(const Json& json, const char* field, const std::string& relation,
                                const Schema& schema) const {
    if (!json.contains(field) || !json[field].is_array() || json[field].empty()) {
      throw located(
          "schema.missing_field",
          "relation '" + relation + "' does not say which types its '" + field + "' may have",
          place_of(relation));
    }
    std::vector<std::string> types;
    for (const Json& type : json[field]) {
      types.push_back(type.get<std::string>());
      if (!schema.has_entity(types.back())) {
        throw located("schema.unknown_type",
                      "relation '" + relation + "' names the entity type '" + types.back() +
                          "' in '" + field + "', which 'entities' lacks",
                      text_.find("\"" + types.back() + "\"", place_of(relation)));
      }
    }
    return types;
  }

  const std::string& text_;
  std::string path_;
};

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

}  // namespace

const RelationType* Schema::find_relation(std::string_view type) const {
  const auto it = std::find_if(relations.begin(), relations.end(),
                               [&](const RelationType& relation) { return relation.type == type; });
  return it == relations.end() ? nullptr : &*it;
}

bool Schema::has_entity(std::string_view type) const {
  return std::any_of(entities.begin(), entities.end(),
                     [&](const EntityType& entity) { return entity.type == type; });
}

bool Schema::allows(std::string_view relation, std::string_view head, std::string_view tail) const {
  const RelationType* type = find_relation(relation);
  return type && std::find(type->head.begin(), type->head.end(), head) != type->head.end() &&
         std::find(type->tail.begin(), type->tail.end(), tail) != type->tail.end();
}

Schema parse_schema(const std::string& text, const std::string& path) {
  return Reader(text, path).read();
}

std::string describe(const Schema& schema) {
  std::string out = "schema " + schema.name + "\n\nentities\n";
  for (const EntityType& type : schema.entities) {
    out += "  " + type.type + std::string(type.type.size() < 14 ? 14 - type.type.size() : 1, ' ') +
           type.zh + "  " + type.description + "\n";
  }
  out += "\nrelations\n";
  for (const RelationType& type : schema.relations) {
    out += "  " + type.type + std::string(type.type.size() < 17 ? 17 - type.type.size() : 1, ' ') +
           type.zh + "  " + type.description + "\n      " + joined(type.head) +
           (type.symmetric ? " <-> " : " -> ") + joined(type.tail) + "\n";
  }
  out += "\nstatistics\n  indicator, value, unit, approx, period, status of any entity\n";
  return out;
}

}  // namespace wutong::model
