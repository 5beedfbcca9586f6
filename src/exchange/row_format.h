// Row formats: how the rows of a query are written.
//
//   auto writer = exchange::make_row_writer("table", out);
//   writer->begin(result.columns());
//   while (const Row* row = result.next()) writer->row(*row);
//   writer->end();
#pragma once

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wutong/database.h"

namespace wutong::exchange {

class RowWriter {
 public:
  virtual ~RowWriter() = default;
  virtual void begin(const std::vector<std::string>& columns) = 0;
  virtual void row(const Row& row) = 0;
  virtual void end() = 0;
};

// table     a box table, columns aligned by display width; `width` columns at most (0: no limit)
// line      one "column: value" per line, a blank line between rows
// csv, tsv  RFC 4180; tabs and newlines of tsv are escaped
// json      one array of objects; jsonl: one object per line
// markdown  a pipe table; html: a <table>
// Errors: export.unknown_format, with the known ones.
std::unique_ptr<RowWriter> make_row_writer(std::string_view format, std::ostream& out,
                                           std::size_t width = 0);
const std::vector<std::string_view>& row_formats();  // sorted

// A value as a cell: strings without quotes, the rest as literals.
std::string cell_text(const Value& value);

}  // namespace wutong::exchange
