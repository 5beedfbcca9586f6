#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "base/progress.h"
#include "cli/command.h"
#include "cli/output.h"
#include "exchange/json_value.h"
#include "wutong/builder.h"

namespace wutong::cli {
namespace {

volatile std::sig_atomic_t interrupted = 0;

// The second interrupt ends the process at once: what is committed is kept.
void note_interrupt(int signal) {
  interrupted = 1;
  std::signal(signal, SIG_DFL);
}

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory; made where there is none",
                        cxxopts::value<std::string>())(
      "schema", "Schema file instead of the one built in", cxxopts::value<std::string>())(
      "jobs", "Extraction threads (default: one per core)", cxxopts::value<std::string>())(
      "list", "Take further paths from the lines of this file; '-' is standard input",
      cxxopts::value<std::string>())("resume",
                                     "Go on where a former job ended; what is done without paths")(
      "report", "Write a JSON report of every document to this file",
      cxxopts::value<std::string>())("force", "Replace existing report and event files")(
      "events", "Write what happens as JSON Lines to this file; '-' is standard output",
      cxxopts::value<std::string>())("dry-run", "Extract and report, change nothing")(
      "extracted", "The files hold lines of wutong extract instead of documents")(
      "text-field", "The field of JSON objects that holds the text", cxxopts::value<std::string>());
}

std::vector<std::string> lines_of(const std::string& file) {
  std::vector<std::string> lines;
  const std::string text = read_text(file);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) lines.push_back(std::move(line));
    at = end + 1;
  }
  return lines;
}

// {"documents": [...], "totals": {...}}, written as the job goes on.
class ReportFile {
 public:
  ReportFile(const std::string& path, bool force) : output_(path, force) {
    output_.stream() << "{\"documents\": [";
  }
  void document(const DocumentReport& report) {
    output_.stream() << (first_ ? "\n  " : ",\n  ") << to_json(report);
    first_ = false;
  }
  void end(const IngestReport& report) {
    output_.stream() << "\n], \"totals\": " << to_json(report) << "}\n";
    output_.finish();
  }

 private:
  Output output_;
  bool first_ = true;
};

// One line an event; a document is told of once its commit is on disk.
class Events {
 public:
  Events(const std::string& path, bool force) : output_(path, force) {}
  void start(const std::vector<std::string>& paths) {
    write({{"event", "start"}, {"paths", paths}});
  }
  void document(const DocumentReport& report) {
    exchange::Json event{{"event", "document"}};
    event.update(exchange::Json::parse(to_json(report)));
    write(event);
  }
  void end(const IngestReport& report, double seconds) {
    exchange::Json event{{"event", "end"}};
    event.update(exchange::Json::parse(to_json(report)));
    event["seconds"] = seconds;
    write(event);
    output_.finish();
  }

 private:
  void write(const exchange::Json& event) {
    output_.stream() << exchange::dump(event) << '\n' << std::flush;
  }
  Output output_;
};

void print_summary(const IngestReport& report, double seconds, bool dry_run,
                   const std::string& database) {
  const std::size_t documents =
      report.added + report.replaced + report.unchanged + report.rejected + report.withdrawn;
  std::cerr << counted(documents, "document", "documents") << " in " << base::seconds_text(seconds)
            << ": " << report.added << " added, " << report.replaced << " replaced, "
            << report.unchanged << " unchanged, ";
  if (report.withdrawn > 0) std::cerr << report.withdrawn << " withdrawn, ";
  std::cerr << report.rejected << " rejected; " << counted(report.entities, "entity", "entities")
            << ", " << counted(report.relations, "relation", "relations") << ", "
            << counted(report.statistics, "statistic", "statistics") << " found\n";
  if (report.stopped && dry_run) {
    std::cerr << "stopped\n";
  } else if (report.stopped) {
    std::cerr << "stopped after the current commit; what is finished is kept\n"
              << "  wutong ingest --db " << database << " goes on\n";
  }
}

// Whether there is no database yet, and one can be made.
bool is_new(const std::string& path) {
  std::error_code fault;
  return !std::filesystem::exists(path, fault) || std::filesystem::is_empty(path, fault);
}

int run(const cxxopts::ParseResult& parsed) {
  std::vector<std::string> paths = arguments_of(parsed);
  if (parsed.count("list") > 0) {
    for (std::string& line : lines_of(parsed["list"].as<std::string>())) {
      paths.push_back(std::move(line));
    }
  }
  const bool dry_run = parsed.count("dry-run") > 0;
  const bool force = parsed.count("force") > 0;
  const Error nothing_named =
      Error("cli.missing_argument", "no documents named")
          .with_note("wutong ingest --db DIR PATH...; '-' reads standard input");
  if (paths.empty() && (parsed.count("db") == 0 || parsed.count("list") > 0)) throw nothing_named;
  const Extractor extractor(parsed.count("schema") > 0 ? parsed["schema"].as<std::string>() : "");
  // A path that is not there must not leave a new database behind, nor must a dry run.
  const bool makes_one =
      !paths.empty() && (parsed.count("db") == 0 || is_new(database_path(parsed)));
  if (makes_one) find_documents(paths);
  OpenOptions open;
  open.create = !paths.empty() && !dry_run;
  open.in_memory = dry_run && makes_one;
  open.read_only = dry_run && !makes_one;
  const auto database = Database::open(open.in_memory ? "" : database_path(parsed), open);
  Builder builder(*database, extractor);

  IngestOptions options;
  options.jobs = static_cast<int>(number_of(parsed, "jobs", 1, kMostJobs).value_or(0));
  options.dry_run = dry_run;
  options.extracted = parsed.count("extracted") > 0;
  options.keep_documents = false;
  if (parsed.count("text-field") > 0) {
    options.read.text_field = parsed["text-field"].as<std::string>();
  }
  std::optional<ReportFile> report_file;
  std::optional<Events> events;
  if (parsed.count("report") > 0) report_file.emplace(parsed["report"].as<std::string>(), force);
  if (parsed.count("events") > 0) events.emplace(parsed["events"].as<std::string>(), force);
  base::Progress progress(std::cerr, stderr_is_terminal());
  options.document = [&](const DocumentReport& document) {
    if (report_file) report_file->document(document);
    if (events) events->document(document);
    if (document.outcome != DocumentOutcome::Rejected) return;
    progress.clear();
    std::cerr << "rejected " << document.uri << ": " << document.reason << " [" << document.code
              << "]\n";
  };
  if (events) events->start(paths);
  options.progress = [&](const IngestProgress& state) {
    progress.update({state.finished, state.total, state.documents, state.rejected, state.bytes,
                     state.current_bytes, state.total_bytes, state.current});
    return interrupted == 0;
  };
  std::signal(SIGINT, note_interrupt);
  std::signal(SIGTERM, note_interrupt);
  const auto start = std::chrono::steady_clock::now();
  const IngestReport report = builder.ingest(paths, options);
  progress.clear();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (report_file) report_file->end(report);
  if (events) events->end(report, took.count());
  print_summary(report, took.count(), dry_run, open.in_memory ? "" : database_path(parsed));
  return report.rejected > 0 || report.stopped ? kUserFault : kDone;
}

}  // namespace

const Command& ingest_command() {
  static const Command command{
      "ingest",
      "Build the graph from documents",
      "--db DIR [OPTION...] [PATH...]",
      "PATH is a file, a directory, a pattern or '-'. Read are text, Markdown, HTML, JSON,\n"
      "JSON Lines, docx, PDF, and zip and tar archives of these; a directory is searched for\n"
      "their endings. Documents whose content is known are skipped; a changed document's facts\n"
      "replace its former ones. A document that cannot be read is reported and the rest goes on.\n"
      "A job that was interrupted or killed goes on with the same command, or without a PATH.",
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
  const auto database = Database::open(database_path(parsed));
  const std::size_t known = Builder::forget(*database, uris);
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
