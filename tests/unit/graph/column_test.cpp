#include <catch2/catch.hpp>

#include "graph/base.h"

using wutong::Value;
using wutong::graph::Column;
using wutong::graph::Node;

TEST_CASE("texts that come again have codes, and others do not") {
  const auto filled = [](Node rows, Node words, Node first) {
    Column column;
    for (Node i = 0; i < rows; i += 2) column.append(first + i, "文" + std::to_string(i % words));
    column.finish();
    return column;
  };
  for (const Node first : {Node{0}, Node{700}}) {
    const Column few = filled(9000, 40, first);
    CHECK(few.kind() == Column::Kind::String);
    REQUIRE(few.is_coded());
    CHECK(few.words().size() == 20);
    CHECK(few.code(first) == few.code(first + 40));
    CHECK(few.code(first) != few.code(first + 2));
    // Handed out without a copy.
    CHECK(few.value(first).as_string().data() == few.value(first + 40).as_string().data());

    const Column many = filled(9000, 8000, first);
    CHECK_FALSE(many.is_coded());
    for (const Column* column : {&few, &many}) {
      const Node words = column == &few ? 40 : 8000;
      for (Node i = 0; i < 9000; ++i) {
        REQUIRE(column->has(first + i) == (i % 2 == 0));
        if (i % 2 != 0) continue;
        const std::string wanted = "文" + std::to_string(i % words);
        REQUIRE(column->text(first + i) == wanted);
        REQUIRE(column->value(first + i).as_string() == wanted);
        REQUIRE(column->text_contains(first + i, "文" + std::to_string(i % words)));
        REQUIRE_FALSE(column->text_contains(first + i, wanted + "x"));
      }
      CHECK(column->value(first + 1).is_null());
    }
    CHECK(few.bytes() * 2 < many.bytes());
  }
}

TEST_CASE("a column of texts becomes one of many types") {
  Column column;
  for (Node i = 0; i < 100; ++i) column.append(i, i % 2 == 0 ? "a" : "b");
  column.append(100, 7);
  column.append(101, "a");
  column.finish();
  CHECK(column.kind() == Column::Kind::Mixed);
  CHECK_FALSE(column.is_coded());
  CHECK(column.value(2).as_string() == "a");
  CHECK(column.value(3).as_string() == "b");
  CHECK(column.value(100).as_integer() == 7);
  CHECK(column.value(101).as_string() == "a");
}

TEST_CASE("zones bound the integers of a range of nodes") {
  Column column;
  const Node first = 300;
  for (Node i = 0; i < 5000; ++i) {
    if (i / 1024 != 2) column.append(first + i, static_cast<std::int64_t>(i) - 10);
  }
  column.finish();
  using Bounds = std::pair<std::int64_t, std::int64_t>;
  CHECK(column.bounds(first, first) == Bounds{-10, 1013});
  CHECK(column.bounds(0, first + 1023) == Bounds{-10, 1013});
  CHECK(column.bounds(first + 1000, first + 1024) == Bounds{-10, 2037});
  CHECK(column.bounds(first + 2048, first + 3071) == std::nullopt);
  CHECK(column.bounds(first + 2048, first + 3072) == Bounds{3062, 4085});
  CHECK(column.bounds(first + 4999, first + 90000) == Bounds{4086, 4989});
  CHECK(column.bounds(first + 90000, first + 90001) == std::nullopt);
  CHECK(column.bounds(0, first - 1) == std::nullopt);
}
