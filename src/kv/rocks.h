// What the files of this layer share of RocksDB: settings, the names of column families, and how
// its faults become wutong::Error. Included by this layer's sources only.
#pragma once

#include <rocksdb/options.h>
#include <rocksdb/status.h>

#include <string>
#include <vector>

#include "kv/database.h"

namespace wutong::kv {

rocksdb::Options rocks_options(const Options& options);
// Of one column family.
rocksdb::Options family_options(const rocksdb::Options& options, const std::string& name);
// In the order of Family.
std::vector<std::string> family_names();

// Errors: store.corrupted, store.disk_full, store.io.
[[noreturn]] void raise(const rocksdb::Status& status);
inline void check(const rocksdb::Status& status) {
  if (!status.ok()) raise(status);
}

// Throws store.not_found or store.not_a_database where there is no database to open.
void require_database(const std::string& path);
// The same error for one that another process holds: store.locked.
[[noreturn]] void raise_locked(const std::string& path, bool by_this_process);

}  // namespace wutong::kv
