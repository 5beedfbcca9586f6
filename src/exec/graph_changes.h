// The changes that CREATE, MERGE, SET, REMOVE and DELETE make, with their side effects counted.
#pragma once

#include "exec/operators.h"

namespace wutong::exec {

class GraphChanges {
 public:
  explicit GraphChanges(ExecutionContext& context) : context_(context) {}

  NodeId create_node(const std::vector<std::string>& labels, const Value& properties);
  RelationshipId create_relationship(NodeId start, const std::string& type, NodeId end,
                                     const Value& properties);
  // `subject` is a node or relationship; null changes nothing.
  void set_property(const Value& subject, const std::string& key, const Value& value);
  // = (replace) or += (merge) of a map, a node's or a relationship's properties.
  void set_properties(const Value& subject, const Value& value, bool merge);
  void add_labels(const Value& subject, const std::vector<std::string>& labels);
  void remove_labels(const Value& subject, const std::vector<std::string>& labels);
  void delete_relationship(RelationshipId id);
  void delete_node(NodeId id, bool detach);

 private:
  model::PropertyList property_list(const Value& map);

  ExecutionContext& context_;
};

// Throws type.invalid_property_type for what no property can hold.
void check_storable(const Value& value);

}  // namespace wutong::exec
