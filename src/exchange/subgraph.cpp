#include "exchange/subgraph.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "exchange/json_value.h"

namespace wutong::exchange {
namespace {

struct Collected {
  std::map<NodeId, NodeRecord> nodes;
  std::map<RelationshipId, RelationshipRecord> relationships;
};

void collect(const Value& value, Collected& out) {
  switch (value.type()) {
    case ValueType::Node:
      out.nodes.try_emplace(value.as_node_id(), value.as_node());
      return;
    case ValueType::Relationship:
      out.relationships.try_emplace(value.as_relationship_id(), value.as_relationship());
      return;
    case ValueType::Path:
      for (const Value& node : value.as_path().nodes) collect(node, out);
      for (const Value& relationship : value.as_path().relationships) collect(relationship, out);
      return;
    case ValueType::List:
      for (const Value& item : value.as_list()) collect(item, out);
      return;
    case ValueType::Map:
      for (const auto& [key, item] : value.as_map()) collect(item, out);
      return;
    default:
      return;
  }
}

void collect_rows(Session& session, const std::string& query, const Parameters& parameters,
                  Collected& out) {
  Result result = session.run(query, parameters);
  while (const Row* row = result.next()) {
    for (const Value& value : *row) collect(value, out);
  }
}

// The ends of relationships whose nodes no row named.
void add_missing_ends(Session& session, Collected& collected) {
  List missing;
  const auto need = [&](NodeId id) {
    if (!collected.nodes.count(id)) missing.emplace_back(static_cast<std::int64_t>(id));
  };
  for (const auto& [id, relationship] : collected.relationships) {
    need(relationship.start);
    need(relationship.end);
  }
  if (missing.empty()) return;
  const Value parameters = Value::map({{"ids", Value::list(std::move(missing))}});
  collect_rows(session, "MATCH (n) WHERE id(n) IN $ids RETURN n", parameters.as_map(), collected);
}

Subgraph canonical(Collected collected) {
  struct Keyed {
    std::string key;
    const NodeRecord* node;
  };
  std::vector<Keyed> keyed;
  keyed.reserve(collected.nodes.size());
  for (const auto& [id, node] : collected.nodes) {
    std::string key;
    for (const std::string& label : node.labels) key += label + '\x1f';
    keyed.push_back({key + dump(to_json(Value::map(node.properties))), &node});
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const Keyed& a, const Keyed& b) { return a.key < b.key; });
  Subgraph graph;
  std::map<NodeId, std::size_t> index;
  for (const Keyed& item : keyed) {
    index.emplace(item.node->id, graph.nodes.size());
    graph.nodes.push_back(*item.node);
  }
  std::vector<std::pair<std::string, Subgraph::Edge>> edges;
  edges.reserve(collected.relationships.size());
  for (auto& [id, relationship] : collected.relationships) {
    std::string key = dump(to_json(Value::map(relationship.properties)));
    const std::size_t start = index.at(relationship.start), end = index.at(relationship.end);
    edges.emplace_back(std::move(key), Subgraph::Edge{start, end, std::move(relationship)});
  }
  std::stable_sort(edges.begin(), edges.end(), [](const auto& a, const auto& b) {
    const Subgraph::Edge &x = a.second, &y = b.second;
    return std::tie(x.start, x.end, x.relationship.type, a.first) <
           std::tie(y.start, y.end, y.relationship.type, b.first);
  });
  for (auto& [key, edge] : edges) graph.edges.push_back(std::move(edge));
  return graph;
}

}  // namespace

Subgraph whole_graph(Database& database) {
  Session session = database.session();
  Collected collected;
  collect_rows(session, "MATCH (n) RETURN n", {}, collected);
  collect_rows(session, "MATCH ()-[r]->() RETURN r", {}, collected);
  return canonical(std::move(collected));
}

Subgraph query_graph(Database& database, const std::string& query, const Parameters& parameters) {
  Session session = database.session();
  Collected collected;
  collect_rows(session, query, parameters, collected);
  if (collected.nodes.empty() && collected.relationships.empty()) {
    throw Error("export.no_graph", "the query returns no node, relationship or path")
        .with_note("return the variables themselves: MATCH (a)-[r]->(b) RETURN a, r, b");
  }
  add_missing_ends(session, collected);
  return canonical(std::move(collected));
}

}  // namespace wutong::exchange
