// rebuild(): what can be told from the records of nodes and relationships, made anew from them: the
// lists of labels, the entries of indexes, the adjacency and the counters.
//
// A rebuild that is cut short leaves a mark, and Store::open refuses a database that bears it until
// another one is through.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kv/database.h"

namespace wutong::store {

inline constexpr std::string_view kRepairMark = "repairing";

// Sets the mark; whoever ends the repair erases it. One line per record that had to go, because it
// could not be read or a node of it is missing. Errors: store.corrupted where the names of labels,
// types and properties are lost.
std::vector<std::string> rebuild(kv::Database& database);

}  // namespace wutong::store
