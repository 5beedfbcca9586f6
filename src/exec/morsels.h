// Morsels: one pipeline over parts of its first scan at the same time (V. Leis, P. Boncz,
// A. Kemper, T. Neumann, Morsel-Driven Parallelism, 2014).
//
// Each thread has operators of its own, lowered from the same plan, and takes the next part of the
// scan that nobody has taken. What a part comes to is merged in the order of the parts, and every
// merge leaves what one thread alone would have: rows, their order, and sums to the last bit do not
// depend on the number of threads. Where a merge cannot promise that, or a part ends in a fault,
// one thread does it all again: so a fault is the one that it comes upon first.
#pragma once

#include <atomic>
#include <limits>
#include <memory>
#include <vector>

#include "exec/evaluator.h"
#include "graph/read_view.h"

namespace wutong::exec {

// The scan that a pipeline begins with, and the part of it that is to be read.
struct Split {
  const plan::Operator* leaf = nullptr;
  double rows = 1;  // estimated, that operators above the leaf make of one of its rows
  // Set by the leaf where it can be split.
  std::size_t total = 0;
  double cost = 0;  // in units of about ten nanoseconds
  std::size_t begin = 0, end = std::numeric_limits<std::size_t>::max();
  // In which a pattern binds its nodes: found once, the same for all threads.
  std::vector<std::size_t> order;

  void whole() {
    begin = 0;
    end = std::numeric_limits<std::size_t>::max();
  }
};

// The scan that the rows of `op` come from, one by one; its `leaf` is null where an operator
// between them needs all rows at once, or where there is none.
Split split_of(const plan::Operator& op);

// What one part comes to.
class Morsel {
 public:
  virtual ~Morsel() = default;
};

// Thrown by a merge that would not leave what one thread does.
struct CannotMerge {};

class MorselWorker {
 public:
  virtual ~MorselWorker() = default;
  virtual std::unique_ptr<Morsel> run(std::size_t begin, std::size_t end) = 0;
};

class Morsels {
 public:
  // Makes a worker of another thread.
  using Make = std::function<std::unique_ptr<MorselWorker>(Lowering&)>;

  Morsels(Lowering& lowering, Make make) : lowering_(lowering), make_(std::move(make)) {}

  // Whether operators may be run by several threads, and whether that pays.
  static bool possible(const ExecutionContext& context);
  static bool worthwhile(const ExecutionContext& context, const Split& split) {
    return possible(context) && split.total > 1 && split.cost >= context.parallel_from;
  }

  // Runs [0, total) in parts, merged in order. False where one thread has to do it all again, from
  // the beginning. Errors: query.cancelled, query.timeout, query.memory_limit.
  bool run(std::size_t total, MorselWorker& own, const std::function<void(Morsel&)>& merge);

 private:
  struct Helper {
    std::shared_ptr<graph::ReadView> view;
    ExecutionContext context;
    std::unique_ptr<Lowering> lowering;
    std::unique_ptr<MorselWorker> worker;
  };
  std::unique_ptr<Helper> make_helper() const;

  Lowering& lowering_;
  Make make_;
  std::vector<std::unique_ptr<Helper>> helpers_;
};

}  // namespace wutong::exec
