#include "exec/graph_changes.h"

#include <algorithm>

namespace wutong::exec {
namespace {

void insert_sorted(std::vector<std::uint64_t>& ids, std::uint64_t id) {
  ids.insert(std::lower_bound(ids.begin(), ids.end(), id), id);
}

}  // namespace

void check_storable(const Value& value) {
  const bool entity = value.is_node() || value.is_relationship() || value.is_path();
  if (value.is_map() || entity) {
    throw Error("type.invalid_property_type",
                "a property cannot hold " + type_with_article(value.type()));
  }
  if (!value.is_list()) return;
  for (const Value& item : value.as_list()) {
    if (item.is_list() || item.is_map() || item.is_node() || item.is_relationship() ||
        item.is_path()) {
      throw Error("type.invalid_property_type",
                  "a list in a property cannot hold " + type_with_article(item.type()));
    }
  }
}

model::PropertyList GraphChanges::property_list(const Value& map) {
  model::PropertyList list;
  if (map.is_null()) return list;
  if (!map.is_map()) {
    throw Error("type.invalid_argument_type",
                "properties are a Map, not " + type_with_article(map.type()));
  }
  for (const auto& [key, value] : map.as_map()) {
    if (value.is_null()) continue;
    check_storable(value);
    list.emplace_back(context_.writer->key(key), value);
  }
  std::sort(list.begin(), list.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  context_.effects.properties_set += list.size();
  return list;
}

NodeId GraphChanges::create_node(const std::vector<std::string>& labels, const Value& properties) {
  std::vector<store::LabelId> ids;
  for (const std::string& label : labels) ids.push_back(context_.writer->label(label));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  context_.effects.labels_added += ids.size();
  ++context_.effects.nodes_created;
  return context_.writer->create_node(ids, property_list(properties));
}

RelationshipId GraphChanges::create_relationship(NodeId start, const std::string& type, NodeId end,
                                                 const Value& properties) {
  ++context_.effects.relationships_created;
  return context_.writer->create_relationship(start, context_.writer->type(type), end,
                                              property_list(properties));
}

void GraphChanges::set_property(const Value& subject, const std::string& key, const Value& value) {
  if (subject.is_null()) return;
  if (!subject.is_node() && !subject.is_relationship()) {
    throw Error("type.invalid_argument_type",
                "properties are set on nodes and relationships, not on " +
                    type_with_article(subject.type()));
  }
  check_storable(value);
  const store::KeyId id = context_.writer->key(key);
  const bool changed = subject.is_node()
                           ? context_.writer->set_property(subject.as_node_id(), id, value)
                           : context_.writer->set_property(subject.as_relationship_id(), id, value);
  if (!changed) return;
  ++(value.is_null() ? context_.effects.properties_removed : context_.effects.properties_set);
}

void GraphChanges::set_properties(const Value& subject, const Value& value, bool merge) {
  if (subject.is_null()) return;
  if (!subject.is_node() && !subject.is_relationship()) {
    throw Error("type.invalid_argument_type", "properties are set on nodes and relationships");
  }
  const auto& names = context_.writer->names();
  const auto read = [&](const Value& entity) {
    model::PropertyList list;
    if (entity.is_node()) {
      context_.writer->properties(entity.as_node_id(), list);
    } else {
      context_.writer->properties(entity.as_relationship_id(), list);
    }
    return list;
  };
  Map wanted;
  if (value.is_map()) {
    wanted = value.as_map();
  } else if (value.is_node() || value.is_relationship()) {
    for (const auto& [key, item] : read(value)) wanted.emplace_back(names.key_name(key), item);
  } else if (!value.is_null()) {
    throw Error("type.invalid_argument_type",
                "properties are a Map, not " + type_with_article(value.type()));
  }
  if (!merge) {
    for (const auto& [key, item] : read(subject)) {
      const std::string name = names.key_name(key);
      const bool kept = std::any_of(wanted.begin(), wanted.end(),
                                    [&](const MapEntry& entry) { return entry.first == name; });
      if (!kept) set_property(subject, name, {});
    }
  }
  for (const auto& [key, item] : wanted) set_property(subject, key, item);
}

void GraphChanges::add_labels(const Value& subject, const std::vector<std::string>& labels) {
  if (subject.is_null()) return;
  if (!subject.is_node()) throw Error("type.invalid_argument_type", "labels are set on nodes");
  for (const std::string& label : labels) {
    if (context_.writer->add_label(subject.as_node_id(), context_.writer->label(label))) {
      ++context_.effects.labels_added;
    }
  }
}

void GraphChanges::remove_labels(const Value& subject, const std::vector<std::string>& labels) {
  if (subject.is_null()) return;
  if (!subject.is_node())
    throw Error("type.invalid_argument_type", "labels are removed from nodes");
  for (const std::string& label : labels) {
    if (context_.writer->remove_label(subject.as_node_id(), context_.writer->label(label))) {
      ++context_.effects.labels_removed;
    }
  }
}

void GraphChanges::delete_relationship(RelationshipId id) {
  const auto ends = context_.writer->relationship(id);
  if (!ends) return;
  context_.deleted_types[static_cast<std::uint64_t>(id)] =
      context_.writer->names().type_name(ends->type);
  context_.writer->delete_relationship(id);
  insert_sorted(context_.deleted_relationships, static_cast<std::uint64_t>(id));
  ++context_.effects.relationships_deleted;
}

void GraphChanges::delete_node(NodeId id, bool detach) {
  if (!context_.writer->has_node(id)) return;
  std::vector<store::Neighbour> neighbours;
  context_.writer->expand(id, store::Direction::Both, {}, neighbours);
  if (!neighbours.empty() && !detach) {
    throw Error("constraint_verification_failed.delete_connected_node",
                "the node still has relationships")
        .with_note("DETACH DELETE deletes them with it");
  }
  for (const store::Neighbour& neighbour : neighbours) delete_relationship(neighbour.relationship);
  context_.writer->delete_node(id);
  insert_sorted(context_.deleted_nodes, static_cast<std::uint64_t>(id));
  ++context_.effects.nodes_deleted;
}

}  // namespace wutong::exec
