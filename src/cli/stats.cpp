// What a database holds.
#include <iostream>

#include "cli/command.h"
#include "exchange/row_format.h"
#include "wutong/database.h"

namespace wutong::cli {
namespace {

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>());
}

int run_stats(const cxxopts::ParseResult& parsed) {
  std::vector<std::string> arguments = arguments_of(parsed);
  const std::string path = take_database(parsed, arguments);
  OpenOptions open;
  open.read_only = true;
  const auto database = Database::open(path, open);
  const DatabaseCounts counts = database->counts();
  const auto writer = exchange::make_row_writer("table", std::cout);
  writer->begin({"kind", "name", "count"});
  writer->row({"nodes", "", static_cast<std::int64_t>(counts.nodes)});
  for (const auto& [name, count] : counts.labels) {
    writer->row({"label", name, static_cast<std::int64_t>(count)});
  }
  writer->row({"relationships", "", static_cast<std::int64_t>(counts.relationships)});
  for (const auto& [name, count] : counts.types) {
    writer->row({"type", name, static_cast<std::int64_t>(count)});
  }
  writer->end();
  return kDone;
}

}  // namespace

const Command& stats_command() {
  static const Command command{
      "stats", "Count nodes by label and relationships by type", "DIR", "", add_options, run_stats};
  return command;
}

}  // namespace wutong::cli
