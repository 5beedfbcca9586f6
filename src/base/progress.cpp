#include "base/progress.h"

#include <fmt/format.h>

#include <ostream>

namespace wutong::base {

Progress::Progress(std::ostream& out, bool show)
    : out_(out), show_(show), start_(Clock::now()), last_(start_) {}

Progress::~Progress() { clear(); }

void Progress::update(std::size_t finished, std::size_t total, std::uint64_t bytes,
                      std::string_view current) {
  if (!show_) return;
  const Clock::time_point now = Clock::now();
  if (drawn_ && finished < total && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double left = finished == 0 ? 0
                                    : seconds * static_cast<double>(total - finished) /
                                          static_cast<double>(finished);
  std::string name(current.substr(current.rfind('/') + 1));
  out_ << "\r\x1b[K"
       << fmt::format("{}/{} documents, {:.2f} MB/s, {} left  {}", finished, total,
                      seconds > 0 ? static_cast<double>(bytes) / 1e6 / seconds : 0.0,
                      seconds_text(left), name)
       << std::flush;
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

std::string seconds_text(double seconds) {
  if (seconds < 10) return fmt::format("{:.2f} s", seconds);
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<long>(seconds + 0.5);
  return fmt::format("{} min {:02} s", whole / 60, whole % 60);
}

}  // namespace wutong::base
