// Grouping by hash; groups come out in the order of their first row.
#include <algorithm>

#include "exec/aggregator.h"
#include "exec/operators.h"
#include "model/compare.h"

namespace wutong::exec {
namespace {

class Aggregate : public Operator {
 public:
  Aggregate(const plan::Aggregate& plan, OperatorPtr input, Lowering& lowering)
      : plan_(plan),
        lowering_(lowering),
        input_(std::move(input)),
        batch_(lowering.column_count()) {
    for (const auto& key : plan.keys) keys_.push_back(lowering.expression(*key.expression));
    for (const auto& item : plan.aggregates) {
      arguments_.emplace_back();
      for (const auto& argument : item.arguments) {
        arguments_.back().push_back(lowering.expression(*argument));
      }
      // Counts are numbers; the other aggregates are objects.
      counts_only_.push_back(item.function == "count" && !item.distinct);
    }
  }
  void open() override {
    input_->open();
    groups_ = 0;
    group_keys_.clear();
    hashes_.clear();
    slots_.assign(16, 0);
    counts_.clear();
    aggregators_.clear();
    at_ = 0;
    filled_ = false;
  }
  bool next(Batch& out) override {
    if (!filled_) fill();
    out.clear();
    const std::size_t width = plan_.aggregates.size();
    for (; at_ < groups_ && out.rows < kBatchRows; ++at_, ++out.rows) {
      for (std::size_t k = 0; k < keys_.size(); ++k) {
        out.columns[static_cast<std::size_t>(plan_.keys[k].column)].push_back(
            group_keys_[at_ * keys_.size() + k]);
      }
      for (std::size_t a = 0; a < width; ++a) {
        auto& column = out.columns[static_cast<std::size_t>(plan_.aggregates[a].column)];
        if (counts_only_[a]) {
          column.emplace_back(counts_[at_ * width + a]);
        } else {
          column.push_back(aggregators_[at_ * width + a]->result());
        }
      }
    }
    return out.rows > 0;
  }

 private:
  // The group of key_, made where it is new. Open addressing: a slot holds a group's number + 1.
  std::size_t group_of() {
    std::size_t hash = 0;
    for (const Value& value : key_) hash = hash * 1000003 + model::hash(value);
    hash ^= hash >> 29;
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
      const std::size_t group = slots_[slot] - 1;
      if (hashes_[group] != hash) continue;
      const Value* known = group_keys_.data() + group * key_.size();
      if (std::equal(key_.begin(), key_.end(), known, model::equivalent)) return group;
    }
    slots_[slot] = static_cast<std::uint32_t>(groups_ + 1);
    hashes_.push_back(hash);
    std::uint64_t bytes = 64;
    for (const Value& value : key_) bytes += bytes_of(value);
    lowering_.context().memory.take(bytes);
    for (Value& value : key_) group_keys_.push_back(std::move(value));
    for (std::size_t a = 0; a < plan_.aggregates.size(); ++a) {
      const auto& item = plan_.aggregates[a];
      counts_.push_back(0);
      aggregators_.push_back(
          counts_only_[a] ? nullptr
                          : make_aggregator(item.function, item.arguments.empty(), item.distinct));
    }
    ++groups_;
    if (groups_ * 2 > slots_.size()) grow();
    return groups_ - 1;
  }
  void grow() {
    slots_.assign(slots_.size() * 4, 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t group = 0; group < groups_; ++group) {
      std::size_t slot = hashes_[group] & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<std::uint32_t>(group + 1);
    }
  }

  void fill() {
    filled_ = true;
    key_.resize(keys_.size());
    while (input_->next(batch_)) {
      lowering_.context().cancel->poll();
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        const Frame frame = lowering_.frame(batch_, row);
        for (std::size_t k = 0; k < keys_.size(); ++k) key_[k] = keys_[k](frame);
        add(group_of(), frame);
      }
    }
    if (keys_.empty() && groups_ == 0) group_of();
  }

  void add(std::size_t group, const Frame& frame) {
    const std::size_t width = plan_.aggregates.size();
    for (std::size_t a = 0; a < width; ++a) {
      const auto& item = plan_.aggregates[a];
      const auto& arguments = arguments_[a];
      std::int64_t times = 1;
      if (item.weight) {
        times =
            frame.batch->columns[static_cast<std::size_t>(*item.weight)][frame.row].as_integer();
      }
      const Value first = arguments.empty() ? Value() : arguments[0](frame);
      if (counts_only_[a]) {
        if (arguments.empty() || !first.is_null()) counts_[group * width + a] += times;
        continue;
      }
      const Value second = arguments.size() > 1 ? arguments[1](frame) : Value();
      try {
        aggregators_[group * width + a]->add_times(first, second, times);
      } catch (Error& error) {
        if (!error.span()) error.set_span(item.span);
        throw;
      }
      if (item.function == "collect") lowering_.context().memory.take(bytes_of(first));
    }
  }

  const plan::Aggregate& plan_;
  Lowering& lowering_;
  OperatorPtr input_;
  Batch batch_;
  std::vector<Evaluate> keys_;
  std::vector<std::vector<Evaluate>> arguments_;
  std::vector<bool> counts_only_;
  std::vector<Value> key_;
  std::size_t groups_ = 0;
  std::vector<Value> group_keys_;  // keys_.size() a group
  std::vector<std::size_t> hashes_;
  std::vector<std::uint32_t> slots_;
  std::vector<std::int64_t> counts_;  // one an aggregate and group
  std::vector<std::unique_ptr<Aggregator>> aggregators_;
  std::size_t at_ = 0;
  bool filled_ = false;
};

}  // namespace

OperatorPtr make_aggregate(const plan::Aggregate& plan, Lowering& lowering,
                           const Argument& argument) {
  if (auto scan = make_scan_aggregate(plan, lowering)) return scan;
  return std::make_unique<Aggregate>(plan, lowering.op(*plan.input, argument), lowering);
}

}  // namespace wutong::exec
