// The header of a file to import: what each column holds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/csv.h"
#include "wutong/value.h"

namespace wutong {

struct CsvColumn {
  enum class Kind { Property, Id, Start, End, Label, Type, Ignore } kind = Kind::Property;
  std::string name;      // of the property; may be empty for ids
  std::string id_space;  // of Id, Start, End
  ValueType type = ValueType::String;
  bool list = false;
};

// Errors: import.bad_header, with file and line.
std::vector<CsvColumn> parse_csv_header(const std::vector<base::CsvField>& fields,
                                        const base::CsvReader& reader, bool relationships);

// The cell as a value of the column's type; nothing where it is none. `text` is not empty, or
// quoted.
std::optional<Value> parse_csv_cell(const std::string& text, const CsvColumn& column,
                                    char array_delimiter);
// "integer", "list of integers": for messages.
std::string describe(const CsvColumn& column);

}  // namespace wutong
