#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "base/progress.h"
#include "cli/command.h"
#include "cli/output.h"
#include "wutong/builder.h"

namespace wutong::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void note_interrupt(int) { interrupted = 1; }

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory; made where there is none",
                        cxxopts::value<std::string>())(
      "schema", "Schema file instead of the one built in", cxxopts::value<std::string>())(
      "jobs", "Extraction threads (default: one per core)", cxxopts::value<int>())(
      "report", "Write a JSON report of every document to this file",
      cxxopts::value<std::string>())("force", "Replace an existing report file")(
      "dry-run", "Extract and report, change nothing")(
      "text-field", "The field of JSON objects that holds the text", cxxopts::value<std::string>());
}

void print_summary(const IngestReport& report, double seconds) {
  std::size_t entities = 0, relations = 0, statistics = 0;
  for (const DocumentReport& document : report.documents) {
    entities += document.entities;
    relations += document.relations;
    statistics += document.statistics;
    if (document.outcome == DocumentOutcome::Rejected) {
      std::cerr << "rejected " << document.uri << ": " << document.reason << " [" << document.code
                << "]\n";
    }
  }
  std::cerr << report.documents.size() << " documents in " << base::seconds_text(seconds) << ": "
            << report.added << " added, " << report.replaced << " replaced, " << report.unchanged
            << " unchanged, " << report.rejected << " rejected; " << entities << " entities, "
            << relations << " relations, " << statistics << " statistics found\n";
  if (report.stopped) {
    std::cerr << "stopped; what is finished is kept, the same command goes on from here\n";
  }
}

int run(const cxxopts::ParseResult& parsed) {
  const std::vector<std::string> paths = arguments_of(parsed);
  if (paths.empty()) {
    throw Error("cli.missing_argument", "no documents named")
        .with_note("wutong ingest --db DIR PATH...; '-' reads standard input");
  }
  const Extractor extractor(parsed.count("schema") > 0 ? parsed["schema"].as<std::string>() : "");
  const bool dry_run = parsed.count("dry-run") > 0;
  OpenOptions open;
  open.create = true;
  open.in_memory = dry_run && parsed.count("db") == 0;
  const auto database = Database::open(open.in_memory ? "" : database_path(parsed), open);
  Builder builder(*database, extractor);

  const bool show = stderr_is_terminal();
  base::Progress progress(std::cerr, show);
  IngestOptions options;
  options.jobs = parsed.count("jobs") > 0 ? parsed["jobs"].as<int>() : 0;
  options.dry_run = dry_run;
  if (parsed.count("text-field") > 0) {
    options.read.text_field = parsed["text-field"].as<std::string>();
  }
  options.progress = [&](const IngestProgress& state) {
    progress.update(state.finished, state.total, state.bytes, state.current);
    return interrupted == 0;
  };
  std::signal(SIGINT, note_interrupt);
  const auto start = std::chrono::steady_clock::now();
  const IngestReport report = builder.ingest(paths, options);
  progress.clear();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (parsed.count("report") > 0) {
    Output output(parsed["report"].as<std::string>(), parsed.count("force") > 0);
    output.stream() << to_json(report);
    output.finish();
  }
  print_summary(report, took.count());
  return report.rejected > 0 || report.stopped ? kUserFault : kDone;
}

}  // namespace

const Command& ingest_command() {
  static const Command command{
      "ingest",
      "Build the graph from documents",
      "--db DIR [OPTION...] PATH...",
      "PATH is a file, a directory or '-'. Read are text, Markdown, HTML, JSON, JSON Lines, docx,\n"
      "PDF, and zip and tar archives of these; a directory is searched for their endings.\n"
      "Documents whose content is known are skipped; a changed document's facts replace its\n"
      "former ones. A document that cannot be read is reported and the rest goes on.",
      add_options,
      run};
  return command;
}

namespace {

void add_forget_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>());
}

int run_forget(const cxxopts::ParseResult& parsed) {
  const std::vector<std::string> uris = arguments_of(parsed);
  if (uris.empty()) throw Error("cli.missing_argument", "no document named");
  const Extractor extractor;
  const auto database = Database::open(database_path(parsed));
  const std::size_t known = Builder(*database, extractor).forget(uris);
  std::cerr << known << " of " << uris.size() << " documents withdrawn\n";
  if (known < uris.size()) {
    std::cerr << "the names of documents: MATCH (d:Document) RETURN d.uri\n";
    return kUserFault;
  }
  return kDone;
}

}  // namespace

const Command& forget_command() {
  static const Command command{
      "forget",           "Withdraw documents and the facts only they state",
      "--db DIR URI...",  "",
      add_forget_options, run_forget};
  return command;
}

}  // namespace wutong::cli
