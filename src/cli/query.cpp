#include "cli/query.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <iostream>

#include "base/diagnostic.h"
#include "base/progress.h"
#include "cli/command.h"
#include "cli/output.h"
#include "exchange/json_value.h"
#include "exchange/row_format.h"
#include "wutong/journal.h"

namespace wutong::cli {

void print_notices(const Result& result) {
  for (const Error& notice : result.notices()) std::cerr << base::render_notice(notice);
}

std::string side_effects_text(const SideEffects& effects) {
  std::string text;
  const auto add = [&](std::uint64_t count, const char* what) {
    if (count == 0) return;
    text += (text.empty() ? "" : ", ") + std::to_string(count) + " " + what;
  };
  add(effects.nodes_created, "nodes created");
  add(effects.nodes_deleted, "nodes deleted");
  add(effects.relationships_created, "relationships created");
  add(effects.relationships_deleted, "relationships deleted");
  add(effects.properties_set, "properties set");
  add(effects.properties_removed, "properties removed");
  add(effects.labels_added, "labels added");
  add(effects.labels_removed, "labels removed");
  add(effects.indexes_added, "indexes added");
  add(effects.indexes_removed, "indexes removed");
  add(effects.constraints_added, "constraints added");
  add(effects.constraints_removed, "constraints removed");
  return text;
}

void run_statement(Session& session, const std::string& text, const Value& parameters,
                   const StatementOptions& options, std::ostream& out) {
  const auto start = std::chrono::steady_clock::now();
  RunOptions run;
  run.timeout = options.timeout;
  run.memory_limit = options.memory_limit;
  run.read_files = options.read_files;
  Result result = session.run(text, parameters.as_map(), run);
  print_notices(result);
  if (!result.columns().empty()) {
    const auto writer = exchange::make_row_writer(options.format, out, options.width);
    writer->begin(result.columns());
    while (const Row* row = result.next()) {
      writer->row(*row);
      if (!out) return;  // the reader has gone
    }
    writer->end();
  } else {
    while (result.next() != nullptr) {
    }
  }
  if (!result.plan().empty()) out << result.plan();
  if (const std::string effects = side_effects_text(result.side_effects()); !effects.empty()) {
    std::cerr << effects << '\n';
  }
  if (options.timer) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::cerr << base::seconds_text(took.count()) << '\n';
  }
}

Value parse_parameters(const std::vector<std::string>& assignments) {
  Map parameters;
  for (const std::string& assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error("cli.bad_parameter", "'" + assignment + "' is not NAME=JSON")
          .with_note("a string needs its quotes: --param 'name=\"桐乡市\"'");
    }
    try {
      parameters.emplace_back(assignment.substr(0, equals),
                              exchange::parse_json(assignment.substr(equals + 1)));
    } catch (Error& error) {
      error.add_note("in --param " + assignment +
                     "; a string needs its quotes: --param 'name=\"桐乡市\"'");
      throw;
    }
  }
  return Value::map(std::move(parameters));
}

namespace {

Session* running = nullptr;

void cancel_running(int) {
  if (running != nullptr) running->cancel();
}

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>())(
      "format", "table, line, csv, tsv, json, jsonl, markdown or html",
      cxxopts::value<std::string>()->default_value("table"))(
      "param", "A parameter, NAME=JSON; repeat for more",
      cxxopts::value<std::vector<std::string>>())(
      "f,file", "Run the statements of this file; '-' is standard input",
      cxxopts::value<std::string>())("o,output", "Write the rows to this file",
                                     cxxopts::value<std::string>())(
      "force", "Replace an existing output file")(
      "timeout", "Milliseconds after which the query ends", cxxopts::value<std::string>())(
      "memory-limit", "Megabytes that a query may hold", cxxopts::value<std::string>())(
      "no-files", "Refuse LOAD CSV")("read-only", "Open beside another process that writes")(
      "known-on", "Ask the graph as it was known on this day, 2024-05-01, or at a time",
      cxxopts::value<std::string>())("timer", "Print how long each statement took");
}

int run(const cxxopts::ParseResult& parsed) {
  const std::string path = database_path(parsed);
  const std::vector<std::string> arguments = arguments_of(parsed);
  std::string name = "query", script;
  if (parsed.count("file") > 0) {
    name = parsed["file"].as<std::string>();
    script = read_text(name);
  } else if (arguments.size() == 1) {
    script = arguments.front();
  } else {
    throw Error("cli.missing_argument", "one query or -f FILE is needed")
        .with_note("quote the query, so that the shell keeps it whole");
  }
  const std::vector<std::string> assignments = parsed.count("param") > 0
                                                   ? parsed["param"].as<std::vector<std::string>>()
                                                   : std::vector<std::string>{};
  const Value parameters = parse_parameters(assignments);
  StatementOptions options;
  options.format = parsed["format"].as<std::string>();
  exchange::make_row_writer(options.format,
                            std::cout);  // an unknown format is told before any work
  options.timer = parsed.count("timer") > 0;
  constexpr std::uint64_t kDays = 86'400'000, kMegabytes = 1 << 20;
  if (const auto timeout = number_of(parsed, "timeout", 1, 365 * kDays)) {
    options.timeout = std::chrono::milliseconds(*timeout);
  }
  if (const auto megabytes = number_of(parsed, "memory-limit", 1, kMegabytes)) {
    options.memory_limit = *megabytes << 20;
  }
  options.read_files = parsed.count("no-files") == 0;
  OpenOptions open;
  open.read_only = parsed.count("read-only") + parsed.count("known-on") > 0;
  auto database = Database::open(path, open);
  if (parsed.count("known-on") > 0) {
    database = known_at(*database, time_of(parsed["known-on"].as<std::string>()));
  }
  Session session = database->session();
  Output output(parsed.count("output") > 0 ? parsed["output"].as<std::string>() : "",
                parsed.count("force") > 0);
  options.width = parsed.count("output") > 0 ? 0 : terminal_width();
  running = &session;
  std::signal(SIGINT, cancel_running);
  for (const StatementText& statement : split_statements(script)) {
    try {
      run_statement(session, statement.text, parameters, options, output.stream());
    } catch (Error& error) {
      locate_in_script(error, script, name, statement.offset);
      throw;
    }
    if (!output.stream()) break;
  }
  running = nullptr;
  output.finish();
  return kDone;
}

}  // namespace

void locate_in_script(Error& error, const std::string& script, const std::string& name,
                      std::size_t offset) {
  if (!error.span() || error.source().empty()) return;
  error.set_span({error.span()->begin + offset, error.span()->end + offset});
  error.set_source(script, name);
}

const Command& query_command() {
  static const Command command{
      "query",
      "Ask the graph in openCypher",
      "--db DIR [OPTION...] [CYPHER | -f FILE]",
      "Statements are separated by semicolons. Rows go to standard output, everything else to\n"
      "standard error.",
      add_options,
      run};
  return command;
}

}  // namespace wutong::cli
