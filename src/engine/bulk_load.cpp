// The public bulk load: lines of text to records of the store.
#include "wutong/bulk_load.h"

#include <algorithm>
#include <charconv>
#include <fstream>

#include "base/varint.h"
#include "engine/cell_keys.h"
#include "engine/implementation.h"
#include "store/key_codec.h"

namespace wutong {
namespace {

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) throw Error("load.no_file", "cannot read '" + path + "'");
  std::string bytes(static_cast<std::size_t>(in.tellg()), '\0');
  in.seekg(0);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!in) throw Error("load.no_file", "cannot read '" + path + "'");
  return bytes;
}

// The lines of a file, and the place of the current one for messages.
class Lines {
 public:
  Lines(const std::string& path, const BulkFiles& files)
      : path_(path), bytes_(read_file(path)), rest_(bytes_), delimiter_(files.delimiter) {
    std::vector<std::string_view> header;
    if (files.header) next(header);
  }
  bool next(std::vector<std::string_view>& cells) {
    do {
      if (rest_.empty()) return false;
      ++line_;
      const std::size_t end = rest_.find('\n');
      std::string_view text = rest_.substr(0, end);
      rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
      if (text.ends_with('\r')) text.remove_suffix(1);
      cells.clear();
      if (text.empty()) continue;
      for (std::size_t at = 0;;) {
        const std::size_t stop = text.find(delimiter_, at);
        cells.push_back(text.substr(at, stop - at));
        if (stop == std::string_view::npos) break;
        at = stop + 1;
      }
    } while (cells.empty());
    return true;
  }
  [[noreturn]] void fail(const char* code, const std::string& what) const {
    throw Error(code, path_ + ":" + std::to_string(line_) + ": " + what);
  }
  void expect(std::size_t wanted, const std::vector<std::string_view>& cells) const {
    if (cells.size() == wanted) return;
    fail("load.bad_line",
         std::to_string(wanted) + " columns expected, " + std::to_string(cells.size()) + " found");
  }

 private:
  std::string path_, bytes_;
  std::string_view rest_;
  char delimiter_;
  std::size_t line_ = 0;
};

template <class Number>
Number number(std::string_view cell, const char* kind, const Lines& lines) {
  Number value{};
  const auto [end, fault] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (fault != std::errc() || end != cell.data() + cell.size()) {
    lines.fail("load.bad_line", "'" + std::string(cell) + "' is no " + kind);
  }
  return value;
}

Value value_of(std::string_view cell, BulkType type, const Lines& lines) {
  if (type == BulkType::String) return cell;
  if (cell.empty()) return {};
  switch (type) {
    case BulkType::Integer:
      return number<std::int64_t>(cell, "integer", lines);
    case BulkType::Float:
      return number<double>(cell, "number", lines);
    default:
      if (cell != "true" && cell != "false") {
        lines.fail("load.bad_line", "'" + std::string(cell) + "' is neither true nor false");
      }
      return cell == "true";
  }
}

// Columns in the order of their key ids, the order of stored properties.
class Properties {
 public:
  Properties(const std::vector<BulkColumn>& columns, std::size_t first, store::BulkLoad& load) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      columns_.push_back({load.key(columns[i].name), first + i, columns[i].type});
    }
    std::sort(columns_.begin(), columns_.end(),
              [](const Column& a, const Column& b) { return a.key < b.key; });
  }
  const std::string& encode(const std::vector<std::string_view>& cells, const Lines& lines) {
    body_.clear();
    std::uint64_t count = 0;
    for (const Column& column : columns_) {
      const Value value = value_of(cells[column.cell], column.type, lines);
      if (value.is_null()) continue;
      base::append_varint(static_cast<std::uint64_t>(column.key), body_);
      store::append_value(value, body_);
      ++count;
    }
    out_.clear();
    base::append_varint(count, out_);
    return out_ += body_;
  }

 private:
  struct Column {
    store::KeyId key;
    std::size_t cell;
    BulkType type;
  };
  std::vector<Column> columns_;
  std::string body_, out_;
};

using KeysByLabel = std::map<std::string, CellKeys, std::less<>>;

void load_nodes(const BulkNodes& nodes, const BulkFiles& files, store::BulkLoad& load,
                CellKeys& keys) {
  std::vector<store::LabelId> labels;
  for (const std::string& label : nodes.labels) labels.push_back(load.label(label));
  std::sort(labels.begin(), labels.end());
  const auto key_column =
      std::find_if(nodes.columns.begin(), nodes.columns.end(),
                   [&](const BulkColumn& column) { return column.name == nodes.key; });
  if (key_column == nodes.columns.end()) {
    throw Error("load.bad_line", nodes.file + ": no column '" + nodes.key + "' to be the key");
  }
  const auto key_cell = static_cast<std::size_t>(key_column - nodes.columns.begin());
  const store::LabelId key_label = load.label(nodes.label);
  const store::KeyId key_id = load.key(nodes.key);
  Properties properties(nodes.columns, 0, load);
  Lines lines(nodes.file, files);
  std::vector<std::string_view> cells;
  while (lines.next(cells)) {
    lines.expect(nodes.columns.size(), cells);
    const NodeId id = load.node(labels, properties.encode(cells, lines));
    if (!keys.add(cells[key_cell], id)) {
      lines.fail("constraint_validation_failed.unique",
                 "a node (:" + nodes.label + " {" + nodes.key + ": " +
                     std::string(cells[key_cell]) + "}) exists already");
    }
    load.index_entry(key_label, key_id,
                     store::ordered_value(value_of(cells[key_cell], key_column->type, lines)), id);
  }
}

void load_relationships(const BulkRelationships& relationships, const BulkFiles& files,
                        store::BulkLoad& load, const KeysByLabel& keys) {
  const auto keys_of = [&](const std::string& label) -> const CellKeys& {
    const auto it = keys.find(label);
    if (it != keys.end()) return it->second;
    throw Error("load.unknown_node",
                relationships.file + ": no node file has label '" + label + "'");
  };
  const CellKeys& from = keys_of(relationships.from);
  const CellKeys& to = keys_of(relationships.to);
  const store::TypeId type = load.type(relationships.type);
  Properties properties(relationships.columns, 2, load);
  Lines lines(relationships.file, files);
  std::vector<std::string_view> cells;
  const auto node = [&](const CellKeys& known, std::string_view cell, const std::string& label) {
    const auto id = known.find(cell);
    if (!id) lines.fail("load.unknown_node", "no node (:" + label + ") " + std::string(cell));
    return *id;
  };
  while (lines.next(cells)) {
    lines.expect(relationships.columns.size() + 2, cells);
    load.relationship(node(from, cells[0], relationships.from), type,
                      node(to, cells[1], relationships.to), properties.encode(cells, lines));
  }
}

}  // namespace

BulkReport bulk_load(Database& database, const BulkFiles& files) {
  const auto load = database.implementation().store().begin_bulk_load();
  for (const BulkNodes& nodes : files.nodes) load->index(nodes.label, nodes.key);
  KeysByLabel keys;
  for (const BulkNodes& nodes : files.nodes) load_nodes(nodes, files, *load, keys[nodes.label]);
  for (const BulkRelationships& relationships : files.relationships) {
    load_relationships(relationships, files, *load, keys);
  }
  load->finish();
  return {load->nodes(), load->relationships()};
}

}  // namespace wutong
