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
  void fill() {
    sorted_ = true;
    while (input_->next(batch_)) {
      lowering_.context().cancel->poll();
      std::uint64_t bytes = 0;
      for (std::size_t row = 0; row < batch_.rows; ++row) {
        const Frame frame = lowering_.frame(batch_, row);
        for (std::size_t k = 0; k < keys_.size(); ++k) sort_keys_[k].push_back(keys_[k](frame));
        for (const std::size_t column : columns_) bytes += bytes_of(batch_.columns[column][row]);
        append_row(batch_, row, columns_, rows_);
        ++rows_.rows;
      }
      lowering_.context().memory.take(bytes);
    }
    order_.resize(rows_.rows);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    const auto before = [this](std::size_t a, std::size_t b) {
      for (std::size_t k = 0; k < keys_.size(); ++k) {
        const auto c = model::order(sort_keys_[k][a], sort_keys_[k][b]);
        if (c != 0) return descending_[k] ? c > 0 : c < 0;
      }
      return a < b;
    };
    if (limit_) {
      const Value wanted = limit_(Frame{});
      if (wanted.is_integer() && wanted.as_integer() >= 0) {
        const auto count =
            std::min<std::size_t>(order_.size(), static_cast<std::size_t>(wanted.as_integer()));
        std::partial_sort(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(count),
                          order_.end(), before);
        order_.resize(count);
        return;
      }
    }
    std::sort(order_.begin(), order_.end(), before);
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
  std::vector<std::size_t> order_;
  std::size_t at_ = 0;
  bool sorted_ = false;
};

}  // namespace

OperatorPtr make_sort(const plan::OperatorPtr& input, const std::vector<plan::SortKey>& keys,
                      const plan::Expression* limit, Lowering& lowering, const Argument& argument) {
  return std::make_unique<Sort>(input, keys, limit, lowering, argument);
}

}  // namespace wutong::exec
