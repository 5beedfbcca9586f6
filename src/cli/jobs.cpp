// The history of a database: its jobs, and the state of each document.
#include <iostream>

#include "cli/command.h"
#include "cli/output.h"
#include "exchange/row_format.h"
#include "wutong/journal.h"

namespace wutong::cli {
namespace {

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>())(
      "format", "table, line, csv, tsv, json, jsonl, markdown or html",
      cxxopts::value<std::string>()->default_value("table"))("documents",
                                                             "List documents instead of jobs")(
      "state", "Only documents that are pending, done, rejected or withdrawn",
      cxxopts::value<std::string>());
}

Value time_or_null(std::int64_t time) { return time == 0 ? Value() : Value(time_text(time)); }
Value count(std::uint64_t number) { return static_cast<std::int64_t>(number); }

void list_jobs(Database& database, bool alone, const std::string& format) {
  const auto writer = exchange::make_row_writer(format, std::cout, terminal_width());
  writer->begin({"job", "command", "started", "ended", "state", "added", "replaced", "unchanged",
                 "rejected", "withdrawn", "of"});
  for (const JobRecord& job : jobs(database)) {
    std::string of;
    for (const std::string& argument : job.arguments) of += (of.empty() ? "" : " ") + argument;
    // Nobody else writes, so what has not ended never will.
    const bool cut = alone && job.state == "running";
    writer->row({count(job.id), job.command, time_or_null(job.started), time_or_null(job.ended),
                 cut ? "cut short" : job.state, count(job.added), count(job.replaced),
                 count(job.unchanged), count(job.rejected), count(job.withdrawn), of});
  }
  writer->end();
}

void list_documents(Database& database, const std::string& state, const std::string& format) {
  const auto writer = exchange::make_row_writer(format, std::cout, terminal_width());
  writer->begin({"document", "state", "job", "since", "reason"});
  for_each_document(database, [&](const DocumentRecord& document) {
    if (!state.empty() && state != to_string(document.state)) return;
    writer->row(
        {document.uri, to_string(document.state), document.job == 0 ? Value() : count(document.job),
         time_or_null(document.since),
         document.code.empty() ? Value() : Value(document.reason + " [" + document.code + "]")});
  });
  writer->end();
}

int run(const cxxopts::ParseResult& parsed) {
  const std::string format = parsed["format"].as<std::string>();
  const std::string state =
      parsed.count("state") > 0 ? parsed["state"].as<std::string>() : std::string();
  if (!state.empty() && state != "pending" && state != "done" && state != "rejected" &&
      state != "withdrawn") {
    throw Error("cli.bad_option", "no state '" + state + "'")
        .with_note("known states: pending done rejected withdrawn");
  }
  std::vector<std::string> arguments = arguments_of(parsed);
  const std::string path = take_database(parsed, arguments);
  std::unique_ptr<Database> database;
  bool alone = true;
  try {
    database = Database::open(path);
  } catch (const Error& error) {
    if (error.code() != "store.locked") throw;
    alone = false;
    OpenOptions open;
    open.read_only = true;
    database = Database::open(path, open);
  }
  if (parsed.count("documents") > 0 || !state.empty()) {
    list_documents(*database, state, format);
  } else {
    list_jobs(*database, alone, format);
  }
  return kDone;
}

}  // namespace

const Command& jobs_command() {
  static const Command command{
      "jobs",
      "Show the history of a database: its jobs and documents",
      "DIR [--documents] [--state STATE]",
      "Every document is pending, done, rejected or withdrawn. Times are UTC.\n"
      "wutong ingest --db DIR goes on with what is pending.",
      add_options,
      run};
  return command;
}

}  // namespace wutong::cli
