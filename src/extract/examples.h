// The example sentences that rules carry: each rule must find its own, and leave its
// counterexamples alone.
#pragma once

#include <vector>

#include "extract/lexicon.h"
#include "wutong/error.h"

namespace wutong::extract {

// One error (rules.failed_example) for each example that does not do what its rule says, in the
// order of the rules; its span is the rule's in its file.
std::vector<Error> check_examples(const SchemaFiles& files, const Lexicon& lexicon);

// How many examples the rules have.
std::size_t count_examples(const Lexicon& lexicon);

}  // namespace wutong::extract
