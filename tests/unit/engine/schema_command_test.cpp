// CREATE INDEX and CREATE CONSTRAINT read all nodes: they end when they are told to, and then have
// made nothing.
#include <catch2/catch.hpp>
#include <chrono>
#include <thread>
#include <utility>

#include "wutong/database.h"

using namespace wutong;

namespace {

std::string code_of(Session& session, const std::string& statement, const RunOptions& options) {
  try {
    session.run(statement, {}, options);
  } catch (const Error& error) {
    return error.code();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a schema command that is ended leaves nothing behind") {
  OpenOptions in_memory;
  in_memory.in_memory = true;
  const auto database = Database::open("memory", in_memory);
  Session session = database->session();
  session.run("UNWIND range(1, 30000) AS i CREATE (:A {i: i, s: 's' + i})-[:R {w: i}]->(:B)");
  const std::pair<const char*, const char*> commands[] = {
      {"CREATE INDEX by_i FOR (a:A) ON (a.i)", "DROP INDEX by_i"},
      {"CREATE CONSTRAINT c FOR (a:A) REQUIRE a.i IS UNIQUE", "DROP CONSTRAINT c"},
      {"CREATE CONSTRAINT c FOR (a:A) REQUIRE a.s IS NOT NULL", "DROP CONSTRAINT c"},
      {"CREATE CONSTRAINT c FOR (a:A) REQUIRE (a.s, a.i) IS NODE KEY", "DROP CONSTRAINT c"},
      {"CREATE CONSTRAINT c FOR ()-[r:R]-() REQUIRE r.w IS NOT NULL", "DROP CONSTRAINT c"},
  };
  const auto count = [&](const char* show) {
    Result result = session.run(show);
    int rows = 0;
    while (result.next()) ++rows;
    return rows;
  };
  for (const auto& [command, drop] : commands) {
    INFO(command);
    RunOptions soon;
    soon.timeout = std::chrono::milliseconds(2);
    CHECK(code_of(session, command, soon) == "query.timeout");

    std::chrono::steady_clock::time_point told;
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      told = std::chrono::steady_clock::now();
      session.cancel();
    });
    const std::string code = code_of(session, command, {});
    const auto ended = std::chrono::steady_clock::now();
    other.join();
    CHECK(code == "query.cancelled");
    // It takes a millisecond; machines that run tests are busy.
    CHECK(ended - told < std::chrono::seconds(1));

    CHECK(count("SHOW INDEXES") == 0);
    CHECK(count("SHOW CONSTRAINTS") == 0);
    CHECK(code_of(session, "MATCH (a:A {i: 7}) SET a.i = 8, a.s = null", {}) == "no error");
    CHECK(code_of(session, "MATCH (a:A {i: 8}) WHERE a.s IS NULL SET a.i = 7, a.s = 's7'", {}) ==
          "no error");
  }
  for (const auto& [command, drop] : commands) {
    INFO(command);
    CHECK(code_of(session, command, {}) == "no error");
    CHECK(code_of(session, drop, {}) == "no error");
  }
}
