// extract(): a restored document -> its graph. A pure function of document and lexicon.
#pragma once

#include "extract/lexicon.h"
#include "text/document.h"
#include "wutong/document_graph.h"

namespace wutong::extract {

DocumentGraph extract(const text::Document& document, const Lexicon& lexicon);

}  // namespace wutong::extract
