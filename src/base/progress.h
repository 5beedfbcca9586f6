// A progress line on a terminal: share, rate, time left. Writes nothing where `show` is false.
#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

namespace wutong::base {

class Progress {
 public:
  Progress(std::ostream& out, bool show);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Redraws at most ten times a second.
  void update(std::size_t finished, std::size_t total, std::uint64_t bytes,
              std::string_view current);
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
