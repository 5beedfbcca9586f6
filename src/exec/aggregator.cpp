#include "exec/aggregator.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_set>
#include <vector>

#include "exec/arithmetic.h"
#include "model/compare.h"

namespace wutong::exec {
namespace {

class Count : public Aggregator {
 public:
  explicit Count(bool star) : star_(star) {}
  void add(const Value& value, const Value&) override {
    if (star_ || !value.is_null()) ++count_;
  }
  void add_times(const Value& value, const Value&, std::int64_t times) override {
    if (star_ || !value.is_null()) count_ += times;
  }
  Value result() override { return count_; }

 private:
  bool star_;
  std::int64_t count_ = 0;
};

class Sum : public Aggregator {
 public:
  void add(const Value& value, const Value&) override {
    if (value.is_null()) return;
    if (!value.is_number() && value.type() != ValueType::Duration) {
      throw Error("type.invalid_argument_type",
                  "sum takes numbers, not " + type_with_article(value.type()));
    }
    sum_ = first_ ? value : exec::add(sum_, value);
    first_ = false;
  }
  Value result() override { return first_ ? Value(0) : sum_; }

 private:
  Value sum_;
  bool first_ = true;
};

class Average : public Aggregator {
 public:
  void add(const Value& value, const Value&) override {
    if (value.is_null()) return;
    if (!value.is_number() && value.type() != ValueType::Duration) {
      throw Error("type.invalid_argument_type",
                  "avg takes numbers, not " + type_with_article(value.type()));
    }
    ++count_;
    if (value.is_integer()) {
      ++integers_;
      sum_ += value.as_integer();
    }
    if (value.is_number()) {
      mean_ += (value.as_number() - mean_) / static_cast<double>(count_);
    } else {
      durations_ = durations_.is_null() ? value : exec::add(durations_, value);
    }
  }
  Value result() override {
    if (count_ == 0) return {};
    if (!durations_.is_null()) return divide(durations_, Value(count_));
    if (integers_ == count_) return mean_of(sum_, count_);
    return mean_;
  }

 private:
  std::int64_t count_ = 0;
  std::int64_t integers_ = 0;
  WideInteger sum_ = 0;
  double mean_ = 0;
  Value durations_;
};

class Extreme : public Aggregator {
 public:
  explicit Extreme(bool greatest) : greatest_(greatest) {}
  void add(const Value& value, const Value&) override {
    if (value.is_null()) return;
    if (best_.is_null() || (model::order(value, best_) > 0) == greatest_) best_ = value;
  }
  void add_times(const Value& value, const Value& second, std::int64_t times) override {
    if (times > 0) add(value, second);
  }
  Value result() override { return best_; }

 private:
  bool greatest_;
  Value best_;
};

class Collect : public Aggregator {
 public:
  void add(const Value& value, const Value&) override {
    if (!value.is_null()) list_.push_back(value);
  }
  Value result() override { return Value::list(std::move(list_)); }

 private:
  List list_;
};

// Sample or population standard deviation (B. P. Welford, 1962).
class Deviation : public Aggregator {
 public:
  explicit Deviation(bool population) : population_(population) {}
  void add(const Value& value, const Value&) override {
    if (value.is_null()) return;
    if (!value.is_number()) {
      throw Error("type.invalid_argument_type", "a standard deviation takes numbers");
    }
    ++count_;
    const double x = value.as_number();
    const double delta = x - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (x - mean_);
  }
  Value result() override {
    const std::int64_t divisor = population_ ? count_ : count_ - 1;
    return divisor <= 0 ? 0.0 : std::sqrt(squares_ / static_cast<double>(divisor));
  }

 private:
  bool population_;
  std::int64_t count_ = 0;
  double mean_ = 0, squares_ = 0;
};

class Percentile : public Aggregator {
 public:
  explicit Percentile(bool continuous) : continuous_(continuous) {}
  void add(const Value& value, const Value& second) override {
    if (!second.is_number() || second.as_number() < 0 || second.as_number() > 1) {
      throw Error("argument.number_out_of_range",
                  "a percentile is a number from 0.0 to 1.0, not " + to_literal(second));
    }
    percentile_ = second.as_number();
    if (value.is_null()) return;
    if (!value.is_number()) throw Error("type.invalid_argument_type", "a percentile takes numbers");
    values_.push_back(value);
  }
  Value result() override {
    if (values_.empty()) return {};
    std::sort(values_.begin(), values_.end(),
              [](const Value& a, const Value& b) { return model::order(a, b) < 0; });
    const auto size = static_cast<double>(values_.size());
    if (!continuous_) {
      const double rank = std::ceil(percentile_ * size);
      return values_[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
    }
    const double place = percentile_ * (size - 1);
    const auto low = static_cast<std::size_t>(std::floor(place));
    const auto high = static_cast<std::size_t>(std::ceil(place));
    const double share = place - std::floor(place);
    return values_[low].as_number() * (1 - share) + values_[high].as_number() * share;
  }

 private:
  bool continuous_;
  double percentile_ = 0;
  std::vector<Value> values_;
};

struct HashValue {
  std::size_t operator()(const Value& value) const { return model::hash(value); }
};
struct SameValue {
  bool operator()(const Value& a, const Value& b) const { return model::equivalent(a, b); }
};

class DistinctAggregator : public Aggregator {
 public:
  explicit DistinctAggregator(std::unique_ptr<Aggregator> inner) : inner_(std::move(inner)) {}
  void add(const Value& value, const Value& second) override {
    if (!value.is_null() && seen_.insert(value).second) inner_->add(value, second);
  }
  void add_times(const Value& value, const Value& second, std::int64_t times) override {
    if (times > 0) add(value, second);
  }
  Value result() override { return inner_->result(); }

 private:
  std::unique_ptr<Aggregator> inner_;
  std::unordered_set<Value, HashValue, SameValue> seen_;
};

std::unique_ptr<Aggregator> make_plain(const std::string& function, bool star) {
  if (function == "count") return std::make_unique<Count>(star);
  if (function == "sum") return std::make_unique<Sum>();
  if (function == "avg") return std::make_unique<Average>();
  if (function == "min") return std::make_unique<Extreme>(false);
  if (function == "max") return std::make_unique<Extreme>(true);
  if (function == "collect") return std::make_unique<Collect>();
  if (function == "stDev") return std::make_unique<Deviation>(false);
  if (function == "stDevP") return std::make_unique<Deviation>(true);
  if (function == "percentileCont") return std::make_unique<Percentile>(true);
  if (function == "percentileDisc") return std::make_unique<Percentile>(false);
  throw Error("internal.unknown_aggregate", "no aggregate '" + function + "'");
}

}  // namespace

std::unique_ptr<Aggregator> make_aggregator(const std::string& function, bool star, bool distinct) {
  auto plain = make_plain(function, star);
  if (!distinct) return plain;
  return std::make_unique<DistinctAggregator>(std::move(plain));
}

}  // namespace wutong::exec
