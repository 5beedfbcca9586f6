// The variables that a clause sees, and what is known of their types.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plan/expression.h"

namespace wutong::bind {

enum class StaticType {
  Unknown,
  Node,
  Relationship,
  RelationshipList,
  Path,
  Boolean,
  Integer,
  Float,
  String,
  List,
  Map,
  Other
};

struct Variable {
  plan::ColumnId column{};
  StaticType type = StaticType::Unknown;
  // Lost in grouping: what cannot be named in the subquery, beside an aggregate, that stands here.
  std::optional<TextSpan> ungrouped = std::nullopt;
};

// Sorted by name, as RETURN * lists them.
using Scope = std::map<std::string, Variable, std::less<>>;

// Without those lost in grouping: no row carries them.
std::vector<plan::ColumnId> columns_of(const Scope& scope);

}  // namespace wutong::bind
