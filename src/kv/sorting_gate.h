// SortingGate: an environment that holds back the jobs which sort files, until it is opened.
// RocksDB has options for that, but changing them writes and syncs a file for each column family.
#pragma once

#include <rocksdb/env.h>

#include <mutex>
#include <vector>

namespace wutong::kv {

class SortingGate : public rocksdb::EnvWrapper {
 public:
  SortingGate() : EnvWrapper(rocksdb::Env::Default()) {}
  // What waits begins, and what comes after it.
  void open();

  void Schedule(void (*job)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override;
  int UnSchedule(void* tag, Priority priority) override;

 private:
  struct Job {
    void (*run)(void*);
    void* argument;
    void* tag;
    void (*unscheduled)(void*);
  };
  std::mutex mutex_;
  bool open_ = false;
  std::vector<Job> waiting_;
};

}  // namespace wutong::kv
