// salvage(): makes a database whose files are damaged open again.
//
// RocksDB writes a new list of the files that can be read whole; the others, and the former list,
// move to the directory `lost` inside the database. What was in them is missing afterwards: the
// layers above rebuild it from what is left.
#pragma once

#include <string>
#include <vector>

#include "kv/database.h"

namespace wutong::kv {

// Returns the names of the data files that could not be read. Errors: store.not_found,
// store.not_a_database, store.locked, store.disk_full, store.io.
std::vector<std::string> salvage(const std::string& path, MergeFunction merge);

}  // namespace wutong::kv
