// check(): compares the column families with one another.
#pragma once

#include <string>
#include <vector>

#include "store/store.h"

namespace wutong::store {

// One line per fault; empty for a sound database.
std::vector<std::string> check(const Store& store);

}  // namespace wutong::store
