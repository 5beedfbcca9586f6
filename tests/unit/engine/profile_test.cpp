// PROFILE: the plan with what each operator did. Times differ from run to run, so they are cut out.
#include <catch2/catch.hpp>
#include <regex>

#include "wutong/database.h"

namespace wutong {
namespace {

std::string profile_of(Session& session, const std::string& query) {
  Result result = session.run("PROFILE " + query);
  while (result.next() != nullptr) {
  }
  return std::regex_replace(result.plan(), std::regex(", [0-9.]+ ms"), "");
}

TEST_CASE("PROFILE gives rows and reads of each operator") {
  const auto database = Database::open("profile", {.create = true, .in_memory = true});
  Session session = database->session();
  session.run("UNWIND range(1, 10) AS i CREATE (:N {i: i})-[:R]->(:M)");
  CHECK(profile_of(session, "MATCH (n:N)-[r:R]->(m) WHERE n.i > 7 RETURN m") ==
        "Project m                     rows 3, reads 0\n"
        "  Expand (n)-[r:R]->(m)       rows 3, reads 6\n"
        "    Filter (n.i > 7) in scan  rows 3, reads 10\n"
        "      LabelScan (n:N)         rows 10, reads 11\n"
        "        Unit                  rows 1, reads 0\n"
        "total: rows 3, reads 27\n"
        "rules: push_filter scan_filter\n");
}

TEST_CASE("PROFILE returns the rows, and writes are done") {
  const auto database = Database::open("profile", {.create = true, .in_memory = true});
  Session session = database->session();
  Result result = session.run("PROFILE CREATE (n:N {i: 1}) RETURN n.i AS i");
  REQUIRE(result.columns() == std::vector<std::string>{"i"});
  const Row* row = result.next();
  REQUIRE(row != nullptr);
  CHECK((*row)[0].as_integer() == 1);
  CHECK(result.next() == nullptr);
  CHECK(result.side_effects().nodes_created == 1);
  CHECK(result.plan().find("Create") != std::string::npos);
}

TEST_CASE("files are read only where they may be") {
  const auto database = Database::open("files", {.create = true, .in_memory = true});
  Session session = database->session();
  RunOptions options;
  options.read_files = false;
  try {
    session.run("LOAD CSV FROM '/etc/hostname' AS row RETURN row", {}, options).next();
    FAIL("a file was read");
  } catch (const Error& error) {
    CHECK(error.code() == "load_csv.files_forbidden");
  }
}

TEST_CASE("a transaction that breaks a constraint leaves nothing at its commit") {
  const auto database = Database::open("constraint", {.create = true, .in_memory = true});
  Session session = database->session();
  session.run("CREATE CONSTRAINT FOR (n:N) REQUIRE n.i IS NOT NULL");
  session.begin();
  session.run("CREATE (:N {i: 1})");
  session.run("CREATE (n:N)");
  CHECK_THROWS_AS(session.commit(), Error);
  CHECK_FALSE(session.in_transaction());
  CHECK(database->counts().nodes == 0);
  session.begin();
  session.run("CREATE (:N)");
  session.run("MATCH (n:N) SET n.i = 2");
  session.commit();
  CHECK(database->counts().nodes == 1);
}

TEST_CASE("CALL IN TRANSACTIONS needs a statement of its own") {
  const auto database = Database::open("batches", {.create = true, .in_memory = true});
  Session session = database->session();
  session.begin();
  CHECK_THROWS_AS(session.run("UNWIND [1] AS i CALL { CREATE (:N) } IN TRANSACTIONS"), Error);
}

}  // namespace
}  // namespace wutong
