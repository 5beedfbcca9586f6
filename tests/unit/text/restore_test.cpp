#include "text/restore.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "base/utf8.h"
#include "wutong/error.h"

using namespace wutong;

namespace {

text::Document restored(const std::string& bytes) { return text::restore({"x.txt", bytes, ""}); }
std::string text_of(const std::string& bytes) { return base::to_utf8(restored(bytes).text); }

const std::string kDamaged =
    "桐鄉(xiāng)市經(jīng)信局發(fā)布:數(shù)字經(jīng)濟企業(yè)數(shù)量從300多家增加到2600多家,"
    "產(chǎn)值近165億元。";

}  // namespace

TEST_CASE("a scraped mirror page: pinyin brackets go, traditional becomes simplified") {
  CHECK(text_of(kDamaged) ==
        "桐乡市经信局发布：数字经济企业数量从300多家增加到2600多家，产值近165亿元。");
}

TEST_CASE("restoring twice is restoring once") {
  const std::string once = text_of(kDamaged);
  CHECK(text_of(once) == once);
}

TEST_CASE("every restored character knows its bytes") {
  const text::Document document = restored(kDamaged);
  std::size_t end = 0;
  for (std::size_t i = 0; i < document.text.size(); ++i) {
    const base::ByteSpan span = document.offsets.source(i, i + 1);
    CHECK(span.begin >= end);
    CHECK(span.end > span.begin);
    end = span.end;
  }
  CHECK(end <= kDamaged.size());
  // 桐 and 乡: 乡 came from 鄉, its reading belongs to no character.
  CHECK(document.offsets.source(0, 2) == base::ByteSpan{0, 6});
  CHECK(document.offsets.source(2, 3) == base::ByteSpan{14, 17});
}

TEST_CASE("what is not damage stays") {
  std::ifstream in(std::string(WUTONG_TESTS) + "/text/untouched.txt");
  REQUIRE(in);
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    CHECK(text_of(line) == line);
  }
}

TEST_CASE("encodings: GB18030, Big5, UTF-16 and a byte order mark") {
  // 数字经济 in GB18030, 數字經濟發展產業網絡 in Big5.
  CHECK(text_of("\xca\xfd\xd7\xd6\xbe\xad\xbc\xc3") == "数字经济");
  CHECK(text_of(std::string("\xff\xfe\x70\x65\x57\x5b", 6)) == "数字");
  CHECK(text_of("\xef\xbb\xbf桐乡") == "桐乡");
}

TEST_CASE("what is no text is refused with a reason") {
  CHECK_THROWS_WITH(restored(""), "the document is empty");
  CHECK_THROWS_WITH(restored(std::string("PK\x03\x04\0\0\0\0", 8)),
                    "the document is binary, not text");
}
