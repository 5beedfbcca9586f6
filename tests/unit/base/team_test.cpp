#include "base/team.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <set>

using wutong::base::Team;

TEST_CASE("a team takes each piece of work once and returns when all is done") {
  Team team(3);
  for (int round = 0; round < 50; ++round) {
    std::vector<int> seen(200);
    std::atomic<std::size_t> next{0};
    team.run([&] {
      for (std::size_t i = next++; i < seen.size(); i = next++) ++seen[i];
    });
    CHECK(std::count(seen.begin(), seen.end(), 1) == 200);
  }
}

TEST_CASE("helpers join in, and may have work of their own run") {
  Team team(1);
  std::mutex mutex;
  std::condition_variable both;
  int here = 0;
  // Ends only when two threads are in it at once.
  team.run([&] {
    std::unique_lock lock(mutex);
    ++here;
    both.notify_all();
    both.wait(lock, [&] { return here >= 2; });
  });
  CHECK(here >= 2);
  std::atomic<int> inner{0};
  team.run([&] { team.run([&] { ++inner; }); });
  CHECK(inner >= 1);
}

TEST_CASE("several threads share a team") {
  Team team(1);
  std::atomic<int> sum{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 100; ++i) {
        std::atomic<int> next{0};
        team.run([&] {
          while (next++ < 10) ++sum;
        });
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(sum == 4000);
}

TEST_CASE("a team without helpers works alone") {
  Team team(0);
  int calls = 0;
  team.run([&] { ++calls; });
  CHECK(calls == 1);
}
