// wutong schema: what a schema has, and whether it is sound.
#include <iostream>

#include "base/diagnostic.h"
#include "cli/command.h"
#include "wutong/extractor.h"

namespace wutong::cli {
namespace {

void add_schema_options(cxxopts::Options& options) {
  options.add_options()("schema", "Schema file instead of the one built in",
                        cxxopts::value<std::string>());
}

int lint(const std::string& path) {
  const SchemaReport report = check_schema(path);
  for (const Error& fault : report.faults) std::cerr << base::render(fault);
  std::cout << report.files << " files, " << report.words << " lexicon lines, " << report.rules
            << " rules, " << report.examples << " examples: " << report.faults.size()
            << (report.faults.size() == 1 ? " fault\n" : " faults\n");
  return report.faults.empty() ? kDone : kUserFault;
}

int run_schema(const cxxopts::ParseResult& parsed) {
  const std::string path = parsed.count("schema") > 0 ? parsed["schema"].as<std::string>() : "";
  const std::vector<std::string> arguments = arguments_of(parsed);
  if (arguments.empty()) {
    std::cout << Extractor(path).describe_schema();
    return kDone;
  }
  if (arguments.front() != "lint" || arguments.size() > 2) {
    throw Error("cli.bad_option", "'" + arguments.front() + "' is nothing that schema does")
        .with_note("wutong schema, or wutong schema lint [DIR|FILE]");
  }
  return lint(arguments.size() > 1 ? arguments[1] : path);
}

}  // namespace

const Command& schema_command() {
  static const Command command{
      "schema",
      "Show the entity types, relations and statistics; lint checks a schema of your own",
      "[--schema FILE] [lint [DIR|FILE]]",
      "lint checks a schema, its lexicons/*.txt and rules/*.json, or one of these files, and runs "
      "the\n"
      "example sentences of all rules. What is not there is as built in.",
      add_schema_options,
      run_schema};
  return command;
}

}  // namespace wutong::cli
