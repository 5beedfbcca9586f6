#include <filesystem>

#include "cli/command.h"
#include "wutong/error.h"

namespace wutong::cli {

std::vector<std::string> arguments_of(const cxxopts::ParseResult& parsed) {
  return parsed.count("arguments") > 0 ? parsed["arguments"].as<std::vector<std::string>>()
                                       : std::vector<std::string>{};
}

std::string database_path(const cxxopts::ParseResult& parsed) {
  if (parsed.count("db") > 0) return parsed["db"].as<std::string>();
  Error error("cli.missing_option", "this command needs a database: --db DIR");
  for (const std::string& argument : arguments_of(parsed)) {
    // What RocksDB keeps in each of its directories.
    if (!std::filesystem::exists(std::filesystem::path(argument) / "CURRENT")) continue;
    error.add_note("did you mean '--db " + argument + "'?");
    break;
  }
  throw error;
}

std::string take_database(const cxxopts::ParseResult& parsed, std::vector<std::string>& arguments) {
  if (parsed.count("db") > 0 || arguments.empty()) return database_path(parsed);
  std::string path = arguments.front();
  arguments.erase(arguments.begin());
  return path;
}

std::string counted(std::size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace wutong::cli
