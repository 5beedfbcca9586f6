#include <catch2/catch.hpp>
#include <sstream>

#include "exchange/graph_format.h"
#include "exchange/json_value.h"
#include "exchange/row_format.h"

using namespace wutong;

namespace {

std::string rows_as(const char* format, std::size_t width = 0) {
  std::ostringstream out;
  const auto writer = exchange::make_row_writer(format, out, width);
  writer->begin({"名称", "n"});
  writer->row({"桐乡市", 12});
  writer->row({"a|b,\"c\"", Value()});
  writer->end();
  return out.str();
}

exchange::Subgraph small_graph() {
  NodeRecord a{NodeId{1}, {"Company", "Entity"}, {{"founded", 2002}, {"name", "华友<钴业>"}}};
  NodeRecord b{NodeId{2}, {"Place"}, {{"name", "桐乡市"}, {"tags", Value::list({"a", 1})}}};
  RelationshipRecord r{RelationshipId{5}, "LOCATED_IN", NodeId{1}, NodeId{2}, {{"since", 2002}}};
  return {{a, b}, {{0, 1, r}}};
}

}  // namespace

TEST_CASE("tables are aligned by display columns") {
  CHECK(rows_as("table") ==
        "┌─────────┬──────┐\n"
        "│ 名称    │ n    │\n"
        "├─────────┼──────┤\n"
        "│ 桐乡市  │   12 │\n"
        "│ a|b,\"c\" │ null │\n"
        "└─────────┴──────┘\n"
        "2 rows\n");
}

TEST_CASE("row formats escape what they must") {
  CHECK(rows_as("csv") == "名称,n\n桐乡市,12\n\"a|b,\"\"c\"\"\",\n");
  CHECK(rows_as("tsv") == "名称\tn\n桐乡市\t12\na|b,\"c\"\t\n");
  CHECK(rows_as("jsonl") ==
        "{\"名称\":\"桐乡市\",\"n\":12}\n{\"名称\":\"a|b,\\\"c\\\"\",\"n\":null}\n");
  CHECK(rows_as("markdown") ==
        "| 名称 | n |\n| --- | --- |\n| 桐乡市 | 12 |\n| a\\|b,\"c\" | null |\n");
  CHECK(rows_as("line") == "名称: 桐乡市\nn: 12\n\n名称: a|b,\"c\"\nn: null\n");
  CHECK_THROWS_WITH(rows_as("xml"), "no output format 'xml'");
}

TEST_CASE("GraphML: keys with types, labels as data, lists as JSON text") {
  std::ostringstream out;
  exchange::write_graphml(small_graph(), out);
  const std::string text = out.str();
  CHECK(
      text.find("<key id=\"n_founded\" for=\"node\" attr.name=\"founded\" attr.type=\"long\" />") !=
      std::string::npos);
  CHECK(text.find("<data key=\"n_labels\">:Company:Entity</data>") != std::string::npos);
  CHECK(text.find("<data key=\"n_name\">华友&lt;钴业&gt;</data>") != std::string::npos);
  CHECK(text.find("<data key=\"n_tags\">[\"a\",1]</data>") != std::string::npos);
  CHECK(text.find("<edge id=\"e0\" source=\"n0\" target=\"n1\">") != std::string::npos);
}

TEST_CASE("JSON values survive a round trip") {
  const std::string text = R"({"a":[1,2.5,"桐",null,true],"b":{}})";
  CHECK(exchange::dump(exchange::to_json(exchange::parse_json(text))) == text);
  CHECK_THROWS_AS(exchange::parse_json("{"), Error);
}
