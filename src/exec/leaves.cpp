#include "exec/operators.h"

namespace wutong::exec {
namespace {

class Unit : public Operator {
 public:
  void open() override { done_ = false; }
  bool next(Batch& out) override {
    out.clear();
    if (done_) return false;
    done_ = true;
    out.rows = 1;
    return true;
  }

 private:
  bool done_ = false;
};

class ArgumentLeaf : public Operator {
 public:
  ArgumentLeaf(const plan::Argument& plan, Lowering& lowering, Argument argument)
      : argument_(std::move(argument)) {
    for (const plan::ColumnId id : plan.columns) columns_.emplace_back(id, lowering.is_local(id));
  }
  void open() override { done_ = false; }
  bool next(Batch& out) override {
    out.clear();
    if (done_) return false;
    done_ = true;
    for (const auto& [id, local] : columns_) {
      out.columns[static_cast<std::size_t>(id)].push_back(
          column_value(*argument_->frame, id, local));
    }
    out.rows = 1;
    return true;
  }

 private:
  Argument argument_;
  std::vector<std::pair<plan::ColumnId, bool>> columns_;
  bool done_ = false;
};

}  // namespace

OperatorPtr make_unit(Lowering&) { return std::make_unique<Unit>(); }
OperatorPtr make_argument(const plan::Argument& plan, Lowering& lowering,
                          const Argument& argument) {
  return std::make_unique<ArgumentLeaf>(plan, lowering, argument);
}

Columns indexes_of(const std::vector<plan::ColumnId>& columns) {
  Columns out;
  for (const plan::ColumnId id : columns) out.push_back(static_cast<std::size_t>(id));
  return out;
}

}  // namespace wutong::exec
