// Nested loops: the right side runs once per left row, which its Argument leaf reads.
#include <algorithm>

#include "exec/operators.h"

namespace wutong::exec {
namespace {

class Apply : public PerRow {
 public:
  Apply(const plan::Apply& plan, OperatorPtr left, OperatorPtr right, Argument inner,
        Lowering& lowering)
      : PerRow(std::move(left), lowering),
        kind_(plan.kind),
        right_(std::move(right)),
        inner_(std::move(inner)),
        batch_(lowering.column_count()),
        left_columns_(indexes_of(lowering.columns_of(*plan.left))),
        nullable_(indexes_of(plan.nullable)) {
    // The right side's own columns; what it passes on of the left row is there already.
    for (const std::size_t column : indexes_of(lowering.columns_of(*plan.right))) {
      if (std::find(left_columns_.begin(), left_columns_.end(), column) == left_columns_.end()) {
        right_columns_.push_back(column);
      }
    }
  }

 protected:
  void begin(const Frame& frame) override {
    frame_ = frame;
    inner_->frame = &frame_;
    right_->open();
    matched_ = false;
    ended_ = false;
    batch_.clear();
    at_ = 0;
  }
  bool emit(Batch& out) override {
    inner_->frame = &frame_;
    while (out.rows < kBatchRows) {
      if (at_ < batch_.rows) {
        append_row(*frame_.batch, frame_.row, left_columns_, out);
        append_row(batch_, at_++, right_columns_, out);
        ++out.rows;
        continue;
      }
      if (ended_) return false;
      at_ = 0;
      if (!right_->next(batch_)) {
        batch_.clear();
        ended_ = true;
        if (!matched_ && (kind_ == plan::ApplyKind::Optional || kind_ == plan::ApplyKind::Anti)) {
          append_row(*frame_.batch, frame_.row, left_columns_, out);
          if (kind_ == plan::ApplyKind::Optional) {
            for (const std::size_t column : nullable_) out.columns[column].emplace_back();
            for (const std::size_t column : right_columns_) {
              if (out.columns[column].size() == out.rows) out.columns[column].emplace_back();
            }
          }
          ++out.rows;
        }
        return false;
      }
      matched_ = matched_ || batch_.rows > 0;
      if (kind_ == plan::ApplyKind::Semi || kind_ == plan::ApplyKind::Anti) {
        batch_.clear();
        ended_ = true;
        if (kind_ == plan::ApplyKind::Semi) {
          append_row(*frame_.batch, frame_.row, left_columns_, out);
          ++out.rows;
        }
        return false;
      }
    }
    return true;
  }

 private:
  plan::ApplyKind kind_;
  OperatorPtr right_;
  Argument inner_;
  Frame frame_;
  Batch batch_;
  Columns left_columns_, right_columns_, nullable_;
  std::size_t at_ = 0;
  bool matched_ = false;
  bool ended_ = false;
};

// A procedure's rows for each input row.
class ProcedureCall : public PerRow {
 public:
  ProcedureCall(const plan::ProcedureCall& plan, OperatorPtr input, Lowering& lowering)
      : PerRow(std::move(input), lowering),
        plan_(plan),
        carried_(indexes_of(lowering.columns_of(*plan.input))) {
    for (const auto& argument : plan.arguments)
      arguments_.push_back(lowering.expression(*argument));
    const ProcedureRegistry& registry = *lowering.context().procedures;
    body_ = registry.body(plan.name);
    const auto* signature = registry.signature(plan.name);
    for (const auto& [field, column] : plan.yields) {
      for (std::size_t i = 0; i < signature->fields.size(); ++i) {
        if (signature->fields[i].name == field) {
          yields_.emplace_back(i, static_cast<std::size_t>(column));
        }
      }
    }
  }

 protected:
  void begin(const Frame& frame) override {
    std::vector<Value> values;
    for (const Evaluate& argument : arguments_) values.push_back(argument(frame));
    rows_ = (*body_)(*lowering_.context().view, values);
    if (plan_.standalone_void) rows_.assign(1, {});
    at_ = 0;
  }
  bool emit(Batch& out) override {
    for (; at_ < rows_.size() && out.rows < kBatchRows; ++at_, ++out.rows) {
      append_row(input_.batch(), input_.row(), carried_, out);
      for (const auto& [field, column] : yields_) out.columns[column].push_back(rows_[at_][field]);
    }
    return at_ < rows_.size();
  }

 private:
  const plan::ProcedureCall& plan_;
  Columns carried_;
  std::vector<Evaluate> arguments_;
  const ProcedureBody* body_ = nullptr;
  std::vector<std::pair<std::size_t, std::size_t>> yields_;
  ProcedureRows rows_;
  std::size_t at_ = 0;
};

}  // namespace

OperatorPtr make_apply(const plan::Apply& plan, Lowering& lowering, const Argument& argument) {
  const auto inner = std::make_shared<ArgumentRow>();
  OperatorPtr left = lowering.op(*plan.left, argument);
  OperatorPtr right = lowering.op(*plan.right, inner);
  return std::make_unique<Apply>(plan, std::move(left), std::move(right), inner, lowering);
}
OperatorPtr make_procedure_call(const plan::ProcedureCall& plan, Lowering& lowering,
                                const Argument& argument) {
  return std::make_unique<ProcedureCall>(plan, lowering.op(*plan.input, argument), lowering);
}

}  // namespace wutong::exec
