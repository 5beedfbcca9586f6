// A command of the program: name, one line of help, its options and what it does. A command's
// options, documentation and code stand together in one file; the table is in main.cpp.
#pragma once

#include <cstdint>
#include <cxxopts.hpp>
#include <optional>
#include <string>
#include <vector>

namespace wutong::cli {

// Exit statuses: 0 done, 1 the user's input was at fault, 2 a fault of ours.
inline constexpr int kDone = 0;
inline constexpr int kUserFault = 1;
inline constexpr int kOurFault = 2;

struct Command {
  const char* name;
  const char* summary;
  const char* usage;  // after "wutong NAME "
  // What `wutong NAME --help` says below the options.
  const char* notes;
  void (*add_options)(cxxopts::Options& options);
  // `parsed` holds positional arguments under "arguments".
  int (*run)(const cxxopts::ParseResult& parsed);
};

const Command& ingest_command();
const Command& extract_command();
const Command& text_command();
const Command& schema_command();
const Command& query_command();
const Command& shell_command();
const Command& export_command();
const Command& import_command();
const Command& forget_command();
const Command& jobs_command();
const Command& why_command();
const Command& review_command();
const Command& curate_command();
const Command& stats_command();
const Command& check_command();
const Command& repair_command();
const Command& backup_command();
const Command& restore_command();
const Command& pipe_command();

// Positional arguments.
std::vector<std::string> arguments_of(const cxxopts::ParseResult& parsed);
// The --db option. Error: cli.missing_option.
std::string database_path(const cxxopts::ParseResult& parsed);
// The same, or else the first argument, which is taken out of `arguments`.
std::string take_database(const cxxopts::ParseResult& parsed, std::vector<std::string>& arguments);
// "1 document", "2 documents".
std::string counted(std::size_t count, const std::string& one, const std::string& many);
// The whole number that a text option holds; nothing where it is not given and has no default.
// Error: cli.bad_option, with the bounds.
std::optional<std::uint64_t> number_of(const cxxopts::ParseResult& parsed, const std::string& name,
                                       std::uint64_t least, std::uint64_t most);
inline constexpr std::uint64_t kMostJobs = 1024;

}  // namespace wutong::cli
