#include <iostream>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/query.h"
#include "exchange/graph_format.h"

namespace wutong::cli {
namespace {

void add_options(cxxopts::Options& options) {
  std::string formats;
  for (const exchange::GraphFormat& format : exchange::graph_formats()) {
    formats += (formats.empty() ? "" : ", ") + std::string(format.name);
  }
  options.add_options()("db", "Database directory", cxxopts::value<std::string>())(
      "format", formats, cxxopts::value<std::string>()->default_value("graphml"))(
      "query", "Export only the nodes, relationships and paths that this query returns",
      cxxopts::value<std::string>())("param",
                                     "A parameter of the query, NAME=JSON; repeat for more",
                                     cxxopts::value<std::vector<std::string>>())(
      "o,output", "File to write (default: standard output)", cxxopts::value<std::string>())(
      "force", "Replace an existing file")("read-only", "Open beside another process that writes");
}

int run(const cxxopts::ParseResult& parsed) {
  const exchange::GraphFormat& format = exchange::graph_format(parsed["format"].as<std::string>());
  OpenOptions open;
  open.read_only = parsed.count("read-only") > 0;
  const auto database = Database::open(database_path(parsed), open);
  const Value parameters =
      parse_parameters(parsed.count("param") > 0 ? parsed["param"].as<std::vector<std::string>>()
                                                 : std::vector<std::string>{});
  const exchange::Subgraph graph =
      parsed.count("query") > 0
          ? exchange::query_graph(*database, parsed["query"].as<std::string>(), parameters.as_map())
          : exchange::whole_graph(*database);
  Output output(parsed.count("output") > 0 ? parsed["output"].as<std::string>() : "",
                parsed.count("force") > 0);
  format.write(graph, output.stream());
  output.finish();
  std::cerr << graph.nodes.size() << " nodes and " << graph.edges.size()
            << " relationships written\n";
  return kDone;
}

}  // namespace

const Command& export_command() {
  static const Command command{
      "export",
      "Write the graph, or a query's part of it, to a file",
      "--db DIR [OPTION...]",
      "The same graph gives the same bytes, whatever the order in which it was built.\n"
      "  wutong export --db graph.db --format dot \\\n"
      "    --query \"MATCH (a:Entity)-[r]->(b:Entity) RETURN a, r, b\" | sfdp -Tsvg > graph.svg",
      add_options,
      run};
  return command;
}

}  // namespace wutong::cli
