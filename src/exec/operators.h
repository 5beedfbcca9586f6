// Constructors of the operators, one group per file.
#pragma once

#include <memory>

#include "exec/evaluator.h"
#include "exec/row_columns.h"

namespace wutong::exec {

using Argument = std::shared_ptr<ArgumentRow>;

// leaves.cpp
OperatorPtr make_unit(Lowering& lowering);
OperatorPtr make_argument(const plan::Argument& plan, Lowering& lowering, const Argument& argument);
// scan.cpp
OperatorPtr make_hash_lookup(const plan::HashLookup& plan, Lowering& lowering,
                             const Argument& argument);
OperatorPtr make_scan(const plan::Operator& plan, Lowering& lowering, const Argument& argument);
// Filters above a scan of all nodes or of a label, where the graph is in memory; null elsewhere.
OperatorPtr make_filtered_scan(const plan::Filter& plan, Lowering& lowering);
// Whether the IndexRangeSeek below lets only nodes through that the filter does, which is known
// once the query runs; null where there is no such seek.
std::function<bool()> implied_by_range(const plan::Filter& plan, Lowering& lowering);
// expand.cpp
OperatorPtr make_expand(const plan::Expand& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_var_expand(const plan::VarExpand& plan, Lowering& lowering,
                            const Argument& argument);
OperatorPtr make_project_endpoints(const plan::ProjectEndpoints& plan, Lowering& lowering,
                                   const Argument& argument);
// quantified_expand.cpp
OperatorPtr make_quantified_expand(const plan::QuantifiedExpand& plan, Lowering& lowering,
                                   const Argument& argument);
// pattern.cpp
OperatorPtr make_pattern(const plan::Pattern& plan, Lowering& lowering, const Argument& argument);
// shortest_path.cpp
OperatorPtr make_shortest_path(const plan::ShortestPath& plan, Lowering& lowering,
                               const Argument& argument);
// rows.cpp
OperatorPtr make_filter(const plan::Filter& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_project(const plan::Project& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_distinct(const plan::Distinct& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_skip(const plan::Skip& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_limit(const plan::Limit& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_unwind(const plan::Unwind& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_union(const plan::Union& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_eager(const plan::Eager& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_drain(const plan::Drain& plan, Lowering& lowering, const Argument& argument);
// sort.cpp
OperatorPtr make_sort(const plan::OperatorPtr& input, const std::vector<plan::SortKey>& keys,
                      const plan::Expression* limit, Lowering& lowering, const Argument& argument);
// aggregate.cpp
OperatorPtr make_aggregate(const plan::Aggregate& plan, Lowering& lowering,
                           const Argument& argument);
// scan_aggregate.cpp; null where the aggregate is of another kind.
OperatorPtr make_scan_aggregate(const plan::Aggregate& plan, Lowering& lowering);
// apply.cpp
OperatorPtr make_apply(const plan::Apply& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_product(const plan::CartesianProduct& plan, Lowering& lowering,
                         const Argument& argument);
OperatorPtr make_procedure_call(const plan::ProcedureCall& plan, Lowering& lowering,
                                const Argument& argument);
// call_in_transactions.cpp
OperatorPtr make_call_in_transactions(const plan::CallInTransactions& plan, Lowering& lowering,
                                      const Argument& argument);
// load_csv.cpp
OperatorPtr make_load_csv(const plan::LoadCsv& plan, Lowering& lowering, const Argument& argument);
// write.cpp
OperatorPtr make_create(const plan::Create& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_update(const plan::Update& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_delete(const plan::Delete& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_merge(const plan::Merge& plan, Lowering& lowering, const Argument& argument);
OperatorPtr make_foreach(const plan::Foreach& plan, Lowering& lowering, const Argument& argument);
// schema_command.cpp
OperatorPtr make_schema_command(const plan::Operator& plan, Lowering& lowering);

Columns indexes_of(const std::vector<plan::ColumnId>& columns);

// Turns each row of an input into any number of rows: subclasses say how.
class PerRow : public Operator {
 public:
  PerRow(OperatorPtr input, Lowering& lowering)
      : lowering_(lowering), input_(std::move(input), lowering.column_count()) {}
  void open() override {
    input_.open();
    active_ = false;
    reset();
  }
  bool next(Batch& out) override {
    out.clear();
    lowering_.context().cancel->poll();
    while (out.rows < kBatchRows) {
      if (!active_) {
        if (!input_.advance()) return out.rows > 0;
        begin(lowering_.frame(input_.batch(), input_.row()));
        active_ = true;
      }
      if (!emit(out)) active_ = false;
    }
    return true;
  }

 protected:
  // A new input row.
  virtual void begin(const Frame& frame) = 0;
  // Appends up to kBatchRows - out.rows rows; false when the input row has no more.
  virtual bool emit(Batch& out) = 0;
  virtual void reset() {}

  Lowering& lowering_;
  RowSource input_;

 private:
  bool active_ = false;
};

}  // namespace wutong::exec
