// A progress line on a terminal: share, rate, time left. Writes nothing where `show` is false.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace wutong::base {

struct ProgressState {
  std::size_t finished = 0, total = 0;  // files
  std::size_t documents = 0, rejected = 0;
  std::uint64_t bytes = 0;                      // of documents: the rate
  std::uint64_t done_bytes = 0, all_bytes = 0;  // of files: the time left
  std::string_view current;
};

class Progress {
 public:
  Progress(std::ostream& out, bool show);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Redraws at most ten times a second.
  void update(const ProgressState& state);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::ostream& out_;
  bool show_;
  bool drawn_ = false;
  Clock::time_point start_;
  Clock::time_point last_;
};

// "0.42 s", "12.3 s", "4 min 05 s".
std::string seconds_text(double seconds);

}  // namespace wutong::base
