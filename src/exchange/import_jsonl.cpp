#include "exchange/import_jsonl.h"

#include <filesystem>
#include <fstream>
#include <unordered_map>

#include "exchange/json_value.h"

namespace wutong::exchange {
namespace {

[[noreturn]] void fail(const std::string& what) { throw Error("import.bad_row", what); }

class JsonlLoad {
 public:
  explicit JsonlLoad(Database& database) : load_(database) {}

  void add(const std::string& line) {
    const nlohmann::json row = nlohmann::json::parse(line, nullptr, false);
    if (row.is_discarded()) fail("the line is no JSON");
    if (!row.is_object()) fail("the line is no JSON object");
    const std::string kind = text(row, "kind");
    if (kind == "node") {
      add_node(row);
    } else if (kind == "relationship") {
      const NodeId start = end(row, "start"), stop = end(row, "end");
      load_.relationship(start, text(row, "type"), stop, properties(row).as_map());
      ++relationships_;
    } else {
      fail("the kind '" + kind + "' is neither node nor relationship");
    }
  }
  void finish() { load_.finish(); }
  std::uint64_t nodes() const { return nodes_; }
  std::uint64_t relationships() const { return relationships_; }

 private:
  static const nlohmann::json& field(const nlohmann::json& row, const char* name) {
    const auto it = row.find(name);
    if (it == row.end()) fail(std::string("the field \"") + name + "\" is missing");
    return *it;
  }
  static std::string text(const nlohmann::json& row, const char* name) {
    const nlohmann::json& value = field(row, name);
    if (!value.is_string() || value.get_ref<const std::string&>().empty()) {
      fail(std::string("the field \"") + name + "\" is no text");
    }
    return value;
  }
  static std::string id(const nlohmann::json& row, const char* name) {
    const nlohmann::json& value = field(row, name);
    if (!value.is_string() && !value.is_number()) {
      fail(std::string("the field \"") + name + "\" is neither text nor number");
    }
    return value.dump();
  }
  static Value properties(const nlohmann::json& row) {
    const auto it = row.find("properties");
    if (it == row.end()) return Value::map({});
    if (!it->is_object()) fail("the field \"properties\" is no object");
    return from_json(*it);
  }
  void add_node(const nlohmann::json& row) {
    std::vector<std::string> labels;
    if (const auto it = row.find("labels"); it != row.end()) {
      if (!it->is_array()) fail("the field \"labels\" is no array");
      for (const auto& label : *it) {
        if (!label.is_string()) fail("a label is no text");
        labels.push_back(label);
      }
    }
    const std::string key = id(row, "id");
    if (known_.count(key) > 0) fail("a node with the id " + key + " exists already");
    known_.emplace(key, load_.node(labels, properties(row).as_map()));
    ++nodes_;
  }
  NodeId end(const nlohmann::json& row, const char* name) const {
    const std::string key = id(row, name);
    const auto it = known_.find(key);
    if (it == known_.end()) fail("no line above has a node with the id " + key);
    return it->second;
  }

  GraphImport load_;
  std::unordered_map<std::string, NodeId> known_;
  std::uint64_t nodes_ = 0, relationships_ = 0;
};

}  // namespace

ImportReport import_jsonl(Database& database, const std::vector<std::string>& files,
                          const ImportOptions& options) {
  ImportProgress progress;
  for (const std::string& file : files) {
    std::error_code fault;
    progress.all_bytes += std::filesystem::file_size(file, fault);
    if (fault) throw Error("import.no_file", "cannot read '" + file + "'");
  }
  JsonlLoad load(database);
  BadRows bad(options);
  for (const std::string& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Error("import.no_file", "cannot read '" + file + "'");
    std::string line;
    for (std::uint64_t number = 1; std::getline(in, line); ++number) {
      progress.done_bytes += line.size() + 1;
      if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
      try {
        load.add(line);
      } catch (const Error& fault) {
        if (fault.code() != "import.bad_row" && fault.code() != "type.invalid_property_type") throw;
        bad.add(
            Error("import.bad_row", file + ":" + std::to_string(number) + ": " + fault.message()));
      }
      if (number % 4096 == 0 && options.progress) {
        progress.nodes = load.nodes();
        progress.relationships = load.relationships();
        options.progress(progress);
      }
    }
  }
  load.finish();
  return {load.nodes(), load.relationships(), bad.count()};
}

}  // namespace wutong::exchange
