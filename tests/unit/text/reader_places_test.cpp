// Properties of all readers: the text is what was written, and the bytes of each character say that
// character. Pages and objects are put together at random, with a fixed seed.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <random>

#include "unit/text/reading.h"

using namespace wutong;
using namespace wutong::reading;

namespace {

struct Piece {
  std::string written, read;
};

const std::vector<Piece> kPieces = {{"桐乡市", "桐乡市"},
                                    {"，", "，"},
                                    {"&ldquo;", "“"},
                                    {"&#22686;", "增"},
                                    {"&#x589E;", "增"},
                                    {"&#X589e", "增"},
                                    {"&amp;", "&"},
                                    {"&amp", "&"},
                                    {"A&B", "A&B"},
                                    {"&copy2020", "©2020"},
                                    {"&unknown;", "&unknown;"},
                                    {"&NotEqualTilde;", "≂̸"},
                                    {"&amp;amp;", "&amp;"},
                                    {"&lt;b&gt;", "<b>"},
                                    {"&lt;;", "<;"},
                                    {"&", "&"},
                                    {"&;", "&;"},
                                    {"&#;", "&#;"},
                                    {"</foo>", ""},
                                    {"</i>", ""},
                                    {"<!-- 注 > 释 -->", ""},
                                    {"<!x>", ""},
                                    {"<b>粗</b>", "粗"},
                                    {"<span class=\"a\">字</span>", "字"},
                                    {"<ruby>鄉<rp>(</rp><rt>xiāng</rt></ruby>", "鄉"},
                                    {"<script>var 坏 = '</p>';</script>", ""},
                                    {"\r\n", " "},
                                    {"&nbsp;", " "},
                                    {"𠮷", "𠮷"}};

// Whether `bytes` stand for `c` in a page.
bool says(const std::string& bytes, char32_t c) {
  const std::string itself = base::to_utf8(std::u32string(1, c));
  if (bytes == itself) return true;
  if (c == U' ' && (bytes == "\r\n" || bytes == "\n")) return true;
  for (const Piece& piece : kPieces) {
    if (bytes.front() == '&' && piece.written.find(bytes) != std::string::npos &&
        piece.read.find(itself) != std::string::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("HTML: any mixture of text, references and tags keeps its bytes") {
  std::mt19937 random(7);
  for (int round = 0; round < 500; ++round) {
    std::string page = "<html><body><p>始", wanted = "始";
    for (auto i = random() % 12; i > 0; --i) {
      const Piece& piece = kPieces[random() % kPieces.size()];
      page += piece.written + "字";
      wanted += piece.read + "字";
    }
    page += "</p></body></html>";
    INFO(page);
    const Found found = read("a.html", page);
    REQUIRE(texts(found) == Texts{wanted});
    base::ByteSpan before{0, 0};
    for (const auto& c : found.documents[0].decoded.characters) {
      REQUIRE((c.span.begin >= before.end || c.span == before));
      REQUIRE(says(page.substr(c.span.begin, c.span.size()), c.code_point));
      before = c.span;
    }
  }
}

TEST_CASE("JSON: any string keeps its bytes, as it is and escaped") {
  std::mt19937 random(11);
  const std::u32string alphabet = U"桐乡市，。A1 \n\t\"\\/\u0001\u00e9𠮷\u2028";
  for (int round = 0; round < 500; ++round) {
    std::u32string text = U"桐";
    for (auto i = random() % 20; i > 0; --i) text += alphabet[random() % alphabet.size()];
    const nlohmann::json object = {{"id", round}, {"text", base::to_utf8(text)}, {"x", {1, "二"}}};
    const std::string bytes = object.dump(round % 3 - 1, ' ', round % 2 == 0);
    INFO(bytes);
    const Found found = read("a.json", bytes);
    REQUIRE(texts(found) == Texts{base::to_utf8(text)});
    for (const auto& c : found.documents[0].decoded.characters) {
      const std::string said = bytes.substr(c.span.begin, c.span.size());
      REQUIRE(nlohmann::json::parse('"' + said + '"').get<std::string>() ==
              base::to_utf8(std::u32string(1, c.code_point)));
    }
  }
}

TEST_CASE("other encodings: each character's bytes decode to it") {
  // 桐乡市位于浙江，工业强市。 in GB18030.
  const std::string gbk =
      "\xcd\xa9\xcf\xe7\xca\xd0\xce\xbb\xd3\xda\xd5\xe3\xbd\xad\xa3\xac\xb9\xa4\xd2\xb5\xc7\xbf"
      "\xca\xd0\xa1\xa3";
  for (const auto& [name, bytes] :
       {std::pair<std::string, std::string>("a.html", "<p>" + gbk + "</p>"),
        {"a.json", "[{\"text\": \"" + gbk + "\"}]"},
        {"a.jsonl", "{\"text\": \"" + gbk + "\"}\n"},
        {"a.txt", gbk}}) {
    const Found found = read(name, bytes);
    CHECK(texts(found) == Texts{"桐乡市位于浙江，工业强市。"});
    CHECK(found.documents.at(0).decoded.encoding == "GB18030");
    std::size_t at = bytes.find(gbk);
    for (const auto& c : found.documents.at(0).decoded.characters) {
      CHECK(c.span == base::ByteSpan{at, at + 2});
      at += 2;
    }
  }
}
