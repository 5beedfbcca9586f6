#include <ostream>
#include <pugixml.hpp>

#include "exchange/attribute_types.h"
#include "exchange/graph_format.h"

namespace wutong::exchange {
namespace {

// GEXF numbers the attributes of each class: 0 is the labels or the type, then those of `types`.
void declare(pugi::xml_node graph, const char* element, const char* reserved,
             const AttributeTypes& types) {
  pugi::xml_node attributes = graph.append_child("attributes");
  attributes.append_attribute("class") = element;
  std::size_t id = 0;
  const auto add = [&](const std::string& name, std::string_view type) {
    pugi::xml_node attribute = attributes.append_child("attribute");
    attribute.append_attribute("id") = std::to_string(id++).c_str();
    attribute.append_attribute("title") = name.c_str();
    attribute.append_attribute("type") = std::string(type).c_str();
  };
  add(reserved, "string");
  for (const auto& [name, type] : types.types()) add(name, type_name(type));
}

void add_values(pugi::xml_node parent, const std::string& reserved, const Map& properties,
                const AttributeTypes& types) {
  pugi::xml_node values = parent.append_child("attvalues");
  const auto add = [&](std::size_t id, const std::string& text) {
    pugi::xml_node value = values.append_child("attvalue");
    value.append_attribute("for") = std::to_string(id).c_str();
    value.append_attribute("value") = text.c_str();
  };
  add(0, reserved);
  for (const auto& [name, value] : properties) {
    if (value.is_null()) continue;
    const auto it = types.types().find(name);
    const auto position = std::distance(types.types().begin(), it);
    add(static_cast<std::size_t>(position) + 1, attribute_text(value, it->second));
  }
}

}  // namespace

void write_gexf(const Subgraph& graph, std::ostream& out) {
  AttributeTypes node_types, edge_types;
  for (const NodeRecord& node : graph.nodes) node_types.add(node.properties);
  for (const Subgraph::Edge& edge : graph.edges) edge_types.add(edge.relationship.properties);

  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("gexf");
  root.append_attribute("xmlns") = "http://gexf.net/1.3";
  root.append_attribute("version") = "1.3";
  pugi::xml_node body = root.append_child("graph");
  body.append_attribute("defaultedgetype") = "directed";
  declare(body, "node", "labels", node_types);
  declare(body, "edge", "type", edge_types);
  pugi::xml_node nodes = body.append_child("nodes");
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const NodeRecord& record = graph.nodes[i];
    pugi::xml_node node = nodes.append_child("node");
    node.append_attribute("id") = std::to_string(i).c_str();
    node.append_attribute("label") = display_name(record.properties, record.labels).c_str();
    std::string labels;
    for (const std::string& label : record.labels) labels += (labels.empty() ? "" : ";") + label;
    add_values(node, labels, record.properties, node_types);
  }
  pugi::xml_node edges = body.append_child("edges");
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    const Subgraph::Edge& from = graph.edges[i];
    pugi::xml_node edge = edges.append_child("edge");
    edge.append_attribute("id") = std::to_string(i).c_str();
    edge.append_attribute("source") = std::to_string(from.start).c_str();
    edge.append_attribute("target") = std::to_string(from.end).c_str();
    edge.append_attribute("label") = from.relationship.type.c_str();
    add_values(edge, from.relationship.type, from.relationship.properties, edge_types);
  }
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
}

}  // namespace wutong::exchange
