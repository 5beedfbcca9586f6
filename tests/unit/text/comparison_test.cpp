#include "text/comparison.h"

#include <catch2/catch.hpp>

#include "base/utf8.h"
#include "text/restore.h"

using namespace wutong;

namespace {

// Every stretch: bytes, found>restored, or = for equal text.
std::string compared(const std::string& bytes, const std::vector<std::size_t>& cuts = {}) {
  std::string out;
  for (const text::Stretch& stretch : text::compare(text::restore({"x.txt", bytes, ""}), cuts)) {
    out += std::to_string(stretch.span.begin) + "-" + std::to_string(stretch.span.end) + " " +
           base::to_utf8(stretch.found) +
           (stretch.changed ? ">" + base::to_utf8(stretch.restored) : "=") + "|";
  }
  return out;
}

}  // namespace

const std::string kDamaged = "桐鄉(xiāng)市經(jīng)信局發(fā)布:數(shù)字經(jīng)濟(jì)";

TEST_CASE("a document beside its restored text: equal and changed stretches in turn") {
  CHECK(compared("桐乡市。") == "0-12 桐乡市。=|");
  CHECK_THAT(compared(kDamaged),
             Catch::StartsWith("0-3 桐=|3-14 鄉(xiāng)>乡|14-17 市=|17-27 經(jīng)>经|"));
}

TEST_CASE("a cut ends a stretch, and a span that ends there holds nothing that was removed") {
  CHECK(compared("桐乡市。", {0, 2, 3, 4}) == "0-6 桐乡=|6-9 市=|9-12 。=|");
  CHECK_THAT(compared(kDamaged, {0, 2}),
             Catch::StartsWith("0-3 桐=|3-6 鄉>乡|6-14 (xiāng)>|14-17 市=|"));
  // Behind the last character too.
  CHECK_THAT(compared(kDamaged, {12, 13}), Catch::EndsWith("|67-70 濟>济|70-75 (jì)>|"));
}

TEST_CASE("the end of a line is a stretch of its own") {
  CHECK(compared("桐乡。\n\n乌镇。") == "0-9 桐乡。=|9-10 \n=|10-11 \n=|11-20 乌镇。=|");
  CHECK(compared("桐乡。\r\n乌镇。") == "0-10 桐乡。\r=|10-11 \n=|11-20 乌镇。=|");
}

TEST_CASE("comparing takes time in proportion to the text") {
  std::string line, bytes;
  for (int i = 0; i < 20000; ++i) line += "桐乡市";
  for (int i = 0; i < 20; ++i) bytes += line;
  std::size_t stretches = text::compare(text::restore({"x.txt", bytes, ""})).size();
  CHECK(stretches == 1);
}
