// Aggregates over the nodes of a label under conditions on their properties, straight from the
// packed columns: a block of nodes at a time, a mask of those that the conditions leave.
#include <algorithm>
#include <array>
#include <limits>

#include "exec/aggregator.h"
#include "exec/arithmetic.h"
#include "exec/morsels.h"
#include "exec/node_test.h"
#include "exec/operators.h"
#include "plan/join_graph.h"

namespace wutong::exec {
namespace {

constexpr std::size_t kBlock = 1024;

// Loops that compilers turn into vector instructions of the machine at hand.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define WUTONG_VECTORISED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WUTONG_VECTORISED
#endif

// Masks are all ones or zero.
WUTONG_VECTORISED void keep(const std::int64_t* values, std::size_t n, plan::BinaryOperator op,
                            std::int64_t constant, std::int64_t* mask) {
  switch (op) {
    case plan::BinaryOperator::Equal:
      for (std::size_t i = 0; i < n; ++i) mask[i] &= -std::int64_t{values[i] == constant};
      break;
    case plan::BinaryOperator::NotEqual:
      for (std::size_t i = 0; i < n; ++i) mask[i] &= -std::int64_t{values[i] != constant};
      break;
    case plan::BinaryOperator::Less:
      for (std::size_t i = 0; i < n; ++i) mask[i] &= -std::int64_t{values[i] < constant};
      break;
    case plan::BinaryOperator::LessEqual:
      for (std::size_t i = 0; i < n; ++i) mask[i] &= -std::int64_t{values[i] <= constant};
      break;
    case plan::BinaryOperator::Greater:
      for (std::size_t i = 0; i < n; ++i) mask[i] &= -std::int64_t{values[i] > constant};
      break;
    default:
      for (std::size_t i = 0; i < n; ++i) mask[i] &= -std::int64_t{values[i] >= constant};
  }
}
WUTONG_VECTORISED std::int64_t count(const std::int64_t* mask, std::size_t n) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum -= mask[i];
  return sum;
}
WUTONG_VECTORISED std::int64_t greatest(const std::int64_t* values, const std::int64_t* mask,
                                        std::size_t n, std::int64_t best) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t value = (values[i] & mask[i]) | (kLeast & ~mask[i]);
    best = value > best ? value : best;
  }
  return best;
}
WUTONG_VECTORISED std::int64_t least(const std::int64_t* values, const std::int64_t* mask,
                                     std::size_t n, std::int64_t best) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  for (std::size_t i = 0; i < n; ++i) {
    const std::int64_t value = (values[i] & mask[i]) | (kMost & ~mask[i]);
    best = value < best ? value : best;
  }
  return best;
}
// Values below 2^52 in amount, so that a block's sum fits.
WUTONG_VECTORISED std::int64_t sum_of(const std::int64_t* values, const std::int64_t* mask,
                                      std::size_t n) {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += values[i] & mask[i];
  return sum;
}

struct Condition {
  const graph::Column* column;
  plan::BinaryOperator op;
  Evaluate constant;
};

enum class Kind { Rows, Count, Sum, Average, Least, Greatest };
struct Item {
  Kind kind;
  const graph::Column* column = nullptr;
  std::size_t out = 0;
  std::int64_t count = 0, best = 0;
  WideInteger sum = 0;
};

// What a part of the nodes comes to: all of it is exact, so that parts add up in any order.
struct Gathered : Morsel {
  explicit Gathered(std::vector<Item> i) : items(std::move(i)) {
    for (Item& item : items) {
      item.best = item.kind == Kind::Least ? std::numeric_limits<std::int64_t>::max()
                                           : std::numeric_limits<std::int64_t>::min();
    }
  }
  void add(const Gathered& part) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      items[i].count += part.items[i].count;
      items[i].sum += part.items[i].sum;
      items[i].best = items[i].kind == Kind::Least ? std::min(items[i].best, part.items[i].best)
                                                   : std::max(items[i].best, part.items[i].best);
    }
  }
  std::vector<Item> items;
};

class ScanWorker : public MorselWorker {
 public:
  ScanWorker(std::shared_ptr<const graph::LabelSet> nodes, std::vector<Condition> conditions,
             std::vector<std::function<NodeTest()>> tests, std::vector<Item> items,
             Lowering& lowering)
      : lowering_(lowering),
        nodes_(std::move(nodes)),
        conditions_(std::move(conditions)),
        makers_(std::move(tests)),
        items_(std::move(items)) {}
  std::size_t total() const { return nodes_->nodes.size(); }
  // As Split::cost.
  double cost() const {
    const double each = 0.1 * static_cast<double>(conditions_.size() + items_.size()) +
                        4 * static_cast<double>(makers_.size());
    return each * static_cast<double>(total());
  }
  std::unique_ptr<Morsel> run(std::size_t begin, std::size_t end) override {
    auto out = std::make_unique<Gathered>(items_);
    gather(begin, end, out->items);
    return out;
  }

 private:
  void gather(std::size_t begin, std::size_t end, std::vector<Item>& items) {
    std::vector<std::pair<const Condition*, std::int64_t>> constants;
    for (const Condition& condition : conditions_) {
      const Value value = condition.constant(Frame{});
      if (value.is_null()) return;
      constants.emplace_back(&condition, value.as_integer());
    }
    std::vector<NodeTest> tests;
    for (const auto& maker : makers_) tests.push_back(maker());
    // A contiguous label is read where it lies; the nodes of another are gathered.
    std::array<std::int64_t, kBlock> mask, gathered, own;
    for (std::size_t at = begin; at < end; at += kBlock) {
      lowering_.context().cancel->poll();
      const std::size_t n = std::min(kBlock, end - at);
      const Node* nodes = nodes_->nodes.data() + at;
      if (!std::all_of(constants.begin(), constants.end(), [&](const auto& one) {
            return may_hold(*one.first, one.second, nodes[0], nodes[n - 1]);
          })) {
        continue;
      }
      std::fill_n(mask.begin(), n, -1);
      for (const auto& [condition, constant] : constants) {
        const std::int64_t* values = values_of(*condition->column, nodes, n, mask, gathered);
        keep(values, n, condition->op, constant, mask.data());
      }
      for (const NodeTest& test : tests) {
        for (std::size_t i = 0; i < n; ++i) {
          if (mask[i] != 0 && !test(nodes[i])) mask[i] = 0;
        }
      }
      for (Item& item : items) {
        if (item.kind == Kind::Rows) {
          item.count += count(mask.data(), n);
          continue;
        }
        own = mask;
        const std::int64_t* values = values_of(*item.column, nodes, n, own, gathered);
        item.count += count(own.data(), n);
        if (item.kind == Kind::Greatest) {
          item.best = greatest(values, own.data(), n, item.best);
        } else if (item.kind == Kind::Least) {
          item.best = least(values, own.data(), n, item.best);
        } else if (item.kind != Kind::Count) {
          add_sum(item, values, own, n);
        }
      }
    }
  }

  // As the zones of the column tell.
  static bool may_hold(const Condition& condition, std::int64_t constant, Node from, Node to) {
    const auto bounds = condition.column->bounds(from, to);
    if (!bounds) return false;
    switch (condition.op) {
      case plan::BinaryOperator::Equal:
        return bounds->first <= constant && constant <= bounds->second;
      case plan::BinaryOperator::NotEqual:
        return true;
      case plan::BinaryOperator::Less:
        return bounds->first < constant;
      case plan::BinaryOperator::LessEqual:
        return bounds->first <= constant;
      case plan::BinaryOperator::Greater:
        return bounds->second > constant;
      default:
        return bounds->second >= constant;
    }
  }
  static void add_sum(Item& item, const std::int64_t* values,
                      const std::array<std::int64_t, kBlock>& mask, std::size_t n) {
    constexpr std::int64_t kSmall = std::int64_t{1} << 52;
    if (item.column->least() > -kSmall && item.column->greatest() < kSmall) {
      item.sum += sum_of(values, mask.data(), n);
      return;
    }
    for (std::size_t i = 0; i < n; ++i) item.sum += values[i] & mask[i];
  }

  // The values of a block; nodes without one leave the mask.
  const std::int64_t* values_of(const graph::Column& column, const Node* nodes, std::size_t n,
                                std::array<std::int64_t, kBlock>& mask,
                                std::array<std::int64_t, kBlock>& gathered) const {
    if (nodes_->contiguous && column.has_all(nodes[0], n)) return column.integers(nodes[0]);
    for (std::size_t i = 0; i < n; ++i) {
      const bool has = column.has(nodes[i]);
      gathered[i] = has ? column.integer(nodes[i]) : 0;
      if (!has) mask[i] = 0;
    }
    return gathered.data();
  }

  Lowering& lowering_;
  std::shared_ptr<const graph::LabelSet> nodes_;
  std::vector<Condition> conditions_;
  std::vector<std::function<NodeTest()>> makers_;
  std::vector<Item> items_;
};

class ScanAggregate : public Operator {
 public:
  ScanAggregate(std::vector<Item> items, std::unique_ptr<ScanWorker> worker, Morsels morsels,
                bool split)
      : items_(std::move(items)),
        worker_(std::move(worker)),
        morsels_(std::move(morsels)),
        split_(split) {}
  void open() override { done_ = false; }
  bool next(Batch& out) override {
    out.clear();
    if (done_) return false;
    done_ = true;
    const auto add_to = [](Gathered& all) {
      return [&all](Morsel& part) { all.add(static_cast<Gathered&>(part)); };
    };
    auto all = std::make_unique<Gathered>(items_);
    if (!split_ || !morsels_.run(worker_->total(), *worker_, add_to(*all))) {
      all = std::make_unique<Gathered>(items_);
      add_to (*all)(*worker_->run(0, worker_->total()));
    }
    for (const Item& item : all->items) {
      auto& column = out.columns[item.out];
      switch (item.kind) {
        case Kind::Rows:
        case Kind::Count:
          column.emplace_back(item.count);
          break;
        case Kind::Sum:
          column.push_back(narrow(item.sum));
          break;
        case Kind::Average:
          column.push_back(item.count == 0 ? Value() : Value(mean_of(item.sum, item.count)));
          break;
        default:
          column.push_back(item.count == 0 ? Value() : Value(item.best));
      }
    }
    out.rows = 1;
    return true;
  }

 private:
  static Value narrow(WideInteger sum) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
    if (sum > kMost || sum < std::numeric_limits<std::int64_t>::min()) {
      return add(Value(kMost), Value(1));  // raises the fault of a sum that does not fit
    }
    return static_cast<std::int64_t>(sum);
  }

  std::vector<Item> items_;
  std::unique_ptr<ScanWorker> worker_;
  Morsels morsels_;
  bool split_;
  bool done_ = false;
};

// Null where the aggregate is of another kind.
std::unique_ptr<ScanWorker> make_worker(const plan::Aggregate& plan, std::vector<Item>& items,
                                        Lowering& lowering) {
  const graph::ReadView* view = lowering.context().snapshot;
  if (!view || !plan.keys.empty() || !view->delta().nodes.empty()) return nullptr;
  const plan::Operator* input = plan.input.get();
  if (const auto* pattern = std::get_if<plan::Pattern>(&input->node)) {
    if (!pattern->counts.empty()) return nullptr;
    input = pattern->input.get();
  }
  const auto graph = plan::join_graph(*input);
  if (!graph || graph->source || graph->nodes.size() != 1 || !graph->edges.empty() ||
      !graph->tests.empty()) {
    return nullptr;
  }
  const plan::JoinGraph::Node& node = graph->nodes.front();
  if (node.seek || node.labels.size() != 1 || node.given) return nullptr;
  const auto label = view->names().find_label(node.labels.front());
  auto nodes = label ? view->label_set(*label) : nullptr;
  if (!nodes) return nullptr;
  const auto column_of = [&](const plan::Expression& expression) -> const graph::Column* {
    const auto* property = std::get_if<plan::Property>(&expression.node);
    const auto* subject = property ? std::get_if<plan::Column>(&property->subject->node) : nullptr;
    if (!subject || subject->id != node.column) return nullptr;
    const auto key = view->names().find_key(property->key);
    return key ? view->column(*key) : nullptr;
  };
  const auto is_integers = [](const graph::Column* column) {
    return column && column->kind() == graph::Column::Kind::Integer;
  };
  for (const plan::AggregateItem& aggregate : plan.aggregates) {
    Item item;
    item.out = static_cast<std::size_t>(aggregate.column);
    if (aggregate.distinct) return nullptr;
    if (aggregate.arguments.empty()) {
      item.kind = Kind::Rows;
    } else {
      item.column = column_of(*aggregate.arguments.front());
      const std::string& f = aggregate.function;
      if (!is_integers(item.column)) return nullptr;
      if (f != "count" && f != "sum" && f != "avg" && f != "min" && f != "max") return nullptr;
      item.kind = f == "count" ? Kind::Count
                  : f == "sum" ? Kind::Sum
                  : f == "avg" ? Kind::Average
                  : f == "min" ? Kind::Least
                               : Kind::Greatest;
    }
    items.push_back(std::move(item));
  }
  std::vector<Condition> conditions;
  std::vector<std::function<NodeTest()>> tests;
  const auto row = std::make_shared<ScratchRow>(lowering);
  for (const plan::Expression* test : node.tests) {
    const auto* binary = std::get_if<plan::Binary>(&test->node);
    const bool compares = binary && binary->op >= plan::BinaryOperator::Equal &&
                          binary->op <= plan::BinaryOperator::GreaterEqual;
    const graph::Column* column = compares ? column_of(*binary->left) : nullptr;
    const auto* literal = compares ? std::get_if<plan::Literal>(&binary->right->node) : nullptr;
    const auto* parameter = compares ? std::get_if<plan::Parameter>(&binary->right->node) : nullptr;
    if (is_integers(column) && (literal || parameter)) {
      Evaluate constant = lowering.expression(*binary->right);
      if (constant(Frame{}).is_integer()) {
        conditions.push_back({column, binary->op, std::move(constant)});
        continue;
      }
    }
    tests.push_back(compile_node_test(*test, node.column, lowering, row));
  }
  return std::make_unique<ScanWorker>(std::move(nodes), std::move(conditions), std::move(tests),
                                      items, lowering);
}

}  // namespace

OperatorPtr make_scan_aggregate(const plan::Aggregate& plan, Lowering& lowering) {
  std::vector<Item> items;
  const std::size_t random_calls = lowering.random_calls();
  auto worker = make_worker(plan, items, lowering);
  if (!worker) return nullptr;
  Split split;
  split.total = worker->total();
  split.cost = worker->cost();
  const bool several =
      plan.in_parts && Morsels::worthwhile(lowering.context(), split) && lowering.random_calls() == random_calls;
  Morsels morsels(lowering, [&plan](Lowering& other) {
    std::vector<Item> unused;
    return make_worker(plan, unused, other);
  });
  return std::make_unique<ScanAggregate>(std::move(items), std::move(worker), std::move(morsels),
                                         several);
}

}  // namespace wutong::exec
