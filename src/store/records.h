// Opaque records of the builder, kept beside the graph and changed in the same commits.
#pragma once

#include <cstdint>

namespace wutong::store {

enum class RecordSpace : std::uint8_t { Document, Support, Meta };

}  // namespace wutong::store
