// `wutong text`: the restored text of documents, and what was repaired.
#include <iostream>

#include "cli/command.h"
#include "cli/comparison.h"
#include "cli/output.h"
#include "exchange/json_value.h"
#include "wutong/builder.h"
#include "wutong/extractor.h"

namespace wutong::cli {
namespace {

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
  ReadOptions options;
  if (parsed.count("text-field") > 0) options.text_field = parsed["text-field"].as<std::string>();
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
