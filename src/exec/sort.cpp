// ORDER BY, whole or only the first rows of it. Equal keys keep their input order.
#include <algorithm>
#include <numeric>

#include "exec/operators.h"
#include "model/compare.h"

namespace wutong::exec {
namespace {

class Sort : public Operator {
 public:
  Sort(const plan::OperatorPtr& input, const std::vector<plan::SortKey>& keys,
       const plan::Expression* limit, Lowering& lowering, const Argument& argument)
      : lowering_(lowering),
        input_(lowering.op(*input, argument)),
        batch_(lowering.column_count()),
        columns_(indexes_of(lowering.columns_of(*input))) {
    for (const plan::SortKey& key : keys) {
      keys_.push_back(lowering.expression(*key.expression));
      descending_.push_back(key.descending);
    }
    if (limit) limit_ = lowering.expression(*limit);
  }
  void open() override {
    input_->open();
    rows_ = Batch(lowering_.column_count());
    sort_keys_.assign(keys_.size(), {});
    sequence_.clear();
    order_.clear();
    at_ = 0;
    sorted_ = false;
  }
  bool next(Batch& out) override {
    if (!sorted_) fill();
    out.clear();
    for (; at_ < order_.size() && out.rows < kBatchRows; ++at_, ++out.rows) {
      append_row(rows_, order_[at_], columns_, out);
    }
    return out.rows > 0;
  }

 private:
  // Row a before row b.
  bool before(std::size_t a, std::size_t b) const {
    if (++compared_ % 4096 == 0) lowering_.context().cancel->poll();
    for (std::size_t k = 0; k < keys_.size(); ++k) {
      const auto c = order(sort_keys_[k][a], sort_keys_[k][b]);
      if (c != 0) return descending_[k] ? c > 0 : c < 0;
    }
    return sequence_[a] < sequence_[b];
  }
  static std::strong_ordering order(const Value& a, const Value& b) {
    if (a.is_integer() && b.is_integer()) return a.as_integer() <=> b.as_integer();
    return model::order(a, b);
  }

  void fill() {
    sorted_ = true;
    std::optional<std::size_t> most;
    if (limit_) {
      const Value wanted = limit_(Frame{});
      if (wanted.is_integer() && wanted.as_integer() >= 0) {
        most = static_cast<std::size_t>(wanted.as_integer());
      }
    }
    std::uint64_t sequence = 0;
    std::vector<Value> key(keys_.size());
    // With a limit the rows kept are a heap, the last of them in front; a row that comes after it
    // is forgotten, another takes its place.
    const auto heap_before = [this](std::size_t a, std::size_t b) { return before(a, b); };
    while (input_->next(batch_)) {
      lowering_.context().cancel->poll();
      std::uint64_t bytes = 0;
      for (std::size_t row = 0; row < batch_.rows; ++row, ++sequence) {
        const Frame frame = lowering_.frame(batch_, row);
        if (most && order_.size() == *most) {
          if (*most == 0 || !comes_before(frame, key, order_.front())) continue;
          std::pop_heap(order_.begin(), order_.end(), heap_before);
          const std::size_t place = order_.back();
          for (std::size_t k = 0; k < keys_.size(); ++k) sort_keys_[k][place] = std::move(key[k]);
          for (const std::size_t column : columns_) {
            rows_.columns[column][place] = batch_.columns[column][row];
          }
          sequence_[place] = sequence;
          std::push_heap(order_.begin(), order_.end(), heap_before);
          continue;
        }
        for (std::size_t k = 0; k < keys_.size(); ++k) sort_keys_[k].push_back(keys_[k](frame));
        for (const std::size_t column : columns_) bytes += bytes_of(batch_.columns[column][row]);
        append_row(batch_, row, columns_, rows_);
        sequence_.push_back(sequence);
        order_.push_back(rows_.rows++);
        if (most && order_.size() == *most) {
          std::make_heap(order_.begin(), order_.end(), heap_before);
        }
      }
      lowering_.context().memory.take(bytes);
    }
    std::sort(order_.begin(), order_.end(), heap_before);
  }
  // Whether the row's keys, left in `key`, come before those of row b, which came earlier.
  bool comes_before(const Frame& frame, std::vector<Value>& key, std::size_t b) {
    bool decided = false, result = false;
    for (std::size_t k = 0; k < keys_.size(); ++k) {
      key[k] = keys_[k](frame);
      if (decided) continue;
      const auto c = order(key[k], sort_keys_[k][b]);
      if (c == 0) continue;
      result = descending_[k] ? c > 0 : c < 0;
      if (!result) return false;
      decided = true;
    }
    return result;
  }

  Lowering& lowering_;
  OperatorPtr input_;
  Batch batch_;
  Columns columns_;
  std::vector<Evaluate> keys_;
  std::vector<bool> descending_;
  Evaluate limit_;
  Batch rows_;
  std::vector<std::vector<Value>> sort_keys_;
  std::vector<std::uint64_t> sequence_;  // of the rows, in the order of their coming
  std::vector<std::size_t> order_;
  std::size_t at_ = 0;
  bool sorted_ = false;
  mutable std::uint64_t compared_ = 0;
};

}  // namespace

OperatorPtr make_sort(const plan::OperatorPtr& input, const std::vector<plan::SortKey>& keys,
                      const plan::Expression* limit, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Sort>(input, keys, limit, lowering, argument);
}

}  // namespace wutong::exec
