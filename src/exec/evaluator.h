// Expressions compiled once into closures: names are ids, functions are pointers, columns are
// indexes. A Frame is the row that an expression is evaluated for, and the values of local
// variables.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "exec/execution.h"

namespace wutong::exec {

struct Frame {
  const Batch* batch = nullptr;
  std::size_t row = 0;
  // Values of comprehension variables, by column; outlives the closures' use of it.
  std::vector<Value>* locals = nullptr;
};

using Evaluate = std::function<Value(const Frame&)>;

// Where an Argument operator finds its row.
struct ArgumentRow {
  const Frame* frame = nullptr;
};

struct Split;

// What lowering shares between operators and expressions.
class Lowering {
 public:
  Lowering(const plan::Plan& plan, ExecutionContext& context);

  Evaluate expression(const plan::Expression& expression);
  // Whether the value is true; throws type.invalid_argument_type for what is no Boolean.
  std::function<bool(const Frame&)> predicate(const plan::Expression& expression);
  OperatorPtr op(const plan::Operator& op, const std::shared_ptr<ArgumentRow>& argument);
  // Without watching it.
  OperatorPtr lower_one(const plan::Operator& op, const std::shared_ptr<ArgumentRow>& argument);
  // Lowers the input of an operator that may run in parts: its first scan reads what `split` says.
  // The scan leaves `split.total` at nothing where it cannot be split.
  OperatorPtr op(const plan::Operator& op, const std::shared_ptr<ArgumentRow>& argument,
                 Split& split);
  // Of the scan that is being split; null for another.
  Split* split_at(const void* scan) const;
  // Columns that rows of an operator carry.
  std::vector<plan::ColumnId> columns_of(const plan::Operator& op);

  ExecutionContext& context() { return context_; }
  const plan::Plan& plan() const { return plan_; }
  // Lowered so far: calls of functions that give another value each time.
  std::size_t random_calls() const { return random_calls_; }
  std::size_t column_count() const { return plan_.next_column; }
  bool is_local(plan::ColumnId id) const { return locals_[static_cast<std::size_t>(id)]; }
  Frame frame(const Batch& batch, std::size_t row) { return {&batch, row, &local_values_}; }
  const std::string& name_of(plan::ColumnId id) const { return plan_.names.at(id); }

 private:
  // `ask`, with its answers kept by the values of `by`.
  Evaluate remembered(const std::vector<plan::ExpressionPtr>& by, Evaluate ask);

  const plan::Plan& plan_;
  ExecutionContext& context_;
  std::vector<bool> locals_;  // by column: a comprehension's variable
  std::vector<Value> local_values_;
  Split* split_ = nullptr;
  std::size_t random_calls_ = 0;
};

Value column_value(const Frame& frame, plan::ColumnId id, bool local);
// subject.key of nodes, relationships, maps and temporal values.
Value property_of(const ExecutionContext& context, const Value& subject, const std::string& key,
                  std::optional<store::KeyId> id);

}  // namespace wutong::exec
