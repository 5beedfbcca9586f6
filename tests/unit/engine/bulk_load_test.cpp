#include "wutong/bulk_load.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "wutong/maintenance.h"

using namespace wutong;
namespace fs = std::filesystem;

namespace {

struct Directory {
  Directory()
      : path((fs::temp_directory_path() / ("wutong-load-" + std::to_string(::getpid()))).string()) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~Directory() { fs::remove_all(path); }
  std::string file(const std::string& name, const std::string& text) const {
    std::ofstream(path + "/" + name) << text;
    return path + "/" + name;
  }
  std::string path;
};

BulkFiles people(const Directory& directory, const std::string& knows) {
  BulkFiles files;
  files.delimiter = '|';
  files.nodes.push_back({directory.file("person.csv", "id|name|age\n10|桐|30\n7||\n9|乡|x\n"),
                         "Person",
                         {"Person", "Being"},
                         "id",
                         {{"id", BulkType::Integer}, {"name"}, {"age"}}});
  files.relationships.push_back({directory.file("knows.csv", "from|to|since\n" + knows),
                                 "KNOWS",
                                 "Person",
                                 "Person",
                                 {{"since", BulkType::Integer}}});
  return files;
}

std::string one(Database& database, const std::string& query) {
  Session session = database.session();
  Result result = session.run(query);
  return to_literal((*result.next())[0]);
}

std::string code_of(Database& database, const BulkFiles& files) {
  try {
    bulk_load(database, files);
  } catch (const Error& error) {
    return error.code() + " " + error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("a bulk load is found by label, key, index and neighbours", "[load]") {
  const Directory directory;
  const std::string path = directory.path + "/db";
  {
    const auto database = Database::open(path, {.create = true});
    one(*database, "CREATE (n:Person {id: 1}) RETURN 1");
    const BulkReport report = bulk_load(*database, people(directory, "10|7|1\n7|10|\n7|7|3\n"));
    CHECK(report.nodes == 3);
    CHECK(report.relationships == 3);
    CHECK(
        one(*database, "MATCH (p:Person {id: 10})-[k:KNOWS]->(q) RETURN [p.name, q.id, k.since]") ==
        "['桐', 7, 1]");
    CHECK(one(*database, "MATCH (:Person {id: 7})-[k:KNOWS]-(q) RETURN count(*)") == "3");
    CHECK(one(*database, "MATCH (n:Being) RETURN count(n)") == "3");
    CHECK(one(*database, "MATCH (n:Person) RETURN count(n)") == "4");
    CHECK(one(*database, "MATCH (n {id: 7}) RETURN n.name") == "''");
    // A second load goes beside the first.
    BulkFiles more = people(directory, "10|9|5\n");
    more.nodes[0].file = directory.file("more.csv", "id|name|age\n100|a|1\n9|b|1\n10|c|2\n");
    CHECK(code_of(*database, more).starts_with("constraint_validation_failed.unique"));
    more.nodes[0].file = directory.file("more.csv", "id|name|age\n100|a|1\n");
    more.relationships.clear();
    CHECK(code_of(*database, more) == "");
    CHECK(one(*database, "MATCH (n:Person) RETURN count(n)") == "5");
  }
  CHECK(check_database(path).empty());
}

TEST_CASE("what is wrong with a bulk load names file and line, and nothing is loaded", "[load]") {
  const Directory directory;
  const std::string path = directory.path + "/db";
  {
    const auto database = Database::open(path, {.create = true});
    const auto fault = [&](const BulkFiles& files) { return code_of(*database, files); };
    CHECK(fault(people(directory, "10|8|1\n")) ==
          "load.unknown_node " + directory.path + "/knows.csv:2: no node (:Person) 8");
    CHECK(fault(people(directory, "10|9\n")) ==
          "load.bad_line " + directory.path + "/knows.csv:2: 3 columns expected, 2 found");
    CHECK(fault(people(directory, "\n10|9|now\n")) ==
          "load.bad_line " + directory.path + "/knows.csv:3: 'now' is no integer");
    BulkFiles twice = people(directory, "");
    twice.nodes[0].file = directory.file("person.csv", "id|name|age\n1|a|\n1|b|\n");
    CHECK(fault(twice) == "constraint_validation_failed.unique " + directory.path +
                              "/person.csv:3: a node (:Person {id: 1}) exists already");
    CHECK(one(*database, "MATCH (n) RETURN count(n)") == "0");
  }
  CHECK(check_database(path).empty());
  // No file of a load that failed stays.
  for (const auto& entry : fs::directory_iterator(path)) {
    CHECK(entry.path().filename().string().find("load-") == std::string::npos);
  }
}
