#include <catch2/catch.hpp>

#include "base/diagnostic.h"
#include "base/display_width.h"
#include "base/hash.h"
#include "base/suggest.h"
#include "base/utf8.h"
#include "base/varint.h"

using namespace wutong;

TEST_CASE("UTF-8: every code point survives a round trip") {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    base::append_utf8(c, text);
    const base::Decoded decoded = base::decode_utf8(text, 0);
    REQUIRE(decoded.valid);
    REQUIRE(decoded.code_point == c);
    REQUIRE(decoded.length == text.size());
  }
}

TEST_CASE("UTF-8: ill-formed sequences are found where they begin") {
  CHECK_FALSE(base::first_invalid_utf8("桐乡"));
  CHECK(base::first_invalid_utf8("桐\xE4\xB9") == 3u);          // truncated
  CHECK(base::first_invalid_utf8("a\xC0\x80") == 1u);           // overlong
  CHECK(base::first_invalid_utf8("\xED\xA0\x80") == 0u);        // surrogate
  CHECK(base::first_invalid_utf8("ab\xF5\x80\x80\x80") == 2u);  // beyond U+10FFFF
}

TEST_CASE("display width: Chinese is two columns, combining marks none") {
  CHECK(base::display_width("abc") == 3);
  CHECK(base::display_width("桐乡市") == 6);
  CHECK(base::display_width("（）") == 4);
  CHECK(base::display_width("e\u0301") == 1);
}

TEST_CASE("varints and zigzag survive a round trip") {
  for (const std::int64_t value : {0L, 1L, -1L, 127L, 128L, -12345678901L, INT64_MAX, INT64_MIN}) {
    std::string bytes;
    base::append_varint(base::zigzag(value), bytes);
    std::string_view in = bytes;
    std::uint64_t out = 0;
    REQUIRE(base::take_varint(in, out));
    CHECK(base::unzigzag(out) == value);
    CHECK(in.empty());
  }
  std::string_view truncated("\x80", 1);
  std::uint64_t out = 0;
  CHECK_FALSE(base::take_varint(truncated, out));
}

TEST_CASE("did you mean: close names only") {
  const std::vector<std::string> known = {"Company", "Park", "企业", "LOCATED_IN"};
  CHECK(base::closest("Compny", known) == std::optional<std::string>("Company"));
  CHECK(base::closest("nmae", {"name", "same"}) == std::optional<std::string>("name"));
  CHECK(base::closest("located_in", known) == std::optional<std::string>("LOCATED_IN"));
  CHECK_FALSE(base::closest("Institution", known));
}

TEST_CASE("diagnostics: the caret stands under the token, in columns") {
  Error error("syntax.undefined_variable", "variable 'x' is not defined");
  error.set_source("MATCH (企业)\nRETURN x", "query");
  error.set_span({22, 23});
  CHECK(base::render(error) ==
        "error[syntax.undefined_variable]: variable 'x' is not defined\n"
        "  --> query, line 2, column 8\n"
        " 2 | RETURN x\n"
        "   |        ^\n");
}

TEST_CASE("hashes are the published ones") {
  CHECK(base::sha256_hex("abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
