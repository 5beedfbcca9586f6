// CALL { } IN TRANSACTIONS: the subquery runs for a batch of rows, whose writes are then committed,
// before the next batch begins. A batch at fault leaves nothing of itself; what happens then is the
// query's choice (ON ERROR FAIL, BREAK or CONTINUE).
#include <algorithm>

#include "exec/operators.h"
#include "plan/tree.h"

namespace wutong::exec {
namespace {

// Whether rows of `op` are read from the graph: such rows must not see what batches write, and are
// read before the first batch. Others, of a file or a list, are read as they are needed.
bool reads_graph(const plan::Operator& op) {
  const bool free = std::holds_alternative<plan::Unit>(op.node) ||
                    std::holds_alternative<plan::Argument>(op.node) ||
                    std::holds_alternative<plan::Unwind>(op.node) ||
                    std::holds_alternative<plan::LoadCsv>(op.node) ||
                    std::holds_alternative<plan::Project>(op.node);
  if (!free) return true;
  const auto inputs = plan::inputs_of(op);
  return std::any_of(inputs.begin(), inputs.end(),
                     [](const plan::Operator* input) { return reads_graph(*input); });
}

class CallInTransactions : public Operator {
 public:
  CallInTransactions(const plan::CallInTransactions& plan, OperatorPtr left, OperatorPtr right,
                     Argument inner, Lowering& lowering)
      : lowering_(lowering),
        plan_(plan),
        left_(std::move(left), lowering.column_count()),
        right_(std::move(right)),
        inner_(std::move(inner)),
        batch_(lowering.column_count()),
        held_(lowering.column_count()),
        result_(lowering.column_count()),
        ahead_(reads_graph(*plan.left)),
        left_columns_(indexes_of(lowering.columns_of(*plan.left))),
        right_columns_(indexes_of(plan.result)) {
    if (plan.batch) size_ = lowering.expression(*plan.batch);
  }

  void open() override {
    ExecutionContext& context = lowering_.context();
    if (!context.own_transaction) {
      throw Error("transaction.not_allowed",
                  "CALL { } IN TRANSACTIONS cannot run inside an open transaction", plan_.span)
          .with_note("commit or roll back first; it makes transactions of its own");
    }
    left_.open();
    read_ahead_ = false;
    broken_ = false;
    number_ = 0;
    at_ = 0;
    result_.clear();
  }

  bool next(Batch& out) override {
    out.clear();
    while (at_ == result_.rows) {
      if (!run_batch()) return false;
    }
    for (; at_ < result_.rows && out.rows < kBatchRows; ++at_, ++out.rows) {
      append_row(result_, at_, left_columns_, out);
      append_row(result_, at_, right_columns_, out);
      if (plan_.status) append_row(result_, at_, {static_cast<std::size_t>(*plan_.status)}, out);
    }
    return true;
  }

 private:
  // Rows per transaction.
  std::size_t rows_per_batch() {
    if (!size_) return 1000;
    const Value size = size_(lowering_.frame(batch_, 0));
    if (!size.is_integer() || size.as_integer() < 1) {
      throw Error("argument.negative_integer_argument",
                  "OF ... ROWS takes an Integer of at least 1, not " + to_literal(size),
                  plan_.batch->span);
    }
    return static_cast<std::size_t>(size.as_integer());
  }

  // Moves to the next row of the left side.
  bool advance() {
    if (!ahead_) return left_.advance();
    if (!read_ahead_) {
      read_ahead_ = true;
      held_.clear();
      held_at_ = 0;
      while (left_.advance()) {
        append_row(left_.batch(), left_.row(), left_columns_, held_);
        ++held_.rows;
        for (const std::size_t column : left_columns_) {
          lowering_.context().memory.take(bytes_of(held_.columns[column].back()));
        }
      }
    } else {
      ++held_at_;
    }
    return held_at_ < held_.rows;
  }
  Frame left_frame() {
    return ahead_ ? lowering_.frame(held_, held_at_) : lowering_.frame(left_.batch(), left_.row());
  }

  // Fills result_ with the rows of one transaction; false when no rows are left.
  bool run_batch() {
    result_.clear();
    at_ = 0;
    Batch rows(lowering_.column_count());
    const std::size_t size = rows_per_batch();
    while (rows.rows < size && advance()) {
      const Frame frame = left_frame();
      append_row(*frame.batch, frame.row, left_columns_, rows);
      ++rows.rows;
    }
    if (rows.rows == 0) return false;
    ExecutionContext& context = lowering_.context();
    ++number_;
    if (broken_) {
      give_up(rows, "", false);
      return true;
    }
    const SideEffects before = context.effects;
    try {
      for (std::size_t row = 0; row < rows.rows; ++row) run_row(rows, row);
      if (context.writer) context.writer->commit_part();
      report("", true, true);
      ++committed_;
    } catch (Error& error) {
      if (error.is_internal() || error.code() == "query.cancelled") throw;
      if (plan_.on_error == plan::CallInTransactions::OnError::Fail) {
        if (committed_ > 0) {
          error.add_note(std::to_string(committed_) +
                         (committed_ == 1 ? " transaction" : " transactions") +
                         " before it stay committed");
        }
        throw;
      }
      if (context.writer) context.writer->rollback_part();
      context.effects = before;
      broken_ = plan_.on_error == plan::CallInTransactions::OnError::Break;
      give_up(rows, error.message(), true);
    }
    return true;
  }

  void run_row(const Batch& rows, std::size_t row) {
    const Frame frame = lowering_.frame(rows, row);
    inner_->frame = &frame;
    right_->open();
    while (right_->next(batch_)) {
      if (plan_.unit) continue;
      for (std::size_t i = 0; i < batch_.rows; ++i) {
        append_row(rows, row, left_columns_, result_);
        append_row(batch_, i, right_columns_, result_);
        ++result_.rows;
      }
    }
    if (plan_.unit) {
      append_row(rows, row, left_columns_, result_);
      ++result_.rows;
    }
  }

  // The rows of a batch that left nothing: nulls for what the subquery would have returned.
  void give_up(const Batch& rows, const std::string& message, bool started) {
    result_.clear();
    for (std::size_t row = 0; row < rows.rows; ++row) {
      append_row(rows, row, left_columns_, result_);
      for (const std::size_t column : right_columns_) result_.columns[column].emplace_back();
      ++result_.rows;
    }
    report(message, false, started);
  }

  void report(const std::string& message, bool committed, bool started) {
    if (!plan_.status) return;
    const Value status = Value::map({{"committed", committed},
                                     {"errorMessage", message.empty() ? Value() : Value(message)},
                                     {"started", started},
                                     {"transactionId", started ? Value(number_) : Value()}});
    auto& column = result_.columns[static_cast<std::size_t>(*plan_.status)];
    column.assign(result_.rows, status);
  }

  Lowering& lowering_;
  const plan::CallInTransactions& plan_;
  RowSource left_;
  OperatorPtr right_;
  Argument inner_;
  Batch batch_, held_, result_;
  bool ahead_;
  Columns left_columns_, right_columns_;
  Evaluate size_;
  bool read_ahead_ = false, broken_ = false;
  std::size_t held_at_ = 0, at_ = 0;
  std::int64_t number_ = 0, committed_ = 0;
};

}  // namespace

OperatorPtr make_call_in_transactions(const plan::CallInTransactions& plan, Lowering& lowering,
                                      const Argument& argument) {
  const auto inner = std::make_shared<ArgumentRow>();
  OperatorPtr left = lowering.op(*plan.left, argument);
  OperatorPtr right = lowering.op(*plan.right, inner);
  return std::make_unique<CallInTransactions>(plan, std::move(left), std::move(right), inner,
                                              lowering);
}

}  // namespace wutong::exec
