// Operators on whole rows: filter, project, distinct, skip, limit, unwind, union, eager, drain.
#include <algorithm>
#include <utility>

#include "exec/items.h"
#include "exec/key_table.h"
#include "exec/operators.h"

namespace wutong::exec {

std::uint64_t bytes_of(const Value& value) {
  switch (value.type()) {
    case ValueType::String:
      return 48 + value.as_string().size();
    case ValueType::List: {
      std::uint64_t sum = 48;
      for (const Value& item : value.as_list()) sum += bytes_of(item);
      return sum;
    }
    case ValueType::Map:
      return 48 + 64 * value.as_map().size();
    case ValueType::Path:
      return 64 + 32 * value.as_path().relationships.size();
    default:
      return sizeof(Value);
  }
}

namespace {

class Filter : public Operator {
 public:
  Filter(const plan::Filter& plan, OperatorPtr input, Lowering& lowering)
      : lowering_(lowering),
        input_(std::move(input)),
        batch_(lowering.column_count()),
        columns_(indexes_of(lowering.columns_of(*plan.input))),
        predicate_(lowering.predicate(*plan.predicate)),
        implied_(implied_by_range(plan, lowering)) {}
  void open() override {
    input_->open();
    holds_ = implied_ && implied_();
  }
  bool next(Batch& out) override {
    if (holds_) return input_->next(out);
    out.clear();
    while (input_->next(batch_)) {
      lowering_.context().cancel->poll();
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        if (!predicate_(lowering_.frame(batch_, row))) continue;
        append_row(batch_, row, columns_, out);
        ++out.rows;
      }
      if (out.rows > 0) return true;
    }
    return false;
  }

 private:
  Lowering& lowering_;
  OperatorPtr input_;
  Batch batch_;
  Columns columns_;
  std::function<bool(const Frame&)> predicate_;
  std::function<bool()> implied_;
  bool holds_ = false;
};

class Project : public Operator {
 public:
  Project(const plan::Project& plan, OperatorPtr input, Lowering& lowering)
      : lowering_(lowering), input_(std::move(input)), batch_(lowering.column_count()) {
    for (const auto& item : plan.items) {
      items_.emplace_back(static_cast<std::size_t>(item.column),
                          lowering.expression(*item.expression));
    }
    if (plan.discard_rest) return;
    for (const std::size_t column : indexes_of(lowering.columns_of(*plan.input))) {
      const bool replaced = std::any_of(items_.begin(), items_.end(),
                                        [&](const auto& item) { return item.first == column; });
      if (!replaced) carried_.push_back(column);
    }
  }
  void open() override { input_->open(); }
  bool next(Batch& out) override {
    out.clear();
    if (!input_->next(batch_)) return false;
    for (const auto& [column, evaluate] : items_) {
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        out.columns[column].push_back(evaluate(lowering_.frame(batch_, row)));
      }
    }
    for (const std::size_t column : carried_) out.columns[column].swap(batch_.columns[column]);
    out.rows = batch_.rows;
    return true;
  }

 private:
  Lowering& lowering_;
  OperatorPtr input_;
  Batch batch_;
  std::vector<std::pair<std::size_t, Evaluate>> items_;
  Columns carried_;
};

class Distinct : public Operator {
 public:
  Distinct(const plan::Distinct& plan, OperatorPtr input, Lowering& lowering)
      : context_(lowering.context()),
        input_(std::move(input)),
        batch_(lowering.column_count()),
        keys_(indexes_of(plan.columns)),
        columns_(indexes_of(lowering.columns_of(*plan.input))),
        key_(keys_.size()),
        seen_(keys_.size()) {}
  ~Distinct() override { context_.memory.give_back(bytes_); }
  Distinct(const Distinct&) = delete;
  Distinct& operator=(const Distinct&) = delete;
  void open() override {
    input_->open();
    seen_ = KeyTable(keys_.size());
    context_.memory.give_back(std::exchange(bytes_, 0));
  }
  bool next(Batch& out) override {
    out.clear();
    while (input_->next(batch_)) {
      context_.cancel->poll();
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        for (std::size_t k = 0; k < keys_.size(); ++k) key_[k] = batch_.columns[keys_[k]][row];
        const auto [number, is_new] = seen_.number_of(KeyTable::hash_of(key_), key_.data());
        if (!is_new) continue;
        std::uint64_t bytes = 64;
        for (std::size_t k = 0; k < keys_.size(); ++k) bytes += bytes_of(seen_.value(number, k));
        bytes_ += bytes;
        context_.memory.take(bytes);
        append_row(batch_, row, columns_, out);
        ++out.rows;
      }
      if (out.rows > 0) return true;
    }
    return false;
  }

 private:
  ExecutionContext& context_;
  OperatorPtr input_;
  Batch batch_;
  Columns keys_, columns_;
  std::vector<Value> key_;
  KeyTable seen_;
  std::uint64_t bytes_ = 0;  // counted for what is in `seen_`
};

// SKIP and LIMIT: their count is one for the whole query.
std::uint64_t count_of(const Evaluate& evaluate, const char* what, TextSpan span) {
  const Value value = evaluate(Frame{});
  if (!value.is_integer()) {
    throw Error("syntax.invalid_argument_type",
                std::string(what) + " takes an Integer, not " + to_literal(value), span);
  }
  if (value.as_integer() < 0) {
    throw Error("syntax.negative_integer_argument",
                std::string(what) + " takes a number of rows, not " + to_literal(value), span);
  }
  return static_cast<std::uint64_t>(value.as_integer());
}

class Slice : public Operator {
 public:
  Slice(const plan::OperatorPtr& input, const plan::Expression& count, bool skip,
        Lowering& lowering, const Argument& argument)
      : context_(lowering.context()),
        input_(lowering.op(*input, argument)),
        batch_(lowering.column_count()),
        columns_(indexes_of(lowering.columns_of(*input))),
        count_(lowering.expression(count)),
        span_(count.span),
        skip_(skip) {}
  void open() override {
    input_->open();
    left_ = count_of(count_, skip_ ? "SKIP" : "LIMIT", span_);
  }
  bool next(Batch& out) override {
    out.clear();
    if (!skip_ && left_ == 0) return finish(false);
    while (input_->next(batch_)) {
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        if (skip_ && left_ > 0) {
          --left_;
          continue;
        }
        if (!skip_ && left_-- == 0) {
          left_ = 0;
          return finish(out.rows > 0);
        }
        append_row(batch_, row, columns_, out);
        ++out.rows;
      }
      if (out.rows > 0) return true;
    }
    return false;
  }

 private:
  // A limit hides rows; it does not undo what the clauses before it write.
  bool finish(bool any) {
    while (context_.writer && input_->next(batch_)) {
    }
    return any;
  }

  ExecutionContext& context_;
  OperatorPtr input_;
  Batch batch_;
  Columns columns_;
  Evaluate count_;
  TextSpan span_;
  bool skip_;
  std::uint64_t left_ = 0;
};

class Unwind : public PerRow {
 public:
  Unwind(const plan::Unwind& plan, OperatorPtr input, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        carried_(indexes_of(lowering.columns_of(*plan.input))),
        column_(static_cast<std::size_t>(plan.column)),
        items_of_(items_of(*plan.list, lowering)) {}

 protected:
  void begin(const Frame& frame) override {
    at_ = 0;
    items_ = items_of_(frame);
    if (!items_.is_list() && !items_.is_null()) items_ = Items(Value::list({items_.source()}));
  }
  bool emit(Batch& out) override {
    for (; at_ < items_.size() && out.rows < kBatchRows; ++at_, ++out.rows) {
      append_row(input_.batch(), input_.row(), carried_, out);
      out.columns[column_].push_back(items_[at_]);
    }
    return at_ < items_.size();
  }

 private:
  Columns carried_;
  std::size_t column_;
  ItemsOf items_of_;
  Items items_{Value()};
  std::uint64_t at_ = 0;
};

class Union : public Operator {
 public:
  Union(const plan::Union& plan, OperatorPtr left, OperatorPtr right, Lowering& lowering)
      : left_(std::move(left)),
        right_(std::move(right)),
        batch_(lowering.column_count()),
        left_columns_(indexes_of(plan.left_columns)),
        right_columns_(indexes_of(plan.right_columns)),
        columns_(indexes_of(plan.columns)) {}
  void open() override {
    left_->open();
    on_left_ = true;
  }
  bool next(Batch& out) override {
    out.clear();
    if (on_left_) {
      if (left_->next(batch_)) return rename(left_columns_, out);
      on_left_ = false;
      right_->open();
    }
    return right_->next(batch_) && rename(right_columns_, out);
  }

 private:
  bool rename(const Columns& from, Batch& out) {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      out.columns[columns_[i]] = batch_.columns[from[i]];
    }
    out.rows = batch_.rows;
    return true;
  }
  OperatorPtr left_, right_;
  Batch batch_;
  Columns left_columns_, right_columns_, columns_;
  bool on_left_ = true;
};

class Eager : public Operator {
 public:
  Eager(const plan::Eager& plan, OperatorPtr input, Lowering& lowering)
      : context_(lowering.context()),
        input_(std::move(input)),
        columns_(indexes_of(lowering.columns_of(*plan.input))),
        column_count_(lowering.column_count()) {}
  void open() override {
    input_->open();
    held_.clear();
    at_ = 0;
    filled_ = false;
  }
  bool next(Batch& out) override {
    if (!filled_) fill();
    out.clear();
    if (at_ == held_.size()) return false;
    Batch& batch = held_[at_++];
    for (const std::size_t column : columns_) out.columns[column].swap(batch.columns[column]);
    out.rows = batch.rows;
    return true;
  }

 private:
  void fill() {
    filled_ = true;
    for (;;) {
      Batch batch(column_count_);
      if (!input_->next(batch)) return;
      std::uint64_t bytes = 0;
      for (const std::size_t column : columns_) {
        for (const Value& value : batch.columns[column]) bytes += bytes_of(value);
      }
      context_.memory.take(bytes);
      held_.push_back(std::move(batch));
    }
  }
  ExecutionContext& context_;
  OperatorPtr input_;
  Columns columns_;
  std::size_t column_count_;
  std::vector<Batch> held_;
  std::size_t at_ = 0;
  bool filled_ = false;
};

class Drain : public Operator {
 public:
  Drain(OperatorPtr input, Lowering& lowering)
      : input_(std::move(input)), batch_(lowering.column_count()) {}
  void open() override { input_->open(); }
  bool next(Batch& out) override {
    out.clear();
    while (input_->next(batch_)) {
    }
    return false;
  }

 private:
  OperatorPtr input_;
  Batch batch_;
};

}  // namespace

void MemoryBudget::take(std::uint64_t bytes) {
  used_->fetch_add(bytes, std::memory_order_relaxed);
  allow(0);
}
void MemoryBudget::allow(std::uint64_t bytes) const {
  if (limit_ > 0 && used_->load(std::memory_order_relaxed) + bytes > limit_) {
    throw Error("query.memory_limit", "the query holds more rows than its memory limit allows")
        .with_note("a LIMIT or a filter before sorting, grouping or DISTINCT makes it smaller");
  }
}

OperatorPtr make_filter(const plan::Filter& plan, Lowering& lowering, const Argument& argument) {
  if (plan.in_scan) {
    if (auto scan = make_filtered_scan(plan, lowering)) return scan;
  }
  return std::make_unique<Filter>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_project(const plan::Project& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Project>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_distinct(const plan::Distinct& plan, Lowering& lowering,
                          const Argument& argument) {
  return std::make_unique<Distinct>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_skip(const plan::Skip& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Slice>(plan.input, *plan.count, true, lowering, argument);
}
OperatorPtr make_limit(const plan::Limit& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Slice>(plan.input, *plan.count, false, lowering, argument);
}
OperatorPtr make_unwind(const plan::Unwind& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Unwind>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_union(const plan::Union& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Union>(plan, lowering.op(*plan.left, argument),
                                 lowering.op(*plan.right, argument), lowering);
}
OperatorPtr make_eager(const plan::Eager& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Eager>(plan, lowering.op(*plan.input, argument), lowering);
}
OperatorPtr make_drain(const plan::Drain& plan, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Drain>(lowering.op(*plan.input, argument), lowering);
}

}  // namespace wutong::exec
