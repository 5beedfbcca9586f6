#include "engine/csv_header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/suggest.h"
#include "model/temporal_parse.h"

namespace wutong {
namespace {

struct TypeName {
  const char* name;
  ValueType type;
};
constexpr std::array<TypeName, 16> kTypes = {{
    {"string", ValueType::String},
    {"char", ValueType::String},
    {"int", ValueType::Integer},
    {"integer", ValueType::Integer},
    {"long", ValueType::Integer},
    {"short", ValueType::Integer},
    {"byte", ValueType::Integer},
    {"float", ValueType::Float},
    {"double", ValueType::Float},
    {"boolean", ValueType::Boolean},
    {"date", ValueType::Date},
    {"localtime", ValueType::LocalTime},
    {"time", ValueType::Time},
    {"localdatetime", ValueType::LocalDateTime},
    {"datetime", ValueType::DateTime},
    {"duration", ValueType::Duration},
}};

struct SpecialName {
  const char* name;
  CsvColumn::Kind kind;
};
constexpr std::array<SpecialName, 6> kSpecials = {{
    {"ID", CsvColumn::Kind::Id},
    {"LABEL", CsvColumn::Kind::Label},
    {"START_ID", CsvColumn::Kind::Start},
    {"END_ID", CsvColumn::Kind::End},
    {"TYPE", CsvColumn::Kind::Type},
    {"IGNORE", CsvColumn::Kind::Ignore},
}};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

template <class Number>
std::optional<Value> number(std::string_view text) {
  text = trimmed(text);
  Number value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Value(value);
}

std::optional<Value> scalar(const std::string& text, ValueType type) {
  switch (type) {
    case ValueType::String:
      return Value(text);
    case ValueType::Integer:
      return number<std::int64_t>(text);
    case ValueType::Float:
      return number<double>(text);
    case ValueType::Boolean: {
      const std::string word = lower(std::string(trimmed(text)));
      if (word != "true" && word != "false") return std::nullopt;
      return Value(word == "true");
    }
    default:
      break;
  }
  const Value from(std::string(trimmed(text)));
  try {
    switch (type) {
      case ValueType::Date:
        return model::make_date(from);
      case ValueType::LocalTime:
        return model::make_local_time(from);
      case ValueType::Time:
        return model::make_time(from);
      case ValueType::LocalDateTime:
        return model::make_local_date_time(from);
      case ValueType::DateTime:
        return model::make_date_time(from);
      default:
        return model::make_duration(from);
    }
  } catch (const Error&) {
    return std::nullopt;
  }
}

CsvColumn parse_column(const std::string& text, const base::CsvReader& reader, bool relationships) {
  CsvColumn column;
  const std::size_t colon = text.rfind(':');
  column.name = text.substr(0, colon);
  const auto named = [&] {
    if (column.kind == CsvColumn::Kind::Property && column.name.empty()) {
      throw reader.error("import.bad_header", "column '" + text + "' has no name");
    }
    return column;
  };
  if (colon == std::string::npos) return named();
  std::string type = text.substr(colon + 1);
  const std::size_t open = type.find('(');
  if (open != std::string::npos) {
    if (type.back() != ')') {
      throw reader.error("import.bad_header", "column '" + text + "' lacks a ')'");
    }
    column.id_space = type.substr(open + 1, type.size() - open - 2);
    type.resize(open);
  }
  for (const SpecialName& special : kSpecials) {
    if (type != special.name) continue;
    column.kind = special.kind;
    const bool of_nodes =
        column.kind == CsvColumn::Kind::Id || column.kind == CsvColumn::Kind::Label;
    if (column.kind != CsvColumn::Kind::Ignore && of_nodes == relationships) {
      throw reader.error("import.bad_header", ":" + type + " belongs into a file of " +
                                                  (of_nodes ? "nodes" : "relationships"));
    }
    return column;
  }
  if (type.ends_with("[]")) {
    column.list = true;
    type.resize(type.size() - 2);
  }
  std::vector<std::string> known;
  for (const TypeName& entry : kTypes) {
    if (lower(type) == entry.name) {
      column.type = entry.type;
      return named();
    }
    known.emplace_back(entry.name);
  }
  for (const SpecialName& special : kSpecials) known.emplace_back(special.name);
  Error fault =
      reader.error("import.bad_header", "no type '" + type + "' of column '" + text + "'");
  if (const auto close = base::closest(type, known)) {
    fault.add_note("did you mean '" + *close + "'?");
  } else {
    fault.add_note("types are string, int, float, boolean, date, datetime, ..., and " +
                   std::string(relationships ? "START_ID, END_ID, TYPE" : "ID, LABEL") +
                   ", IGNORE");
  }
  throw fault;
}

}  // namespace

std::vector<CsvColumn> parse_csv_header(const std::vector<base::CsvField>& fields,
                                        const base::CsvReader& reader, bool relationships) {
  std::vector<CsvColumn> columns;
  std::vector<std::string> names;
  const auto count = [&](CsvColumn::Kind kind) {
    return std::count_if(columns.begin(), columns.end(),
                         [&](const CsvColumn& column) { return column.kind == kind; });
  };
  for (const base::CsvField& field : fields) {
    CsvColumn column = parse_column(field.text, reader, relationships);
    if (column.kind == CsvColumn::Kind::Property ||
        (column.kind == CsvColumn::Kind::Id && !column.name.empty())) {
      if (std::find(names.begin(), names.end(), column.name) != names.end()) {
        throw reader.error("import.bad_header", "two columns are called '" + column.name + "'");
      }
      names.push_back(column.name);
    }
    columns.push_back(std::move(column));
  }
  for (const SpecialName& special : kSpecials) {
    if (special.kind == CsvColumn::Kind::Ignore || special.kind == CsvColumn::Kind::Label) continue;
    const auto found = count(special.kind);
    if (found > 1) {
      throw reader.error("import.bad_header",
                         "there are " + std::to_string(found) + " columns :" + special.name);
    }
    const bool needed =
        special.kind == CsvColumn::Kind::Start || special.kind == CsvColumn::Kind::End;
    if (relationships && needed && found == 0) {
      throw reader.error("import.bad_header",
                         std::string("a file of relationships needs a column :") + special.name);
    }
  }
  return columns;
}

std::optional<Value> parse_csv_cell(const std::string& text, const CsvColumn& column,
                                    char array_delimiter) {
  if (!column.list) return scalar(text, column.type);
  List items;
  for (std::size_t at = 0; !text.empty();) {
    const std::size_t stop = text.find(array_delimiter, at);
    auto item = scalar(text.substr(at, stop - at), column.type);
    if (!item) return std::nullopt;
    items.push_back(*std::move(item));
    if (stop == std::string::npos) break;
    at = stop + 1;
  }
  return Value::list(std::move(items));
}

std::string describe(const CsvColumn& column) {
  for (const TypeName& entry : kTypes) {
    if (entry.type == column.type) return std::string(entry.name) + (column.list ? "[]" : "");
  }
  return {};
}

}  // namespace wutong
