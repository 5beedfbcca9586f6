#include "syntax/parser.h"

#include <catch2/catch.hpp>
#include <string>

#include "wutong/database.h"

using namespace wutong;

namespace {

std::string fault_of(const std::string& query) {
  try {
    syntax::parse(query);
    return "parses";
  } catch (const Error& error) {
    const TextSpan span = error.span().value_or(TextSpan{});
    return error.code() + " " + std::to_string(span.begin) + "-" + std::to_string(span.end) + " " +
           error.message();
  }
}

}  // namespace

TEST_CASE("keywords can be names") {
  for (const char* query :
       {"MATCH (match:Return {where: 1}) RETURN match.order AS limit", "RETURN 1 AS create",
        "MATCH (n) WHERE n.in IN [1] RETURN n.count", "WITH 1 AS count RETURN count"}) {
    CHECK(fault_of(query) == "parses");
  }
}

TEST_CASE("syntax errors say where, what was expected and what was found") {
  CHECK(fault_of("RETURN") ==
        "syntax.unexpected_syntax 6-6 expected an expression, found the end of the query");
  CHECK(fault_of("RETURN 0x") == "syntax.invalid_number_literal 7-9 '0x' is not a number");
  CHECK(fault_of("RETURN '\\u12g4'") ==
        "syntax.invalid_unicode_literal 8-13 expected 4 hexadecimal digits in this escape");
  CHECK(fault_of("MATCH (n) RETURN n WHERE n.x") ==
        "syntax.unexpected_syntax 19-24 expected a clause or the end of the query, found 'WHERE'");
  CHECK(fault_of("/* open") ==
        "syntax.unclosed_comment 0-2 the comment that begins here has no '*/'");
}

TEST_CASE("deep nesting ends in an error, whatever nests") {
  for (const auto& [open, close] : {std::pair{"(", ")"},
                                    {"[", "]"},
                                    {"{a:", "}"},
                                    {"-", ""},
                                    {"NOT ", ""},
                                    {"CASE WHEN true THEN ", " END"}}) {
    std::string query = "RETURN ";
    for (int i = 0; i < 10000; ++i) query += open;
    query += "1";
    for (int i = 0; i < 10000; ++i) query += close;
    CHECK(fault_of(query).rfind("syntax.nested_too_deep", 0) == 0);
  }
  std::string chain = "RETURN 1";
  for (int i = 0; i < 10000; ++i) chain += "+1";
  CHECK(fault_of(chain).rfind("syntax.nested_too_deep", 0) == 0);
}

TEST_CASE("scripts split at semicolons outside of quotes and comments") {
  const auto parts = split_statements("RETURN ';'; // a;b\nRETURN 2 /* ; */;\n RETURN `;`");
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].text == "RETURN ';'");
  CHECK(parts[0].terminated);
  CHECK(parts[1].offset == 11);
  CHECK_FALSE(parts[2].terminated);
}
