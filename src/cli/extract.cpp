// `wutong extract`: documents in, graphs out, on several threads. What is printed is in the order
// of the documents, the same bytes for any number of threads.
#include <algorithm>
#include <atomic>
#include <iostream>
#include <thread>

#include "base/ordered_work.h"
#include "cli/command.h"
#include "cli/evidence_page.h"
#include "cli/output.h"
#include "cli/page_directory.h"
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

// What one piece of work prints; for a page, which document it shows.
struct Printed {
  std::string out, err;
  ShownDocument shown;
};

// The work of a command, and what became of it.
class Printing {
 public:
  using Print = std::function<void(Printed&&)>;

  Printing(std::size_t threads, Print print)
      : print_(std::move(print)),
        work_({threads, 64 * threads, kWindowBytes * threads},
              [this](Printed&& printed) { deliver(std::move(printed)); }) {}
  void put(std::size_t bytes, std::function<Printed()> work) { work_.put(bytes, std::move(work)); }
  void fault(const std::string& uri, const std::string& code, const std::string& message) {
    put(0, [line = fault_line(uri, code, message)] { return Printed{"", line, {}}; });
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
    if (!printed.err.empty()) {
      std::cerr << printed.err;
      status_ = kUserFault;
    }
    if (!printed.out.empty()) print_(std::move(printed));
    if (!std::cout) wanted_ = false;
  }

  const Print print_;
  std::atomic<bool> wanted_{true};
  int status_ = kDone;
  base::OrderedWork<Printed> work_;  // last: it uses the others
};

int extract_lines(const Extractor& extractor, const ReadOptions& options, std::size_t threads) {
  Printing printing(threads, [](Printed&& line) { std::cout << line.out << '\n' << std::flush; });
  std::cin.tie(nullptr);  // reading would flush what other threads are printing
  std::string line;
  while (printing.wanted() && std::getline(std::cin, line)) {
    const std::size_t bytes = line.size();
    printing.put(bytes, [&, line = std::move(line)] {
      return Printed{extract_line(extractor, line, options), "", {}};
    });
    line.clear();
  }
  return printing.finish();
}

// What is printed of a document; `number` counts those that were read, from 1.
using Render = std::function<Printed(const ReadDocument& document, std::size_t number)>;

void put_file(const Extractor& extractor, const std::string& path, const ReadOptions& options,
              const Render& render, std::size_t& number, Printing& printing) {
  const auto document = [&](ReadDocument&& read) {
    const std::size_t bytes = read.bytes;
    ++number;
    printing.put(bytes, [read = std::move(read), &render, number]() -> Printed {
      try {
        return render(read, number);
      } catch (const Error& error) {
        if (error.is_internal()) throw;
        return {"", Printing::fault_line(read.uri, error.code(), error.message_with_notes()), {}};
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
  const auto jobs = number_of(parsed, "jobs", 1, kMostJobs);
  return jobs ? static_cast<std::size_t>(*jobs) : std::max(1u, std::thread::hardware_concurrency());
}

int put_files(const Extractor& extractor, const cxxopts::ParseResult& parsed, const Render& render,
              const Printing::Print& print) {
  const std::vector<std::string> arguments = arguments_of(parsed);
  if (arguments.empty()) {
    throw Error("cli.missing_argument", "no documents named").with_note("'-' reads standard input");
  }
  const ReadOptions options = read_options(parsed);
  Printing printing(threads_of(parsed), print);
  std::size_t number = 0;
  for (const std::string& path : find_documents(arguments)) {
    if (!printing.wanted()) break;
    put_file(extractor, path, options, render, number, printing);
  }
  return printing.finish();
}

// All documents as sections of one page.
int print_page(const Extractor& extractor, const cxxopts::ParseResult& parsed) {
  const EvidencePage page(extractor);
  std::vector<ShownDocument> shown;
  const Render render = [&](const ReadDocument& read, std::size_t number) {
    const GraphAndText document = read.extract_with_text();
    return Printed{page.document(document, number), "",
                   EvidencePage::shown(document, "#d" + std::to_string(number))};
  };
  bool begun = false;
  const int status = put_files(extractor, parsed, render, [&](Printed&& printed) {
    if (!begun) std::cout << EvidencePage::head(printed.shown.title);
    begun = true;
    shown.push_back(std::move(printed.shown));
    std::cout << printed.out;
  });
  if (begun) std::cout << EvidencePage::foot(shown);
  return status;
}

// A page for each document, and one that lists them.
int write_pages(const Extractor& extractor, const cxxopts::ParseResult& parsed) {
  const EvidencePage page(extractor);
  PageDirectory directory(parsed["out"].as<std::string>(), parsed.count("force") > 0);
  std::vector<ShownDocument> shown;
  const Render render = [&](const ReadDocument& read, std::size_t) {
    const GraphAndText document = read.extract_with_text();
    const ShownDocument entry = EvidencePage::shown(document, document.graph.document);
    return Printed{
        EvidencePage::head(entry.title) + page.document(document, 1) + EvidencePage::foot({entry}),
        "", entry};
  };
  const int status = put_files(extractor, parsed, render, [&](Printed&& printed) {
    printed.shown.link = directory.name_for(printed.shown.link);
    directory.write(printed.shown.link, printed.out);
    shown.push_back(std::move(printed.shown));
  });
  directory.write("index.html", EvidencePage::index(shown));
  std::cerr << counted(shown.size(), "page", "pages") << " and index.html in "
            << parsed["out"].as<std::string>() << '\n';
  return status;
}

int print_graphs(const Extractor& extractor, const cxxopts::ParseResult& parsed, bool array) {
  const bool explain = parsed.count("explain") > 0;
  exchange::Json all = exchange::Json::array();
  const Render render = [&](const ReadDocument& read, std::size_t) {
    const DocumentGraph graph = read.extract();
    return Printed{
        explain ? Extractor::explain(graph) : to_json(graph) + (array ? "" : "\n"), "", {}};
  };
  const int status = put_files(extractor, parsed, render, [&](Printed&& printed) {
    if (array) {
      all.push_back(exchange::Json::parse(printed.out));
    } else {
      std::cout << printed.out;
    }
  });
  if (array) {
    std::cout << all.dump(2, ' ', false, exchange::Json::error_handler_t::replace) << '\n';
  }
  return status;
}

void add_extract_options(cxxopts::Options& options) {
  options.add_options()("schema", "Schema file instead of the one built in",
                        cxxopts::value<std::string>())(
      "format",
      "jsonl (one document per line), json (one array, for reading) or html (a page that shows "
      "each "
      "fact in the text)",
      cxxopts::value<std::string>()->default_value("jsonl"))(
      "out", "With html: a directory for a page per document and index.html, instead of one page",
      cxxopts::value<std::string>())("force", "Write into a directory that is not empty")(
      "text-field", "The field of JSON objects that holds the text", cxxopts::value<std::string>())(
      "jobs", "Threads (default: one per core); what is printed is the same for any number",
      cxxopts::value<std::string>())("explain",
                                     "For each fact its rule, spans and sentence, as JSON Lines")(
      "lines",
      "Each line of standard input, an object with uri and text, gives one line: its graph or its "
      "error, in order");
}

int run_extract(const cxxopts::ParseResult& parsed) {
  const std::string format = parsed["format"].as<std::string>();
  if (format != "json" && format != "jsonl" && format != "html") {
    throw Error("export.unknown_format", "no format '" + format + "'")
        .with_note("known formats: html json jsonl");
  }
  const bool html = format == "html", explain = parsed.count("explain") > 0,
             lines = parsed.count("lines") > 0, out = parsed.count("out") > 0;
  if (html && (explain || lines)) {
    throw Error("cli.conflicting_options", std::string("--format html does not go with ") +
                                               (explain ? "--explain" : "--lines"));
  }
  if (out && !html) throw Error("cli.conflicting_options", "--out goes with --format html alone");
  const Extractor extractor(schema_option(parsed));
  if (lines) return extract_lines(extractor, read_options(parsed), threads_of(parsed));
  if (html) return out ? write_pages(extractor, parsed) : print_page(extractor, parsed);
  return print_graphs(extractor, parsed, format == "json" && !explain);
}

}  // namespace

const Command& extract_command() {
  static const Command command{"extract",
                               "Print the graph of each document, without a database",
                               "[OPTION...] PATH...",
                               "  wutong extract seeds/ > graphs.jsonl\n"
                               "  wutong extract --format html seeds/tongxiang.txt > page.html",
                               add_extract_options,
                               run_extract};
  return command;
}

}  // namespace wutong::cli
