// OrderedWork: work on several threads whose results come in the order in which it was put.
//
//   OrderedWork<std::string> work({.threads = 2}, [](std::string&& line) { std::cout << line; });
//   for (...) work.put(bytes, [=] { return line_of(...); });
//   work.finish();
//
// A result is delivered by the thread that completes it, as soon as those before it are: whoever
// puts may wait for more input meanwhile. Work runs at most a window ahead of what is delivered,
// counted in pieces and in bytes, so memory is bounded by the window.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace wutong::base {

struct Window {
  std::size_t threads = 1;
  std::size_t pieces = 128;
  std::size_t bytes = 8 << 20;  // one larger piece passes alone
};

template <class Result>
class OrderedWork {
 public:
  // `deliver` is called on several threads, one at a time.
  OrderedWork(const Window& window, std::function<void(Result&&)> deliver)
      : window_(window), deliver_(std::move(deliver)) {
    for (std::size_t i = 0; i < window_.threads; ++i) threads_.emplace_back([this] { run(); });
  }
  // Without finish(): drops what no thread has begun.
  ~OrderedWork() { stop(false); }
  OrderedWork(const OrderedWork&) = delete;
  OrderedWork& operator=(const OrderedWork&) = delete;

  // Waits for room. Rethrows what work or delivery threw.
  void put(std::size_t bytes, std::function<Result()> work) {
    auto piece = std::make_unique<Piece>(Piece{std::move(work), std::nullopt, bytes});
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return fault_ || line_.empty() ||
             (line_.size() < window_.pieces && bytes_ + bytes <= window_.bytes);
    });
    if (fault_) std::rethrow_exception(fault_);
    bytes_ += bytes;
    waiting_.push_back(piece.get());
    line_.push_back(std::move(piece));
    lock.unlock();
    changed_.notify_all();
  }

  // Returns when all is delivered. Rethrows as put() does.
  void finish() {
    stop(true);
    if (fault_) std::rethrow_exception(fault_);
  }

 private:
  struct Piece {
    std::function<Result()> work;
    std::optional<Result> result;
    std::size_t bytes;
  };

  void stop(bool completely) {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      if (!completely) waiting_.clear();
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return ended_ || fault_ || !waiting_.empty(); });
      if (fault_ || waiting_.empty()) return;
      Piece& piece = *waiting_.front();
      waiting_.pop_front();
      lock.unlock();
      std::optional<Result> result;
      std::exception_ptr fault;
      try {
        result.emplace(piece.work());
        piece.work = nullptr;
      } catch (...) {
        fault = std::current_exception();
      }
      lock.lock();
      if (fault && !fault_) fault_ = fault;
      piece.result = std::move(result);
      deliver_ready(lock);
      changed_.notify_all();
    }
  }

  void deliver_ready(std::unique_lock<std::mutex>& lock) {
    if (delivering_) return;  // that thread looks again
    delivering_ = true;
    while (!fault_ && !line_.empty() && line_.front()->result) {
      const std::unique_ptr<Piece> piece = std::move(line_.front());
      line_.pop_front();
      lock.unlock();
      std::exception_ptr fault;
      try {
        deliver_(std::move(*piece->result));
      } catch (...) {
        fault = std::current_exception();
      }
      lock.lock();
      bytes_ -= piece->bytes;
      if (fault && !fault_) fault_ = fault;
      changed_.notify_all();
    }
    delivering_ = false;
  }

  const Window window_;
  const std::function<void(Result&&)> deliver_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Piece>> line_;  // in order
  std::deque<Piece*> waiting_;               // of line_, not begun
  std::size_t bytes_ = 0;                    // of what is not delivered
  bool delivering_ = false;
  bool ended_ = false;
  std::exception_ptr fault_;
  std::vector<std::thread> threads_;
};

}  // namespace wutong::base
