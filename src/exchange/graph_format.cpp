#include "exchange/graph_format.h"

#include <algorithm>

namespace wutong::exchange {

const std::vector<GraphFormat>& graph_formats() {
  static const std::vector<GraphFormat> formats = {
      {"cypher", "openCypher CREATE statements", write_cypher},
      {"dot", "Graphviz", write_dot},
      {"gexf", "GEXF 1.3, for Gephi", write_gexf},
      {"graphml", "GraphML 1.0", write_graphml},
      {"jsonl", "one JSON object per node and relationship", write_jsonl},
  };
  return formats;
}

const GraphFormat& graph_format(std::string_view name) {
  const auto& formats = graph_formats();
  const auto it = std::find_if(formats.begin(), formats.end(),
                               [&](const GraphFormat& format) { return format.name == name; });
  if (it != formats.end()) return *it;
  std::string known;
  for (const GraphFormat& format : formats) known += " " + std::string(format.name);
  throw Error("export.unknown_format", "no graph format '" + std::string(name) + "'")
      .with_note("known formats:" + known);
}

}  // namespace wutong::exchange
