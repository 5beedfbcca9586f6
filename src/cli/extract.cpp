// The commands that need no database: extract, text, schema.
#include <algorithm>
#include <iostream>

#include "cli/command.h"
#include "cli/output.h"
#include "exchange/json_value.h"
#include "wutong/builder.h"
#include "wutong/extractor.h"

namespace wutong::cli {
namespace {

std::string schema_option(const cxxopts::ParseResult& parsed) {
  return parsed.count("schema") > 0 ? parsed["schema"].as<std::string>() : "";
}

// Runs `work` on each document; a document at fault is reported and the rest goes on.
template <class Work>
int for_each_document(const cxxopts::ParseResult& parsed, Work work) {
  const std::vector<std::string> arguments = arguments_of(parsed);
  if (arguments.empty()) {
    throw Error("cli.missing_argument", "no documents named").with_note("'-' reads standard input");
  }
  int status = kDone;
  for (const std::string& path : find_documents(arguments)) {
    try {
      work(path, read_text(path));
    } catch (const Error& error) {
      if (error.is_internal()) throw;
      std::cerr << path << ": " << error.message() << " [" << error.code() << "]\n";
      status = kUserFault;
    }
    if (!std::cout) break;  // the reader has gone
  }
  return status;
}

void add_extract_options(cxxopts::Options& options) {
  options.add_options()("schema", "Schema file instead of the one built in",
                        cxxopts::value<std::string>())(
      "format", "json (one array, for reading) or jsonl (one document per line)",
      cxxopts::value<std::string>()->default_value("jsonl"))(
      "explain", "For each fact its rule, spans and sentence, as JSON Lines");
}

int run_extract(const cxxopts::ParseResult& parsed) {
  const Extractor extractor(schema_option(parsed));
  const std::string format = parsed["format"].as<std::string>();
  if (format != "json" && format != "jsonl") {
    throw Error("export.unknown_format", "no format '" + format + "'")
        .with_note("known formats: json jsonl");
  }
  const bool explain = parsed.count("explain") > 0;
  exchange::Json all = exchange::Json::array();
  const int status =
      for_each_document(parsed, [&](const std::string& path, const std::string& bytes) {
        if (explain) {
          std::cout << extractor.explain(path, bytes);
        } else if (format == "jsonl") {
          std::cout << to_json(extractor.extract(path, bytes)) << '\n';
        } else {
          all.push_back(exchange::Json::parse(to_json(extractor.extract(path, bytes))));
        }
      });
  if (format == "json" && !explain) {
    std::cout << all.dump(2, ' ', false, exchange::Json::error_handler_t::replace) << '\n';
  }
  return status;
}

void add_text_options(cxxopts::Options& options) {
  options.add_options()("explain", "Each repair as one line of JSON: span, from, to, rule, score");
}

int run_text(const cxxopts::ParseResult& parsed) {
  const bool explain = parsed.count("explain") > 0;
  return for_each_document(parsed, [&](const std::string& path, const std::string& bytes) {
    const RestoredText restored = restore_text(path, bytes, explain);
    if (!explain) {
      std::cout << restored.text;
      if (!restored.text.empty() && restored.text.back() != '\n') std::cout << '\n';
      return;
    }
    for (const RepairRecord& repair : restored.repairs) {
      std::cout << exchange::dump({{"document", path},
                                   {"start", repair.start},
                                   {"end", repair.end},
                                   {"from", repair.from},
                                   {"to", repair.to},
                                   {"rule", repair.rule},
                                   {"score", repair.score}})
                << '\n';
    }
  });
}

void add_schema_options(cxxopts::Options& options) {
  options.add_options()("schema", "Schema file instead of the one built in",
                        cxxopts::value<std::string>());
}

int run_schema(const cxxopts::ParseResult& parsed) {
  std::cout << Extractor(schema_option(parsed)).describe_schema();
  return kDone;
}

}  // namespace

const Command& extract_command() {
  static const Command command{"extract",
                               "Print the graph of each document, without a database",
                               "[OPTION...] PATH...",
                               "",
                               add_extract_options,
                               run_extract};
  return command;
}

const Command& text_command() {
  static const Command command{
      "text",
      "Print the restored text of documents, or each repair",
      "[--explain] PATH...",
      "Restoring undoes broken encodings, removes pinyin brackets, and makes traditional\n"
      "characters simplified. Clean text passes unchanged.",
      add_text_options,
      run_text};
  return command;
}

const Command& schema_command() {
  static const Command command{
      "schema",           "Show the entity types, relations and statistics",
      "[--schema FILE]",  "",
      add_schema_options, run_schema};
  return command;
}

}  // namespace wutong::cli
