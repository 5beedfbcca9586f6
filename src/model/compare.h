// openCypher's three relations between values (CIP2016-06-14):
//   equality and comparison (=, <)   three-valued, null where it is unknown
//   equivalence (DISTINCT, grouping) null equals null, NaN equals NaN, 1 equals 1.0
//   orderability (ORDER BY, min)     a total order over all values
#pragma once

#include <compare>
#include <cstddef>
#include <optional>

#include "wutong/value.h"

namespace wutong::model {

// nullopt: unknown (null is involved).
std::optional<bool> equals(const Value& a, const Value& b);
// a ? b for <, <=, >, >=. nullopt: incomparable types or null. NaN: unordered.
std::optional<std::partial_ordering> compare(const Value& a, const Value& b);

bool equivalent(const Value& a, const Value& b);
std::size_t hash(const Value& value);  // equal for equivalent values

// Orderability, ascending: Map, Node, Relationship, List, Path, DateTime, LocalDateTime, Date,
// Time, LocalTime, Duration, String, Boolean, number (NaN last), null.
std::strong_ordering order(const Value& a, const Value& b);

}  // namespace wutong::model
