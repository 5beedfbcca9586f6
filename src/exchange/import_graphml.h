// Import of GraphML: what `wutong export --format graphml`, Neo4j's APOC, networkx, igraph, Gephi
// and yEd write.
#pragma once

#include <string>
#include <vector>

#include "wutong/graph_import.h"

namespace wutong::exchange {

// Each file is a graph of its own: ids of nodes hold within it. Labels are the attribute `labels`
// (":A:B") of a node and its data of that name; a relationship's type is the data `type` or the
// attribute or data `label`, else RELATED. Other data become properties of the type their key
// declares. An undirected edge goes from its source to its target.
// Errors: those of GraphImport; import.no_file; import.bad_file for what is no GraphML;
// import.bad_row with "FILE:LINE: " where more elements than bad_tolerance are at fault.
ImportReport import_graphml(Database& database, const std::vector<std::string>& files,
                            const ImportOptions& options);

}  // namespace wutong::exchange
