#include "build/resolution.h"

#include <optional>
#include <utility>

namespace wutong::build {
namespace {

constexpr char kField = '\x1f';
constexpr char kUri = '\0';

std::string name_record(const EntityKey& key) { return "n" + key.type + kField + key.name + kUri; }

}  // namespace

std::set<EntityKey> Resolution::keys_of(const DocumentGraph& graph) {
  std::set<EntityKey> keys;
  for (const Entity& entity : graph.entities) {
    keys.insert({entity.type, normalise_name(entity.name)});
    for (const std::string& alias : entity.aliases) {
      keys.insert({entity.type, normalise_name(alias)});
    }
  }
  return keys;
}

void Resolution::write(const std::string& uri, const DocumentGraph& graph, bool present) {
  const auto record = [&](std::string key) {
    key += uri;
    if (present) {
      transaction_.put_record(store::RecordSpace::Support, key, "");
    } else {
      transaction_.delete_record(store::RecordSpace::Support, key);
    }
  };
  for (const Entity& entity : graph.entities) {
    const EntityKey name{entity.type, normalise_name(entity.name)};
    record(name_record(name));
    for (const std::string& form : entity.aliases) {
      const EntityKey alias{entity.type, normalise_name(form)};
      if (!may_stand_for(alias, name)) continue;
      record("a" + name.type + kField + alias.name + kField + name.name + kUri);
      record("b" + name.type + kField + name.name + kField + alias.name + kUri);
    }
  }
}

std::vector<std::string> Resolution::last_fields(const std::string& prefix) const {
  std::vector<std::string> fields;
  transaction_.scan_records(store::RecordSpace::Support, prefix,
                            [&](std::string_view key, std::string_view) {
                              key.remove_prefix(prefix.size());
                              key = key.substr(0, key.find(kUri));
                              if (fields.empty() || fields.back() != key) fields.emplace_back(key);
                              return true;
                            });
  return fields;
}

EntityKey Resolution::root(const EntityKey& key) const {
  // Each step leads to a fuller name (may_stand_for), so the recursion ends.
  std::optional<EntityKey> only;
  for (std::string& name : last_fields("a" + key.type + kField + key.name + kField)) {
    EntityKey candidate = root({key.type, std::move(name)});
    if (only && *only != candidate) return key;
    only = std::move(candidate);
  }
  return only ? *only : key;
}

std::set<EntityKey> Resolution::dependents(const std::set<EntityKey>& keys) const {
  std::set<EntityKey> closed;
  std::vector<EntityKey> open(keys.begin(), keys.end());
  while (!open.empty()) {
    EntityKey key = std::move(open.back());
    open.pop_back();
    for (std::string& alias : last_fields("b" + key.type + kField + key.name + kField)) {
      EntityKey next{key.type, std::move(alias)};
      if (!closed.count(next)) open.push_back(std::move(next));
    }
    closed.insert(std::move(key));
  }
  return closed;
}

std::vector<std::string> Resolution::documents_with(const EntityKey& key) const {
  std::vector<std::string> uris;
  const std::string prefix = name_record(key);
  transaction_.scan_records(store::RecordSpace::Support, prefix,
                            [&](std::string_view record, std::string_view) {
                              uris.emplace_back(record.substr(prefix.size()));
                              return true;
                            });
  return uris;
}

}  // namespace wutong::build
