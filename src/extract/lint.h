// Checks of a user's schema, lexicons and rules, alone or together.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "wutong/error.h"

namespace wutong::extract {

struct LintReport {
  std::vector<Error> faults;  // with file, span and hint
  std::size_t files = 0, words = 0, rules = 0, examples = 0;
};

// `path`: a schema file, a folder with one and its lexicons/ and rules/, or one file of these;
// empty: what the program was built with. What is not there is as built in. Errors:
// schema.not_found.
LintReport lint(const std::string& path);

}  // namespace wutong::extract
