// `wutong extract`: documents in, graphs out, on several threads. What is printed is in the order
// of the documents, the same bytes for any number of threads.
#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>

#include "base/ordered_work.h"
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

ReadOptions read_options(const cxxopts::ParseResult& parsed) {
  ReadOptions options;
  if (parsed.count("text-field") > 0) options.text_field = parsed["text-field"].as<std::string>();
  return options;
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

// What one piece of work prints.
struct Printed {
  std::string out, err;
};

// The work of a command, and what became of it.
class Printing {
 public:
  using Print = std::function<void(std::string&&)>;

  Printing(std::size_t threads, Print print)
      : print_(std::move(print)),
        work_({threads, 64 * threads, kWindowBytes * threads},
              [this](Printed&& printed) { deliver(std::move(printed)); }) {}
  void put(std::size_t bytes, std::function<Printed()> work) { work_.put(bytes, std::move(work)); }
  void fault(const std::string& uri, const std::string& code, const std::string& message) {
    put(0, [line = fault_line(uri, code, message)] { return Printed{"", line}; });
  }
  // False where the reader of what is printed has gone.
  bool wanted() const { return wanted_; }
  int finish() {
    work_.finish();
    return status_;
  }
  static std::string fault_line(const std::string& uri, const std::string& code,
                                const std::string& message) {
    return uri + ": " + message + " [" + code + "]\n";
  }

 private:
  static constexpr std::size_t kWindowBytes = 4 << 20;

  void deliver(Printed&& printed) {
    if (!printed.out.empty()) print_(std::move(printed.out));
    if (!printed.err.empty()) {
      std::cerr << printed.err;
      status_ = kUserFault;
    }
    if (!std::cout) wanted_ = false;
  }

  const Print print_;
  std::atomic<bool> wanted_{true};
  int status_ = kDone;
  base::OrderedWork<Printed> work_;  // last: it uses the others
};

int extract_lines(const Extractor& extractor, const ReadOptions& options, std::size_t threads) {
  Printing printing(threads, [](std::string&& line) { std::cout << line << '\n' << std::flush; });
  std::cin.tie(nullptr);  // reading would flush what other threads are printing
  std::string line;
  while (printing.wanted() && std::getline(std::cin, line)) {
    const std::size_t bytes = line.size();
    printing.put(bytes, [&, line = std::move(line)] {
      return Printed{extract_line(extractor, line, options), ""};
    });
    line.clear();
  }
  return printing.finish();
}

void put_file(const Extractor& extractor, const std::string& path, const ReadOptions& options,
              const std::function<std::string(const DocumentGraph&)>& render, Printing& printing) {
  const auto document = [&](ReadDocument&& read) {
    const std::size_t bytes = read.bytes;
    printing.put(bytes, [read = std::move(read), &render]() -> Printed {
      try {
        return {render(read.extract()), ""};
      } catch (const Error& error) {
        if (error.is_internal()) throw;
        return {"", Printing::fault_line(read.uri, error.code(), error.message_with_notes())};
      }
    });
  };
  const auto fault = [&](const std::string& uri, const std::string& code,
                         const std::string& message) { printing.fault(uri, code, message); };
  try {
    extractor.read_documents(path, read_text(path), options, document, fault);
  } catch (const Error& error) {
    if (error.is_internal()) throw;
    printing.fault(path, error.code(), error.message_with_notes());
  }
}

std::size_t threads_of(const cxxopts::ParseResult& parsed) {
  const int jobs = parsed.count("jobs") > 0 ? parsed["jobs"].as<int>() : 0;
  if (jobs > 0) return static_cast<std::size_t>(jobs);
  return std::max(1u, std::thread::hardware_concurrency());
}

void add_extract_options(cxxopts::Options& options) {
  options.add_options()("schema", "Schema file instead of the one built in",
                        cxxopts::value<std::string>())(
      "format", "json (one array, for reading) or jsonl (one document per line)",
      cxxopts::value<std::string>()->default_value("jsonl"))(
      "text-field", "The field of JSON objects that holds the text", cxxopts::value<std::string>())(
      "jobs", "Threads (default: one per core); what is printed is the same for any number",
      cxxopts::value<int>())("explain",
                             "For each fact its rule, spans and sentence, as JSON Lines")(
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
  const ReadOptions options = read_options(parsed);
  const std::size_t threads = threads_of(parsed);
  if (parsed.count("lines") > 0) return extract_lines(extractor, options, threads);
  const std::vector<std::string> arguments = arguments_of(parsed);
  if (arguments.empty()) {
    throw Error("cli.missing_argument", "no documents named").with_note("'-' reads standard input");
  }
  const bool explain = parsed.count("explain") > 0;
  const bool array = format == "json" && !explain;
  exchange::Json all = exchange::Json::array();
  const std::function<std::string(const DocumentGraph&)> render = [&](const DocumentGraph& graph) {
    return explain ? Extractor::explain(graph) : to_json(graph) + (array ? "" : "\n");
  };
  Printing printing(threads, [&](std::string&& text) {
    if (array) {
      all.push_back(exchange::Json::parse(text));
    } else {
      std::cout << text;
    }
  });
  for (const std::string& path : find_documents(arguments)) {
    if (!printing.wanted()) break;
    put_file(extractor, path, options, render, printing);
  }
  const int status = printing.finish();
  if (array) {
    std::cout << all.dump(2, ' ', false, exchange::Json::error_handler_t::replace) << '\n';
  }
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

}  // namespace wutong::cli
