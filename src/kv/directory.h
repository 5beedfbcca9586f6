// What lies at the path of a database, before and after RocksDB has opened it.
//
// A process may be killed while it makes a database. What it leaves holds nothing yet: files of
// RocksDB's own without CURRENT, or a database that lacks some of the column families. Both count
// as new, so that the same command simply begins again.
#pragma once

#include <string>
#include <vector>

namespace wutong::kv {

enum class DirectoryState {
  Missing,     // nothing there, or an empty directory
  Unfinished,  // its making was cut short; holds no data
  Database,
  Headless,  // data files without the list that says what they are
  Backup,    // backups of databases
  File,      // not a directory
  Foreign,   // a directory of something else
};

// `families`: the names a finished database has.
DirectoryState directory_state(const std::string& path, const std::vector<std::string>& families);

// The process that holds the database's lock; 0 where it cannot be told.
int lock_holder(const std::string& path);

}  // namespace wutong::kv
