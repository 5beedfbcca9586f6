// The commands that read documents and need no database: extract, text.
#include <algorithm>
#include <iostream>

#include "cli/command.h"
#include "cli/comparison.h"
#include "cli/output.h"
#include "exchange/json_value.h"
#include "wutong/builder.h"
#include "wutong/extractor.h"

namespace wutong::cli {
namespace {

std::string schema_option(const cxxopts::ParseResult& parsed) {
  return parsed.count("schema") > 0 ? parsed["schema"].as<std::string>() : "";
}

ReadOptions read_options(const cxxopts::ParseResult& parsed) {
  ReadOptions options;
  if (parsed.count("text-field") > 0) options.text_field = parsed["text-field"].as<std::string>();
  return options;
}

// Runs `work` on each file; a document at fault is reported and the rest goes on.
template <class Work>
int for_each_file(const cxxopts::ParseResult& parsed, Work work) {
  const std::vector<std::string> arguments = arguments_of(parsed);
  if (arguments.empty()) {
    throw Error("cli.missing_argument", "no documents named").with_note("'-' reads standard input");
  }
  int status = kDone;
  const OnDocumentFault fault = [&](const std::string& uri, const std::string& code,
                                    const std::string& message) {
    std::cerr << uri << ": " << message << " [" << code << "]\n";
    status = kUserFault;
  };
  for (const std::string& path : find_documents(arguments)) {
    try {
      work(path, read_text(path), fault);
    } catch (const Error& error) {
      if (error.is_internal()) throw;
      fault(path, error.code(), error.message_with_notes());
    }
    if (!std::cout) break;  // the reader has gone
  }
  return status;
}

std::string error_line(const std::string& uri, const std::string& code,
                       const std::string& message) {
  return exchange::dump({{"document", uri}, {"error", {{"code", code}, {"message", message}}}});
}

// The name that an object gives itself; empty: none.
std::string uri_of_line(const std::string& line) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  for (const char* key : {"uri", "url", "id", "document"}) {
    if (!json.is_object() || !json.contains(key)) continue;
    const auto& value = json[key];
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number_integer()) return value.dump();
  }
  return "";
}

// One line, an object with a document's name and text, becomes one line: its graph or its error.
std::string extract_line(const Extractor& extractor, const std::string& line,
                         const ReadOptions& options) {
  const std::string uri = uri_of_line(line);
  if (uri.empty()) {
    return error_line("", "extract.bad_line",
                      "the line is no JSON object with a field uri, url or id");
  }
  std::string out;
  const auto fault = [&](const std::string&, const std::string& code, const std::string& message) {
    out = error_line(uri, code, message);
  };
  try {
    // The ending says what the line is, whatever the document's own name ends in.
    extractor.extract_documents(
        uri + ".json", line, options,
        [&](const DocumentGraph& graph) {
          DocumentGraph named = graph;
          named.document = uri;
          out = to_json(named);
        },
        fault);
  } catch (const Error& error) {
    if (error.is_internal()) throw;
    fault("", error.code(), error.message_with_notes());
  }
  return out;
}

int extract_lines(const Extractor& extractor, const ReadOptions& options) {
  std::string line;
  while (std::cout && std::getline(std::cin, line)) {
    std::cout << extract_line(extractor, line, options) << '\n' << std::flush;
  }
  return kDone;
}

void add_extract_options(cxxopts::Options& options) {
  options.add_options()("schema", "Schema file instead of the one built in",
                        cxxopts::value<std::string>())(
      "format", "json (one array, for reading) or jsonl (one document per line)",
      cxxopts::value<std::string>()->default_value("jsonl"))(
      "text-field", "The field of JSON objects that holds the text", cxxopts::value<std::string>())(
      "explain", "For each fact its rule, spans and sentence, as JSON Lines")(
      "lines",
      "Each line of standard input, an object with uri and text, gives one line: its graph or its "
      "error, in order");
}

int run_extract(const cxxopts::ParseResult& parsed) {
  const Extractor extractor(schema_option(parsed));
  const std::string format = parsed["format"].as<std::string>();
  if (format != "json" && format != "jsonl") {
    throw Error("export.unknown_format", "no format '" + format + "'")
        .with_note("known formats: json jsonl");
  }
  if (parsed.count("lines") > 0) return extract_lines(extractor, read_options(parsed));
  const bool explain = parsed.count("explain") > 0;
  exchange::Json all = exchange::Json::array();
  const ReadOptions options = read_options(parsed);
  const int status = for_each_file(
      parsed, [&](const std::string& path, const std::string& bytes, const OnDocumentFault& fault) {
        extractor.extract_documents(
            path, bytes, options,
            [&](const DocumentGraph& graph) {
              if (explain) {
                std::cout << Extractor::explain(graph);
              } else if (format == "jsonl") {
                std::cout << to_json(graph) << '\n';
              } else {
                all.push_back(exchange::Json::parse(to_json(graph)));
              }
            },
            fault);
      });
  if (format == "json" && !explain) {
    std::cout << all.dump(2, ' ', false, exchange::Json::error_handler_t::replace) << '\n';
  }
  return status;
}

void add_text_options(cxxopts::Options& options) {
  options.add_options()("explain", "Each repair as one line of JSON: span, from, to, rule, score")(
      "diff", "Each line that was repaired, as found and as restored, with the repairs marked")(
      "html", "A page that shows the documents as found and as restored side by side")(
      "text-field", "The field of JSON objects that holds the text", cxxopts::value<std::string>());
}

void print_repairs(const RestoredText& restored) {
  for (const RepairRecord& repair : restored.repairs) {
    std::cout << exchange::dump({{"document", restored.uri},
                                 {"start", repair.start},
                                 {"end", repair.end},
                                 {"from", repair.from},
                                 {"to", repair.to},
                                 {"rule", repair.rule},
                                 {"score", repair.score}})
              << '\n';
  }
}

int run_text(const cxxopts::ParseResult& parsed) {
  const bool explain = parsed.count("explain") > 0, diff = parsed.count("diff") > 0,
             html = parsed.count("html") > 0;
  if (explain + diff + html > 1) {
    throw Error("cli.conflicting_options", "one of --explain, --diff and --html at a time");
  }
  const ReadOptions options = read_options(parsed);
  if (html) std::cout << comparison_head();
  const int status = for_each_file(
      parsed, [&](const std::string& path, const std::string& bytes, const OnDocumentFault& fault) {
        restore_documents(
            path, bytes, options, explain || diff || html,
            [&](const RestoredText& restored) {
              if (explain) return print_repairs(restored);
              if (diff) return print_diff(restored, stdout_is_terminal(), std::cout);
              if (html) return print_comparison(restored, std::cout);
              std::cout << restored.text;
              if (!restored.text.empty() && restored.text.back() != '\n') std::cout << '\n';
            },
            fault);
      });
  if (html) std::cout << comparison_foot();
  return status;
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

}  // namespace wutong::cli
