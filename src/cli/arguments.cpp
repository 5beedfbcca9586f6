#include <charconv>
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

std::optional<std::uint64_t> number_of(const cxxopts::ParseResult& parsed, const std::string& name,
                                       std::uint64_t least, std::uint64_t most) {
  // A default counts as no occurrence and is there all the same.
  if (parsed.count(name) == 0 && !parsed[name].has_default()) return std::nullopt;
  const std::string text = parsed[name].as<std::string>();
  const char* const end = text.data() + text.size();
  std::uint64_t number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ec == std::errc() && read.ptr == end && least <= number && number <= most) return number;
  throw Error("cli.bad_option", "--" + name + " takes a whole number from " +
                                    std::to_string(least) + " to " + std::to_string(most) +
                                    ", not '" + text + "'");
}

}  // namespace wutong::cli
