// The one type that GraphML and GEXF demand of an attribute, from all values it has.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "wutong/value.h"

namespace wutong::exchange {

enum class AttributeType { Boolean, Long, Double, String };

// Name -> type, sorted by name: the narrowest type that holds every value. Integers and floats
// together are Double; any other mixture is String.
class AttributeTypes {
 public:
  void add(const Map& properties);
  const std::map<std::string, AttributeType>& types() const { return types_; }

 private:
  std::map<std::string, AttributeType> types_;
};

std::string_view type_name(AttributeType type);  // "boolean", "long", "double", "string"
// The value as text of an attribute of that type.
std::string attribute_text(const Value& value, AttributeType type);

// The name a person would call the node: its name, title, indicator or uri, else its labels.
std::string display_name(const Map& properties, const std::vector<std::string>& labels);

}  // namespace wutong::exchange
