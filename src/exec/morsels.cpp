#include "exec/morsels.h"

#include <algorithm>
#include <mutex>

#include "base/team.h"
#include "plan/parallel.h"

namespace wutong::exec {

Split split_of(const plan::Operator& op) {
  const plan::FirstScan first = plan::first_scan(op);
  Split split;
  split.leaf = first.scan;
  split.rows = first.rows;
  return split;
}

bool Morsels::possible(const ExecutionContext& context) {
  return context.team && context.team->helpers() > 0 && context.snapshot && !context.profile &&
         !context.writer;
}

std::unique_ptr<Morsels::Helper> Morsels::make_helper() const {
  const ExecutionContext& own = lowering_.context();
  auto helper = std::make_unique<Helper>(Helper{own.snapshot->fork(), own, nullptr, nullptr});
  ExecutionContext& context = helper->context;
  context.view = context.snapshot = helper->view.get();
  context.team = nullptr;  // it has its part of the work
  context.functions.view = context.view;
  context.functions.random = &context.random;
  context.functions.memory = &context.memory;
  context.functions.deleted_types = &context.deleted_types;
  return helper;
}

bool Morsels::run(std::size_t total, MorselWorker& own, const std::function<void(Morsel&)>& merge) {
  base::Team& team = *lowering_.context().team;
  while (helpers_.size() < team.helpers()) helpers_.push_back(make_helper());
  // Small enough that no thread is left alone with the last one for long.
  std::size_t size = std::max<std::size_t>(1, total / (8 * (team.helpers() + 1)));
  if (size > kBatchRows) size = (size + kBatchRows - 1) / kBatchRows * kBatchRows;
  const std::size_t count = (total + size - 1) / size;
  std::vector<std::unique_ptr<Morsel>> waiting(count);
  std::mutex mutex;  // of what follows
  std::size_t merged = 0;
  bool merging = false;
  std::exception_ptr fault;
  bool cannot = false;
  std::atomic<std::size_t> next{0}, helper{0};

  const auto failed = [&] {
    const std::lock_guard lock(mutex);
    cannot = true;
    next = count;
    try {
      throw;
    } catch (const Error& error) {
      const std::string& code = error.code();
      if (code == "query.cancelled" || code == "query.timeout" || code == "query.memory_limit") {
        fault = std::current_exception();
      }
    } catch (const CannotMerge&) {
    } catch (...) {
      fault = std::current_exception();
    }
  };
  const auto work = [&](MorselWorker& worker) {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      auto made = worker.run(i * size, std::min(total, (i + 1) * size));
      std::unique_lock lock(mutex);
      waiting[i] = std::move(made);
      if (merging) continue;  // that thread looks again
      merging = true;
      while (merged < count && waiting[merged] && !cannot) {
        const std::unique_ptr<Morsel> first = std::move(waiting[merged]);
        ++merged;
        lock.unlock();
        merge(*first);
        lock.lock();
      }
      merging = false;
    }
  };
  const auto caller = std::this_thread::get_id();
  team.run([&] {
    try {
      if (std::this_thread::get_id() == caller) return work(own);
      Helper& mine = *helpers_[helper.fetch_add(1)];
      if (!mine.worker) {
        mine.lowering = std::make_unique<Lowering>(lowering_.plan(), mine.context);
        mine.worker = make_(*mine.lowering);
      }
      work(*mine.worker);
    } catch (...) {
      failed();
    }
  });
  if (fault) std::rethrow_exception(fault);
  return !cannot;
}

}  // namespace wutong::exec
