// CSV files to the records of the store: nodes first, then relationships between them.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "engine/cell_keys.h"
#include "engine/csv_header.h"
#include "engine/graph_import_load.h"
#include "store/key_codec.h"
#include "wutong/graph_import.h"

namespace wutong {
namespace {

using Kind = CsvColumn::Kind;
constexpr const char* kBadRow = "import.bad_row";

class CsvLoad {
 public:
  CsvLoad(Database& database, const CsvImport& files, const ImportOptions& options)
      : files_(files), options_(options), bad_(options) {
    for (const auto* groups : {&files.nodes, &files.relationships}) {
      for (const CsvGroup& group : *groups) {
        for (const std::string& file : group.files) {
          std::error_code fault;
          const auto size = std::filesystem::file_size(file, fault);
          if (fault) throw Error("import.no_file", "cannot read '" + file + "'");
          all_bytes_ += size;
        }
      }
    }
    load_ = begin_import(database);
  }

  ImportReport run() {
    for (const CsvGroup& group : files_.nodes) read(group, false);
    for (const CsvGroup& group : files_.relationships) read(group, true);
    load_->finish();
    return {load_->nodes(), load_->relationships(), bad_.count()};
  }

 private:
  using Fields = std::vector<base::CsvField>;

  void read(const CsvGroup& group, bool relationships) {
    columns_.clear();
    for (const std::string& file : group.files) {
      std::ifstream in(file, std::ios::binary);
      if (!in) throw Error("import.no_file", "cannot read '" + file + "'");
      base::CsvReader reader(in, file, files_.delimiter, files_.quote);
      if (columns_.empty()) begin(group, reader, relationships);
      std::uint64_t rows = 0;
      for (bool more = true; more;) {
        try {
          more = reader.next(fields_);
          if (more) relationships ? add_relationship(reader) : add_node(reader);
        } catch (Error& fault) {
          // What the reader finds wrong with a record, or we with its cells.
          if (fault.code() != kBadRow && fault.code().rfind("csv.", 0) != 0) throw;
          bad_.add(std::move(fault));
        }
        if (++rows % 4096 == 0 || !more) report(reader.bytes());
      }
      done_bytes_ += reader.bytes();
    }
  }

  void begin(const CsvGroup& group, base::CsvReader& reader, bool relationships) {
    if (!reader.next(fields_)) {
      throw Error("import.bad_header", reader.name() + ": the file is empty")
          .with_note("its first line has to name the columns");
    }
    columns_ = parse_csv_header(fields_, reader, relationships);
    keys_.clear();
    for (const CsvColumn& column : columns_) {
      const bool kept =
          column.kind == Kind::Property || (column.kind == Kind::Id && !column.name.empty());
      keys_.push_back(kept ? std::optional(load_->key(column.name)) : std::nullopt);
    }
    labels_.clear();
    type_.reset();
    if (!relationships) {
      for (const std::string& name : group.names) labels_.push_back(load_->label(name));
      for (const CsvColumn& column : columns_) {
        if (column.kind == Kind::Id) spaces_.try_emplace(column.id_space);
      }
      return;
    }
    if (!group.names.empty()) type_ = load_->type(group.names.front());
    bool typed = type_.has_value();
    for (const CsvColumn& column : columns_) {
      typed = typed || column.kind == Kind::Type;
      const bool end = column.kind == Kind::Start || column.kind == Kind::End;
      if (!end || spaces_.count(column.id_space) > 0) continue;
      throw reader.error("import.bad_header",
                         column.id_space.empty()
                             ? "no node file has a column :ID"
                             : "no node file has a column :ID(" + column.id_space + ")");
    }
    if (!typed) {
      throw reader.error("import.bad_header", "nothing says the type of these relationships")
          .with_note("add a column :TYPE, or name the file as TYPE=" + reader.name());
    }
  }

  [[noreturn]] void fail(const base::CsvReader& reader, const std::string& what) const {
    throw reader.error(kBadRow, what);
  }

  void check_width(const base::CsvReader& reader) const {
    if (fields_.size() == columns_.size()) return;
    fail(reader, std::to_string(fields_.size()) + " fields, but the header names " +
                     std::to_string(columns_.size()));
  }

  // The properties of the row, encoded.
  const std::string& properties(const base::CsvReader& reader) {
    list_.clear();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const base::CsvField& field = fields_[i];
      if (!keys_[i] || (field.text.empty() && !field.quoted)) continue;
      CsvColumn column = columns_[i];
      if (column.kind == Kind::Id && files_.integer_ids) column.type = ValueType::Integer;
      // "" is a text; of any other type it is nothing.
      if (field.text.empty() && column.type != ValueType::String && !column.list) continue;
      auto value = parse_csv_cell(field.text, column, files_.array_delimiter);
      if (!value) {
        fail(reader,
             "'" + field.text + "' of column '" + column.name + "' is no " + describe(column));
      }
      list_.emplace_back(*keys_[i], *std::move(value));
    }
    std::sort(list_.begin(), list_.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    bytes_.clear();
    store::append_properties(list_, bytes_);
    return bytes_;
  }

  void check_id(const base::CsvReader& reader, const std::string& id) const {
    CsvColumn column;
    column.type = ValueType::Integer;
    if (files_.integer_ids && !parse_csv_cell(id, column, files_.array_delimiter)) {
      fail(reader, "the id '" + id + "' is no integer");
    }
  }

  void add_node(const base::CsvReader& reader) {
    check_width(reader);
    const std::string& bytes = properties(reader);
    row_labels_ = labels_;
    CellKeys* space = nullptr;
    const std::string* id = nullptr;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& text = fields_[i].text;
      if (columns_[i].kind == Kind::Id && (!text.empty() || fields_[i].quoted)) {
        space = &spaces_.find(columns_[i].id_space)->second;
        id = &text;
        check_id(reader, text);
        if (space->find(text)) fail(reader, "a node with the id '" + text + "' exists already");
      } else if (columns_[i].kind == Kind::Label) {
        for (std::size_t at = 0; at < text.size();) {
          const std::size_t stop = std::min(text.find(files_.array_delimiter, at), text.size());
          if (stop > at) row_labels_.push_back(load_->label(text.substr(at, stop - at)));
          at = stop + 1;
        }
      }
    }
    std::sort(row_labels_.begin(), row_labels_.end());
    row_labels_.erase(std::unique(row_labels_.begin(), row_labels_.end()), row_labels_.end());
    const NodeId node = load_->node(row_labels_, bytes);
    if (space) space->add(*id, node);
  }

  void add_relationship(const base::CsvReader& reader) {
    check_width(reader);
    const std::string& bytes = properties(reader);
    std::optional<NodeId> start, end;
    auto type = type_;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string& text = fields_[i].text;
      const CsvColumn& column = columns_[i];
      if (column.kind == Kind::Start || column.kind == Kind::End) {
        const auto node = spaces_.find(column.id_space)->second.find(text);
        if (!node) {
          fail(reader, "no node has the id '" + text + "'" +
                           (column.id_space.empty() ? "" : " in '" + column.id_space + "'"));
        }
        (column.kind == Kind::Start ? start : end) = node;
      } else if (column.kind == Kind::Type && !text.empty()) {
        type = load_->type(text);
      }
    }
    if (!type) fail(reader, "the type is empty");
    load_->relationship(*start, *type, *end, bytes);
  }

  void report(std::uint64_t bytes) const {
    if (!options_.progress) return;
    options_.progress({load_->nodes(), load_->relationships(), done_bytes_ + bytes, all_bytes_});
  }

  const CsvImport& files_;
  const ImportOptions& options_;
  BadRows bad_;
  std::unique_ptr<store::BulkLoad> load_;
  std::uint64_t done_bytes_ = 0, all_bytes_ = 0;
  std::map<std::string, CellKeys> spaces_;  // the nodes of an id space
  // Of the group being read.
  std::vector<CsvColumn> columns_;
  std::vector<std::optional<store::KeyId>> keys_;
  std::vector<store::LabelId> labels_, row_labels_;
  std::optional<store::TypeId> type_;
  // Of the row.
  Fields fields_;
  model::PropertyList list_;
  std::string bytes_;
};

}  // namespace

ImportReport import_csv(Database& database, const CsvImport& files, const ImportOptions& options) {
  return CsvLoad(database, files, options).run();
}

}  // namespace wutong
