// What the readers take from files, and that every character stands where they say.
#include "text/reader.h"

#include <catch2/catch.hpp>

#include "base/utf8.h"
#include "text/restore.h"
#include "unit/text/reading.h"
#include "wutong/error.h"

using namespace wutong;
using namespace wutong::reading;

namespace {

const std::string kPage = R"(<!DOCTYPE html>
<html><head><title>桐乡成绩单_某某网</title><meta name="author" content="李明">
<link rel="canonical" href="https://news.example.org/1.html"><script>var a = "不要，这个。";</script></head>
<body><nav><a href="/">首页</a> <a href="/e">经济，要闻</a></nav>
<h1>桐乡&ldquo;成绩单&rdquo;</h1><div class="info">来源：桐乡日报 日期：2021-09-26</div>
<div><p>1&mdash;8月，<b>桐乡市</b>工业增加值26.87亿元，&#22686;长36.3%。</p>
<p>海康智联等企业，落户桐乡。<br>乌镇，是永久会址。</p></div>
<ul><li><a href="/1">别的新闻，一条很长的标题</a></li><li><a href="/2">又一条，很长的标题</a></li></ul>
<footer>版权所有，翻印必究。</footer></body></html>)";

}  // namespace

TEST_CASE("HTML: the article without what stands around it") {
  const Found found = read("a.html", kPage);
  REQUIRE(found.documents.size() == 1);
  const text::SourceDocument& page = found.documents.front();
  CHECK(text_of(page) ==
        "桐乡“成绩单”\n1—8月，桐乡市工业增加值26.87亿元，增长36.3%。\n"
        "海康智联等企业，落户桐乡。\n乌镇，是永久会址。");
  CHECK(page.properties ==
        std::map<std::string, std::string>{{"title", "桐乡“成绩单”"},
                                           {"author", "李明"},
                                           {"date", "2021-09-26"},
                                           {"source", "桐乡日报"},
                                           {"url", "https://news.example.org/1.html"}});
}

TEST_CASE("HTML: characters and entities keep their bytes") {
  const Found found = read("a.html", kPage);
  const auto& characters = found.documents.at(0).decoded.characters;
  Texts entities;
  for (const auto& character : characters) {
    const std::string bytes = kPage.substr(character.span.begin, character.span.size());
    const std::string itself = base::to_utf8(std::u32string(1, character.code_point));
    if (bytes != itself && character.span.size() > 0) entities.push_back(itself + " " + bytes);
  }
  CHECK(entities == Texts{"“ &ldquo;", "” &rdquo;", "— &mdash;", "增 &#22686;"});
}

TEST_CASE("HTML: text that stands loose in a table keeps its place") {
  const std::string page = "<html><p>前。</p><table><tr><td>甲。</td></tr>乙。</table>丙。</html>";
  const Found found = read("a.html", page);
  REQUIRE(found.documents.size() == 1);
  check_places(found.documents[0], page);
}

TEST_CASE("HTML in another encoding, as its head says") {
  const std::string page =
      "<html><meta charset=gb2312><p>\xcd\xa9\xcf\xe7\xca\xd0\xce\xbb\xd3\xda\xd5\xe3\xbd\xad"
      "\xa3\xac\xb9\xa4\xd2\xb5\xc7\xbf\xca\xd0\xa1\xa3</p></html>";
  const Found found = read("a.html", page);
  REQUIRE(found.documents.size() == 1);
  CHECK(text_of(found.documents[0]) == "桐乡市位于浙江，工业强市。");
  CHECK(found.documents[0].decoded.encoding == "GB18030");
  CHECK(found.documents[0].decoded.characters[0].span == base::ByteSpan{30, 32});
}

TEST_CASE("JSON: the field that is named, a usual one, or the one with most Chinese") {
  const std::string bytes =
      R"([{"title": "甲", "text": "桐乡\u5e02\n位于浙江。", "url": "http://e.org"},
          {"a": "短", "b": {"c": "这一段更长。"}}, 7, {"n": 1}])";
  const Found found = read("d.json", bytes);
  CHECK(texts(found) == Texts{"桐乡市\n位于浙江。", "这一段更长。"});
  CHECK(found.documents[0].uri == "d.json#1");
  CHECK(found.documents[0].properties ==
        std::map<std::string, std::string>{{"title", "甲"}, {"url", "http://e.org"}});
  CHECK(found.faults == Texts{"d.json#3: text.bad_json", "d.json#4: text.no_text_field"});
  const auto& escaped = found.documents[0].decoded.characters[2];
  CHECK(bytes.substr(escaped.span.begin, escaped.span.size()) == "\\u5e02");
  check_places(found.documents[1], bytes);
  CHECK(texts(read("d.json", bytes, "title")) == Texts{"甲"});
}

TEST_CASE("JSON Lines: one document a line, and a bad line is one fault") {
  const std::string bytes = "{\"text\": \"桐乡。\"}\nno json\n\n{\"正文\": \"乌镇。\"}\n";
  const Found found = read("d.jsonl", bytes);
  CHECK(texts(found) == Texts{"桐乡。", "乌镇。"});
  CHECK(found.documents[1].uri == "d.jsonl#4");
  CHECK(found.faults == Texts{"d.jsonl#2: text.bad_json"});
  for (const auto& document : found.documents) check_places(document, bytes);
}

TEST_CASE("HTML: all paragraphs of the article, however they are wrapped") {
  std::string large;
  for (int i = 0; i < 6; ++i) large += "这是很长的一段，里面有逗号，还有句号。";
  const std::string around =
      "<div class=\"nav\"><a href=\"/\">首页</a></div><div id=\"side\"><ul><li><a href=\"/1\">"
      "别的新闻，一</a></li></ul></div>";
  const std::vector<std::pair<std::string, std::string>> wrappers = {
      {"<p>", "</p>"},
      {"<p><span>", "</span></p>"},
      {"<div>", "</div>"},
      {"", "<br>"},
      {"<section><section><p><span>", "</span></p></section></section>"}};
  for (const auto& [open, close] : wrappers) {
    const std::string page = "<html><body>" + around + "<div id=\"a\">" + open + large + close +
                             open + "短的一段，在此处。" + close + open + "又一段，也很短。" +
                             close + "</div></body></html>";
    INFO(page);
    CHECK(texts(read("a.html", page)) == Texts{large + "\n短的一段，在此处。\n又一段，也很短。"});
  }
}

TEST_CASE("HTML: what is not shown, readings, rows of tables, lines of pre") {
  const auto text = [](const std::string& body) {
    return texts(read("a.html", "<html><body>" + body + "</body></html>")).at(0);
  };
  CHECK(
      text("<p style=\"color: red; display: none\">隐藏。</p><p hidden>也是。</p><p>桐乡。</p>") ==
      "桐乡。");
  CHECK(text("<p><ruby>鄉<rp>(</rp><rt>xiāng</rt><rp>)</rp></ruby>鎮。</p>") == "鄉鎮。");
  CHECK(text("<table><tr><td><p>指标</p></td><td>产值<br>合计</td></tr>"
             "<tr><td>工业</td><td>26亿元</td></tr></table>") == "指标 产值 合计\n工业 26亿元");
  CHECK(text("<pre>第一行，甲。\n第二行，乙。</pre>") == "第一行，甲。\n第二行，乙。");
  CHECK(text("<p>桐乡市</i>工业，增</foo>长。</p>") == "桐乡市工业，增长。");
  CHECK(text("<p>桐乡，在浙江。</p><div class=\"share box\">分享，到微信。</div>") ==
        "桐乡，在浙江。");
  CHECK(code_of("a.html", "<html><script>x()</script></html>") == "text.empty");
}

TEST_CASE("HTML: properties from the page's text") {
  const Found found =
      read("a.html",
           "<html><title>题目_某网</title><body><div>来源：&nbsp;新华社 作者：\n时间：待定 "
           "发布时间：&nbsp;2021-09-26</div><p>桐乡，在浙江。</p></body></html>");
  CHECK(found.documents.at(0).properties ==
        std::map<std::string, std::string>{
            {"title", "题目_某网"}, {"source", "新华社"}, {"date", "2021-09-26"}});
}

TEST_CASE("JSON: which field is the text") {
  const auto text = [](const std::string& bytes, const std::string& field = "") {
    return texts(read("a.json", bytes, field)).at(0);
  };
  CHECK(text(R"({"meta": {"text": "内"}, "text": "外。"})") == "外。");
  CHECK(text(R"({"meta": {"text": "内"}, "text": "外。"})", "meta.text") == "内");
  CHECK(text(R"({"text": " ", "content": "正文。"})") == "正文。");
  CHECK(text(R"({"content": ["第一段。", "第二段。"]})") == "第一段。\n第二段。");
  CHECK(
      text(R"({"title": "甲", "content": "<p>桐乡，<b>在</b>浙江。</p><p>乌镇&nbsp;好。<\/p>"})") ==
      "桐乡，在浙江。\n乌镇 好。");
  const std::string answer =
      R"({"code": 0, "message": "成功", "data": {"list": [{"title": "甲", "text": "一个文本。"},
          {"title": "乙", "text": "二个文本。"}]}})";
  const Found found = read("a.json", answer);
  CHECK(texts(found) == Texts{"一个文本。", "二个文本。"});
  CHECK(found.documents[1].uri == "a.json#2");
  CHECK(found.documents[1].properties == std::map<std::string, std::string>{{"title", "乙"}});
  for (const auto& document : found.documents) check_places(document, answer);
  CHECK(read("a.json", R"({"text": "甲。"})", "body").faults ==
        Texts{"a.json: text.no_text_field"});
}

TEST_CASE("JSON: byte order marks, lines by the name of JSON, no name, numbers too large") {
  const std::string lines = "{\"text\": \"桐乡。\"}\n{\"text\": \"乌镇。\"}\n";
  for (const std::string name : {"a.jsonl", "a.json", "-"}) {
    const Found found = read(name, lines);
    CHECK(texts(found) == Texts{"桐乡。", "乌镇。"});
    CHECK(found.documents.at(1).uri == name + "#2");
  }
  const std::string marked = "\xEF\xBB\xBF" + lines;
  CHECK(texts(read("a.jsonl", marked)) == Texts{"桐乡。", "乌镇。"});
  check_places(read("a.jsonl", marked).documents.at(0), marked);
  CHECK(texts(read("a.json", "\xEF\xBB\xBF[{\"text\": \"桐乡。\"}]")) == Texts{"桐乡。"});
  CHECK(code_of("a.json", R"({"text": "桐乡。", "n": 1e999})") == "text.bad_json");
  CHECK(code_of("a.json", "{\"text\": ") == "text.bad_json");
  CHECK(code_of("a.json", "\"桐乡\"") == "text.bad_json");
  CHECK(code_of("a.json", "\xFF\xFE") == "text.bad_json");
}

TEST_CASE("elements and values deep in one another are refused, not followed") {
  std::string page, json;
  for (int i = 0; i < 100000; ++i) page += "<div>";
  CHECK_THROWS_WITH(read("d.html", page + "桐乡"), Catch::Contains("1500 deep"));
  CHECK_THROWS_WITH(read("d.json", std::string(100000, '[') + std::string(100000, ']')),
                    Catch::Contains("1000 deep"));
}

TEST_CASE("UTF-8 that was read as Windows-1252 and written again is undone") {
  // 桐乡市位于浙江 once over.
  const std::string twice =
      "\xc3\xa6\xc2\xa1\xc2\x90\xc3\xa4\xc2\xb9\xc2\xa1\xc3\xa5\xc2\xb8\xe2\x80\x9a"
      "\xc3\xa4\xc2\xbd\xc2\x8d\xc3\xa4\xc2\xba\xc5\xbd\xc3\xa6\xc2\xb5\xe2\x84\xa2"
      "\xc3\xa6\xc2\xb1\xc5\xb8, 2021";
  const text::Document document = text::restore(text::Source{"x.txt", twice, ""});
  CHECK(base::to_utf8(document.text) == "桐乡市位于浙江， 2021");
  CHECK(document.encoding == "UTF-8 read as Windows-1252");
  CHECK(document.offsets.source(0, 2) == base::ByteSpan{0, 12});
}
