#include "base/csv.h"

#include <catch2/catch.hpp>
#include <sstream>

namespace wutong::base {
namespace {

// Records as "line: field|field", quoted fields in brackets; errors as their message.
std::string read(const std::string& text, char delimiter = ',') {
  std::istringstream in(text);
  CsvReader reader(in, "f.csv", delimiter);
  std::vector<CsvField> fields;
  std::string out;
  for (;;) {
    try {
      if (!reader.next(fields)) return out;
      out += std::to_string(reader.line()) + ":";
      for (const CsvField& field : fields) {
        out += field.quoted ? " [" + field.text + "]" : " " + field.text;
      }
      out += "\n";
    } catch (const Error& error) {
      out += error.code() + " " + error.message() + "\n";
    }
  }
}

TEST_CASE("CSV records and the lines they begin at") {
  CHECK(read("") == "");
  CHECK(read("a,b\n1,2\n") == "1: a b\n2: 1 2\n");
  CHECK(read("a,b\r\n1,2\r\n") == "1: a b\n2: 1 2\n");
  CHECK(read("a,b\n1,2") == "1: a b\n2: 1 2\n");
  CHECK(read("\xEF\xBB\xBF名称,年\n桐乡,2014\n") == "1: 名称 年\n2: 桐乡 2014\n");
  CHECK(read("a\n\n\nb\n") == "1: a\n4: b\n");
  CHECK(read("a;b\n", ';') == "1: a b\n");
  CHECK(read(",\n") == "1:  \n");
}

TEST_CASE("CSV quotes") {
  CHECK(read("\"a,b\",\"c\"\"d\"\n") == "1: [a,b] [c\"d]\n");
  CHECK(read("\"two\nlines\",x\ny\n") == "1: [two\nlines] x\n3: y\n");
  CHECK(read("\"\",\n") == "1: [] \n");
  CHECK(read("a\"b\n") == "1: a\"b\n");
}

TEST_CASE("CSV faults name file and line, and the next record is read") {
  CHECK(read("a\n\"x\"y,z\nb\n") ==
        "1: a\ncsv.text_after_quote f.csv:2: text follows the closing quote of field 1\n3: b\n");
  CHECK(read("a\n\"x\ny\n") == "1: a\ncsv.unclosed_quote f.csv:2: a quote is not closed\n");
  CHECK(read("a\nb,\xB0\xA1,c\nd\n") == "1: a\ncsv.not_utf8 f.csv:2: field 2 is not UTF-8\n3: d\n");
}

TEST_CASE("CSV longer than the buffer") {
  std::string text, wanted;
  for (int i = 1; i <= 60000; ++i) {
    text += "\"row " + std::to_string(i) + "\",x\n";
    wanted += std::to_string(i) + ": [row " + std::to_string(i) + "] x\n";
  }
  CHECK(read(text) == wanted);
}

}  // namespace
}  // namespace wutong::base
