// Team: threads that help with one piece of work after another.
//
//   Team team(1);
//   std::atomic<int> next{0};
//   team.run([&] { while (next.fetch_add(1) < 100) ...; });
//
// Threads start with the first piece and sleep between pieces. Safe from many threads: a helper
// that is busy with one piece does not help with another, and nobody waits for it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace wutong::base {

class Team {
 public:
  explicit Team(std::size_t helpers) : helpers_(helpers) {}
  ~Team() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    wanted_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  std::size_t helpers() const { return helpers_; }

  // Calls `work` here and, at the same time, on every helper that is free before the call here
  // ends; returns when all the calls have. `work` does not throw.
  void run(const std::function<void()>& work) {
    Piece piece{work, 0};
    {
      const std::lock_guard lock(mutex_);
      while (threads_.size() < helpers_) threads_.emplace_back([this] { help(); });
      for (std::size_t i = 0; i < helpers_; ++i) waiting_.push_back(&piece);
    }
    wanted_.notify_all();
    work();
    std::unique_lock lock(mutex_);
    std::erase(waiting_, &piece);
    done_.wait(lock, [&] { return piece.running == 0; });
  }

 private:
  struct Piece {
    const std::function<void()>& work;
    std::size_t running;
  };

  void help() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wanted_.wait(lock, [this] { return ended_ || !waiting_.empty(); });
      if (ended_) return;
      Piece& piece = *waiting_.front();
      waiting_.pop_front();
      ++piece.running;
      lock.unlock();
      piece.work();
      lock.lock();
      --piece.running;
      done_.notify_all();
    }
  }

  const std::size_t helpers_;
  std::mutex mutex_;
  std::condition_variable wanted_, done_;
  std::deque<Piece*> waiting_;
  std::vector<std::thread> threads_;
  bool ended_ = false;
};

}  // namespace wutong::base
