#include <cctype>
#include <map>
#include <ostream>
#include <pugixml.hpp>
#include <set>

#include "exchange/attribute_types.h"
#include "exchange/graph_format.h"

namespace wutong::exchange {
namespace {

// XML 1.0 has no place for control characters but tab, newline and carriage return.
std::string xml_text(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') c = ' ';
  }
  return text;
}

// The keys of nodes or of edges: an attribute's id, name and type. Ids are NMTOKENs, "n_" or "e_"
// and the name; characters that a NMTOKEN cannot hold become '_', and a name that is taken gets a
// number.
class Keys {
 public:
  Keys(const char* domain, const std::string& reserved, const AttributeTypes& types)
      : domain_(domain), reserved_(reserved) {
    reserved_id_ = fresh_id(reserved);
    for (const auto& [name, type] : types.types()) keys_[name] = {fresh_id(name), type};
  }

  void declare(pugi::xml_node root) const {
    declare_one(root, reserved_id_, reserved_, AttributeType::String);
    for (const auto& [name, key] : keys_) declare_one(root, key.id, name, key.type);
  }
  void add(pugi::xml_node parent, const std::string& reserved, const Map& properties) const {
    add_data(parent, reserved_id_, reserved);
    for (const auto& [name, value] : properties) {
      if (value.is_null()) continue;
      const Key& key = keys_.at(name);
      add_data(parent, key.id, attribute_text(value, key.type));
    }
  }

 private:
  struct Key {
    std::string id;
    AttributeType type;
  };

  std::string fresh_id(const std::string& name) {
    std::string id = std::string(1, domain_[0]) + "_";
    for (const char c : name) {
      const bool token = static_cast<unsigned char>(c) >= 0x80 || std::isalnum(c) != 0 ||
                         c == '_' || c == '-' || c == '.';
      id.push_back(token ? c : '_');
    }
    std::string unique = id;
    for (int n = 2; !taken_.insert(unique).second; ++n) unique = id + "_" + std::to_string(n);
    return unique;
  }
  void declare_one(pugi::xml_node root, const std::string& id, const std::string& name,
                   AttributeType type) const {
    pugi::xml_node key = root.append_child("key");
    key.append_attribute("id") = id.c_str();
    key.append_attribute("for") = domain_;
    key.append_attribute("attr.name") = name.c_str();
    key.append_attribute("attr.type") = std::string(type_name(type)).c_str();
  }
  static void add_data(pugi::xml_node parent, const std::string& id, const std::string& text) {
    pugi::xml_node data = parent.append_child("data");
    data.append_attribute("key") = id.c_str();
    data.append_child(pugi::node_pcdata).set_value(xml_text(text).c_str());
  }

  const char* domain_;
  std::string reserved_;
  std::string reserved_id_;
  std::map<std::string, Key> keys_;
  std::set<std::string> taken_;
};

std::string joined_labels(const std::vector<std::string>& labels) {
  std::string joined;
  for (const std::string& label : labels) joined += ":" + label;
  return joined;
}

}  // namespace

void write_graphml(const Subgraph& graph, std::ostream& out) {
  AttributeTypes node_types, edge_types;
  for (const NodeRecord& node : graph.nodes) node_types.add(node.properties);
  for (const Subgraph::Edge& edge : graph.edges) edge_types.add(edge.relationship.properties);

  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  pugi::xml_node root = document.append_child("graphml");
  root.append_attribute("xmlns") = "http://graphml.graphdrawing.org/xmlns";
  root.append_attribute("xmlns:xsi") = "http://www.w3.org/2001/XMLSchema-instance";
  root.append_attribute("xsi:schemaLocation") =
      "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd";
  const Keys node_keys("node", "labels", node_types);
  const Keys edge_keys("edge", "type", edge_types);
  node_keys.declare(root);
  edge_keys.declare(root);

  pugi::xml_node body = root.append_child("graph");
  body.append_attribute("id") = "G";
  body.append_attribute("edgedefault") = "directed";
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    pugi::xml_node node = body.append_child("node");
    node.append_attribute("id") = ("n" + std::to_string(i)).c_str();
    node_keys.add(node, joined_labels(graph.nodes[i].labels), graph.nodes[i].properties);
  }
  for (std::size_t i = 0; i < graph.edges.size(); ++i) {
    const Subgraph::Edge& from = graph.edges[i];
    pugi::xml_node edge = body.append_child("edge");
    edge.append_attribute("id") = ("e" + std::to_string(i)).c_str();
    edge.append_attribute("source") = ("n" + std::to_string(from.start)).c_str();
    edge.append_attribute("target") = ("n" + std::to_string(from.end)).c_str();
    edge_keys.add(edge, from.relationship.type, from.relationship.properties);
  }
  document.save(out, "  ", pugi::format_default, pugi::encoding_utf8);
}

}  // namespace wutong::exchange
