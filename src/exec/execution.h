// What running a plan needs, and the operators' interface.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "base/cancel.h"
#include "exec/function.h"
#include "exec/procedure.h"
#include "graph/read_view.h"
#include "plan/algebra.h"
#include "plan/explain.h"
#include "store/graph.h"
#include "wutong/database.h"

namespace wutong::base {
class Team;
}

namespace wutong::exec {

// Rows in columns: columns[id][row], one vector per plan column. A batch holds up to kBatchRows
// rows; vectors keep their capacity from batch to batch.
inline constexpr std::size_t kBatchRows = 1024;

struct Batch {
  std::vector<std::vector<Value>> columns;
  std::size_t rows = 0;

  explicit Batch(std::size_t column_count = 0) : columns(column_count) {}
  void clear() {
    for (auto& column : columns) column.clear();
    rows = 0;
  }
};

// Counts bytes of rows that operators hold (sort, grouping, distinct, eager). Copies share the
// count, and may be used by a thread each.
class MemoryBudget {
 public:
  explicit MemoryBudget(std::uint64_t limit = 0)
      : limit_(limit), used_(std::make_shared<std::atomic<std::uint64_t>>(0)) {}
  // Error: query.memory_limit.
  void take(std::uint64_t bytes);
  void give_back(std::uint64_t bytes) { used_->fetch_sub(bytes, std::memory_order_relaxed); }
  // The same error where that many more would be too many; counts nothing.
  void allow(std::uint64_t bytes) const;

 private:
  std::uint64_t limit_;
  std::shared_ptr<std::atomic<std::uint64_t>> used_;
};

class CountingView;

struct ExecutionContext {
  const store::GraphView* view = nullptr;     // the writer itself where there is one
  const graph::ReadView* snapshot = nullptr;  // `view` where that is a copy in memory
  store::GraphWriter* writer = nullptr;       // null in a reading query
  const Map* parameters = nullptr;
  const base::CancelToken* cancel = nullptr;
  const ProcedureRegistry* procedures = nullptr;
  base::Team* team = nullptr;  // threads that may help; null where this one works alone
  double parallel_from = 0;    // with work of that cost, see Split::cost
  MemoryBudget memory;
  SideEffects effects;
  FunctionContext functions;
  std::mt19937_64 random;
  bool read_files = true;       // whether LOAD CSV may
  bool own_transaction = true;  // the statement's; false inside one that the user opened
  // Of PROFILE; null otherwise. `view` is `counting` then.
  plan::Profile* profile = nullptr;
  const CountingView* counting = nullptr;
  // Nodes and relationships deleted by this query: reading them is an error.
  std::vector<std::uint64_t> deleted_nodes, deleted_relationships;  // sorted
  std::map<std::uint64_t, std::string> deleted_types;
};

class Operator {
 public:
  virtual ~Operator() = default;
  // Begins anew; the outer row of an Argument is read when rows are.
  virtual void open() = 0;
  // Fills `out` with the next rows; false (and no rows) at the end.
  virtual bool next(Batch& out) = 0;
};
using OperatorPtr = std::unique_ptr<Operator>;

// Lowers a plan. The plan and the context must outlive the operators.
OperatorPtr lower(const plan::Plan& plan, ExecutionContext& context);

// A value as results hand it out: nodes and relationships with their records.
Value resolve(const Value& value, const ExecutionContext& context);

}  // namespace wutong::exec
