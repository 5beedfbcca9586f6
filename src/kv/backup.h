// Backups: a directory that holds several states of a database. Files that states have in common
// are there once, so that a further backup copies only what is new. Each is read back and compared
// with its checksums when it is made and when it is restored.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rocksdb {
class DB;
}

namespace wutong::kv {

struct Backup {
  std::uint32_t number = 0;  // ascending
  std::int64_t time = 0;     // seconds since 1970
  std::uint64_t bytes = 0, files = 0;
  std::string of;  // path of the database
};

// All but the last `keep` go; 0 keeps all. Errors: store.not_a_backup, store.corrupted,
// store.disk_full, store.io.
Backup make_backup(rocksdb::DB& db, const std::string& to, std::size_t keep);

// Ascending; those that are incomplete are left out. Errors: store.no_backup, store.not_a_backup.
std::vector<Backup> backups(const std::string& from);

// Makes a database at `to`, whole or not at all. `number` 0: the last backup. Errors: those of
// backups(), store.exists where something is there, store.corrupted where a file of the backup is
// not what it was, store.disk_full, store.io.
Backup restore(const std::string& from, const std::string& to, std::uint32_t number);

}  // namespace wutong::kv
