// LOAD CSV: the records of a file, one row each, read as they are asked for.
#include <algorithm>
#include <fstream>
#include <optional>

#include "base/csv.h"
#include "exec/operators.h"

namespace wutong::exec {
namespace {

// "file:///a/b%20c" -> "/a/b c"; any other text is a path already.
std::string path_of(const std::string& url) {
  const auto starts = [&](const char* scheme) { return url.rfind(scheme, 0) == 0; };
  for (const char* scheme : {"http://", "https://", "ftp://"}) {
    if (!starts(scheme)) continue;
    throw Error("load_csv.no_network", "LOAD CSV reads files; '" + url + "' lies on the network")
        .with_note("download it first and name the file");
  }
  if (!starts("file:")) return url;
  std::string path;
  for (std::size_t i = starts("file://") ? 7 : 5; i < url.size(); ++i) {
    const bool escape = url[i] == '%' && i + 2 < url.size() &&
                        std::isxdigit(static_cast<unsigned char>(url[i + 1])) != 0 &&
                        std::isxdigit(static_cast<unsigned char>(url[i + 2])) != 0;
    if (escape) {
      path.push_back(static_cast<char>(std::stoi(url.substr(i + 1, 2), nullptr, 16)));
      i += 2;
    } else {
      path.push_back(url[i]);
    }
  }
  return path;
}

class LoadCsv : public PerRow {
 public:
  LoadCsv(const plan::LoadCsv& plan, OperatorPtr input, Columns carried, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        plan_(plan),
        carried_(std::move(carried)),
        url_(lowering.expression(*plan.url)) {}

 protected:
  void begin(const Frame& frame) override {
    reader_.reset();
    try {
      start(url_(frame));
    } catch (Error& error) {
      if (!error.span()) error.set_span(plan_.url->span);
      throw;
    }
  }
  bool emit(Batch& out) override {
    if (!reader_) return false;
    try {
      while (out.rows < kBatchRows) {
        if (!reader_->next(fields_)) return false;
        append_row(input_.batch(), input_.row(), carried_, out);
        out.columns[static_cast<std::size_t>(plan_.row)].push_back(row());
        ++out.rows;
      }
    } catch (Error& error) {
      if (!error.span()) error.set_span(plan_.url->span);
      throw;
    }
    return true;
  }

 private:
  void start(const Value& url) {
    if (!lowering_.context().read_files) {
      throw Error("load_csv.files_forbidden", "reading files is switched off")
          .with_note("it is allowed without --no-files");
    }
    if (!url.is_string()) {
      throw Error("type.invalid_argument_type",
                  "LOAD CSV takes a file's path, not " + type_with_article(url.type()));
    }
    const std::string path = path_of(url.as_string());
    file_ = std::ifstream(path, std::ios::binary);
    // A directory opens, but has nothing to read.
    if (!file_ || (file_.peek() == EOF && file_.bad())) {
      throw Error("load_csv.no_file", "cannot read '" + path + "'");
    }
    file_.clear();
    reader_.emplace(file_, path, plan_.field_terminator);
    headers_.clear();
    if (!plan_.with_headers || !reader_->next(fields_)) return;
    for (const base::CsvField& field : fields_) {
      if (std::find(headers_.begin(), headers_.end(), field.text) != headers_.end()) {
        throw reader_->error("load_csv.duplicate_header",
                             "two columns are called '" + field.text + "'");
      }
      headers_.push_back(field.text);
    }
  }
  // Nothing between two delimiters is null; "" is the empty text.
  static Value cell(const base::CsvField& field) {
    return field.text.empty() && !field.quoted ? Value() : Value(field.text);
  }
  Value row() const {
    if (!plan_.with_headers) {
      List list;
      for (const base::CsvField& field : fields_) list.push_back(cell(field));
      return Value::list(std::move(list));
    }
    if (fields_.size() > headers_.size()) {
      throw reader_->error("load_csv.too_many_fields", std::to_string(fields_.size()) +
                                                           " fields, but the header names " +
                                                           std::to_string(headers_.size()));
    }
    Map map;
    for (std::size_t i = 0; i < headers_.size(); ++i) {
      map.emplace_back(headers_[i], i < fields_.size() ? cell(fields_[i]) : Value());
    }
    return Value::map(std::move(map));
  }

  const plan::LoadCsv& plan_;
  Columns carried_;
  Evaluate url_;
  std::ifstream file_;
  std::optional<base::CsvReader> reader_;
  std::vector<base::CsvField> fields_;
  std::vector<std::string> headers_;
};

}  // namespace

OperatorPtr make_load_csv(const plan::LoadCsv& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<LoadCsv>(plan, lowering.op(*plan.input, argument),
                                   indexes_of(lowering.columns_of(*plan.input)), lowering);
}

}  // namespace wutong::exec
