// Ids of names: labels, relationship types and property keys are stored and compared as 32-bit ids
// that the catalog hands out and never reuses.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "wutong/value.h"

namespace wutong::model {

enum class LabelId : std::uint32_t {};
enum class TypeId : std::uint32_t {};
enum class KeyId : std::uint32_t {};

enum class Direction : std::uint8_t { Outgoing, Incoming, Both };

// Sorted by key id.
using PropertyList = std::vector<std::pair<KeyId, Value>>;

}  // namespace wutong::model
