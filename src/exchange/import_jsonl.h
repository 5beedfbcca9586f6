// Import of what `wutong export --format jsonl` writes.
#pragma once

#include <string>
#include <vector>

#include "wutong/graph_import.h"

namespace wutong::exchange {

// Lines {"kind": "node", "id", "labels", "properties"} and, after the nodes that they join,
// {"kind": "relationship", "start", "end", "type", "properties"}. Ids are strings or numbers, and
// hold over all the files.
// Errors: those of GraphImport; import.no_file; import.bad_row with "FILE:LINE: " where more rows
// than bad_tolerance are at fault.
ImportReport import_jsonl(Database& database, const std::vector<std::string>& files,
                          const ImportOptions& options);

}  // namespace wutong::exchange
