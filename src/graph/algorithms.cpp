#include "graph/algorithms.h"

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/page_rank.hpp>
#include <unordered_map>

namespace wutong::graph {
namespace {

using Directed = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;
using Undirected = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;

// The selected part: nodes by their position, and the relationships between them.
struct Part {
  std::vector<NodeId> nodes;
  std::vector<std::pair<std::size_t, std::size_t>> edges;

  Part(const store::GraphView& view, const Selection& selection) {
    const auto cursor = selection.label ? view.nodes_with_label(*selection.label) : view.nodes();
    std::vector<NodeId> batch;
    for (cursor->next(4096, batch); !batch.empty(); cursor->next(4096, batch)) {
      nodes.insert(nodes.end(), batch.begin(), batch.end());
    }
    std::unordered_map<std::uint64_t, std::size_t> place;
    for (std::size_t i = 0; i < nodes.size(); ++i) place[static_cast<std::uint64_t>(nodes[i])] = i;
    std::span<const store::TypeId> types;
    if (selection.type) types = {&*selection.type, 1};
    std::vector<store::Neighbour> neighbours;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      neighbours.clear();
      view.expand(nodes[i], store::Direction::Outgoing, types, neighbours);
      for (const store::Neighbour& neighbour : neighbours) {
        const auto target = place.find(static_cast<std::uint64_t>(neighbour.node));
        if (target != place.end()) edges.emplace_back(i, target->second);
      }
    }
  }

  template <class Graph>
  Graph build() const {
    Graph graph(nodes.size());
    for (const auto& [from, to] : edges) boost::add_edge(from, to, graph);
    return graph;
  }
  template <class Number>
  std::vector<std::pair<NodeId, Number>> with(const std::vector<Number>& values) const {
    std::vector<std::pair<NodeId, Number>> out;
    for (std::size_t i = 0; i < nodes.size(); ++i) out.emplace_back(nodes[i], values[i]);
    return out;
  }
};

template <class Graph, class Number>
auto property_map(std::vector<Number>& values, const Graph& graph) {
  return boost::make_iterator_property_map(values.begin(), boost::get(boost::vertex_index, graph));
}

}  // namespace

Scores page_rank(const store::GraphView& view, const Selection& selection) {
  const Part part(view, selection);
  if (part.nodes.empty()) return {};
  const auto graph = part.build<Directed>();
  std::vector<double> ranks(part.nodes.size());
  boost::graph::page_rank(graph, property_map(ranks, graph), boost::graph::n_iterations(40), 0.85);
  // Boost.Graph starts with one per node.
  for (double& rank : ranks) rank /= static_cast<double>(ranks.size());
  return part.with(ranks);
}

Scores betweenness(const store::GraphView& view, const Selection& selection) {
  const Part part(view, selection);
  if (part.nodes.empty()) return {};
  const auto graph = part.build<Undirected>();
  std::vector<double> scores(part.nodes.size());
  boost::brandes_betweenness_centrality(graph, property_map(scores, graph));
  if (part.nodes.size() > 2) {
    boost::relative_betweenness_centrality(graph, property_map(scores, graph));
  }
  return part.with(scores);
}

Components connected_components(const store::GraphView& view, const Selection& selection) {
  const Part part(view, selection);
  const auto graph = part.build<Undirected>();
  std::vector<std::int64_t> components(part.nodes.size());
  if (!components.empty()) boost::connected_components(graph, property_map(components, graph));
  return part.with(components);
}

}  // namespace wutong::graph
