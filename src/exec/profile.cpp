#include "exec/profile.h"

#include <chrono>

namespace wutong::exec {
namespace {

class Watched : public Operator {
 public:
  Watched(OperatorPtr op, plan::OperatorProfile& profile, const CountingView& view)
      : op_(std::move(op)), profile_(profile), view_(view) {}
  void open() override {
    watch([&] { op_->open(); });
  }
  bool next(Batch& out) override {
    bool more = false;
    watch([&] { more = op_->next(out); });
    if (more) profile_.rows += out.rows;
    return more;
  }

 private:
  template <class Action>
  void watch(Action action) {
    const auto start = std::chrono::steady_clock::now();
    const std::uint64_t reads = view_.reads();
    action();
    profile_.reads += view_.reads() - reads;
    profile_.nanos +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                       std::chrono::steady_clock::now() - start)
                                       .count());
  }

  OperatorPtr op_;
  plan::OperatorProfile& profile_;
  const CountingView& view_;
};

}  // namespace

OperatorPtr make_watched(OperatorPtr op, plan::OperatorProfile& profile, const CountingView& view) {
  return std::make_unique<Watched>(std::move(op), profile, view);
}

}  // namespace wutong::exec
