// Conditions on one node of a pattern, compiled against the copy of the graph in memory: labels as
// bits, comparisons of a property with a constant on the packed column.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "exec/evaluator.h"
#include "exec/hop.h"

namespace wutong::exec {

using NodeTest = std::function<bool(Node)>;

// A row with the values that conditions read.
class ScratchRow {
 public:
  explicit ScratchRow(Lowering& lowering) : lowering_(lowering), batch_(lowering.column_count()) {
    for (auto& column : batch_.columns) column.emplace_back();
    batch_.rows = 1;
  }
  void set(plan::ColumnId column, Value value) {
    batch_.columns[static_cast<std::size_t>(column)][0] = std::move(value);
  }
  const Value& get(plan::ColumnId column) const {
    return batch_.columns[static_cast<std::size_t>(column)][0];
  }
  Frame frame() { return lowering_.frame(batch_, 0); }

 private:
  Lowering& lowering_;
  Batch batch_;
};

// `test` reads the columns of `row`; what it compares `column` with may change between rows and is
// read by the function that the first call returns.
std::function<NodeTest()> compile_node_test(const plan::Expression& test, plan::ColumnId column,
                                            Lowering& lowering, std::shared_ptr<ScratchRow> row);

// Whether a node of [from, to] may pass, as the zones of a packed column tell.
using BlockTest = std::function<bool(Node from, Node to)>;
// Null where the test is no comparison of an integer column with a constant.
BlockTest compile_block_test(const plan::Expression& test, plan::ColumnId column,
                             Lowering& lowering);

// a.k ? b.k of two nodes.
using PairTest = std::function<bool(Node, Node)>;
// Null where the test is not of that kind, or the column is not of integers alone.
PairTest compile_pair_test(const plan::Expression& test, plan::ColumnId a, plan::ColumnId b,
                           const graph::ReadView& view);

}  // namespace wutong::exec
