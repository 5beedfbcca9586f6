// The program: finds the command, runs it, and decides the exit status. Errors are shown here and
// nowhere else.
#include <algorithm>
#include <array>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

#include "base/diagnostic.h"
#include "base/suggest.h"
#include "cli/command.h"
#include "wutong/database.h"
#include "wutong/error.h"
#include "wutong/version.h"

namespace wutong::cli {
namespace {

std::vector<const Command*> commands() {
  return {&ingest_command(), &extract_command(), &text_command(),   &schema_command(),
          &query_command(),  &shell_command(),   &export_command(), &import_command(),
          &forget_command(), &jobs_command(),    &why_command(),    &review_command(),
          &curate_command(), &stats_command(),   &check_command(),  &repair_command(),
          &backup_command(), &restore_command(), &pipe_command()};
}

void print_help(std::ostream& out) {
  out << "wutong " << kVersion
      << ": Chinese documents on regional economies as a knowledge graph\n\n"
         "usage: wutong COMMAND [OPTION...] [ARGUMENT...]\n"
         "       wutong DIR              the same as wutong shell --db DIR\n\n"
         "commands:\n";
  for (const Command* command : commands()) {
    out << "  " << command->name << std::string(10 - std::string(command->name).size(), ' ')
        << command->summary << '\n';
  }
  out << "\nwutong COMMAND --help says more. A first graph:\n"
         "  wutong ingest --db graph.db seeds/\n"
         "  wutong query --db graph.db \"MATCH (c:Company) RETURN c.name LIMIT 5\"\n";
}

cxxopts::Options options_of(const Command& command) {
  cxxopts::Options options(std::string("wutong ") + command.name, command.summary);
  options.positional_help(command.usage);
  options.custom_help("");
  command.add_options(options);
  options.add_options()("h,help", "Show this text")("arguments", "",
                                                    cxxopts::value<std::vector<std::string>>());
  options.parse_positional({"arguments"});
  return options;
}

void print_command_help(const Command& command, std::ostream& out) {
  out << "usage: wutong " << command.name << ' ' << command.usage << "\n\n"
      << command.summary << "\n";
  std::string help = options_of(command).help({""});
  // The first lines of cxxopts' text repeat what stands above.
  const std::size_t start = std::min(help.find("\n  -"), help.find("\n      --"));
  if (start != std::string::npos) out << help.substr(start) << '\n';
  if (*command.notes != 0) out << command.notes << '\n';
}

const Command* find_command(const std::string& name) {
  for (const Command* command : commands()) {
    if (name == command->name) return command;
  }
  return nullptr;
}

[[noreturn]] void unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command* command : commands()) names.emplace_back(command->name);
  Error error("cli.unknown_command", "no command or database '" + name + "'");
  if (const auto close = base::closest(name, names)) {
    error.add_note("did you mean '" + *close + "'?");
  }
  error.add_note("wutong --help lists the commands");
  throw error;
}

// The first option among the arguments that the command lacks, where one of its own is close.
std::optional<std::string> meant_option(const cxxopts::Options& options, int argc, char** argv) {
  std::vector<std::string> known;
  for (const cxxopts::HelpOptionDetails& option : options.group_help("").options) {
    known.insert(known.end(), option.l.begin(), option.l.end());
  }
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    if (word == "--") break;
    if (word.rfind("--", 0) != 0) continue;
    word = word.substr(2, word.find('=') - 2);
    if (std::find(known.begin(), known.end(), word) == known.end()) {
      return base::closest(word, known);
    }
  }
  return std::nullopt;
}

int run_command(const Command& command, int argc, char** argv) {
  cxxopts::Options options = options_of(command);
  try {
    const cxxopts::ParseResult parsed = options.parse(argc, argv);
    if (parsed.count("help") > 0) {
      print_command_help(command, std::cout);
      return kDone;
    }
    return command.run(parsed);
  } catch (const cxxopts::exceptions::exception& fault) {
    Error error("cli.bad_option", fault.what());
    if (const auto meant = meant_option(options, argc, argv)) {
      error.add_note("did you mean '--" + *meant + "'?");
    }
    error.add_note("wutong " + std::string(command.name) + " --help lists the options");
    throw error;
  }
}

int run(int argc, char** argv) {
  if (argc < 2) {
    print_help(std::cerr);
    return kUserFault;
  }
  const std::string first = argv[1];
  if (first == "--help" || first == "-h" || first == "help") {
    if (argc > 2 && find_command(argv[2])) {
      print_command_help(*find_command(argv[2]), std::cout);
    } else {
      print_help(std::cout);
    }
    return kDone;
  }
  if (first == "--version" || first == "version") {
    std::cout << "wutong " << kVersion << '\n';
    return kDone;
  }
  if (const Command* command = find_command(first))
    return run_command(*command, argc - 1, argv + 1);
  if (std::filesystem::is_directory(first)) {
    std::array<std::string, 3> words = {"shell", "--db", first};
    std::vector<char*> rest;
    for (std::string& word : words) rest.push_back(word.data());
    for (int i = 2; i < argc; ++i) rest.push_back(argv[i]);
    return run_command(shell_command(), static_cast<int>(rest.size()), rest.data());
  }
  unknown_command(first);
}

}  // namespace

}  // namespace wutong::cli

int main(int argc, char** argv) {
  // `wutong ... | head`: the write fails with EPIPE instead of killing us; then we end quietly.
  std::signal(SIGPIPE, SIG_IGN);
  std::ios::sync_with_stdio(false);
  int status = wutong::cli::kOurFault;
  try {
    status = wutong::cli::run(argc, argv);
    std::cout.flush();
  } catch (const wutong::Error& error) {
    std::cout.flush();
    std::cerr << wutong::base::render(error);
    status = error.is_internal() ? wutong::cli::kOurFault : wutong::cli::kUserFault;
  } catch (const std::bad_alloc&) {
    std::cerr << "error[internal.out_of_memory]: not enough memory\n";
  } catch (const std::exception& fault) {
    std::cerr << "error[internal.exception]: " << fault.what() << '\n';
  }
  return status;
}
