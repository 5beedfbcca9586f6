// Graph algorithms over a view, run by Boost.Graph on a copy of the part that a label and a type
// select.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "store/graph.h"

namespace wutong::graph {

// Which nodes and relationships count: those with a label, those of a type; nullopt for all.
struct Selection {
  std::optional<store::LabelId> label;
  std::optional<store::TypeId> type;
};

using Scores = std::vector<std::pair<NodeId, double>>;            // ascending by node
using Components = std::vector<std::pair<NodeId, std::int64_t>>;  // ascending by node

// Importance by incoming links (S. Brin and L. Page, 1998), damping 0.85, 40 rounds; sums to 1 but
// for what nodes without outgoing links let go.
Scores page_rank(const store::GraphView& view, const Selection& selection);

// Shortest paths through each node, both ways along relationships (U. Brandes, 2001), relative to
// the most that a graph of its size can have: 0 to 1.
Scores betweenness(const store::GraphView& view, const Selection& selection);

// Nodes that some path joins have one number; numbers go from 0 in the order of the first node.
Components connected_components(const store::GraphView& view, const Selection& selection);

}  // namespace wutong::graph
