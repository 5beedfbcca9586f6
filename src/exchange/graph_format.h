// Graph file formats: one function per format, each writes a Subgraph and nothing else.
#pragma once

#include <functional>
#include <iosfwd>
#include <string_view>
#include <vector>

#include "exchange/subgraph.h"

namespace wutong::exchange {

// GraphML 1.0 (http://graphml.graphdrawing.org/specification.html), valid against its schema. Node
// ids n0.., edge ids e0..; key ids n_NAME and e_NAME, each with an attr.type; labels and types are
// data ("labels", "type"); lists and maps are JSON text, temporal values ISO 8601 text.
void write_graphml(const Subgraph& graph, std::ostream& out);
// Graphviz: one colour per label, the name as text.
void write_dot(const Subgraph& graph, std::ostream& out);
// One JSON object per line: {"kind":"node",...}, then {"kind":"relationship",...}.
void write_jsonl(const Subgraph& graph, std::ostream& out);
// GEXF 1.3 for Gephi.
void write_gexf(const Subgraph& graph, std::ostream& out);
// openCypher CREATE statements that make the graph anew.
void write_cypher(const Subgraph& graph, std::ostream& out);

struct GraphFormat {
  std::string_view name;
  std::string_view summary;
  void (*write)(const Subgraph&, std::ostream&);
};
const std::vector<GraphFormat>& graph_formats();  // sorted by name
// Errors: export.unknown_format, with the known ones.
const GraphFormat& graph_format(std::string_view name);

}  // namespace wutong::exchange
