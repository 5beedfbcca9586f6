// Plans as text: one operator per line, inputs indented below.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "plan/algebra.h"

namespace wutong::plan {

// What one operator did: rows it gave; time and reads, those of its inputs included.
struct OperatorProfile {
  std::uint64_t rows = 0, nanos = 0, reads = 0;
};
using Profile = std::map<const Operator*, OperatorProfile>;

// With a profile each line ends in the operator's rows and its own time and reads, and a last line
// sums up.
std::string explain(const Plan& plan, const Profile* profile = nullptr);
std::string to_text(const Expression& expression, const Plan& plan);

}  // namespace wutong::plan
