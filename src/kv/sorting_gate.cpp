#include "kv/sorting_gate.h"

#include <algorithm>

namespace wutong::kv {

void SortingGate::open() {
  std::vector<Job> jobs;
  {
    const std::lock_guard lock(mutex_);
    open_ = true;
    jobs.swap(waiting_);
  }
  for (const Job& job : jobs) {
    EnvWrapper::Schedule(job.run, job.argument, Priority::LOW, job.tag, job.unscheduled);
  }
}

void SortingGate::Schedule(void (*job)(void*), void* argument, Priority priority, void* tag,
                           void (*unscheduled)(void*)) {
  if (priority == Priority::LOW) {
    const std::lock_guard lock(mutex_);
    if (!open_) return waiting_.push_back({job, argument, tag, unscheduled});
  }
  EnvWrapper::Schedule(job, argument, priority, tag, unscheduled);
}

int SortingGate::UnSchedule(void* tag, Priority priority) {
  std::vector<Job> gone;
  if (priority == Priority::LOW) {
    const std::lock_guard lock(mutex_);
    const auto kept = std::stable_partition(waiting_.begin(), waiting_.end(),
                                            [&](const Job& job) { return job.tag != tag; });
    gone.assign(kept, waiting_.end());
    waiting_.erase(kept, waiting_.end());
  }
  for (const Job& job : gone) {
    if (job.unscheduled) job.unscheduled(job.argument);
  }
  return static_cast<int>(gone.size()) + EnvWrapper::UnSchedule(tag, priority);
}

}  // namespace wutong::kv
