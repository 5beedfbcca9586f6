// Counts the optimiser estimates with. Names, not ids: the optimiser sees no store.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace wutong::model {

struct Statistics {
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::map<std::string, std::uint64_t, std::less<>> nodes_by_label;
  std::map<std::string, std::uint64_t, std::less<>> relationships_by_type;
  // (label, property key) with an index.
  std::set<std::pair<std::string, std::string>> indexes;
};

}  // namespace wutong::model
