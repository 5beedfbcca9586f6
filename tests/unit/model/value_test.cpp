#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "model/calendar.h"
#include "model/compare.h"
#include "model/temporal_parse.h"

using namespace wutong;

namespace {

Value random_value(std::mt19937& random, int depth = 0) {
  switch (random() % (depth < 2 ? 9 : 7)) {
    case 0:
      return {};
    case 1:
      return random() % 2 == 0;
    case 2:
      return static_cast<std::int64_t>(random() % 7) - 3;
    case 3:
      return static_cast<double>(random() % 13) / 2 - 3;
    case 4:
      return std::nan("");
    case 5:
      return std::string(random() % 3, 'a');
    case 6:
      return Date{static_cast<std::int64_t>(random() % 5)};
    case 7: {
      List list;
      for (auto n = random() % 3; n > 0; --n) list.push_back(random_value(random, depth + 1));
      return Value::list(std::move(list));
    }
    default: {
      Map map;
      for (auto n = random() % 3; n > 0; --n) {
        map.emplace_back(std::string(1, static_cast<char>('a' + n)),
                         random_value(random, depth + 1));
      }
      return Value::map(std::move(map));
    }
  }
}

}  // namespace

TEST_CASE("orderability is a total order, and equivalent values have one hash") {
  std::mt19937 random(7);
  std::vector<Value> values;
  for (int i = 0; i < 120; ++i) values.push_back(random_value(random));
  for (const Value& a : values) {
    CHECK(model::equivalent(a, a));
    for (const Value& b : values) {
      CHECK((model::order(a, b) < 0) == (model::order(b, a) > 0));
      if (model::equivalent(a, b)) CHECK(model::hash(a) == model::hash(b));
      for (std::size_t i = 0; i < values.size(); i += 11) {
        const Value& c = values[i];
        const bool chained = model::order(a, b) <= 0 && model::order(b, c) <= 0;
        const bool holds = !chained || model::order(a, c) <= 0;
        CHECK(holds);
      }
    }
  }
}

TEST_CASE("integers and floats compare exactly beyond 2^53") {
  const Value big = std::int64_t{9007199254740993};
  CHECK(model::equals(big, Value(9007199254740992.0)) == std::optional(false));
  const bool greater = *model::compare(big, Value(9007199254740992.0)) > 0;
  CHECK(greater);
  CHECK(model::equals(Value(1), Value(1.0)) == std::optional(true));
  CHECK_FALSE(model::equals(Value(), Value(1)));
}

TEST_CASE("maps keep the last of equal keys") {
  const Value map = Value::map({{"b", 1}, {"a", 2}, {"b", 3}});
  CHECK(to_literal(map) == "{a: 2, b: 3}");
}

TEST_CASE("dates: days and civil dates are inverse over the whole range") {
  for (std::int64_t days = -400'000'000'000; days <= 400'000'000'000; days += 3'333'333'331) {
    CHECK(model::days_from_civil(model::civil_from_days(days)) == days);
  }
  CHECK(model::to_text(Date{model::days_from_civil({2021, 8, 31})}) == "2021-08-31");
  CHECK(model::is_leap_year(2000));
  CHECK_FALSE(model::is_leap_year(1900));
}

TEST_CASE("temporal text: parse and print are inverse") {
  for (const char* text : {"2021-08-31", "1815-07-21"}) {
    CHECK(to_literal(model::make_date(Value(text))) == "'" + std::string(text) + "'");
  }
  for (const char* text : {"P1Y2M3DT4H5M6.7S", "PT0S", "P-1M", "PT-0.5S"}) {
    CHECK(to_literal(model::make_duration(Value(text))) == "'" + std::string(text) + "'");
  }
  CHECK_THROWS_WITH(model::make_date(Value("2021-02-30")),
                    "'2021-02-30' is not the text of a Date");
}
