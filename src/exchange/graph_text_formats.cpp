// The formats that are written line by line: DOT, JSON Lines, openCypher.
#include <algorithm>
#include <array>
#include <ostream>

#include "exchange/attribute_types.h"
#include "exchange/graph_format.h"
#include "exchange/json_value.h"

namespace wutong::exchange {
namespace {

// Light enough for black text, and apart in print (Set3 of C. Brewer's colour schemes).
constexpr std::array<const char*, 9> kPalette = {"#8DD3C7", "#FFFFB3", "#BEBADA",
                                                 "#FB8072", "#80B1D3", "#FDB462",
                                                 "#B3DE69", "#FCCDE5", "#D9D9D9"};

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out += c == '\n' ? "\\n" : std::string(1, c);
  }
  return out + "\"";
}

// The label that says most: not the one that most nodes share.
std::string main_label(const NodeRecord& node) {
  for (const std::string& label : node.labels) {
    if (label != "Entity") return label;
  }
  return node.labels.empty() ? "" : node.labels.front();
}

std::string back_quoted(const std::string& name) {
  const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '_' || c >= 0x80;
  }) && !std::isdigit(static_cast<unsigned char>(name.front()));
  if (plain) return name;
  std::string out = "`";
  for (const char c : name) out += c == '`' ? "``" : std::string(1, c);
  return out + "`";
}

// A property map as Cypher source; temporal values through their constructors.
std::string cypher_value(const Value& value) {
  if (value.is_list()) {
    std::string out = "[";
    for (const Value& item : value.as_list()) {
      out += (out.size() > 1 ? ", " : "") + cypher_value(item);
    }
    return out + "]";
  }
  switch (value.type()) {
    case ValueType::Date:
      return "date(" + to_literal(value) + ")";
    case ValueType::LocalTime:
      return "localtime(" + to_literal(value) + ")";
    case ValueType::Time:
      return "time(" + to_literal(value) + ")";
    case ValueType::LocalDateTime:
      return "localdatetime(" + to_literal(value) + ")";
    case ValueType::DateTime:
      return "datetime(" + to_literal(value) + ")";
    case ValueType::Duration:
      return "duration(" + to_literal(value) + ")";
    default:
      return to_literal(value);
  }
}

std::string cypher_map(const Map& properties) {
  if (properties.empty()) return "";
  std::string out = " {";
  bool first = true;
  for (const auto& [key, value] : properties) {
    out += (first ? "" : ", ") + back_quoted(key) + ": " + cypher_value(value);
    first = false;
  }
  return out + "}";
}

}  // namespace

void write_dot(const Subgraph& graph, std::ostream& out) {
  std::vector<std::string> labels;
  for (const NodeRecord& node : graph.nodes) labels.push_back(main_label(node));
  std::vector<std::string> kinds(labels);
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());

  out << "digraph wutong {\n"
         "  graph [rankdir=LR, overlap=false, splines=true, bgcolor=white]\n"
         "  node [shape=box, style=\"rounded,filled\", fontname=\"Noto Sans CJK SC\", "
         "fontsize=11]\n"
         "  edge [fontname=\"Noto Sans CJK SC\", fontsize=8, color=\"#777777\"]\n";
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const auto kind = std::lower_bound(kinds.begin(), kinds.end(), labels[i]) - kinds.begin();
    out << "  n" << i
        << " [label=" << quoted(display_name(graph.nodes[i].properties, graph.nodes[i].labels))
        << ", fillcolor=" << quoted(kPalette[static_cast<std::size_t>(kind) % kPalette.size()])
        << ", tooltip=" << quoted(labels[i]) << "]\n";
  }
  for (const Subgraph::Edge& edge : graph.edges) {
    out << "  n" << edge.start << " -> n" << edge.end
        << " [label=" << quoted(edge.relationship.type) << "]\n";
  }
  out << "}\n";
}

void write_jsonl(const Subgraph& graph, std::ostream& out) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const NodeRecord& node = graph.nodes[i];
    out << dump(Json{{"kind", "node"},
                     {"id", i},
                     {"labels", node.labels},
                     {"properties", to_json(Value::map(node.properties))}})
        << '\n';
  }
  for (const Subgraph::Edge& edge : graph.edges) {
    out << dump(Json{{"kind", "relationship"},
                     {"start", edge.start},
                     {"end", edge.end},
                     {"type", edge.relationship.type},
                     {"properties", to_json(Value::map(edge.relationship.properties))}})
        << '\n';
  }
}

void write_cypher(const Subgraph& graph, std::ostream& out) {
  // One statement, so that relationships can name the nodes.
  out << "CREATE\n";
  bool first = true;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    out << (first ? "  (n" : ",\n  (n") << i;
    first = false;
    for (const std::string& label : graph.nodes[i].labels) out << ':' << back_quoted(label);
    out << cypher_map(graph.nodes[i].properties) << ')';
  }
  for (const Subgraph::Edge& edge : graph.edges) {
    out << ",\n  (n" << edge.start << ")-[:" << back_quoted(edge.relationship.type)
        << cypher_map(edge.relationship.properties) << "]->(n" << edge.end << ')';
  }
  out << ";\n";
}

}  // namespace wutong::exchange
