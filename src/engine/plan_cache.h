// Plans by the text of their statements. A plan holds for as long as the names, the indexes and the
// rough size of the graph do; `schema` stands for those. Safe from many threads.
#pragma once

#include <atomic>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "plan/algebra.h"

namespace wutong {

struct CachedPlan {
  std::string key;
  plan::Plan plan;
  // Runs from storage after which the copy in memory is made; see plan/reads.h.
  std::uint32_t direct_runs = 0;
  mutable std::atomic<std::uint32_t> runs{0};
  bool explains = false;    // EXPLAIN: nothing is run
  bool profiles = false;    // PROFILE: operators are watched
};

class PlanCache {
 public:
  std::shared_ptr<const CachedPlan> find(std::string_view key) {
    const std::lock_guard lock(mutex_);
    const auto it = index_.find(key);
    if (it == index_.end()) return nullptr;
    plans_.splice(plans_.begin(), plans_, it->second);
    return *it->second;
  }
  void put(std::shared_ptr<const CachedPlan> plan) {
    const std::lock_guard lock(mutex_);
    if (index_.count(plan->key) > 0) return;
    plans_.push_front(std::move(plan));
    index_.emplace(plans_.front()->key, plans_.begin());
    if (plans_.size() <= kMost) return;
    index_.erase(plans_.back()->key);
    plans_.pop_back();
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    index_.clear();
    plans_.clear();
  }

 private:
  static constexpr std::size_t kMost = 256;
  std::mutex mutex_;
  std::list<std::shared_ptr<const CachedPlan>> plans_;  // the last used first
  std::unordered_map<std::string_view, std::list<std::shared_ptr<const CachedPlan>>::iterator>
      index_;
};

}  // namespace wutong
