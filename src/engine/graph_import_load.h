#pragma once

#include <memory>

#include "engine/implementation.h"
#include "store/bulk_load.h"

namespace wutong {

// A bulk load into a database without nodes, indexes and constraints.
// Errors: import.not_empty, import.has_indexes.
std::unique_ptr<store::BulkLoad> begin_import(Database& database);

}  // namespace wutong
