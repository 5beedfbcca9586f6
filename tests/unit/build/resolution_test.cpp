#include <catch2/catch.hpp>

#include "build/entity_key.h"
#include "build/period_bounds.h"
#include "model/calendar.h"

using namespace wutong;

TEST_CASE("names are equal but for quotation marks, blanks and case") {
  CHECK(build::normalise_name("“乌镇之光” 超算中心") == "乌镇之光超算中心");
  CHECK(build::normalise_name("ABB中国") == "abb中国");
  CHECK(build::normalise_name("2021年大会") != build::normalise_name("2022年大会"));
}

TEST_CASE("a short form may stand for a fuller name, a bare head may not") {
  const auto may = [](const char* type, const char* alias, const char* name) {
    return build::may_stand_for({type, alias}, {type, name});
  };
  CHECK(may("Place", "桐乡", "桐乡市"));
  CHECK(may("Institution", "国家网信办", "国家互联网信息办公室"));
  CHECK(may("Company", "华友钴业", "浙江华友钴业"));
  CHECK_FALSE(may("Park", "集聚区", "乌镇大道科创集聚区"));
  CHECK_FALSE(may("Place", "桐乡市", "桐乡"));
  CHECK_FALSE(build::may_stand_for({"Place", "桐乡"}, {"Park", "桐乡市"}));
}

TEST_CASE("periods have a first and a last day") {
  const auto bounds = [](const char* period) -> std::string {
    const auto found = build::period_bounds(period);
    return found ? model::to_text(found->first) + " " + model::to_text(found->second) : "none";
  };
  CHECK(bounds("2021") == "2021-01-01 2021-12-31");
  CHECK(bounds("2020-02") == "2020-02-01 2020-02-29");
  CHECK(bounds("2021H2") == "2021-07-01 2021-12-31");
  CHECK(bounds("2021Q3") == "2021-07-01 2021-09-30");
  CHECK(bounds("2021-01/2021-08") == "2021-01-01 2021-08-31");
  CHECK(bounds("2021-13") == "none");
  CHECK(bounds("2021-02-30") == "none");
  CHECK(bounds("soon") == "none");
}
