#include "build/name_parts.h"

#include <catch2/catch.hpp>

using namespace wutong;
using build::EntityKey;

namespace {

std::string parts(const char* type, const char* name) {
  const build::NameParts parts = build::parts_of({type, name});
  return parts.region + "|" + parts.core + "|" + parts.group + "|" + parts.form;
}

bool fits(const char* type, const char* key, const char* full) {
  return build::fits({type, key}, {type, full});
}

std::string against(const char* type, const char* a, const char* b) {
  std::string out;
  for (const std::string& text : build::contradictions({type, a}, {type, b})) {
    out += (out.empty() ? "" : "; ") + text;
  }
  return out;
}

}  // namespace

TEST_CASE("names have parts") {
  CHECK(parts("Company", "浙江华友钴业股份有限公司") == "浙江|华友钴业||股份有限公司");
  CHECK(parts("Company", "桐昆集团有限责任公司") == "|桐昆|集团|有限公司");
  CHECK(parts("Company", "华友钴业") == "|华友钴业||");
  CHECK(parts("Company", "中国银行浙江分行") == "|中国银行浙江分行||");
  CHECK(parts("Place", "浙江省桐乡市") == "浙江省|桐乡||市");
  CHECK(parts("Place", "桐乡") == "|桐乡||");
  CHECK(parts("Place", "内蒙古自治区") == "|内蒙古||自治区");
  CHECK(parts("Institution", "浙江省桐乡市政府") == "浙江省桐乡市|人民政府||");
  CHECK(parts("Event", "第六届世界互联网大会") == "|第六届世界互联网大会||");
}

TEST_CASE("a short form fits where it only leaves parts out") {
  CHECK(fits("Company", "华友钴业", "浙江华友钴业股份有限公司"));
  CHECK(fits("Company", "桐昆", "桐昆集团股份有限公司"));
  CHECK(fits("Company", "桐昆集团", "桐昆集团股份有限公司"));
  CHECK(fits("Company", "远航科技有限公司", "远航科技有限责任公司"));
  CHECK(fits("Place", "桐乡", "桐乡市"));
  CHECK(fits("Place", "桐乡市", "浙江省桐乡市"));
  CHECK(fits("Place", "吉林", "吉林省"));
  CHECK(fits("Institution", "桐乡市政府", "浙江省桐乡市人民政府"));
}

TEST_CASE("what contradicts or says too little does not fit") {
  CHECK_FALSE(fits("Company", "浙江远航科技", "江苏远航科技有限公司"));
  CHECK_FALSE(fits("Company", "远航科技有限公司", "远航科技股份有限公司"));
  CHECK_FALSE(fits("Company", "远航科技有限公司", "远航科技集团有限公司"));
  CHECK_FALSE(fits("Company", "银行", "杭州银行"));
  CHECK_FALSE(fits("Company", "浙江华友钴业股份有限公司", "华友钴业"));
  CHECK_FALSE(fits("Place", "吉林", "吉林市"));
  CHECK_FALSE(fits("Place", "朝阳市", "朝阳区"));
  CHECK_FALSE(fits("Place", "江苏省鼓楼区", "福建省福州市鼓楼区"));
  CHECK_FALSE(fits("Institution", "人民政府", "桐乡市人民政府"));
  CHECK_FALSE(fits("Event", "世界互联网大会", "第六届世界互联网大会"));
  CHECK_FALSE(fits("Park", "产业园", "乌镇产业园"));
}

TEST_CASE("numbers, ordinals and years keep names apart") {
  CHECK(build::marks_of("2021年第六届大会") == std::vector<std::string>{"2021", "第六届"});
  CHECK(build::marks_of("三期工程").size() == 1);
  CHECK(build::marks_of("三一重工").empty());
  CHECK(against("Event", "第六届世界互联网大会", "第七届世界互联网大会") ==
        "numbers differ: 第六届, 第七届");
  CHECK(against("Event", "世界互联网大会", "2021年世界互联网大会") == "numbers differ: none, 2021");
  CHECK(against("Company", "浙江远航科技", "江苏远航科技") == "regions differ: 浙江, 江苏");
  CHECK(against("Company", "远航有限公司", "远航股份有限公司") ==
        "legal forms differ: 有限公司, 股份有限公司");
  CHECK(against("Company", "华友钴业", "浙江华友钴业股份有限公司").empty());
}
