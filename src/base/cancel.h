// CancelToken: how a long operation learns that it should stop. Poll it every few thousand steps.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "wutong/error.h"

namespace wutong::base {

class CancelToken {
 public:
  using Clock = std::chrono::steady_clock;

  // Safe from any thread and from a signal handler.
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  void reset() noexcept { cancelled_.store(false, std::memory_order_relaxed); }
  void set_deadline(std::optional<Clock::time_point> deadline) { deadline_ = deadline; }

  bool is_cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

  // Throws query.cancelled or query.timeout.
  void poll() const {
    if (is_cancelled()) throw Error("query.cancelled", "the query was cancelled");
    if (deadline_ && Clock::now() > *deadline_) {
      throw Error("query.timeout", "the query ran longer than its time limit");
    }
  }

 private:
  std::atomic<bool> cancelled_{false};
  std::optional<Clock::time_point> deadline_;
};

}  // namespace wutong::base
