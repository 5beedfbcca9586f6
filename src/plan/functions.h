// The table of functions: what bind checks a call against. exec/functions has their code.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace wutong::plan {

struct FunctionDescription {
  std::string_view name;  // as documented: "toLower", "duration.between"
  std::size_t min_arguments = 0;
  std::size_t max_arguments = 0;  // SIZE_MAX: any number
  bool aggregate = false;
  bool deterministic = true;  // false: rand(), randomUUID(), the clock
  std::string_view summary;   // one line, for :help
};

// Case-insensitive; nullptr for an unknown name.
const FunctionDescription* find_function(std::string_view name);
// Sorted by name.
const std::vector<FunctionDescription>& all_functions();

}  // namespace wutong::plan
