// Databases of earlier formats, and facts that are to be made anew from the stored documents.
//
// Format 1 had no journal, knew names without their parts, and named statistics in another order.
#pragma once

#include "store/store.h"

namespace wutong::build {

// Brings a database that an earlier program wrote to this program's format. May be killed at any
// moment: the next one to open the database begins again.
void migrate(store::Store& store);

// Indexes the names of all documents and replaces all references; what users wrote stays.
void rebuild(store::Store& store);

}  // namespace wutong::build
