// Many threads on one database: what each reads is one committed state, from storage as from the
// copy in memory, whatever others write, load, plan or cancel meanwhile. Run under the tsan preset
// as well: `unit_tests "[concurrency]"` with TSAN_OPTIONS=suppressions=tests/tsan.suppressions.
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "wutong/bulk_load.h"
#include "wutong/database.h"

using namespace wutong;

namespace {

constexpr int kAccounts = 50, kEach = 100, kReaders = 4, kWriters = 2;

std::unique_ptr<Database> accounts() {
  OpenOptions options;
  options.in_memory = true;
  auto database = Database::open("memory", options);
  Session session = database->session();
  session.run("CREATE INDEX FOR (a:Account) ON (a.id)");
  session.run("UNWIND range(0, " + std::to_string(kAccounts - 1) +
              ") AS i CREATE (:Account {id: i, sum: " + std::to_string(kEach) + "})");
  return database;
}

std::int64_t number(Session& session, const std::string& query, const RunOptions& options = {},
                    const Parameters& parameters = {}) {
  Result result = session.run(query, parameters, options);
  const Row* row = result.next();
  return row && row->front().is_integer() ? row->front().as_integer() : -1;
}

// Runs all and hands on what any of them throws.
void together(const std::vector<std::function<void()>>& jobs) {
  std::vector<std::thread> threads;
  std::vector<std::string> faults(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        jobs[i]();
      } catch (const Error& error) {
        faults[i] = error.code() + ": " + error.message();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(faults == std::vector<std::string>(jobs.size()));
}

}  // namespace

TEST_CASE("readers see whole transactions while others write", "[concurrency]") {
  const auto database = accounts();
  std::atomic<bool> done = false;
  std::atomic<int> writing = kWriters, torn = 0, reads = 0;
  std::vector<std::function<void()>> jobs;
  for (int w = 0; w < kWriters; ++w) {
    jobs.emplace_back([&, w] {
      Session session = database->session();
      for (int i = 0; i < 60; ++i) {
        const Parameters parameters = {{"a", Value((i * 7 + w) % kAccounts)},
                                       {"b", Value((i * 11 + 3 + w) % kAccounts)}};
        // One statement, then two in a transaction: money moves, and a transfer is noted.
        if (i % 2 == 0) {
          session.run(
              "MATCH (a:Account {id: $a}), (b:Account {id: $b}) SET a.sum = a.sum - 1 "
              "SET b.sum = b.sum + 1 CREATE (a)-[:PAID]->(b)",
              parameters);
        } else {
          session.begin();
          session.run("MATCH (a:Account {id: $a}) SET a.sum = a.sum - 5", parameters);
          session.run("MATCH (b:Account {id: $b}) SET b.sum = b.sum + 5", parameters);
          session.run("MATCH (a:Account {id: $a}), (b:Account {id: $b}) CREATE (a)-[:PAID]->(b)",
                      parameters);
          session.commit();
        }
      }
      if (--writing == 0) done = true;
    });
  }
  for (int r = 0; r < kReaders; ++r) {
    jobs.emplace_back([&, r] {
      Session session = database->session();
      RunOptions options;
      if (r % 3 != 2) options.snapshot = r % 3 == 0;
      std::int64_t paid = 0;
      for (bool last = false; !last;) {
        last = done;
        if (number(session, "MATCH (a:Account) RETURN sum(a.sum)", options) != kAccounts * kEach) {
          ++torn;
        }
        // What was committed stays so, and both directions of a relationship come together.
        const std::int64_t out =
            number(session, "MATCH (:Account)-[p:PAID]->(:Account) RETURN count(*)", options);
        if (out < paid) ++torn;
        paid = out;
        number(session, "MATCH (a:Account {id: 3})<-[:PAID]-(b)<-[:PAID]-(c) RETURN count(*)",
               options);
        number(session,
               "MATCH (a:Account) WHERE a.id = " + std::to_string(reads % 300) + " RETURN a.sum",
               options);
        ++reads;
      }
      if (paid != 60 * kWriters) ++torn;
    });
  }
  together(jobs);
  CHECK(torn == 0);
  CHECK(reads >= kReaders);
}

TEST_CASE("increments by many writers are all kept", "[concurrency]") {
  const auto database = accounts();
  std::vector<std::function<void()>> jobs;
  for (int w = 0; w < 4; ++w) {
    jobs.emplace_back([&] {
      Session session = database->session();
      for (int i = 0; i < 25; ++i) session.run("MATCH (a:Account {id: 1}) SET a.sum = a.sum + 1");
    });
  }
  together(jobs);
  Session session = database->session();
  CHECK(number(session, "MATCH (a:Account {id: 1}) RETURN a.sum") == kEach + 100);
}

TEST_CASE("a statement is cancelled from another thread", "[concurrency]") {
  const auto database = accounts();
  Session session = database->session();
  std::atomic<bool> ended = false;
  std::thread canceller([&] {
    // Again and again: the first may come before the statement begins.
    while (!ended) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      session.cancel();
    }
  });
  std::string code;
  try {
    number(session, "UNWIND range(1, 1000000000000) AS i RETURN count(i)");
  } catch (const Error& error) {
    code = error.code();
  }
  ended = true;
  canceller.join();
  CHECK(code == "query.cancelled");
  CHECK(number(session, "MATCH (a:Account) RETURN count(*)") == kAccounts);
}

TEST_CASE("a bulk load shows at once and whole", "[concurrency]") {
  namespace fs = std::filesystem;
  const fs::path directory =
      fs::temp_directory_path() / ("wutong-concurrency-" + std::to_string(getpid()));
  fs::create_directories(directory);
  constexpr int kRows = 3000;
  {
    std::ofstream nodes(directory / "n.csv"), relationships(directory / "r.csv");
    nodes << "id,v\n";
    relationships << "from,to\n";
    for (int i = 0; i < kRows; ++i) {
      nodes << i << "," << i % 10 << "\n";
      relationships << i << "," << (i + 1) % kRows << "\n";
    }
  }
  OpenOptions options;
  options.create = true;
  options.sync = false;
  {
    const auto database = Database::open((directory / "db").string(), options);
    std::atomic<bool> loaded = false;
    std::atomic<int> torn = 0;
    std::vector<std::function<void()>> jobs;
    jobs.emplace_back([&] {
      BulkFiles files;
      const std::vector<BulkColumn> columns = {{"id", BulkType::Integer}, {"v", BulkType::Integer}};
      files.nodes.push_back({(directory / "n.csv").string(), "N", {"N"}, "id", columns});
      files.relationships.push_back({(directory / "r.csv").string(), "R", "N", "N", {}});
      bulk_load(*database, files);
      loaded = true;
    });
    for (int r = 0; r < 3; ++r) {
      jobs.emplace_back([&, r] {
        Session session = database->session();
        RunOptions run;
        run.snapshot = r != 0;
        for (bool last = false; !last;) {
          last = loaded;
          const std::int64_t nodes = number(session, "MATCH (n:N) RETURN count(*)", run);
          const std::int64_t pairs = number(session, "MATCH (:N)-[:R]->(:N) RETURN count(*)", run);
          if ((nodes != 0 && nodes != kRows) || (pairs != 0 && pairs != kRows)) ++torn;
          if (last && (nodes != kRows || pairs != kRows)) ++torn;
        }
      });
    }
    together(jobs);
    CHECK(torn == 0);
  }
  fs::remove_all(directory);
}
