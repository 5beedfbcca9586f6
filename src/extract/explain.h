// Why each fact is in a graph: one line of JSON per fact.
#pragma once

#include <string>

#include "wutong/document_graph.h"

namespace wutong::extract {

// {"fact", "says", "rule", "confidence", "status", "document", "start", "end", "text"}; a relation
// has "cue", the word that says so, and a fact that is planned, negated or hearsay "status_cue",
// each
// {"start", "end", "text"}. start and end are bytes of the source.
std::string explain(const DocumentGraph& graph);

}  // namespace wutong::extract
