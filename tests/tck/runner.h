// Runs scenarios against an in-memory database.
#pragma once

#include <string>

#include "tck/gherkin.h"

namespace wutong::tck {

enum class Outcome { Passed, WrongAnswer, Error };

struct Verdict {
  Outcome outcome = Outcome::Passed;
  std::string reason;
};

// `graphs`: the folder of named graphs.
Verdict run_scenario(const Scenario& scenario, const std::string& graphs);

}  // namespace wutong::tck
