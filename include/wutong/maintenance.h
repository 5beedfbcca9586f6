// Care for a database on disk: is it sound, make it sound, keep copies of it.
//
//   for (const std::string& fault : wutong::check_database("graph.db")) complain(fault);
//   wutong::backup_database("graph.db", "backups");
//   wutong::restore_database("backups", "again.db");
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace wutong {

// Compares the records of a database with one another, and what the graph shows with the documents
// that state it: each finding is one line, none is sound. Beside a process that writes it looks at
// what is committed when it begins. Errors: those of Database::open.
std::vector<std::string> check_database(const std::string& path);

// Makes a damaged database sound: files that cannot be read move to its directory `lost`; labels,
// indexes, adjacency and counters are made anew from the nodes and relationships, and what the
// builder shows from the documents. What users wrote stays. One line for each thing that is lost;
// documents among them are pending, for the next job to read again. May be killed and begun again.
// Errors: those of Database::open but for damage; store.corrupted where nothing can be rebuilt.
std::vector<std::string> repair_database(const std::string& path);

// One state of a database in a directory of backups. Files that states share are there once.
struct BackupRecord {
  std::uint32_t number = 0;  // ascending
  std::int64_t time = 0;     // seconds since 1970
  std::uint64_t bytes = 0;   // of all its files, shared ones too
  std::uint64_t files = 0;
  std::string of;  // the database's path
};

// Copies what is new since the last backup at `to`, then reads the backup back and compares it with
// its checksums. All but the last `keep` backups go; 0 keeps all. Errors: those of Database::open,
// store.not_a_backup, store.disk_full.
BackupRecord backup_database(const std::string& path, const std::string& to, std::size_t keep = 0);

// Ascending. Errors: store.no_backup, store.not_a_backup.
std::vector<BackupRecord> backups_at(const std::string& from);

// Makes the database `path`, whole or not at all. `number` 0: from the last backup. Errors: those
// of backups_at, store.exists where something is at `path`, store.corrupted where a file of the
// backup is not what it was, store.disk_full.
BackupRecord restore_database(const std::string& from, const std::string& path,
                              std::uint32_t number = 0);

}  // namespace wutong
