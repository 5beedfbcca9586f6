#include "cli/command.h"
#include "wutong/error.h"

namespace wutong::cli {

std::vector<std::string> arguments_of(const cxxopts::ParseResult& parsed) {
  return parsed.count("arguments") > 0 ? parsed["arguments"].as<std::vector<std::string>>()
                                       : std::vector<std::string>{};
}

std::string database_path(const cxxopts::ParseResult& parsed) {
  if (parsed.count("db") > 0) return parsed["db"].as<std::string>();
  throw Error("cli.missing_option", "this command needs a database: --db DIR");
}

}  // namespace wutong::cli
