#include "base/ordered_work.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <string>

namespace wutong::base {
namespace {

using Numbers = std::vector<int>;

TEST_CASE("ordered work: results come in the order of the work, on any number of threads") {
  for (const std::size_t threads : {1, 2, 7}) {
    Numbers out;
    OrderedWork<int> work({threads, 16, 1 << 20}, [&](int&& number) { out.push_back(number); });
    for (int i = 0; i < 500; ++i) {
      work.put(1, [i] {
        if (i % 50 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return i;
      });
    }
    work.finish();
    Numbers expected(500);
    std::iota(expected.begin(), expected.end(), 0);
    CHECK(out == expected);
  }
}

TEST_CASE("ordered work: what is not delivered stays within the window") {
  std::atomic<int> held{0}, most{0};
  OrderedWork<int> work({4, 100, 10}, [&](int&&) { --held; });
  for (int i = 0; i < 200; ++i) {
    work.put(i == 100 ? 50 : 3, [&] {
      most = std::max(most.load(), ++held);
      return 0;
    });
  }
  work.finish();
  CHECK(held == 0);
  CHECK(most <= 4);  // three in the window, and the one that is being delivered
}

TEST_CASE("ordered work: a fault ends it and is thrown where work is put or finished") {
  const auto run = [](int bad_work, int bad_delivery) {
    OrderedWork<int> work({2, 4, 100}, [&](int&& number) {
      if (number == bad_delivery) throw std::runtime_error("delivery");
    });
    for (int i = 0; i < 100; ++i) {
      work.put(1, [i, bad_work] {
        if (i == bad_work) throw std::runtime_error("work");
        return i;
      });
    }
    work.finish();
  };
  CHECK_THROWS_WITH(run(30, -1), "work");
  CHECK_THROWS_WITH(run(-1, 99), "delivery");
  CHECK_NOTHROW(run(-1, -1));
}

}  // namespace
}  // namespace wutong::base
