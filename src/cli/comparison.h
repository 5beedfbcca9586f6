// Documents as found beside their restored text, for a person: lines in the terminal, or a page.
#pragma once

#include <iosfwd>
#include <string>

#include "wutong/extractor.h"

namespace wutong::cli {

// The lines that were repaired, with their numbers; what was found and what it became are coloured,
// or marked [-found-]{+restored+} where `colour` is off.
void print_diff(const RestoredText& restored, bool colour, std::ostream& out);

// A page of its own, without anything from elsewhere: head, any number of documents, foot.
std::string comparison_head();
void print_comparison(const RestoredText& restored, std::ostream& out);
std::string comparison_foot();

}  // namespace wutong::cli
