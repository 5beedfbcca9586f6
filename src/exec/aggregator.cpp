#include "exec/aggregator.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "exec/arithmetic.h"
#include "exec/key_table.h"
#include "exec/morsels.h"
#include "exec/row_columns.h"
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
  void pour_into(Aggregator& all) override { all.add_times(Value(true), {}, count_); }

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
  void add_integers(WideInteger sum, WideInteger least, WideInteger most, std::int64_t) override {
    constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    if (!first_ && !sum_.is_integer()) throw CannotMerge{};
    const WideInteger before = first_ ? 0 : sum_.as_integer();
    if (before + most > kMost || before + least < kLeast) throw CannotMerge{};
    sum_ = static_cast<std::int64_t>(before + sum);
    first_ = false;
  }

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
    if (has_sums_ && !value.is_integer()) throw CannotMerge{};
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
  void add_integers(WideInteger sum, WideInteger, WideInteger, std::int64_t count) override {
    if (integers_ != count_ || !durations_.is_null()) throw CannotMerge{};
    count_ += count;
    integers_ += count;
    sum_ += sum;
    has_sums_ = true;  // of which the mean on the way is not known
  }

 private:
  std::int64_t count_ = 0;
  std::int64_t integers_ = 0;
  WideInteger sum_ = 0;
  double mean_ = 0;
  bool has_sums_ = false;
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
  void pour_into(Aggregator& all) override { all.add(best_, {}); }

 private:
  bool greatest_;
  Value best_;
};

class Collect : public Aggregator {
 public:
  // `shared`: what the values hold is counted elsewhere.
  explicit Collect(bool shared) : shared_(shared) {}
  void add(const Value& value, const Value&) override {
    if (value.is_null()) return;
    list_.push_back(value);
    bytes_ += shared_ ? sizeof(Value) : bytes_of(value);
  }
  Value result() override { return Value::list(std::move(list_)); }
  std::uint64_t grown() override { return std::exchange(bytes_, 0); }
  void pour_into(Aggregator& all) override {
    for (const Value& value : list_) all.add(value, {});
  }

 private:
  bool shared_;
  List list_;
  std::uint64_t bytes_ = 0;
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
  std::uint64_t grown() override {
    return sizeof(Value) * (values_.size() - std::exchange(counted_, values_.size()));
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
  std::size_t counted_ = 0;
};

// Different values, and what they weigh.
class ValueSet {
 public:
  // Whether it is new.
  bool insert(const Value& value) {
    const bool is_new = table_.number_of(KeyTable::hash_of(value), &value).second;
    if (is_new) bytes_ += 32 + bytes_of(value);
    return is_new;
  }
  std::uint64_t grown() { return std::exchange(bytes_, 0); }

 private:
  KeyTable table_{1};
  std::uint64_t bytes_ = 0;
};

class DistinctAggregator : public Aggregator {
 public:
  explicit DistinctAggregator(std::unique_ptr<Aggregator> inner) : inner_(std::move(inner)) {}
  void add(const Value& value, const Value& second) override {
    if (!value.is_null() && seen_.insert(value)) inner_->add(value, second);
  }
  void add_times(const Value& value, const Value& second, std::int64_t times) override {
    if (times > 0) add(value, second);
  }
  Value result() override { return inner_->result(); }
  std::uint64_t grown() override { return seen_.grown() + inner_->grown(); }

 private:
  std::unique_ptr<Aggregator> inner_;
  ValueSet seen_;
};

// Of a part of the rows: what is to be added, in order.
class Recorded : public Aggregator {
 public:
  void add(const Value& value, const Value& second) override { add_times(value, second, 1); }
  void add_times(const Value& value, const Value& second, std::int64_t times) override {
    items_.push_back({value, second, times});
  }
  Value result() override { return {}; }
  std::uint64_t grown() override {
    return sizeof(Item) * (items_.size() - std::exchange(counted_, items_.size()));
  }
  void pour_into(Aggregator& all) override {
    for (const Item& item : items_) all.add_times(item.value, item.second, item.times);
  }

 private:
  struct Item {
    Value value, second;
    std::int64_t times;
  };
  std::vector<Item> items_;
  std::size_t counted_ = 0;
};

// Integers by their sum, which is exact, other numbers one by one: sums of those depend on their
// order.
class PartOfSum : public Aggregator {
 public:
  void add(const Value& value, const Value& second) override { add_times(value, second, 1); }
  void add_times(const Value& value, const Value& second, std::int64_t times) override {
    if (value.is_null() || times <= 0) return;
    if (!value.is_integer()) {
      others_.add_times(value, second, times);
      has_others_ = true;
      return;
    }
    if (has_others_) throw CannotMerge{};
    sum_ += WideInteger{value.as_integer()} * times;
    least_ = std::min(least_, sum_);
    most_ = std::max(most_, sum_);
    count_ += times;
  }
  Value result() override { return {}; }
  void pour_into(Aggregator& all) override {
    if (count_ > 0) all.add_integers(sum_, least_, most_, count_);
    if (has_others_) others_.pour_into(all);
  }

 private:
  WideInteger sum_ = 0, least_ = 0, most_ = 0;
  std::int64_t count_ = 0;
  bool has_others_ = false;
  Recorded others_;
};

// Each value once.
class PartOfDistinct : public Aggregator {
 public:
  void add(const Value& value, const Value& second) override {
    if (value.is_null() || !seen_.insert(value)) return;
    values_.add(value, second);
  }
  void add_times(const Value& value, const Value& second, std::int64_t times) override {
    if (times > 0) add(value, second);
  }
  Value result() override { return {}; }
  std::uint64_t grown() override { return seen_.grown() + values_.grown(); }
  void pour_into(Aggregator& all) override { values_.pour_into(all); }

 private:
  ValueSet seen_;
  Recorded values_;
};

std::unique_ptr<Aggregator> make_plain(const std::string& function, bool star, bool distinct) {
  if (function == "count") return std::make_unique<Count>(star);
  if (function == "sum") return std::make_unique<Sum>();
  if (function == "avg") return std::make_unique<Average>();
  if (function == "min") return std::make_unique<Extreme>(false);
  if (function == "max") return std::make_unique<Extreme>(true);
  if (function == "collect") return std::make_unique<Collect>(distinct);
  if (function == "stDev") return std::make_unique<Deviation>(false);
  if (function == "stDevP") return std::make_unique<Deviation>(true);
  if (function == "percentileCont") return std::make_unique<Percentile>(true);
  if (function == "percentileDisc") return std::make_unique<Percentile>(false);
  throw Error("internal.unknown_aggregate", "no aggregate '" + function + "'");
}

}  // namespace

void Aggregator::add_integers(WideInteger, WideInteger, WideInteger, std::int64_t) {
  throw CannotMerge{};
}
void Aggregator::pour_into(Aggregator&) { throw CannotMerge{}; }

std::unique_ptr<Aggregator> make_part_aggregator(const std::string& function, bool star,
                                                 bool distinct) {
  if (distinct) return std::make_unique<PartOfDistinct>();
  if (function == "sum" || function == "avg") return std::make_unique<PartOfSum>();
  if (function == "count" || function == "min" || function == "max" || function == "collect") {
    return make_plain(function, star, false);
  }
  return std::make_unique<Recorded>();
}

std::unique_ptr<Aggregator> make_aggregator(const std::string& function, bool star, bool distinct) {
  auto plain = make_plain(function, star, distinct);
  if (!distinct) return plain;
  return std::make_unique<DistinctAggregator>(std::move(plain));
}

}  // namespace wutong::exec
