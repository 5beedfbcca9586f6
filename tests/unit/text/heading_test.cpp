#include "text/heading.h"

#include <catch2/catch.hpp>

using namespace wutong;
using Properties = std::map<std::string, std::string>;

namespace {

Properties heading(const std::u32string& text, Properties known = {}) {
  text::add_heading_properties(text, known);
  return known;
}

}  // namespace

TEST_CASE("title, source, author and date are read from the lines around a text") {
  CHECK(heading(U"乌镇峰会开幕\n来源：新华社 作者：李明 发布时间：2021年9月26日 10:30\n正文。\n") ==
        Properties{{"title", "乌镇峰会开幕"},
                   {"source", "新华社"},
                   {"author", "李明"},
                   {"date", "2021-09-26"}});
  CHECK(heading(U"乌镇峰会开幕\n\n2021-9-6\n\n正文很长。") ==
        Properties{{"title", "乌镇峰会开幕"}, {"date", "2021-09-06"}});
  CHECK(heading(U"正文，没有标题。\n第二段。\n（完）\n来源：人民日报") ==
        Properties{{"source", "人民日报"}});
  CHECK(heading(U"标题：桐乡 新闻\n日期：2020/01/02\n正文。") ==
        Properties{{"title", "桐乡 新闻"}, {"date", "2020-01-02"}});
}

TEST_CASE("running text is no heading, and what is known stays") {
  CHECK(heading(U"桐乡市经信局\n桐乡，这一江南水乡。").empty());
  CHECK(heading(U"作者：马化展11月2日至3日，以“智能”为主题的大会举行。").empty());
  CHECK(heading(U"资金来源：财政拨款，时间：待定。").empty());
  CHECK(heading(U"来源：新华社\n正文。", {{"source", "浙江日报"}}) ==
        Properties{{"source", "浙江日报"}});
  CHECK(heading(U"").empty());
}

TEST_CASE("days in the forms that headings use") {
  CHECK(text::iso_date(U"2021年3月5日") == "2021-03-05");
  CHECK(text::iso_date(U"2021.12.31 08:00") == "2021-12-31");
  CHECK_FALSE(text::iso_date(U"2021年3月"));
  CHECK_FALSE(text::iso_date(U"2021年13月5日"));
  CHECK_FALSE(text::iso_date(U"今天"));
}
