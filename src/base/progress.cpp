#include "base/progress.h"

#include <fmt/format.h>

#include <ostream>

namespace wutong::base {

Progress::Progress(std::ostream& out, bool show)
    : out_(out), show_(show), start_(Clock::now()), last_(start_) {}

Progress::~Progress() { clear(); }

void Progress::update(const ProgressState& state) {
  if (!show_) return;
  const Clock::time_point now = Clock::now();
  if (drawn_ && state.finished < state.total && now - last_ < std::chrono::milliseconds(100)) {
    return;
  }
  last_ = now;
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const double share = state.all_bytes == 0 ? 0
                                            : static_cast<double>(state.done_bytes) /
                                                  static_cast<double>(state.all_bytes);
  out_ << "\r\x1b[K"
       << fmt::format("{}/{} files, {} documents", state.finished, state.total, state.documents);
  if (state.rejected > 0) out_ << fmt::format(" ({} rejected)", state.rejected);
  out_ << fmt::format(", {:.2f} MB/s",
                      seconds > 0 ? static_cast<double>(state.bytes) / 1e6 / seconds : 0.0);
  if (share > 0 && share <= 1)
    out_ << ", " << seconds_text(seconds * (1 - share) / share) << " left";
  out_ << "  " << state.current.substr(state.current.rfind('/') + 1) << std::flush;
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
