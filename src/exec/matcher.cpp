#include "exec/matcher.h"

#include <limits>
#include <numeric>

#include "plan/tree.h"

namespace wutong::exec {
namespace {

using plan::BinaryOperator;

store::Direction reversed(store::Direction direction) {
  if (direction == store::Direction::Outgoing) return store::Direction::Incoming;
  return direction == store::Direction::Incoming ? store::Direction::Outgoing : direction;
}

std::vector<store::TypeId> type_ids(const store::NameTable& names,
                                    const std::vector<std::string>& types) {
  std::vector<store::TypeId> ids;
  for (const std::string& type : types) {
    if (const auto id = names.find_type(type)) ids.push_back(*id);
  }
  if (types.empty()) {
    for (std::uint32_t t = 0; t < names.types().size(); ++t) ids.push_back(store::TypeId{t});
  }
  return ids;
}

// x.k of a column x, as (column, key).
std::optional<std::pair<plan::ColumnId, std::string>> property(const plan::Expression& e) {
  const auto* x = std::get_if<plan::Property>(&e.node);
  if (!x) return std::nullopt;
  const auto* subject = std::get_if<plan::Column>(&x->subject->node);
  return subject ? std::optional(std::pair(subject->id, x->key)) : std::nullopt;
}

// The same literal or parameter.
bool same_constant(const plan::Expression& a, const plan::Expression& b) {
  const auto* p = std::get_if<plan::Parameter>(&a.node);
  const auto* q = std::get_if<plan::Parameter>(&b.node);
  if (p && q) return p->name == q->name;
  const auto* x = std::get_if<plan::Literal>(&a.node);
  const auto* y = std::get_if<plan::Literal>(&b.node);
  return x && y && x->value.type() == y->value.type() &&
         to_literal(x->value) == to_literal(y->value);
}

}  // namespace

std::unique_ptr<Matcher> Matcher::make(const plan::JoinGraph& graph,
                                       const std::vector<plan::ColumnId>& outputs,
                                       const std::vector<Count>& counts, Lowering& lowering,
                                       Split* split) {
  if (!lowering.context().snapshot || counts.size() + 1 > kMostCounts) return nullptr;
  auto matcher = std::unique_ptr<Matcher>(new Matcher(graph, lowering, split));
  return matcher->build(outputs, counts) ? std::move(matcher) : nullptr;
}

bool Matcher::build(const std::vector<plan::ColumnId>& outputs, const std::vector<Count>& counts) {
  row_ = std::make_shared<ScratchRow>(lowering_);
  std::vector<plan::ColumnId> given;
  if (graph_.source) given = plan::columns_of(*graph_.source);
  if (!build_vars() || !build_edges()) return false;
  output_.assign(vars_.size(), false);
  for (const plan::ColumnId column : outputs) {
    const auto var = graph_.find(column);
    if (var && !vars_[*var].given) {
      if (graph_.nodes[*var].group) return false;
      outputs_.push_back(*var);
      output_[*var] = true;
    }
  }
  for (const Count& count : counts) {
    const auto var = graph_.find(count.node);
    if (!var || vars_[*var].given) return false;
    vars_[*var].asked[counts_] = vars_[*var].asked_here[counts_] = true;
    if (!count.key.empty()) {
      const auto key = view_.names().find_key(count.key);
      // No node has a property that does not exist.
      if (!key) return false;
      vars_[*var].wanted[counts_] = *key;
    }
    ++counts_;
  }
  for (std::size_t v = 0; v < vars_.size(); ++v) {
    Var& var = vars_[v];
    var.is_value = var.given && graph_.nodes[v].labels.empty() &&
                   std::none_of(edges_.begin(), edges_.end(),
                                [&](const Edge& edge) { return edge.from == v || edge.to == v; });
    if (!var.is_value) continue;
    var.makers.clear();
    for (const plan::Expression* test : graph_.nodes[v].tests) {
      var.value_tests.push_back(lowering_.predicate(*test));
    }
  }
  if (!build_conditions()) return false;
  prove_distinct();
  if (!fold()) return false;
  bound_.resize(vars_.size());
  relationship_.resize(edges_.size());
  edge_bound_.resize(edges_.size());
  out_.resize(outputs_.size());
  order();
  reads_ = std::move(given);
  return true;
}

bool Matcher::build_vars() {
  for (const plan::JoinGraph::Node& node : graph_.nodes) {
    Var var;
    var.column = node.column;
    var.given = node.given;
    var.seek = node.seek;
    var.label_names = node.labels;
    if (node.seek) var.seek_value = lowering_.expression(*node.seek->value);
    var.size = static_cast<double>(view_.base().nodes()) + 1;
    for (const std::string& label : node.labels) {
      const auto id = view_.names().find_label(label);
      if (!id) {
        var.none = true;
        var.size = 0;
        continue;
      }
      auto set = view_.label_set(*id);
      if (!set) return false;
      var.size = std::min(var.size, static_cast<double>(set->nodes.size()));
      var.labels.push_back(std::move(set));
    }
    for (const plan::Expression* test : node.tests) {
      var.makers.push_back(compile_node_test(*test, node.column, lowering_, row_));
      var.size *= 0.3;
    }
    if (var.seek || var.given) var.size = 1;
    vars_.push_back(std::move(var));
  }
  return true;
}

bool Matcher::build_edges() {
  std::map<std::pair<std::vector<store::TypeId>, store::Direction>, std::shared_ptr<Hop>> hops;
  std::vector<store::TypeId> all;
  for (const plan::JoinGraph::Edge& edge : graph_.edges) {
    for (const store::TypeId type : type_ids(view_.names(), *edge.types)) all.push_back(type);
  }
  if (view_.makes()) view_.base().prepare_types(all);
  for (const plan::JoinGraph::Edge& edge : graph_.edges) {
    const auto types = type_ids(view_.names(), *edge.types);
    const auto hop = [&](store::Direction direction) {
      auto& known = hops[{types, direction}];
      if (!known) known = std::make_shared<Hop>(view_, types, direction);
      return known;
    };
    Edge out;
    out.from = edge.from;
    out.to = edge.to;
    out.forward = hop(edge.direction);
    out.backward = hop(reversed(edge.direction));
    out.anti = edge.anti;
    out.group = edge.group;
    if (!out.forward->valid() || !out.backward->valid()) return false;
    // A relationship from a node to itself, as (a)-->(a).
    if (edge.from == edge.to) return false;
    edges_.push_back(std::move(out));
  }
  return true;
}

bool Matcher::build_conditions() {
  const auto indexes = view_.indexes();
  const auto unique = [&](const Var& var, const std::string& key) {
    return std::any_of(indexes.begin(), indexes.end(), [&](const store::IndexDescription& index) {
      return index.unique && index.properties.size() == 1 && index.properties.front() == key &&
             std::find(var.label_names.begin(), var.label_names.end(), index.label) !=
                 var.label_names.end();
    });
  };
  for (const plan::JoinGraph::Test& test : graph_.tests) {
    if (test.nodes.size() != 2) {
      wides_.push_back({test.nodes, lowering_.predicate(*test.expression)});
      continue;
    }
    Pair pair{test.nodes[0], test.nodes[1], false, nullptr, nullptr};
    const Var& a = vars_[pair.a];
    const Var& b = vars_[pair.b];
    const auto* binary = std::get_if<plan::Binary>(&test.expression->node);
    const auto left = binary ? property(*binary->left) : std::nullopt;
    const auto right = binary ? property(*binary->right) : std::nullopt;
    const bool nodes = !a.given && !b.given;
    if (left && right && left->second == right->second && nodes) {
      const BinaryOperator op = binary->op;
      if (op == BinaryOperator::NotEqual || op == BinaryOperator::Less ||
          op == BinaryOperator::Greater) {
        different_.emplace_back(pair.a, pair.b);
      }
      // a.k <> b.k = a <> b where k is unique, and both have it.
      if (op == BinaryOperator::NotEqual && unique(a, left->second) && unique(b, left->second)) {
        bool shared = false;
        for (const std::string& label : a.label_names) {
          shared = shared || (std::find(b.label_names.begin(), b.label_names.end(), label) !=
                                  b.label_names.end() &&
                              unique(a, left->second));
        }
        pair.different = shared;
      }
    }
    if (pair.different) {
      const auto key = view_.names().find_key(left->second);
      for (const std::size_t at : {pair.a, pair.b}) {
        const graph::Column* column = key ? view_.column(*key) : nullptr;
        if (!column) return false;
        const bool total = view_.delta().nodes.empty() && !vars_[at].labels.empty() &&
                           std::all_of(vars_[at].labels.front()->nodes.begin(),
                                       vars_[at].labels.front()->nodes.end(),
                                       [&](Node node) { return column->has(node); });
        if (total) continue;
        vars_[at].makers.push_back([this, id = *key]() -> NodeTest {
          return [this, id](Node node) { return has_key(node, id); };
        });
      }
    } else {
      if (nodes) pair.fast = compile_pair_test(*test.expression, a.column, b.column, view_);
      if (!pair.fast) pair.slow = lowering_.predicate(*test.expression);
    }
    pairs_.push_back(std::move(pair));
  }
  // seek y.k = E and x.k <> E: x and y differ.
  for (std::size_t y = 0; y < vars_.size(); ++y) {
    if (!vars_[y].seek) continue;
    for (std::size_t x = 0; x < vars_.size(); ++x) {
      for (const plan::Expression* test : graph_.nodes[x].tests) {
        const auto* binary = std::get_if<plan::Binary>(&test->node);
        if (!binary || binary->op != BinaryOperator::NotEqual) continue;
        for (const bool swapped : {false, true}) {
          const auto p = property(swapped ? *binary->right : *binary->left);
          const plan::Expression& constant = swapped ? *binary->left : *binary->right;
          if (p && p->first == vars_[x].column && p->second == vars_[y].seek->key &&
              same_constant(constant, *vars_[y].seek->value)) {
            different_.emplace_back(x, y);
          }
        }
      }
    }
  }
  for (const Edge& edge : edges_) {
    if (!edge.anti && !edge.group && !edge.forward->has_loops()) {
      different_.emplace_back(edge.from, edge.to);
    }
  }
  return true;
}

bool Matcher::known_different(std::size_t a, std::size_t b) const {
  if (a == b) return false;
  for (const auto& [x, y] : different_) {
    if ((x == a && y == b) || (x == b && y == a)) return true;
  }
  // Labels whose nodes lie apart.
  for (const auto& p : vars_[a].labels) {
    for (const auto& q : vars_[b].labels) {
      if (p->nodes.empty() || q->nodes.empty() || p->nodes.back() < q->nodes.front() ||
          q->nodes.back() < p->nodes.front()) {
        return true;
      }
    }
  }
  return false;
}

// Two relationships are one only if their ends are: every way in which they could be must
// contradict what is known, else they are compared.
void Matcher::prove_distinct() {
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    for (const std::size_t f : graph_.edges[e].distinct_from) {
      const auto types = [&](std::size_t i) {
        return type_ids(view_.names(), *graph_.edges[i].types);
      };
      const auto mine = types(e), others = types(f);
      if (std::none_of(mine.begin(), mine.end(), [&](store::TypeId type) {
            return std::find(others.begin(), others.end(), type) != others.end();
          })) {
        continue;
      }
      const auto ends = [&](std::size_t i) {
        const Edge& edge = edges_[i];
        return graph_.edges[i].direction == store::Direction::Incoming
                   ? std::pair(edge.to, edge.from)
                   : std::pair(edge.from, edge.to);
      };
      const auto [a, b] = ends(e);
      const auto [c, d] = ends(f);
      const bool both = graph_.edges[e].direction == store::Direction::Both ||
                        graph_.edges[f].direction == store::Direction::Both;
      const bool straight = known_different(a, c) || known_different(b, d);
      const bool crossed = !both || known_different(a, d) || known_different(b, c);
      if (straight && crossed) continue;
      edges_[e].tracked.push_back(f);
      edges_[f].tracked.push_back(e);
    }
  }
}

bool Matcher::is_free(std::size_t var) const {
  if (output_[var] || vars_[var].given || vars_[var].seek) return false;
  const auto in_pair = [&](const Pair& pair) { return pair.a == var || pair.b == var; };
  const auto in_wide = [&](const Wide& wide) {
    return std::find(wide.vars.begin(), wide.vars.end(), var) != wide.vars.end();
  };
  return std::none_of(pairs_.begin(), pairs_.end(), in_pair) &&
         std::none_of(wides_.begin(), wides_.end(), in_wide);
}

bool Matcher::fold() {
  core_.assign(vars_.size(), true);
  const auto keep = root();
  for (bool again = true; again;) {
    again = false;
    for (std::size_t v = 0; v < vars_.size(); ++v) {
      if (!core_[v] || !is_free(v) || v == keep) continue;
      std::size_t only = 0, count = 0;
      bool blocked = false;
      for (std::size_t e = 0; e < edges_.size(); ++e) {
        if (edges_[e].folded || (edges_[e].from != v && edges_[e].to != v)) continue;
        ++count;
        only = e;
        blocked = blocked || edges_[e].anti || !edges_[e].tracked.empty();
      }
      if (count != 1 || blocked) continue;
      Edge& edge = edges_[only];
      const std::size_t parent = edge.from == v ? edge.to : edge.from;
      vars_[parent].children.push_back({v, edge.from == parent ? edge.forward : edge.backward,
                                        edge.group.has_value(), fanout(edge, parent)});
      for (std::size_t i = 0; i < kMostCounts; ++i) {
        vars_[parent].asked[i] = vars_[parent].asked[i] || vars_[v].asked[i];
      }
      edge.folded = true;
      core_[v] = false;
      again = true;
    }
  }
  // What an OPTIONAL MATCH adds is folded or not at all.
  for (const Edge& edge : edges_) {
    if (edge.group && !edge.folded) return false;
  }
  // The rarest factor first: a zero ends the product.
  for (Var& var : vars_) {
    std::stable_sort(var.children.begin(), var.children.end(), [](const Child& a, const Child& b) {
      return std::pair(a.optional, a.fanout) < std::pair(b.optional, b.fanout);
    });
  }
  return true;
}

double Matcher::fanout(const Edge& edge, std::size_t from, bool skewed) const {
  const Hop& hop = edge.from == from ? *edge.forward : *edge.backward;
  if (skewed) return hop.skewed_fanout();
  double domain = static_cast<double>(view_.base().nodes()) + 1;
  for (const auto& set : vars_[from].labels) {
    domain = std::min(domain, static_cast<double>(set->nodes.size()));
  }
  return static_cast<double>(hop.entries()) / std::max(1.0, domain);
}

bool Matcher::has_cycle() const {
  // Sets of joined nodes, by their least member.
  std::vector<std::size_t> set(vars_.size());
  std::iota(set.begin(), set.end(), std::size_t{0});
  for (const Edge& edge : edges_) {
    if (edge.anti) continue;
    const std::size_t a = set[edge.from], b = set[edge.to];
    if (a == b) return true;
    for (std::size_t& s : set) s = s == a || s == b ? std::min(a, b) : s;
  }
  return false;
}

// Where everything would fold, the node to start from: that from which the fewest are visited.
std::optional<std::size_t> Matcher::root() const {
  std::optional<std::size_t> best;
  double least = std::numeric_limits<double>::infinity();
  if (has_cycle()) return std::nullopt;
  for (std::size_t v = 0; v < vars_.size(); ++v) {
    if (!is_free(v)) return std::nullopt;
    if (graph_.nodes[v].group) continue;
    const double cost = vars_[v].size + visits(v, v, vars_[v].size);
    if (cost < least) {
      least = cost;
      best = v;
    }
  }
  return best;
}

double Matcher::visits(std::size_t var, std::size_t from, double rows) const {
  double cost = 0;
  for (const Edge& edge : edges_) {
    if (edge.anti || (edge.from != var && edge.to != var)) continue;
    const std::size_t next = edge.from == var ? edge.to : edge.from;
    if (next == from || next == var) continue;
    const bool leaf = vars_[next].makers.empty() &&
                      std::count_if(edges_.begin(), edges_.end(), [&](const Edge& e) {
                        return e.from == next || e.to == next;
                      }) == 1;
    if (leaf) {
      cost += rows;
      continue;
    }
    // Neighbours lie scattered, and each is weighed once.
    const double reached = rows * fanout(edge, var);
    cost += 2 * reached;
    cost += visits(next, var, std::min(reached, vars_[next].size));
  }
  return cost;
}

std::vector<std::size_t> Matcher::greedy(std::size_t start, bool skewed, double& cost) const {
  std::vector<std::size_t> order{start};
  std::vector<bool> bound(vars_.size());
  bound[start] = true;
  double rows = std::max(vars_[start].size, 0.1);
  cost = rows;
  const auto count = static_cast<std::size_t>(std::count(core_.begin(), core_.end(), true));
  while (order.size() < count) {
    std::size_t best = vars_.size();
    double best_rows = std::numeric_limits<double>::infinity(), best_work = 0;
    for (std::size_t v = 0; v < vars_.size(); ++v) {
      if (!core_[v] || bound[v]) continue;
      double size = std::max(vars_[v].size, 0.1), each = size, work = size;
      bool linked = false;
      for (const Edge& edge : edges_) {
        if (edge.folded || edge.anti || (edge.from != v && edge.to != v)) continue;
        const std::size_t other = edge.from == v ? edge.to : edge.from;
        if (!bound[other]) continue;
        const double out = fanout(edge, other, skewed && other != start);
        work = linked ? std::min(work, out) : out;
        each = linked ? each * out / size : out * std::min(1.0, vars_[v].seek ? 0.01 : 1.0);
        linked = true;
      }
      if (!vars_[v].makers.empty() && linked) each *= 0.3;
      if (each < best_rows) {
        best = v;
        best_rows = each;
        best_work = work;
      }
    }
    order.push_back(best);
    bound[best] = true;
    cost += rows * std::max(best_work, 0.5);
    rows *= std::max(best_rows, 1e-3);
    cost += rows;
  }
  // The last one is summed over, not visited.
  if (!output_[order.back()]) cost -= rows;
  return order;
}

// Orders from every start, by mean degrees and by the degrees that skew makes likely. Where even
// the cheapest is much work, the likeliest are tried on a sample of their first nodes: degrees that
// depend on one another mislead estimates.
void Matcher::order() {
  if (split_ && !split_->order.empty()) {
    make_steps(split_->order);
    return;
  }
  constexpr double kMuch = 20000;
  constexpr std::size_t kTried = 4;
  struct Candidate {
    double cost;
    std::vector<std::size_t> order;
  };
  std::vector<Candidate> candidates;
  bool anchored = graph_.source != nullptr;
  for (std::size_t v = 0; v < vars_.size(); ++v) {
    anchored = anchored || vars_[v].given || vars_[v].seek;
    if (!core_[v]) continue;
    for (const bool skewed : {false, true}) {
      Candidate next{0, {}};
      next.order = greedy(v, skewed, next.cost);
      // What is given, then what an index finds.
      std::stable_partition(next.order.begin(), next.order.end(), [&](std::size_t w) {
        return vars_[w].given || vars_[w].seek != nullptr;
      });
      std::stable_partition(next.order.begin(), next.order.end(),
                            [&](std::size_t w) { return vars_[w].given; });
      const bool known = std::any_of(candidates.begin(), candidates.end(),
                                     [&](const Candidate& c) { return c.order == next.order; });
      if (!known) candidates.push_back(std::move(next));
    }
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.cost < b.cost; });
  if (candidates.size() > 1 && !anchored && candidates.front().cost > kMuch) {
    candidates.resize(std::min(candidates.size(), kTried));
    for (Candidate& candidate : candidates) {
      candidate.cost = sampled_cost(candidate.order);
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.cost < b.cost; });
  }
  make_steps(candidates.front().order);
  offer_split(candidates.front().cost);
}

// The fewest nodes among which those of a variable are; null where they do not lie in memory.
std::shared_ptr<const graph::LabelSet> Matcher::domain_of(std::size_t var) const {
  std::shared_ptr<const graph::LabelSet> domain;
  for (const auto& set : vars_[var].labels) {
    if (!domain || set->nodes.size() < domain->nodes.size()) domain = set;
  }
  return domain ? domain : view_.all_nodes();
}

// Steps to weigh what hangs on a variable, once for each of so many nodes.
double Matcher::folded_cost(std::size_t var, double rows) const {
  double cost = 0;
  for (const Child& child : vars_[var].children) {
    const Var& below = vars_[child.var];
    const bool counted = below.children.empty() && below.makers.empty() &&
                         std::none_of(below.asked_here.begin(), below.asked_here.end(),
                                      [](bool asked) { return asked; });
    const double reached = counted ? 0 : rows * child.fanout;
    cost += rows + 2 * reached + folded_cost(child.var, std::min(reached, below.size));
  }
  return cost;
}

// The work may be split by the nodes of the first step where these are scanned.
void Matcher::offer_split(double cost) {
  const std::size_t first = steps_.front().var;
  const Var& var = vars_[first];
  if (!split_ || var.given || var.seek || var.none) return;
  const auto domain = domain_of(first);
  if (!domain) return;
  for (std::size_t v = 0; v < vars_.size(); ++v) {
    if (core_[v]) cost += folded_cost(v, std::min(cost, vars_[v].size));
  }
  // What is visited becomes a row, that is grouped.
  constexpr double kPerRow = 6;
  split_->total = domain->nodes.size();
  split_->cost = (outputs_.empty() ? cost : cost * kPerRow) * split_->rows;
  for (const Step& step : steps_) split_->order.push_back(step.var);
}

// Steps for all first nodes, from those for some of them.
double Matcher::sampled_cost(const std::vector<std::size_t>& order) {
  constexpr std::uint64_t kTicks = 3000;
  constexpr std::size_t kSamples = 32;
  make_steps(order);
  start();
  const auto domain = domain_of(order.front());
  if (!domain || domain->nodes.empty()) return 0;
  const Visit nothing = [](const std::vector<Node>&, const Weights&) {};
  visit_ = &nothing;
  Weights one;
  one.fill(1);
  const std::size_t size = domain->nodes.size();
  const std::uint64_t before = ticks_;
  budget_ = before + kTicks;
  std::size_t samples = 0;
  try {
    while (samples < kSamples) {
      // A stride that has no factor in common with most sizes spreads them.
      const Node node = domain->nodes[(samples * 7919 * (size / kSamples + 1)) % size];
      ++samples;
      try_node(0, node, one, 1);
    }
  } catch (const OutOfBudget&) {
    std::fill(edge_bound_.begin(), edge_bound_.end(), false);
  }
  budget_ = 0;
  for (WeightMemo& memo : sums_) memo.clear();
  const double scale = static_cast<double>(size) / static_cast<double>(samples);
  return static_cast<double>(size) + scale * static_cast<double>(ticks_ - before);
}

void Matcher::make_steps(const std::vector<std::size_t>& order) {
  steps_.clear();
  buffers_.resize(order.size());
  std::vector<bool> bound(vars_.size());
  std::vector<bool> pair_done(pairs_.size()), wide_done(wides_.size());
  for (const std::size_t v : order) {
    Step step;
    step.var = v;
    bound[v] = true;
    for (std::size_t e = 0; e < edges_.size(); ++e) {
      const Edge& edge = edges_[e];
      if (edge.folded || (edge.from != v && edge.to != v)) continue;
      const std::size_t other = edge.from == v ? edge.to : edge.from;
      if (!bound[other]) continue;
      const Hop* hop = edge.from == other ? edge.forward.get() : edge.backward.get();
      (edge.anti ? step.antis : step.edges).push_back({e, other, hop});
    }
    for (std::size_t i = 0; i < pairs_.size(); ++i) {
      if (pair_done[i] || !bound[pairs_[i].a] || !bound[pairs_[i].b]) continue;
      pair_done[i] = true;
      step.pairs.push_back(i);
    }
    for (std::size_t i = 0; i < wides_.size(); ++i) {
      const auto& vars = wides_[i].vars;
      if (wide_done[i] ||
          !std::all_of(vars.begin(), vars.end(), [&](std::size_t w) { return bound[w]; })) {
        continue;
      }
      wide_done[i] = true;
      step.wides.push_back(i);
    }
    steps_.push_back(std::move(step));
  }
  const auto place = [&](std::size_t var) {
    return std::find(order.begin(), order.end(), var) - order.begin();
  };
  for (Step& step : steps_) {
    step.marked = step.edges.size() == 2 &&
                  std::all_of(step.edges.begin(), step.edges.end(), [&](const StepEdge& e) {
                    return edges_[e.edge].tracked.empty() && e.hop->is_simple();
                  });
    if (!step.marked) continue;
    // The earlier one second.
    if (place(step.edges[0].other) < place(step.edges[1].other)) {
      std::swap(step.edges[0], step.edges[1]);
    }
    step.marked = step.edges[0].other != step.edges[1].other;
  }
  Step& last = steps_.back();
  const Var& var = vars_[last.var];
  last.summed = !output_[last.var] && !var.given && !var.seek && last.edges.size() == 1 &&
                last.wides.empty() && last.antis.size() <= 1 &&
                edges_[last.edges.front().edge].tracked.empty() &&
                std::all_of(last.pairs.begin(), last.pairs.end(),
                            [&](std::size_t i) { return pairs_[i].different; });
}

}  // namespace wutong::exec
