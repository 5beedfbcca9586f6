// Bytes of the memory limit that something holds for a time, given back when it lets go of them.
#pragma once

#include <cstdint>
#include <utility>

#include "exec/execution.h"

namespace wutong::exec {

class HeldMemory {
 public:
  explicit HeldMemory(MemoryBudget& budget) : budget_(budget) {}
  ~HeldMemory() { release(); }
  HeldMemory(const HeldMemory&) = delete;
  HeldMemory& operator=(const HeldMemory&) = delete;

  // Error: query.memory_limit.
  void take(std::uint64_t bytes) {
    bytes_ += bytes;
    budget_.take(bytes);
  }
  void release() { budget_.give_back(std::exchange(bytes_, 0)); }

 private:
  MemoryBudget& budget_;
  std::uint64_t bytes_ = 0;
};

}  // namespace wutong::exec
