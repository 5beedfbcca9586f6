// Types of values as queries write them: INTEGER, LIST<STRING NOT NULL>, INTEGER | FLOAT NOT NULL.
// Constraints and `x IS :: TYPE` test values against them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wutong/value.h"

namespace wutong::model {

// Alternatives joined by '|'. Null has every type that does not say NOT NULL.
class TypeTest {
 public:
  // `text` as syntax::Parser spells types: upper case, one name per type, LIST<...>, NOT NULL, '|'.
  // Error: type.unknown_type.
  explicit TypeTest(std::string_view text);
  bool holds(const Value& value) const;

 private:
  struct Alternative {
    std::string name;
    bool not_null = false;
    std::unique_ptr<TypeTest> element;  // of a list
  };
  TypeTest() = default;
  void parse(std::string_view& rest);
  std::vector<Alternative> alternatives_;
};

// As valueType() says it: "INTEGER NOT NULL", "LIST<INTEGER NOT NULL> NOT NULL", "NULL".
std::string type_text(const Value& value);

}  // namespace wutong::model
