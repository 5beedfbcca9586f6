// Care for a database: check, repair, backup, restore.
#include "wutong/maintenance.h"

#include <iostream>
#include <limits>

#include "cli/command.h"
#include "exchange/row_format.h"
#include "wutong/database.h"
#include "wutong/error.h"
#include "wutong/journal.h"

namespace wutong::cli {
namespace {

void add_options(cxxopts::Options& options) {
  options.add_options()("db", "Database directory", cxxopts::value<std::string>());
}

void add_backup_options(cxxopts::Options& options) {
  add_options(options);
  options.add_options()("keep", "Drop all but the last N backups; 0 keeps all",
                        cxxopts::value<std::string>()->default_value("0"));
}

void add_restore_options(cxxopts::Options& options) {
  options.add_options()("backup", "Number of the backup; the last one otherwise",
                        cxxopts::value<std::string>()->default_value("0"))(
      "format", "Of the list: table, line, csv, tsv, json, jsonl, markdown or html",
      cxxopts::value<std::string>()->default_value("table"));
}

// The directories named: of the database, by --db or first, and `more` others.
std::vector<std::string> directories(const cxxopts::ParseResult& parsed, std::size_t more,
                                     const char* usage) {
  std::vector<std::string> out = arguments_of(parsed);
  if (parsed.count("db") > 0) out.insert(out.begin(), parsed["db"].as<std::string>());
  if (out.size() == more + 1) return out;
  throw Error("cli.missing_argument",
              out.size() < more + 1 ? "this command needs " +
                                          std::string(more == 0 ? "a directory" : "two directories")
                                    : "too many arguments: '" + out.back() + "'")
      .with_note(usage);
}

int run_check(const cxxopts::ParseResult& parsed) {
  const std::string path = directories(parsed, 0, "wutong check DIR").front();
  const std::vector<std::string> findings = check_database(path);
  for (const std::string& finding : findings) std::cout << finding << '\n';
  if (findings.empty()) {
    std::cerr << "no faults found\n";
    return kDone;
  }
  std::cerr << findings.size() << " faults found\nwutong repair " << path
            << " makes what it can anew\n";
  return kUserFault;
}

int run_repair(const cxxopts::ParseResult& parsed) {
  const std::string path = directories(parsed, 0, "wutong repair DIR").front();
  const std::vector<std::string> lost = repair_database(path);
  for (const std::string& line : lost) std::cout << line << '\n';
  const std::vector<std::string> findings = check_database(path);
  for (const std::string& finding : findings) std::cout << finding << '\n';
  if (!findings.empty()) {
    std::cerr << findings.size() << " faults are left\n";
    return kOurFault;
  }
  std::cerr << "repaired" << (lost.empty() ? ", nothing lost\n" : "\n");
  bool pending = false;
  for_each_document(*Database::open(path), [&](const DocumentRecord& document) {
    pending = pending || document.state == DocumentState::Pending;
  });
  if (pending) std::cerr << "wutong ingest --db " << path << " reads again what is pending\n";
  return kDone;
}

int run_backup(const cxxopts::ParseResult& parsed) {
  const auto named = directories(parsed, 1, "wutong backup DIR TO");
  const auto keep = static_cast<std::size_t>(
      *number_of(parsed, "keep", 0, std::numeric_limits<std::uint32_t>::max()));
  const BackupRecord made = backup_database(named[0], named[1], keep);
  std::cerr << "backup " << made.number << " of " << named[0] << ": " << made.files << " files, "
            << made.bytes << " bytes, read back\n";
  return kDone;
}

int list_backups(const std::string& from, const std::string& format) {
  const auto writer = exchange::make_row_writer(format, std::cout);
  writer->begin({"backup", "made", "files", "bytes", "of"});
  for (const BackupRecord& backup : backups_at(from)) {
    writer->row({static_cast<std::int64_t>(backup.number), time_text(backup.time),
                 static_cast<std::int64_t>(backup.files), static_cast<std::int64_t>(backup.bytes),
                 backup.of});
  }
  writer->end();
  return kDone;
}

int run_restore(const cxxopts::ParseResult& parsed) {
  const std::vector<std::string> named = arguments_of(parsed);
  if (named.size() == 1) return list_backups(named[0], parsed["format"].as<std::string>());
  if (named.size() != 2) {
    throw Error("cli.missing_argument", "this command needs two directories")
        .with_note("wutong restore FROM DIR");
  }
  const auto number = static_cast<std::uint32_t>(
      *number_of(parsed, "backup", 0, std::numeric_limits<std::uint32_t>::max()));
  const BackupRecord restored = restore_database(named[0], named[1], number);
  std::cerr << named[1] << " is backup " << restored.number << ", made " << time_text(restored.time)
            << '\n';
  return kDone;
}

}  // namespace

const Command& check_command() {
  static const Command command{
      "check",
      "Verify that the records of a database agree",
      "DIR",
      "Compares nodes and relationships with indexes, adjacency and counters, and what is shown\n"
      "with the documents that state it. Each fault is a line on stdout; the exit status is 1.",
      add_options,
      run_check};
  return command;
}

const Command& repair_command() {
  static const Command command{
      "repair",
      "Make a damaged database sound again",
      "DIR",
      "Files that cannot be read move to DIR/lost. Indexes, adjacency and counters are made anew\n"
      "from nodes and relationships, and what documents state from the documents. What is lost is\n"
      "a line on stdout each; documents that are lost become pending.",
      add_options,
      run_repair};
  return command;
}

const Command& backup_command() {
  static const Command command{"backup",
                               "Copy a database into a directory of backups",
                               "DIR TO [--keep N]",
                               "Only what is new since the last backup is copied. The backup is "
                               "read back and compared with\n"
                               "its checksums.",
                               add_backup_options,
                               run_backup};
  return command;
}

const Command& restore_command() {
  static const Command command{"restore",
                               "Make a database of a backup, or list the backups",
                               "FROM [DIR] [--backup N]",
                               "DIR must be new or empty. Without DIR the backups are listed.",
                               add_restore_options,
                               run_restore};
  return command;
}

}  // namespace wutong::cli
