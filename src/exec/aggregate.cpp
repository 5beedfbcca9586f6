// Grouping by hash; groups come out in the order of their first row.
#include <algorithm>
#include <utility>

#include "exec/aggregator.h"
#include "exec/key_table.h"
#include "exec/morsels.h"
#include "exec/operators.h"

namespace wutong::exec {
namespace {

// Counts are numbers; the other aggregates are objects.
bool only_counts(const plan::AggregateItem& item) {
  return item.function == "count" && !item.distinct;
}

// The groups of all rows, or of a part of them.
class Groups : public Morsel {
 public:
  Groups(const plan::Aggregate& plan, bool part, MemoryBudget& memory)
      : plan_(&plan), part_(part), memory_(&memory), table_(plan.keys.size()) {
    for (const plan::AggregateItem& item : plan.aggregates) {
      only_counts_.push_back(only_counts(item));
    }
  }
  ~Groups() override { memory_->give_back(bytes_); }
  Groups(const Groups&) = delete;
  Groups& operator=(const Groups&) = delete;

  std::size_t size() const { return table_.size(); }
  const Value& key(std::size_t group, std::size_t k) const { return table_.value(group, k); }
  std::int64_t& count(std::size_t group, std::size_t a) {
    return counts_[group * plan_->aggregates.size() + a];
  }
  Aggregator& aggregator(std::size_t group, std::size_t a) {
    return *aggregators_[group * plan_->aggregates.size() + a];
  }

  // The group of a key, made where it is new; takes the values then.
  std::size_t group_of(std::size_t hash, Value* key) {
    const auto [group, is_new] = table_.number_of(hash, key);
    if (!is_new) return group;
    std::uint64_t bytes = 64;
    for (std::size_t k = 0; k < plan_->keys.size(); ++k) bytes += bytes_of(table_.value(group, k));
    take(bytes);
    for (std::size_t a = 0; a < only_counts_.size(); ++a) {
      const plan::AggregateItem& item = plan_->aggregates[a];
      const auto make = part_ ? make_part_aggregator : make_aggregator;
      counts_.push_back(0);
      aggregators_.push_back(
          only_counts_[a] ? nullptr : make(item.function, item.arguments.empty(), item.distinct));
    }
    return group;
  }
  // The group of a word of a dictionary.
  std::size_t group_of_word(const std::vector<Value>& words, std::uint32_t code) {
    if (by_code_.empty()) by_code_.assign(words.size(), kNoGroup);
    std::uint32_t& group = by_code_[code];
    if (group == kNoGroup) {
      std::vector<Value> key{words[code]};
      group = static_cast<std::uint32_t>(group_of(KeyTable::hash_of(key), key.data()));
    }
    return group;
  }
  // Bytes of what aggregates hold.
  void take_collected(std::uint64_t bytes) {
    collected_ += bytes;
    take(bytes);
  }

  // Those of rows that come after all that are here. What they hold passes on, or is held here
  // already: it counts once.
  void merge(Groups& later) {
    const std::size_t width = plan_->aggregates.size();
    std::uint64_t grown = 0;
    for (std::size_t g = 0; g < later.size(); ++g) {
      const std::size_t group = group_of(later.table_.hash(g), later.table_.key(g));
      for (std::size_t a = 0; a < width; ++a) {
        count(group, a) += later.count(g, a);
        if (later.aggregators_[g * width + a]) {
          later.aggregator(g, a).pour_into(aggregator(group, a));
          grown += aggregator(group, a).grown();
        }
      }
    }
    later.give_back_collected();
    take_collected(grown);
  }

 private:
  void give_back_collected() {
    bytes_ -= collected_;
    memory_->give_back(std::exchange(collected_, 0));
  }
  void take(std::uint64_t bytes) {
    bytes_ += bytes;
    memory_->take(bytes);
  }

  const plan::Aggregate* plan_;
  bool part_;
  MemoryBudget* memory_;
  std::uint64_t bytes_ = 0, collected_ = 0;
  std::vector<bool> only_counts_;
  static constexpr std::uint32_t kNoGroup = ~std::uint32_t{0};
  std::vector<std::uint32_t> by_code_;
  KeyTable table_;
  std::vector<std::int64_t> counts_;  // one an aggregate and group
  std::vector<std::unique_ptr<Aggregator>> aggregators_;
};

// Puts rows into groups.
class Grouping {
 public:
  Grouping(const plan::Aggregate& plan, Lowering& lowering)
      : plan_(plan), lowering_(lowering), batch_(lowering.column_count()), key_(plan.keys.size()) {
    for (const auto& key : plan.keys) keys_.push_back(lowering.expression(*key.expression));
    find_words();
    for (const auto& item : plan.aggregates) {
      only_counts_.push_back(only_counts(item));
      arguments_.emplace_back();
      for (const auto& argument : item.arguments) {
        arguments_.back().push_back(lowering.expression(*argument));
      }
    }
  }
  void consume(Operator& input, Groups& groups) {
    while (input.next(batch_)) {
      lowering_.context().cancel->poll();
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        const Frame frame = lowering_.frame(batch_, row);
        if (const auto code = code_of(row)) {
          add(groups, groups.group_of_word(words_->words(), *code), frame);
          continue;
        }
        for (std::size_t k = 0; k < keys_.size(); ++k) key_[k] = keys_[k](frame);
        add(groups, groups.group_of(KeyTable::hash_of(key_), key_.data()), frame);
      }
    }
  }

 private:
  // Where the only key is a property of a node whose texts have codes, rows are grouped by these.
  void find_words() {
    const ExecutionContext& context = lowering_.context();
    if (plan_.keys.size() != 1 || !context.snapshot || context.profile) return;
    const auto* property = std::get_if<plan::Property>(&plan_.keys.front().expression->node);
    const auto* subject = property ? std::get_if<plan::Column>(&property->subject->node) : nullptr;
    if (!subject || lowering_.is_local(subject->id)) return;
    const auto key = context.snapshot->names().find_key(property->key);
    const graph::Column* column = key ? context.snapshot->column(*key) : nullptr;
    if (!column || !column->is_coded()) return;
    words_ = column;
    node_ = static_cast<std::size_t>(subject->id);
  }
  std::optional<std::uint32_t> code_of(std::size_t row) const {
    if (!words_) return std::nullopt;
    const Value& value = batch_.columns[node_][row];
    if (!value.is_node()) return std::nullopt;
    const auto id = static_cast<std::uint64_t>(value.as_node_id());
    if (id > 0xFFFFFFFFULL) return std::nullopt;
    const auto node = static_cast<graph::Node>(id);
    if (lowering_.context().snapshot->is_changed(node) || !words_->has(node)) return std::nullopt;
    return words_->code(node);
  }
  void add(Groups& groups, std::size_t group, const Frame& frame) {
    for (std::size_t a = 0; a < plan_.aggregates.size(); ++a) {
      const plan::AggregateItem& item = plan_.aggregates[a];
      const auto& arguments = arguments_[a];
      std::int64_t times = 1;
      if (item.weight) {
        times =
            frame.batch->columns[static_cast<std::size_t>(*item.weight)][frame.row].as_integer();
      }
      const Value first = arguments.empty() ? Value() : arguments[0](frame);
      if (only_counts_[a]) {
        if (arguments.empty() || !first.is_null()) groups.count(group, a) += times;
        continue;
      }
      const Value second = arguments.size() > 1 ? arguments[1](frame) : Value();
      Aggregator& aggregator = groups.aggregator(group, a);
      try {
        aggregator.add_times(first, second, times);
      } catch (Error& error) {
        if (!error.span()) error.set_span(item.span);
        throw;
      }
      if (const std::uint64_t bytes = aggregator.grown()) groups.take_collected(bytes);
    }
  }

  const plan::Aggregate& plan_;
  Lowering& lowering_;
  Batch batch_;
  std::vector<Evaluate> keys_;
  const graph::Column* words_ = nullptr;  // of the only key
  std::size_t node_ = 0;                  // the column of its node
  std::vector<std::vector<Evaluate>> arguments_;
  std::vector<bool> only_counts_;
  std::vector<Value> key_;
};

// One thread's share of the work.
class GroupingWorker : public MorselWorker {
 public:
  // `input` reads what `split` says.
  GroupingWorker(const plan::Aggregate& plan, Operator& input, Split& split, Lowering& lowering)
      : plan_(plan),
        input_(input),
        split_(split),
        memory_(lowering.context().memory),
        grouping_(plan, lowering) {}
  // With the operators of another thread; `split` as the first thread found it.
  GroupingWorker(const plan::Aggregate& plan, const Split& split, const Argument& argument,
                 Lowering& lowering)
      : plan_(plan),
        own_split_(split),
        own_input_(lowering.op(*plan.input, argument, own_split_)),
        input_(*own_input_),
        split_(own_split_),
        memory_(lowering.context().memory),
        grouping_(plan, lowering) {}

  std::unique_ptr<Morsel> run(std::size_t begin, std::size_t end) override {
    auto groups = std::make_unique<Groups>(plan_, true, memory_);
    split_.begin = begin;
    split_.end = end;
    input_.open();
    grouping_.consume(input_, *groups);
    return groups;
  }

 private:
  const plan::Aggregate& plan_;
  Split own_split_;
  OperatorPtr own_input_;
  Operator& input_;
  Split& split_;
  MemoryBudget& memory_;
  Grouping grouping_;
};

class Aggregate : public Operator {
 public:
  Aggregate(const plan::Aggregate& plan, Lowering& lowering, const Argument& argument)
      : plan_(plan),
        lowering_(lowering),
        random_calls_(lowering.random_calls()),
        split_(plan.in_parts && Morsels::possible(lowering.context()) ? split_of(*plan.input)
                                                                     : Split{}),
        input_(lowering.op(*plan.input, argument, split_)),
        grouping_(plan, lowering) {
    if (!Morsels::worthwhile(lowering.context(), split_)) return;
    if (lowering.random_calls() != random_calls_) return;
    worker_ = std::make_unique<GroupingWorker>(plan, *input_, split_, lowering);
    morsels_.emplace(lowering, [&plan, split = split_, argument](Lowering& other) {
      return std::make_unique<GroupingWorker>(plan, split, argument, other);
    });
  }
  void open() override {
    groups_.reset();
    at_ = 0;
    split_.whole();
    input_->open();
  }
  bool next(Batch& out) override {
    if (!groups_) fill();
    out.clear();
    for (; at_ < groups_->size() && out.rows < kBatchRows; ++at_, ++out.rows) {
      for (std::size_t k = 0; k < plan_.keys.size(); ++k) {
        auto& column = out.columns[static_cast<std::size_t>(plan_.keys[k].column)];
        // A variable returned twice under other names is twice the key of one column.
        if (column.size() == out.rows) column.push_back(groups_->key(at_, k));
      }
      for (std::size_t a = 0; a < plan_.aggregates.size(); ++a) {
        const plan::AggregateItem& item = plan_.aggregates[a];
        auto& column = out.columns[static_cast<std::size_t>(item.column)];
        if (only_counts(item)) {
          column.emplace_back(groups_->count(at_, a));
        } else {
          column.push_back(groups_->aggregator(at_, a).result());
        }
      }
    }
    return out.rows > 0;
  }

 private:
  void fill() {
    const auto fresh = [&] {
      groups_.reset();
      groups_ = std::make_unique<Groups>(plan_, false, lowering_.context().memory);
    };
    fresh();
    const bool merged = morsels_ && morsels_->run(split_.total, *worker_, [&](Morsel& part) {
      groups_->merge(static_cast<Groups&>(part));
    });
    if (!merged) {
      if (morsels_) open();
      fresh();
      grouping_.consume(*input_, *groups_);
    }
    if (plan_.keys.empty() && groups_->size() == 0) {
      groups_->group_of(KeyTable::hash_of(std::vector<Value>{}), nullptr);
    }
  }

  const plan::Aggregate& plan_;
  Lowering& lowering_;
  std::size_t random_calls_;  // before those of this operator
  Split split_;
  OperatorPtr input_;
  Grouping grouping_;
  std::unique_ptr<GroupingWorker> worker_;
  std::optional<Morsels> morsels_;
  std::unique_ptr<Groups> groups_;
  std::size_t at_ = 0;
};

}  // namespace

OperatorPtr make_aggregate(const plan::Aggregate& plan, Lowering& lowering,
                           const Argument& argument) {
  if (plan.in_scan) {
    if (auto scan = make_scan_aggregate(plan, lowering)) return scan;
  }
  return std::make_unique<Aggregate>(plan, lowering, argument);
}

}  // namespace wutong::exec
