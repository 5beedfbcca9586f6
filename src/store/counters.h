// Counters of a database: the next ids and the counts by label and type. One record, written with
// every commit that changes it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "model/ids.h"

namespace wutong::store {

struct Counters {
  std::uint64_t next_node = 0;
  std::uint64_t next_relationship = 0;
  std::uint64_t nodes = 0;
  std::uint64_t relationships = 0;
  std::map<model::LabelId, std::uint64_t> by_label;
  std::map<model::TypeId, std::uint64_t> by_type;

  std::string encode() const;
  static Counters decode(std::string_view in);
  friend bool operator==(const Counters&, const Counters&) = default;
};

}  // namespace wutong::store
