// The facts beside the text of an evidence page: an article for each entity, relation and statistic
// with what is known of it. data-s of an article names the segments of its evidence, "3-5 9-9";
// data-c those of the word that says so, data-q of the word that makes it planned or negated.
#pragma once

#include <string>

#include "cli/evidence_page.h"
#include "cli/evidence_text.h"

namespace wutong::cli {

std::string fact_list(const EvidencePage& page, const GraphAndText& document,
                      const std::string& prefix);

}  // namespace wutong::cli
