#include "extract/extract.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "extract/examples.h"
#include "extract/facts.h"
#include "extract/lexicon.h"
#include "text/restore.h"
#include "wutong/error.h"

using namespace wutong;

namespace {

const extract::Lexicon& lexicon() {
  static const extract::Lexicon loaded = extract::load_lexicon(extract::embedded_schema());
  return loaded;
}

DocumentGraph graph_of(const std::string& text) {
  return extract::extract(text::restore({"x.txt", text, ""}), lexicon());
}

std::string name_of(const DocumentGraph& graph, const std::string& id) {
  for (const Entity& entity : graph.entities) {
    if (entity.id == id) return entity.name;
  }
  return "?";
}

std::vector<std::string> entities(const std::string& text) {
  std::vector<std::string> out;
  for (const Entity& entity : graph_of(text).entities)
    out.push_back(entity.type + " " + entity.name);
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> statistics(const std::string& text) {
  std::vector<std::string> out;
  const DocumentGraph graph = graph_of(text);
  for (const Statistic& s : graph.statistics) {
    std::string value = std::to_string(s.value);
    value.erase(value.find_last_not_of('0') + 1);
    if (value.back() == '.') value.pop_back();
    out.push_back(name_of(graph, s.subject) + " " + s.indicator + " " + (s.approx ? "~" : "") +
                  value + s.unit + " " + s.period.value_or("-"));
  }
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("each rule finds its examples and leaves its counterexamples") {
  CHECK(extract::count_examples(lexicon()) > 80);
  // The rules alone: the models know other texts.
  extract::SchemaFiles rules = extract::embedded_schema();
  for (const char* model : extract::kModelFiles) rules.erase(model);
  for (const Error& fault : extract::check_examples(rules, extract::load_lexicon(rules))) {
    FAIL_CHECK(fault.message_with_notes());
  }
}

TEST_CASE("names: the longest wins, and a list's head gives its members their type") {
  CHECK(entities("桐乡市工业互联网企业联合会成立。") ==
        Texts{"Institution 桐乡市工业互联网企业联合会"});
  CHECK(entities("引进了远景能源、正泰新能、晶科能源等企业。") ==
        Texts{"Company 晶科能源", "Company 正泰新能", "Company 远景能源"});
  CHECK(entities("该公司表示，全市企业很多。").empty());
}

TEST_CASE("aliases: introduced forms, places without their ending") {
  const DocumentGraph graph = graph_of(
      "国家互联网信息办公室（以下简称“国家网信办”）发文。国家网信办表示，桐乡市很好，桐乡在发展。");
  Texts found;
  for (const Entity& entity : graph.entities) {
    std::string line = entity.name;
    for (const std::string& alias : entity.aliases) line += " = " + alias;
    found.push_back(line);
  }
  CHECK(found == Texts{"国家互联网信息办公室 = 国家网信办", "桐乡市 = 桐乡"});
}

TEST_CASE("aliases: kinds of zones by their short names, brands, contracted bodies") {
  const auto one = [](const std::string& text, const std::string& name, const std::string& alias) {
    for (const Entity& entity : graph_of(text).entities) {
      if (entity.name != name) continue;
      return std::find(entity.aliases.begin(), entity.aliases.end(), alias) != entity.aliases.end();
    }
    return false;
  };
  CHECK(one("盐城经济技术开发区集聚企业470家。今年，盐城经开区产值516亿元。", "盐城经济技术开发区",
            "盐城经开区"));
  CHECK(!one("盐城经济技术开发区集聚企业470家。今年，南通经开区产值516亿元。", "盐城经济技术开发区",
             "南通经开区"));
  CHECK(one("南京农业大学三亚研究院位于三亚。南农大三亚研究院有教师30人。",
            "南京农业大学三亚研究院", "南农大三亚研究院"));
  CHECK(!one("浙江省金华市人民政府印发方案。浙江省人民政府印发意见。", "浙江省金华市人民政府",
             "浙江省人民政府"));
  CHECK(one("辉杰科技（杭州）有限公司成立于2015年。辉杰科技有员工300人。",
            "辉杰科技（杭州）有限公司", "辉杰科技"));
}

TEST_CASE("the time that a report's first paragraph is of dates its figures") {
  const Texts found = statistics(
      "10月23日，统计局在桐乡市召开会议，通报2024年前三季度全市工业经济运行情况。\n"
      "全市规模以上工业增加值增长8.2%。");
  CHECK(found == Texts{"桐乡市 规模以上工业增加值增速 8.2% 2024-01/2024-09"});
  // A year that tells when something was is not that.
  CHECK(statistics("桐乡市某镇，2003年获批。\n全市规模以上工业增加值增长8.2%。") ==
        Texts{"桐乡市 规模以上工业增加值增速 8.2% -"});
}

TEST_CASE("statistics: value, unit, period, growth, two figures from A to B") {
  CHECK(statistics("2021年1—8月，桐乡市规上工业增加值26.87亿元，同比增长36.3%。") ==
        Texts{"桐乡市 规上工业增加值 26.87亿元 2021-01/2021-08",
              "桐乡市 规上工业增加值增速 36.3% 2021-01/2021-08"});
  CHECK(statistics("从2014年到2021年，桐乡市企业数量从300多家增加到2600多家。") ==
        Texts{"桐乡市 企业数量 ~300家 2014", "桐乡市 企业数量 ~2600家 2021"});
  CHECK(statistics("桐乡市已开通5G基站1305个。") == Texts{"桐乡市 开通5G基站 1305个 -"});
  // What goes without saying: people; how much of what was done; a share.
  CHECK(statistics("2020年，桐乡市常住人口约102.9万。") == Texts{"桐乡市 常住人口 ~1029000人 2020"});
  CHECK(statistics("桐乡市全年受理诉求1126件，办结率99.2%。") ==
        Texts{"桐乡市 受理诉求 1126件 -", "桐乡市 办结率 99.2% -"});
  // Several nouns, several figures.
  CHECK(statistics("2023年，桐乡市实际使用内资、外资分别增长10%、6.4%。") ==
        Texts{"桐乡市 实际使用内资增速 10% 2023", "桐乡市 实际使用外资增速 6.4% 2023"});
  // The figures of a report on an event are the event's, and of its year.
  CHECK(statistics("2023年中国国际茶业博览会在北京市开幕。参展企业2400家。") ==
        Texts{"2023年中国国际茶业博览会 参展企业 2400家 2023"});
  // A digit that the page lost makes the figure unknown.
  CHECK(statistics("桐乡市已开通5G基站\uFFFD305个。").empty());
}

TEST_CASE("evidence points at the bytes of the source") {
  const std::string source =
      "桐鄉(xiāng)市舉(jǔ)辦數(shù)字經(jīng)濟(jì)發(fā)展大會(huì)"
      "，華為參加，產業發達，網絡聯通。";
  const DocumentGraph graph = graph_of(source);
  REQUIRE_FALSE(graph.entities.empty());
  for (const Entity& entity : graph.entities) {
    for (const Evidence& mention : entity.mentions) {
      const text::Document again =
          text::restore({"x", source.substr(mention.start, mention.end - mention.start), ""});
      CHECK(mention.end <= source.size());
      CHECK(again.text.size() >= 2);
    }
  }
}

TEST_CASE("a graph survives its JSON") {
  const DocumentGraph graph =
      graph_of("桐乡市出台了《数字经济若干政策》，投入12亿元建设乌镇实验室。");
  CHECK(to_json(document_graph_from_json(to_json(graph))) == to_json(graph));
  CHECK_THROWS_AS(document_graph_from_json("{}"), Error);
}

TEST_CASE("bad data files are named with file and line") {
  extract::SchemaFiles files = extract::embedded_schema();
  files["lexicons/suffixes.txt"] = "# comment\n产业园\tGarden\n";
  try {
    extract::load_lexicon(files);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.message() == "the schema has no entity type 'Garden'");
    CHECK(error.source_name() == "lexicons/suffixes.txt");
    CHECK(error.span()->begin == 10);
  }
}

TEST_CASE("odd texts finish: no punctuation, a long list, a long number") {
  std::string flat, list, digits(200000, '7');
  for (int i = 0; i < 20000; ++i) flat += "桐乡市经济发展";
  for (int i = 0; i < 20000; ++i) list += "某某科技、";
  CHECK_NOTHROW(graph_of(flat));
  CHECK_NOTHROW(graph_of(list + "等企业。"));
  CHECK_NOTHROW(graph_of("桐乡市有" + digits + "家企业。"));
}

TEST_CASE("text without marks takes time in proportion to its length", "[extract]") {
  // A sentence is cut at 2,000 characters, so that what is asked of one stays bounded.
  std::string text;
  for (int i = 0; i < 400; ++i) text += "桐乡市数字经济企业和园区发展很快浙江省有许多产业";
  const DocumentGraph graph = graph_of(text);
  for (const Relation& relation : graph.relations) {
    CHECK(relation.evidence.end - relation.evidence.start <= 3 * 2000);
  }
  CHECK(graph.entities.size() < 40);
}
