// Queries that several threads share: the same rows in the same order, to the last bit, as of one
// thread; the same faults; and they end when they are told to. Run under the tsan preset as well:
// `unit_tests "[parallel]"` with TSAN_OPTIONS=suppressions=tests/tsan.suppressions.
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "wutong/database.h"

using namespace wutong;

namespace {

constexpr int kNodes = 3000;

// Numbers whose sums depend on the order in which they are added, and of each other type some.
std::unique_ptr<Database> numbers() {
  OpenOptions options;
  options.in_memory = true;
  options.threads = 3;
  auto database = Database::open("memory", options);
  Session session = database->session();
  std::mt19937 random(7);
  List rows;
  for (int i = 0; i < kNodes; ++i) {
    Map row;
    row.emplace_back("i", i);
    row.emplace_back("x",
                     std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 90)));
    row.emplace_back("n", static_cast<std::int64_t>(random() % 50));
    if (i % 3 != 0) row.emplace_back("m", static_cast<std::int64_t>(random() % 7));
    row.emplace_back("mixed", random() % 2 == 0 ? Value(1) : Value(1.0));
    row.emplace_back("late", i < kNodes - 5 ? Value(i) : Value(0.1));
    row.emplace_back("big", std::int64_t{1} << 60);
    row.emplace_back("swing", i % 2 == 0 ? std::int64_t{1} << 62 : -(std::int64_t{1} << 62));
    row.emplace_back("s", "t" + std::to_string(random() % 300));
    if (i == 2000) row.emplace_back("odd", "text");
    rows.push_back(Value::map(std::move(row)));
  }
  Parameters parameters{{"rows", Value::list(std::move(rows))}};
  session.run("UNWIND $rows AS r CREATE (a:A) SET a = r", parameters);
  session.run("MATCH (a:A) WHERE a.i % 4 = 0 SET a:B");
  session.run("CREATE INDEX FOR (a:A) ON (a.i)");
  session.run("UNWIND range(0, " + std::to_string(kNodes - 1) +
              ") AS i UNWIND [i * 7 + 1, i * i + 3, i / 5] AS j "
              "MATCH (a:A {i: i}), (b:A {i: j % " +
              std::to_string(kNodes) + "}) CREATE (a)-[:R {w: j}]->(b)");
  return database;
}

std::vector<std::string> ask(Database& database, const std::string& query, bool parallel) {
  RunOptions options;
  options.snapshot = true;
  options.parallel_from = parallel ? 0 : 1e300;
  std::vector<std::string> lines;
  Session session = database.session();
  try {
    Result result = session.run(query, {}, options);
    while (const Row* row = result.next()) {
      std::string line;
      for (const Value& value : *row) line += to_literal(value) + " | ";
      lines.push_back(line);
    }
  } catch (const Error& error) {
    return {error.code() + ": " + error.what()};
  }
  return lines;
}

const char* const kQueries[] = {
    "MATCH (a:A) RETURN count(*), sum(a.x), avg(a.x), stDev(a.x), stDevP(a.x)",
    "MATCH (a:A) RETURN a.s, sum(a.x), avg(a.x), percentileCont(a.x, 0.3), collect(a.i)",
    "MATCH (a:A) RETURN sum(a.n), avg(a.n), min(a.n), max(a.n), count(a.m)",
    "MATCH (a:A) WHERE a.n > 10 AND a.m < 5 RETURN sum(a.n), avg(a.m), min(a.i), max(a.i)",
    "MATCH (a:A) RETURN min(a.mixed), max(a.mixed), collect(DISTINCT a.mixed), sum(a.mixed)",
    "MATCH (a:A) RETURN sum(a.late), avg(a.late)",
    "MATCH (a:A) RETURN sum(a.swing), avg(a.swing)",
    "MATCH (a:A) RETURN a.m, sum(a.big)",
    "MATCH (a:A) RETURN sum(a.big)",
    "MATCH (a:A) RETURN sum(a.odd)",
    "MATCH (a:A) WHERE a.i < 2000 OR a.odd / 2 > 1 RETURN count(*)",
    "MATCH (a:A) RETURN count(DISTINCT a.s), sum(DISTINCT a.n), avg(DISTINCT a.x)",
    "MATCH (a:A) WHERE a.i > 5000 RETURN count(*), sum(a.x), collect(a.i), min(a.n)",
    "MATCH (a:A) WHERE a.i > 5000 RETURN a.s, count(*)",
    "MATCH (a:A)-[r:R]->(b) RETURN b.s, count(*), sum(r.w)",
    "MATCH (a:A)-[:R]->(b:B)-[:R]->(c) WHERE a <> c RETURN count(*)",
    "MATCH (a:A)-[:R]-(b:A)-[:R]-(c:A)-[:R]-(a) WHERE a.i < b.i AND b.i < c.i RETURN count(*)",
    "MATCH (a:B)-[:R]->(b) RETURN a.n, count(DISTINCT b.s), count(*)",
    "MATCH (a:A) OPTIONAL MATCH (a)-[:R]->(b:B) RETURN a.s, count(b.m) ORDER BY a.s LIMIT 40",
    "MATCH (a:A)-[:R]->(b) WITH b, count(*) AS n WHERE n > 3 MATCH (b)-[:R]->(c) "
    "RETURN c.s, sum(n) ORDER BY c.s",
    "MATCH (a:A)-[:R*1..2]->(b) RETURN b.n, collect(a.i)",
    "MATCH (a) UNWIND [a.n, a.m, a.x] AS x RETURN sum(x), count(x)",
    "MATCH (a:A) RETURN a.n % 3, COUNT { (a)-[:R]->(:B) } AS d, count(*), avg(a.x)",
    "MATCH (a:A) CALL { WITH a MATCH (a)-[:R]->(b) RETURN sum(b.x) AS s } RETURN sum(s), avg(s)",
    "UNWIND [1, 2] AS u CALL { MATCH (a:A) RETURN sum(a.x) AS s } RETURN u, s",
};

}  // namespace

TEST_CASE("the number of threads does not show in the rows", "[parallel]") {
  const auto database = numbers();
  for (const char* const query : kQueries) {
    INFO(query);
    const auto expected = ask(*database, query, false);
    CHECK(!expected.empty() == (std::string(query).find("5000 RETURN a.s") == std::string::npos));
    for (int i = 0; i < 3; ++i) CHECK(ask(*database, query, true) == expected);
  }
  // A write that the copy in memory does not have yet.
  database->session().run("MATCH (a:A {i: 17}) SET a.x = 0.3, a.n = 1000 REMOVE a:B");
  database->session().run("MATCH (a:A {i: 40})-[r]->() DELETE r");
  for (const char* const query : kQueries) {
    INFO(query);
    CHECK(ask(*database, query, true) == ask(*database, query, false));
  }
}

TEST_CASE("queries that several threads share end when they should", "[parallel]") {
  const auto database = numbers();
  RunOptions options;
  options.snapshot = true;
  options.parallel_from = 0;
  const std::string endless =
      "MATCH (a:A)-[:R*1..12]-(b) RETURN count(DISTINCT b.x), sum(a.x), collect(a.i)";
  const auto code_of = [](const std::function<void()>& run) -> std::string {
    try {
      run();
    } catch (const Error& error) {
      return error.code();
    }
    return "no error";
  };
  Session session = database->session();
  const auto all = [&](const std::string& query, const RunOptions& wanted) {
    Result result = session.run(query, {}, wanted);
    while (result.next()) {
    }
  };
  RunOptions short_time = options;
  short_time.timeout = std::chrono::milliseconds(50);
  CHECK(code_of([&] { all(endless, short_time); }) == "query.timeout");

  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    session.cancel();
  });
  CHECK(code_of([&] { all(endless, options); }) == "query.cancelled");
  other.join();

  RunOptions little = options;
  little.memory_limit = 20000;
  CHECK(code_of([&] { all("MATCH (a:A)-[:R]->(b) RETURN a.i, b.x, count(*)", little); }) ==
        "query.memory_limit");
  // What parts held on the way does not count once they are merged.
  little.memory_limit = 1500000;
  CHECK(code_of([&] {
          all("UNWIND range(1, 30) AS u "
              "CALL { MATCH (a:A) WITH a.s AS s, sum(a.x) AS x RETURN count(s) AS n } "
              "RETURN sum(n)",
              little);
        }) == "no error");
  CHECK(ask(*database, "MATCH (a:A) RETURN count(*)", true) ==
        std::vector<std::string>{std::to_string(kNodes) + " | "});
}

TEST_CASE("the memory limit counts what is held, and no longer", "[parallel]") {
  const auto database = numbers();
  for (const bool parallel : {false, true}) {
    RunOptions little;
    little.snapshot = true;
    little.parallel_from = parallel ? 0 : 1e300;
    little.memory_limit = 100000;
    const auto code = [&](const std::string& query) -> std::string {
      Session session = database->session();
      try {
        Result result = session.run(query, {}, little);
        while (result.next()) {
        }
      } catch (const Error& error) {
        return error.code();
      }
      return "no error";
    };
    // A value that has come before is not held again.
    CHECK(code("MATCH (a:A) RETURN collect(DISTINCT a.n)") == "no error");
    CHECK(code("UNWIND range(1, 9000) AS i RETURN collect(DISTINCT i % 50)") == "no error");
    CHECK(code("UNWIND range(1, 9000) AS i RETURN collect(i)") == "query.memory_limit");
    // What a search for shortest paths holds goes with it, and the paths with their row.
    CHECK(code("MATCH (a:A {i: 0}), (b:A) WHERE b.i < 400 "
               "MATCH p = shortestPath((a)-[:R*]-(b)) RETURN sum(length(p))") == "no error");
    CHECK(code("MATCH (a:A {i: 0}), (b:A) WHERE b.i < 60 "
               "MATCH p = allShortestPaths((a)-[:R*]-(b)) RETURN sum(length(p))") == "no error");
    // Each run of a subquery forgets what the one before has seen.
    CHECK(code("UNWIND range(1, 60) AS u "
               "CALL { UNWIND range(1, 300) AS i WITH DISTINCT i RETURN count(i) AS n } "
               "RETURN sum(n)") == "no error");
    CHECK(code("UNWIND range(1, 9000) AS i WITH DISTINCT i RETURN count(i)") ==
          "query.memory_limit");
  }
}

TEST_CASE("sessions share the threads that help", "[parallel]") {
  const auto database = numbers();
  std::vector<std::vector<std::string>> expected;
  for (const char* const query : kQueries) expected.push_back(ask(*database, query, false));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (std::size_t t = 0; t < 3; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = 0; i < std::size(kQueries); ++i) {
        const std::size_t q = (i + t * 5) % std::size(kQueries);
        if (ask(*database, kQueries[q], true) != expected[q]) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == 0);
}
