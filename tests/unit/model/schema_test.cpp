#include "model/schema.h"

#include <catch2/catch.hpp>

#include "base/diagnostic.h"
#include "wutong/error.h"

using namespace wutong;

namespace {

std::string fault_of(const std::string& text) {
  try {
    model::parse_schema(text, "my.json");
    return "no error";
  } catch (const Error& error) {
    return base::render(error);
  }
}

}  // namespace

TEST_CASE("a schema says which ends a relation may have") {
  const model::Schema schema = model::parse_schema(
      R"({"name": "s", "entities": [{"type": "A", "zh": "甲"}, {"type": "B", "zh": "乙"}],
          "relations": [{"type": "R", "zh": "关系", "head": ["A"], "tail": ["B"]}]})",
      "my.json");
  CHECK(schema.allows("R", "A", "B"));
  CHECK_FALSE(schema.allows("R", "B", "A"));
  CHECK_FALSE(schema.allows("Q", "A", "B"));
}

TEST_CASE("schema errors name file, line and field") {
  CHECK(fault_of("{\"name\": \"s\",\n \"entities\": [{\"type\": \"A\", \"zh\": \"甲\"}],\n"
                 " \"relations\": [{\"type\": \"R\", \"zh\": \"x\", \"head\": [\"A\"], \"tail\": "
                 "[\"C\"]}]}") ==
        "error[schema.unknown_type]: relation 'R' names the entity type 'C' in 'tail', which "
        "'entities' lacks\n"
        "  --> my.json, line 3, column 65\n"
        " 3 | ...[{\"type\": \"R\", \"zh\": \"x\", \"head\": [\"A\"], \"tail\": [\"C\"]}]}\n"
        "   |                                                      ^\n");
  CHECK(fault_of("{\"name\": \"s\", \"entities\": [{\"type\": \"A\", \"zh\": \"甲\"},\n"
                 "{\"type\": \"A\", \"zh\": \"乙\"}], \"relations\": []}")
            .rfind("error[schema.duplicate]: 'A' occurs twice in entities.type\n"
                   "  --> my.json, line 2, column 10",
                   0) == 0);
  CHECK(fault_of("{\"name\": \"s\", \"entities\": [{\"type\": \"A\", \"zh\": \"甲\"}],\n"
                 "\"relations\": [{\"type\": \"R\", \"zh\": \"x\", \"head\": [\"A\"]}]}")
            .rfind(
                "error[schema.missing_field]: relation 'R' does not say which types its 'tail' may "
                "have\n  --> my.json, line 2",
                0) == 0);
  CHECK(fault_of("{\"name\": ").rfind("error[schema.bad_json]: not valid JSON", 0) == 0);
}
