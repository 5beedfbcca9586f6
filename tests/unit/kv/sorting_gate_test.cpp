#include "kv/sorting_gate.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <future>

using namespace wutong;

namespace {

struct Job {
  std::promise<void> ran;
  int unscheduled = 0;
  static void run(void* job) { static_cast<Job*>(job)->ran.set_value(); }
  static void drop(void* job) { ++static_cast<Job*>(job)->unscheduled; }
};

}  // namespace

TEST_CASE("jobs that sort files wait at the gate, others pass") {
  using Priority = rocksdb::Env::Priority;
  kv::SortingGate gate;
  // Threads of the process's own environment, which every database uses.
  gate.IncBackgroundThreadsIfNeeded(1, Priority::LOW);
  gate.IncBackgroundThreadsIfNeeded(1, Priority::HIGH);
  Job waits, withdrawn, other, later;
  int tag = 0, second = 0;
  gate.Schedule(Job::run, &waits, Priority::LOW, &tag, Job::drop);
  gate.Schedule(Job::run, &withdrawn, Priority::LOW, &second, Job::drop);
  gate.Schedule(Job::run, &other, Priority::HIGH, &tag, Job::drop);
  other.ran.get_future().get();
  CHECK(gate.UnSchedule(&second, Priority::LOW) == 1);
  CHECK(gate.UnSchedule(&second, Priority::LOW) == 0);
  CHECK(withdrawn.unscheduled == 1);
  std::future<void> ran = waits.ran.get_future();
  CHECK(ran.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
  gate.open();
  ran.get();
  gate.Schedule(Job::run, &later, Priority::LOW, &tag, Job::drop);
  later.ran.get_future().get();
  CHECK(waits.unscheduled == 0);
}
