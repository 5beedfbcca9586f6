// Databases of earlier formats, and facts that are to be made anew from the stored documents.
//
// Format 1 had no journal, knew names without their parts, and named statistics in another order.
// Format 2 had no summaries of references, and did not say which relationship shows a statement.
// Format 3 had a record for each reference and for each mention that was shown.
#pragma once

#include <map>
#include <string>

#include "store/store.h"

namespace wutong::build {

// Brings a database that an earlier program wrote to this program's format. May be killed at any
// moment: the next one to open the database begins again.
void migrate(store::Store& store);

// Indexes the names of all documents and replaces all references; what users wrote stays. Nodes of
// `unclaimed` show the fact whose stable id names them.
void rebuild(store::Store& store, const std::map<std::string, NodeId>& unclaimed = {});

// Removes what shows facts that no document states, but for nodes that other relationships need.
void hide_unstated(store::Store& store);

}  // namespace wutong::build
