// Scalar functions: plain functions over values, found by name when a plan is lowered.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <span>
#include <string>
#include <string_view>

#include "store/graph.h"
#include "wutong/value.h"

namespace wutong::base {
class CancelToken;
}

namespace wutong::exec {

class MemoryBudget;

// What a function may see beside its arguments.
struct FunctionContext {
  const store::GraphView* view = nullptr;
  // Now, fixed for the statement.
  std::int64_t clock_seconds = 0;  // UTC, since 1970
  std::int32_t clock_nanos = 0;
  std::mt19937_64* random = nullptr;
  const MemoryBudget* memory = nullptr;
  const base::CancelToken* cancel = nullptr;
  // Types of relationships that this query has deleted, by id: type() still knows them.
  const std::map<std::uint64_t, std::string>* deleted_types = nullptr;
};

using Function = Value (*)(FunctionContext& context, std::span<const Value> arguments);

// `name` as in plan/functions.h; nullptr for aggregates and unknown names.
Function find_function(std::string_view name);

}  // namespace wutong::exec
