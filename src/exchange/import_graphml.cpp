#include "exchange/import_graphml.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <pugixml.hpp>
#include <unordered_map>

namespace wutong::exchange {
namespace {

[[noreturn]] void fail(const std::string& what) { throw Error("import.bad_row", what); }

std::string trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

template <class Number>
Value number_of(const std::string& text, const std::string& key, const char* type) {
  const std::string digits = trimmed(text);
  Number number = 0;
  const char* const end = digits.data() + digits.size();
  const auto read = std::from_chars(digits.data(), end, number);
  if (read.ec != std::errc() || read.ptr != end) {
    fail("'" + text + "' of the key '" + key + "' is no " + type);
  }
  return number;
}

struct Key {
  std::string domain, name, type;
  std::optional<std::string> standard;

  Value value(const std::string& text) const {
    if (type == "int" || type == "long") return number_of<std::int64_t>(text, name, "integer");
    if (type == "float" || type == "double") return number_of<double>(text, name, "number");
    if (type != "boolean") return text;
    const std::string word = trimmed(text);
    if (word == "true" || word == "1") return true;
    if (word == "false" || word == "0") return false;
    fail("'" + text + "' of the key '" + name + "' is no boolean");
  }
  bool is_of(const std::string& element) const { return domain == "all" || domain == element; }
};

std::vector<std::string> labels_of(const std::string& text) {
  std::vector<std::string> labels;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(':', begin), text.size());
    if (std::string label = trimmed(text.substr(begin, end - begin)); !label.empty()) {
      labels.push_back(std::move(label));
    }
    begin = end + 1;
  }
  return labels;
}

// One file.
class GraphmlFile {
 public:
  GraphmlFile(const std::string& path, GraphImport& load, BadRows& bad)
      : path_(path), load_(load), bad_(bad) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw Error("import.no_file", "cannot read '" + path + "'");
    text_.assign(std::istreambuf_iterator<char>(in), {});
    const pugi::xml_parse_result read = document_.load_buffer(text_.data(), text_.size());
    if (!read) {
      throw Error("import.bad_file", path + ":" + std::to_string(line_at(read.offset)) +
                                         ": the file is no XML: " + read.description());
    }
    root_ = document_.child("graphml");
    if (!root_) {
      const std::string found = document_.document_element().name();
      throw Error("import.bad_file", path + ": the file is no GraphML: its first element is <" +
                                         found + ">, not <graphml>");
    }
    for (const pugi::xml_node node : root_.children("key")) add_key(node);
  }
  // `step` is told of each element.
  template <class Step>
  void add_nodes(const Step& step) {
    graphs(root_, [&](pugi::xml_node graph) {
      for (const pugi::xml_node node : graph.children("node")) {
        tolerating(node, [&] { add_node(node); });
        step();
      }
    });
  }
  template <class Step>
  void add_edges(const Step& step) {
    graphs(root_, [&](pugi::xml_node graph) {
      for (const pugi::xml_node edge : graph.children("edge")) {
        tolerating(edge, [&] { add_edge(edge); });
        step();
      }
      for (const pugi::xml_node edge : graph.children("hyperedge")) {
        tolerating(edge, [] { fail("a hyperedge joins more than two nodes, a relationship two"); });
      }
    });
  }
  std::uint64_t nodes() const { return ids_.size(); }
  std::uint64_t relationships() const { return relationships_; }

 private:
  // The graphs of an element, and those inside of their nodes.
  template <class Visit>
  static void graphs(pugi::xml_node parent, const Visit& visit) {
    for (const pugi::xml_node graph : parent.children("graph")) {
      visit(graph);
      for (const pugi::xml_node node : graph.children("node")) graphs(node, visit);
    }
  }
  std::size_t line_at(std::ptrdiff_t offset) const {
    const auto end = std::min(static_cast<std::size_t>(offset), text_.size());
    return 1 + static_cast<std::size_t>(std::count(
                   text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
  }
  template <class Action>
  void tolerating(pugi::xml_node element, const Action& action) {
    try {
      action();
    } catch (const Error& fault) {
      if (fault.code() != "import.bad_row" && fault.code() != "type.invalid_property_type") throw;
      bad_.add(Error(
          "import.bad_row",
          path_ + ":" + std::to_string(line_at(element.offset_debug())) + ": " + fault.message()));
    }
  }

  void add_key(pugi::xml_node node) {
    Key key;
    const std::string id = node.attribute("id").value();
    key.domain = node.attribute("for").as_string("all");
    key.name = node.attribute("attr.name").as_string(id.c_str());
    key.type = node.attribute("attr.type").as_string("string");
    if (const pugi::xml_node standard = node.child("default")) {
      key.standard = standard.text().get();
    }
    if (!keys_.emplace(id, std::move(key)).second) {
      throw Error("import.bad_file", path_ + ":" + std::to_string(line_at(node.offset_debug())) +
                                         ": the key '" + id + "' is declared twice");
    }
  }
  // What an element's data and the defaults of keys say, by name.
  std::map<std::string, Value> data_of(pugi::xml_node element) const {
    std::map<std::string, Value> data;
    for (const pugi::xml_node child : element.children("data")) {
      const std::string id = child.attribute("key").value();
      const auto key = keys_.find(id);
      if (key == keys_.end()) fail("no <key> declares '" + id + "'");
      // Data that hold elements, as yEd's drawings, are no property.
      if (child.find_child([](pugi::xml_node x) { return x.type() == pugi::node_element; })) {
        continue;
      }
      data[key->second.name] = key->second.value(child.text().get());
    }
    for (const auto& [id, key] : keys_) {
      if (key.standard && key.is_of(element.name()) && data.count(key.name) == 0) {
        data[key.name] = key.value(*key.standard);
      }
    }
    return data;
  }
  // Takes the entry out; empty where there is none or it is no text.
  static std::string take_text(std::map<std::string, Value>& data, const char* name) {
    const auto it = data.find(name);
    if (it == data.end() || !it->second.is_string()) return "";
    std::string text = it->second.as_string();
    data.erase(it);
    return text;
  }
  static Map properties_of(const std::map<std::string, Value>& data) {
    Map map;
    for (const auto& [name, value] : data) map.emplace_back(name, value);
    return map;
  }

  void add_node(pugi::xml_node node) {
    const std::string id = node.attribute("id").value();
    if (id.empty()) fail("a node has no id");
    if (ids_.count(id) > 0) fail("a node with the id '" + id + "' exists already");
    std::map<std::string, Value> data = data_of(node);
    std::string labels = node.attribute("labels").value();
    const std::string more = take_text(data, "labels");
    if (labels.empty()) labels = more;
    ids_.emplace(id, load_.node(labels_of(labels), properties_of(data)));
  }
  NodeId end_of(pugi::xml_node edge, const char* name) const {
    const std::string id = edge.attribute(name).value();
    if (id.empty()) fail(std::string("an edge has no ") + name);
    const auto it = ids_.find(id);
    if (it == ids_.end()) fail("the " + std::string(name) + " '" + id + "' of an edge is no node");
    return it->second;
  }
  void add_edge(pugi::xml_node edge) {
    const NodeId start = end_of(edge, "source"), end = end_of(edge, "target");
    std::map<std::string, Value> data = data_of(edge);
    std::string type = take_text(data, "type");
    if (type.empty()) type = edge.attribute("label").value();
    if (type.empty()) type = take_text(data, "label");
    // APOC writes the type twice.
    const auto again = data.find("label");
    if (again != data.end() && again->second.is_string() && again->second.as_string() == type) {
      data.erase(again);
    }
    load_.relationship(start, type.empty() ? "RELATED" : type, end, properties_of(data));
    ++relationships_;
  }

  const std::string& path_;
  GraphImport& load_;
  BadRows& bad_;
  std::string text_;
  pugi::xml_document document_;
  pugi::xml_node root_;
  std::map<std::string, Key> keys_;
  std::unordered_map<std::string, NodeId> ids_;
  std::uint64_t relationships_ = 0;
};

}  // namespace

ImportReport import_graphml(Database& database, const std::vector<std::string>& files,
                            const ImportOptions& options) {
  GraphImport load(database);
  BadRows bad(options);
  ImportReport report;
  std::uint64_t steps = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    GraphmlFile file(files[i], load, bad);
    const auto step = [&] {
      if (++steps % 4096 != 0 || !options.progress) return;
      ImportProgress progress;
      progress.nodes = report.nodes + file.nodes();
      progress.relationships = report.relationships + file.relationships();
      progress.done_bytes = i;
      progress.all_bytes = files.size();
      options.progress(progress);
    };
    file.add_nodes(step);
    file.add_edges(step);
    report.nodes += file.nodes();
    report.relationships += file.relationships();
  }
  load.finish();
  report.bad_rows = bad.count();
  return report;
}

}  // namespace wutong::exchange
