// check(): compares the column families of the graph with one another: nodes and relationships with
// the lists of labels, the adjacency, the indexes, the constraints, the names and the counters.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace wutong::store {

// One line per fault; empty for a sound database. What cannot be read is a fault, too.
std::vector<std::string> check(const Store& store);

}  // namespace wutong::store
