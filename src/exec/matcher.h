// Matcher: counts the matches of a join graph, grouped by some of its nodes, without enumerating
// what only multiplies.
//
// 1. Nodes that hang on the rest by one relationship and that nothing else asks about are folded
//    into the node they hang on: its weight is the product, over what hangs on it, of the sums of
//    the neighbours' weights (Yannakakis's semi-joins, counting). Weights are remembered by node,
//    so that a tree costs its relationships, not its matches.
// 2. The core that is left is enumerated node by node in the order that is estimated cheapest; a
//    node between several that are bound is looked for in the intersection of their neighbours
//    (T. L. Veldhuizen, Leapfrog Triejoin, 2014), so that a cycle costs no more than its worst
//    case.
// 3. The last node of the core is summed over instead, where it hangs on one relationship: the sum
//    of all neighbours' weights less those that conditions exclude.
//
// Relationships of one MATCH are distinct. Most pairs are by their ends, which the Matcher proves;
// the others are compared.
#pragma once

#include <memory>
#include <optional>

#include "exec/morsels.h"
#include "exec/node_test.h"
#include "plan/join_graph.h"

namespace wutong::exec {

// Weight by node, made page by page.
class WeightMemo {
 public:
  static constexpr std::uint64_t kUnknown = ~std::uint64_t{0};
  std::uint64_t& at(Node node) {
    const std::size_t page = node / kPage;
    if (page >= pages_.size()) pages_.resize(page + 1);
    if (!pages_[page]) {
      pages_[page] = std::make_unique<std::uint64_t[]>(kPage);
      std::fill_n(pages_[page].get(), kPage, kUnknown);
    }
    return pages_[page][node % kPage];
  }
  void clear() { pages_.clear(); }

 private:
  static constexpr std::size_t kPage = 1024;
  std::vector<std::unique_ptr<std::uint64_t[]>> pages_;
};

class Matcher {
 public:
  // Besides all matches, those where a node has a property (any node: `key` empty) are counted.
  struct Count {
    plan::ColumnId node;
    std::string key;
  };
  static constexpr std::size_t kMostCounts = 4;
  using Weights = std::array<std::uint64_t, kMostCounts>;  // [0]: all matches

  // Null where the graph cannot be matched in this way.
  static std::unique_ptr<Matcher> make(const plan::JoinGraph& graph,
                                       const std::vector<plan::ColumnId>& outputs,
                                       const std::vector<Count>& counts, Lowering& lowering,
                                       Split* split = nullptr);

  // Matches for one row of the source, given in row(). Visits nodes in the order of `outputs` that
  // are nodes of the graph; the same nodes may come more than once.
  using Visit = std::function<void(const std::vector<Node>&, const Weights&)>;
  void run(const Visit& visit);

  ScratchRow& row() { return *row_; }
  // Columns of the source that the matcher reads or passes on.
  const std::vector<plan::ColumnId>& reads() const { return reads_; }

 private:
  struct Child {
    std::size_t var;
    std::shared_ptr<Hop> hop;
    bool optional = false;
    double fanout = 1;
  };
  struct Var {
    plan::ColumnId column;
    bool given = false;
    bool is_value = false;  // given, and asked about by conditions only: need not be a node
    std::vector<std::function<bool(const Frame&)>> value_tests;
    bool none = false;  // a label that does not exist
    std::vector<std::shared_ptr<const graph::LabelSet>> labels;
    std::vector<std::string> label_names;
    std::vector<std::function<NodeTest()>> makers;
    std::vector<NodeTest> tests;
    std::vector<Child> children;
    const plan::IndexSeek* seek = nullptr;
    Evaluate seek_value;
    double size = 1;  // estimated candidates
    std::array<WeightMemo, kMostCounts> memos;
    // counts[i] wants this property; set only at the node it asks about.
    std::array<std::optional<store::KeyId>, kMostCounts> wanted;
    std::array<bool, kMostCounts> asked{};       // the node itself or one of its children
    std::array<bool, kMostCounts> asked_here{};  // the node itself
  };
  struct Edge {
    std::size_t from, to;
    std::shared_ptr<Hop> forward, backward;  // from -> to, to -> from
    bool anti = false;
    std::optional<std::size_t> group;
    std::vector<std::size_t> tracked;  // edges it is to be compared with
    bool folded = false;
  };
  struct Pair {
    std::size_t a, b;
    bool different = false;  // the nodes themselves; else `test`
    PairTest fast;
    std::function<bool(const Frame&)> slow;
  };
  struct Wide {  // a condition on three nodes or more
    std::vector<std::size_t> vars;
    std::function<bool(const Frame&)> test;
  };
  struct StepEdge {
    std::size_t edge, other;
    const Hop* hop;  // from `other`, which is bound
  };
  struct Step {
    std::size_t var;
    std::vector<StepEdge> edges, antis;
    std::vector<std::size_t> pairs, wides;
    bool summed = false;
    // Of two lists, that of the node bound earlier stays the same for many of the other.
    bool marked = false;
  };

  Matcher(const plan::JoinGraph& graph, Lowering& lowering, Split* split)
      : graph_(graph), lowering_(lowering), view_(*lowering.context().snapshot), split_(split) {}

  bool build(const std::vector<plan::ColumnId>& outputs, const std::vector<Count>& counts);
  bool build_vars();
  bool build_edges();
  bool build_conditions();
  void prove_distinct();
  bool known_different(std::size_t a, std::size_t b) const;
  bool fold();
  bool is_free(std::size_t var) const;
  bool has_cycle() const;
  std::optional<std::size_t> root() const;
  double visits(std::size_t var, std::size_t from, double rows) const;
  void order();
  double fanout(const Edge& edge, std::size_t from, bool skewed = false) const;
  std::vector<std::size_t> greedy(std::size_t start, bool skewed, double& cost) const;
  std::shared_ptr<const graph::LabelSet> domain_of(std::size_t var) const;
  void offer_split(double cost);
  double folded_cost(std::size_t var, double rows) const;
  double sampled_cost(const std::vector<std::size_t>& order);
  void make_steps(const std::vector<std::size_t>& order);

  bool admits(Var& var, Node node);
  std::uint64_t weight(std::size_t var, Node node, std::size_t count);
  std::uint64_t sum(const Child& child, Node node, std::size_t count);
  std::uint64_t count_in(const Run& run, const Var& var) const;
  bool has_key(Node node, store::KeyId key) const;

  void enter(std::size_t step, const Weights& weights);
  void try_node(std::size_t step, Node node, const Weights& weights, std::uint64_t times);
  void try_candidate(std::size_t step, Node node, const Weights& weights);
  void bind_edges(std::size_t step, Node node, const Weights& weights, std::uint64_t times,
                  const std::vector<Run>& runs,
                  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& at, std::size_t edge);
  std::uint64_t excluded_weight(std::size_t var, const Run& run, const Run& excluded,
                                std::size_t count);
  void sum_last(std::size_t step, const Weights& weights);
  void bind(std::size_t step, Node node, const Weights& weights, std::uint64_t times);
  bool conditions_hold(const Step& step, Node node);
  void poll();

  const plan::JoinGraph& graph_;
  Lowering& lowering_;
  const graph::ReadView& view_;
  Split* split_;  // of the first step's nodes; may be null
  std::shared_ptr<ScratchRow> row_;
  std::vector<Var> vars_;
  std::vector<Edge> edges_;
  std::vector<Pair> pairs_;
  std::vector<Wide> wides_;
  std::vector<bool> core_;
  std::vector<bool> output_;
  std::vector<std::pair<std::size_t, std::size_t>> different_;  // nodes known to be
  std::vector<Step> steps_;
  std::vector<std::size_t> outputs_;
  std::vector<plan::ColumnId> reads_;
  std::size_t counts_ = 1;

  std::vector<Node> bound_;
  std::vector<std::uint32_t> relationship_;
  std::vector<bool> edge_bound_;
  struct Buffers {
    std::vector<Run> runs;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> at;
    Marks marks;
  };
  std::vector<Buffers> buffers_;
  const Visit* visit_ = nullptr;
  std::vector<Node> out_;
  std::array<WeightMemo, kMostCounts> sums_;  // of the last step, by the node before it
  void start();
  bool started_ = false;
  std::uint64_t budget_ = 0;  // ticks after which a sample ends; 0: none
  struct OutOfBudget {};
  std::uint64_t ticks_ = 0;
};

}  // namespace wutong::exec
