// The columns that an operator's rows carry from its input, and copying rows between batches.
#pragma once

#include <vector>

#include "exec/execution.h"

namespace wutong::exec {

using Columns = std::vector<std::size_t>;

inline void append_row(const Batch& from, std::size_t row, const Columns& columns, Batch& to) {
  for (const std::size_t column : columns) to.columns[column].push_back(from.columns[column][row]);
}

// Approximate bytes of a value, for the memory budget.
std::uint64_t bytes_of(const Value& value);

// Pulls rows one at a time from an operator's batches.
class RowSource {
 public:
  RowSource(OperatorPtr input, std::size_t column_count)
      : input_(std::move(input)), batch_(column_count) {}
  void open() {
    input_->open();
    batch_.clear();
    row_ = 0;
    started_ = false;
  }
  // Moves to the next row; false at the end.
  bool advance() {
    if (started_) ++row_;
    started_ = true;
    while (row_ >= batch_.rows) {
      if (!input_->next(batch_)) {
        batch_.clear();
        row_ = 0;
        started_ = false;
        return false;
      }
      row_ = 0;
    }
    return true;
  }
  const Batch& batch() const { return batch_; }
  std::size_t row() const { return row_; }

 private:
  OperatorPtr input_;
  Batch batch_;
  std::size_t row_ = 0;
  bool started_ = false;
};

}  // namespace wutong::exec
