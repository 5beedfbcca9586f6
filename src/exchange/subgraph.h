// Subgraph: the nodes and relationships an export writes, in an order that depends on their content
// alone.
//
// Nodes are sorted by labels and properties, relationships by their ends, type and properties, and
// both are numbered in that order. Two databases that hold the same graph export the same bytes,
// whatever the order in which it was built.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wutong/database.h"

namespace wutong::exchange {

struct Subgraph {
  struct Edge {
    std::size_t start = 0;  // index into nodes
    std::size_t end = 0;
    RelationshipRecord relationship;
  };
  std::vector<NodeRecord> nodes;
  std::vector<Edge> edges;
};

// The whole graph.
Subgraph whole_graph(Database& database);
// The nodes, relationships and paths in the rows of `query`, and the ends of its relationships.
// Errors: those of the query; export.no_graph where no row holds a node or relationship.
Subgraph query_graph(Database& database, const std::string& query, const Parameters& parameters);

}  // namespace wutong::exchange
