// Names as keys: what must be equal for two names to be the same name.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace wutong::build {

// A name of a type. Entities of different types never are the same entity.
struct EntityKey {
  std::string type;
  std::string name;  // normalised
  friend auto operator<=>(const EntityKey&, const EntityKey&) = default;
};
struct EntityKeyHash {
  using is_transparent = void;
  std::size_t operator()(const EntityKey& key) const {
    return std::hash<std::string>()(key.name) ^ key.type.size();
  }
};

// Without white space, quotation and book-title marks and control characters; ASCII in lower case.
// Digits, ordinals, brackets and legal forms stay: names that differ in them are different names.
std::string normalise_name(std::string_view name);

// In characters.
std::size_t name_length(std::string_view name);

// Whether documents that use only `alias` may be taken to mean `name`, of which another document
// gave it as a short form. The fuller form always wins, so that chains end. A bare generic head
// ("集聚区" of "乌镇大道科创集聚区") says nothing in another document; only companies, places and
// persons keep their identity in the tail of a name.
bool may_stand_for(const EntityKey& alias, const EntityKey& name);

}  // namespace wutong::build
