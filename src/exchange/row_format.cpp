#include "exchange/row_format.h"

#include <algorithm>
#include <ostream>

#include "base/html_text.h"
#include "exchange/json_value.h"
#include "exchange/table_writer.h"

namespace wutong::exchange {
namespace {

// RFC 4180 with `separator`; for tabs, escapes instead of quotes.
class DelimitedWriter : public RowWriter {
 public:
  DelimitedWriter(std::ostream& out, char separator) : out_(out), separator_(separator) {}
  void begin(const std::vector<std::string>& columns) override { write(columns); }
  void row(const Row& row) override {
    std::vector<std::string> cells;
    cells.reserve(row.size());
    for (const Value& value : row) cells.push_back(value.is_null() ? "" : cell_text(value));
    write(cells);
  }
  void end() override {}

 private:
  void write(const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out_ << separator_;
      out_ << (separator_ == '\t' ? escaped(cells[i]) : quoted(cells[i]));
    }
    out_ << '\n';
  }
  static std::string quoted(const std::string& cell) {
    if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
    std::string out = "\"";
    for (const char c : cell) out += c == '"' ? "\"\"" : std::string(1, c);
    return out + "\"";
  }
  static std::string escaped(const std::string& cell) {
    std::string out;
    for (const char c : cell) {
      if (c == '\t')
        out += "\\t";
      else if (c == '\n')
        out += "\\n";
      else if (c == '\r')
        out += "\\r";
      else if (c == '\\')
        out += "\\\\";
      else
        out.push_back(c);
    }
    return out;
  }

  std::ostream& out_;
  char separator_;
};

class JsonWriter : public RowWriter {
 public:
  JsonWriter(std::ostream& out, bool lines) : out_(out), lines_(lines) {}
  void begin(const std::vector<std::string>& columns) override {
    columns_ = columns;
    if (!lines_) out_ << '[';
  }
  void row(const Row& row) override {
    Json object = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) object[columns_[i]] = to_json(row[i]);
    if (!lines_) out_ << (first_ ? "\n" : ",\n") << "  ";
    out_ << dump(object);
    if (lines_) out_ << '\n';
    first_ = false;
  }
  void end() override {
    if (!lines_) out_ << (first_ ? "]\n" : "\n]\n");
  }

 private:
  std::ostream& out_;
  bool lines_;
  bool first_ = true;
  std::vector<std::string> columns_;
};

class LineWriter : public RowWriter {
 public:
  explicit LineWriter(std::ostream& out) : out_(out) {}
  void begin(const std::vector<std::string>& columns) override { columns_ = columns; }
  void row(const Row& row) override {
    if (!first_) out_ << '\n';
    first_ = false;
    for (std::size_t i = 0; i < row.size(); ++i) {
      out_ << columns_[i] << ": " << cell_text(row[i]) << '\n';
    }
  }
  void end() override {}

 private:
  std::ostream& out_;
  bool first_ = true;
  std::vector<std::string> columns_;
};

class MarkdownWriter : public RowWriter {
 public:
  explicit MarkdownWriter(std::ostream& out) : out_(out) {}
  void begin(const std::vector<std::string>& columns) override {
    for (const std::string& column : columns) out_ << "| " << cell(column) << ' ';
    out_ << "|\n";
    for (std::size_t i = 0; i < columns.size(); ++i) out_ << "| --- ";
    out_ << "|\n";
  }
  void row(const Row& row) override {
    for (const Value& value : row) out_ << "| " << cell(cell_text(value)) << ' ';
    out_ << "|\n";
  }
  void end() override {}

 private:
  static std::string cell(const std::string& text) {
    std::string out;
    for (const char c : text) {
      if (c == '|')
        out += "\\|";
      else if (c == '\n')
        out += "<br>";
      else
        out.push_back(c);
    }
    return out;
  }
  std::ostream& out_;
};

class HtmlWriter : public RowWriter {
 public:
  explicit HtmlWriter(std::ostream& out) : out_(out) {}
  void begin(const std::vector<std::string>& columns) override {
    out_ << "<table>\n<thead><tr>";
    for (const std::string& column : columns) out_ << "<th>" << base::html_text(column) << "</th>";
    out_ << "</tr></thead>\n<tbody>\n";
  }
  void row(const Row& row) override {
    out_ << "<tr>";
    for (const Value& value : row) out_ << "<td>" << base::html_text(cell_text(value)) << "</td>";
    out_ << "</tr>\n";
  }
  void end() override { out_ << "</tbody>\n</table>\n"; }

 private:
  std::ostream& out_;
};

}  // namespace

std::string cell_text(const Value& value) { return plain_text(value); }

const std::vector<std::string_view>& row_formats() {
  static const std::vector<std::string_view> formats = {"csv",  "html",     "json",  "jsonl",
                                                        "line", "markdown", "table", "tsv"};
  return formats;
}

std::unique_ptr<RowWriter> make_row_writer(std::string_view format, std::ostream& out,
                                           std::size_t width) {
  if (format == "table") return make_table_writer(out, width);
  if (format == "line") return std::make_unique<LineWriter>(out);
  if (format == "csv") return std::make_unique<DelimitedWriter>(out, ',');
  if (format == "tsv") return std::make_unique<DelimitedWriter>(out, '\t');
  if (format == "json") return std::make_unique<JsonWriter>(out, false);
  if (format == "jsonl") return std::make_unique<JsonWriter>(out, true);
  if (format == "markdown") return std::make_unique<MarkdownWriter>(out);
  if (format == "html") return std::make_unique<HtmlWriter>(out);
  std::string known;
  for (const std::string_view name : row_formats()) known += " " + std::string(name);
  throw Error("export.unknown_format", "no output format '" + std::string(format) + "'")
      .with_note("known formats:" + known);
}

}  // namespace wutong::exchange
