// Grouping by hash; groups come out in the order of their first row.
#include <algorithm>
#include <unordered_map>

#include "exec/aggregator.h"
#include "exec/operators.h"
#include "model/compare.h"

namespace wutong::exec {
namespace {

struct HashKey {
  std::size_t operator()(const std::vector<Value>& key) const {
    std::size_t seed = 0;
    for (const Value& value : key) seed = seed * 1000003 + model::hash(value);
    return seed;
  }
};
struct SameKey {
  bool operator()(const std::vector<Value>& a, const std::vector<Value>& b) const {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), model::equivalent);
  }
};

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
    }
  }
  void open() override {
    input_->open();
    groups_.clear();
    index_.clear();
    at_ = 0;
    filled_ = false;
  }
  bool next(Batch& out) override {
    if (!filled_) fill();
    out.clear();
    for (; at_ < groups_.size() && out.rows < kBatchRows; ++at_, ++out.rows) {
      Group& group = groups_[at_];
      for (std::size_t k = 0; k < keys_.size(); ++k) {
        out.columns[static_cast<std::size_t>(plan_.keys[k].column)].push_back(group.key[k]);
      }
      for (std::size_t a = 0; a < group.aggregators.size(); ++a) {
        out.columns[static_cast<std::size_t>(plan_.aggregates[a].column)].push_back(
            group.aggregators[a]->result());
      }
    }
    return out.rows > 0;
  }

 private:
  struct Group {
    std::vector<Value> key;
    std::vector<std::unique_ptr<Aggregator>> aggregators;
  };

  Group& group_of(std::vector<Value> key) {
    const auto [it, fresh] = index_.try_emplace(key, groups_.size());
    if (!fresh) return groups_[it->second];
    Group group;
    std::uint64_t bytes = 128;
    for (const Value& value : key) bytes += bytes_of(value);
    lowering_.context().memory.take(bytes);
    group.key = std::move(key);
    for (const auto& item : plan_.aggregates) {
      group.aggregators.push_back(
          make_aggregator(item.function, item.arguments.empty(), item.distinct));
    }
    groups_.push_back(std::move(group));
    return groups_.back();
  }

  void fill() {
    filled_ = true;
    while (input_->next(batch_)) {
      lowering_.context().cancel->poll();
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        const Frame frame = lowering_.frame(batch_, row);
        std::vector<Value> key;
        key.reserve(keys_.size());
        for (const Evaluate& evaluate : keys_) key.push_back(evaluate(frame));
        add(group_of(std::move(key)), frame);
      }
    }
    if (keys_.empty() && groups_.empty()) group_of({});
  }

  void add(Group& group, const Frame& frame) {
    for (std::size_t a = 0; a < group.aggregators.size(); ++a) {
      const auto& arguments = arguments_[a];
      const Value first = arguments.empty() ? Value() : arguments[0](frame);
      const Value second = arguments.size() > 1 ? arguments[1](frame) : Value();
      try {
        if (const auto& weight = plan_.aggregates[a].weight) {
          const Value& times = frame.batch->columns[static_cast<std::size_t>(*weight)][frame.row];
          group.aggregators[a]->add_times(first, second, times.as_integer());
        } else {
          group.aggregators[a]->add(first, second);
        }
      } catch (Error& error) {
        if (!error.span()) error.set_span(plan_.aggregates[a].span);
        throw;
      }
      if (plan_.aggregates[a].function == "collect") {
        lowering_.context().memory.take(bytes_of(first));
      }
    }
  }

  const plan::Aggregate& plan_;
  Lowering& lowering_;
  OperatorPtr input_;
  Batch batch_;
  std::vector<Evaluate> keys_;
  std::vector<std::vector<Evaluate>> arguments_;
  std::vector<Group> groups_;
  std::unordered_map<std::vector<Value>, std::size_t, HashKey, SameKey> index_;
  std::size_t at_ = 0;
  bool filled_ = false;
};

}  // namespace

OperatorPtr make_aggregate(const plan::Aggregate& plan, Lowering& lowering,
                           const Argument& argument) {
  return std::make_unique<Aggregate>(plan, lowering.op(*plan.input, argument), lowering);
}

}  // namespace wutong::exec
