// wutong import: files of nodes and relationships, as neo4j-admin reads them or as export writes
// them, into a new database.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <limits>

#include "base/progress.h"
#include "cli/command.h"
#include "cli/output.h"
#include "exchange/import_graphml.h"
#include "exchange/import_jsonl.h"

namespace wutong::cli {
namespace {

void add_options(cxxopts::Options& options) {
  const auto several = [] { return cxxopts::value<std::vector<std::string>>(); };
  const auto mark = [](const char* standard) {
    return cxxopts::value<std::string>()->default_value(standard);
  };
  options.add_options()("db", "Database directory, new or empty", cxxopts::value<std::string>())(
      "nodes", "[LABEL[:LABEL]...=]FILE[,FILE...]; the first file's header holds for all; repeat",
      several())("relationships", "[TYPE=]FILE[,FILE...]; repeat", several())(
      "jsonl", "FILE[,FILE...] of wutong export --format jsonl", several())(
      "graphml", "FILE[,FILE...] of GraphML; an edge without a type becomes RELATED", several())(
      "delimiter", "Between cells: a character or 'tab'", mark(","))(
      "array-delimiter", "Between the items of a list, and labels", mark(";"))(
      "quote", "Around cells", mark("\""))("id-type", "string or integer", mark("string"))(
      "bad-tolerance", "Rows at fault that are reported and left out before giving up",
      cxxopts::value<std::string>()->default_value("0"));
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(at, begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

// "NAME=FILE,FILE". A file's name may hold a '='.
CsvGroup group_of(const std::string& argument, bool relationships) {
  CsvGroup group;
  std::string files = argument;
  const std::size_t equals = argument.find('=');
  if (equals != std::string::npos && !std::filesystem::exists(argument)) {
    const std::string names = argument.substr(0, equals);
    group.names = relationships ? split(names, '\0') : split(names, ':');
    files = argument.substr(equals + 1);
  }
  group.files = std::filesystem::exists(files) ? std::vector{files} : split(files, ',');
  if (!group.files.empty()) return group;
  throw Error("cli.missing_argument", "'" + argument + "' names no file");
}

char mark_of(const cxxopts::ParseResult& parsed, const char* option) {
  const std::string text = parsed[option].as<std::string>();
  if (text == "tab" || text == "\\t") return '\t';
  if (text.size() == 1) return text.front();
  throw Error("cli.bad_option", std::string("--") + option +
                                    " takes one ASCII character or 'tab', not '" + text + "'");
}

std::vector<std::string> several(const cxxopts::ParseResult& parsed, const char* option) {
  return parsed.count(option) > 0 ? parsed[option].as<std::vector<std::string>>()
                                  : std::vector<std::string>{};
}

CsvImport csv_of(const cxxopts::ParseResult& parsed) {
  CsvImport csv;
  for (const std::string& argument : several(parsed, "nodes")) {
    csv.nodes.push_back(group_of(argument, false));
  }
  for (const std::string& argument : several(parsed, "relationships")) {
    csv.relationships.push_back(group_of(argument, true));
  }
  csv.delimiter = mark_of(parsed, "delimiter");
  csv.array_delimiter = mark_of(parsed, "array-delimiter");
  csv.quote = mark_of(parsed, "quote");
  if (csv.delimiter == csv.array_delimiter || csv.delimiter == csv.quote ||
      csv.array_delimiter == csv.quote) {
    throw Error("cli.bad_option", "--delimiter, --array-delimiter and --quote must differ");
  }
  const std::string ids = parsed["id-type"].as<std::string>();
  if (ids != "string" && ids != "integer") {
    throw Error("cli.bad_option", "--id-type is string or integer, not '" + ids + "'");
  }
  csv.integer_ids = ids == "integer";
  return csv;
}

// A line on a terminal that is drawn anew.
class Line {
 public:
  explicit Line(bool show) : show_(show) {}
  ~Line() { clear(); }
  void update(const ImportProgress& state) {
    const auto now = Clock::now();
    if (!show_ || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    const double share = state.all_bytes == 0 ? 1
                                              : static_cast<double>(state.done_bytes) /
                                                    static_cast<double>(state.all_bytes);
    std::cerr << "\r\x1b[K" << static_cast<int>(share * 100) << " %, " << state.nodes << " nodes, "
              << state.relationships << " relationships";
    if (share > 0)
      std::cerr << ", " << base::seconds_text(seconds * (1 - share) / share) << " left";
    std::cerr << std::flush;
  }
  void clear() {
    if (show_) std::cerr << "\r\x1b[K" << std::flush;
  }

 private:
  using Clock = std::chrono::steady_clock;
  bool show_;
  Clock::time_point start_ = Clock::now(), last_{};
};

int run(const cxxopts::ParseResult& parsed) {
  std::vector<std::string> extra = arguments_of(parsed);
  if (!extra.empty()) {
    throw Error("cli.bad_argument", "'" + extra.front() + "' belongs to no option")
        .with_note("each file has its own: --nodes Person=a.csv --nodes Firm=b.csv");
  }
  const CsvImport csv = csv_of(parsed);
  const auto files_of = [&](const char* option) {
    std::vector<std::string> files;
    for (const std::string& argument : several(parsed, option)) {
      for (std::string& file : group_of(argument, true).files) files.push_back(std::move(file));
    }
    return files;
  };
  const std::vector<std::string> jsonl = files_of("jsonl"), graphml = files_of("graphml");
  const bool has_csv = !csv.nodes.empty() || !csv.relationships.empty();
  const int sources = (has_csv ? 1 : 0) + (jsonl.empty() ? 0 : 1) + (graphml.empty() ? 0 : 1);
  if (sources != 1) {
    throw Error("cli.missing_option", sources > 1
                                          ? "CSV files, --jsonl and --graphml do not go together"
                                          : "this command needs --nodes, --jsonl or --graphml")
        .with_note(
            "wutong import --db graph.db --nodes Person=people.csv "
            "--relationships KNOWS=knows.csv");
  }
  OpenOptions open;
  open.create = true;
  const auto start = std::chrono::steady_clock::now();
  const auto database = Database::open(database_path(parsed), open);
  Line line(stderr_is_terminal());
  ImportOptions options;
  options.bad_tolerance = static_cast<std::size_t>(
      *number_of(parsed, "bad-tolerance", 0, std::numeric_limits<std::uint32_t>::max()));
  options.bad_row = [&](const Error& fault) {
    line.clear();
    std::cerr << fault.message_with_notes() << '\n';
  };
  options.progress = [&](const ImportProgress& state) { line.update(state); };
  const ImportReport report = has_csv ? import_csv(*database, csv, options)
                              : jsonl.empty()
                                  ? exchange::import_graphml(*database, graphml, options)
                                  : exchange::import_jsonl(*database, jsonl, options);
  line.clear();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  std::cerr << report.nodes << " nodes and " << report.relationships << " relationships imported";
  if (report.bad_rows > 0) std::cerr << ", " << report.bad_rows << " bad rows left out";
  std::cerr << " in " << base::seconds_text(took.count()) << '\n';
  return kDone;
}

}  // namespace

const Command& import_command() {
  static const Command command{
      "import",
      "Make a database of CSV, JSON Lines or GraphML files",
      "--db DIR (--nodes [LABEL=]FILE... --relationships [TYPE=]FILE... | --jsonl FILE... | "
      "--graphml FILE...)",
      "The header of a CSV file names its columns, as for neo4j-admin: NAME[:TYPE], and\n"
      "  of nodes          :ID or NAME:ID, :ID(SPACE), :LABEL\n"
      "  of relationships  :START_ID, :END_ID, :START_ID(SPACE), :TYPE\n"
      "TYPE is string, int, float, boolean, date, time, datetime, localdatetime, duration; [] "
      "makes\n"
      "it a list; :IGNORE passes a column over. All is imported or nothing.\n"
      "  wutong import --db graph.db --nodes Person=people.csv --relationships KNOWS=knows.csv",
      add_options,
      run};
  return command;
}

}  // namespace wutong::cli
