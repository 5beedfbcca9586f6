// Why each fact is in a graph: one line of JSON per fact.
#pragma once

#include <string>

#include "wutong/document_graph.h"

namespace wutong::extract {

// {"fact", "says", "rule", "confidence", "status", "document", "start", "end", "text"}
std::string explain(const DocumentGraph& graph);

}  // namespace wutong::extract
