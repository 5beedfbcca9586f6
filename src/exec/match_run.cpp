// Matcher, the run: weights of what is folded, and the enumeration of the core.
#include <span>

#include "exec/matcher.h"

namespace wutong::exec {

void Matcher::poll() {
  if (++ticks_ % 4096 == 0) lowering_.context().cancel->poll();
  if (budget_ != 0 && ticks_ > budget_) throw OutOfBudget{};
}

bool Matcher::has_key(Node node, store::KeyId key) const {
  if (!view_.is_changed(node)) {
    if (const graph::Column* column = view_.column(key)) return column->has(node);
  }
  return !view_.property(NodeId{node}, key).is_null();
}

bool Matcher::admits(Var& var, Node node) {
  for (const auto& set : var.labels) {
    if (!set->has(node)) return false;
  }
  for (const NodeTest& test : var.tests) {
    if (!test(node)) return false;
  }
  return true;
}

// Neighbours with the labels of a node without conditions.
std::uint64_t Matcher::count_in(const Run& run, const Var& var) const {
  if (var.labels.empty() || run.size == 0) return run.size;
  const graph::LabelSet& set = *var.labels.front();
  if (var.labels.size() == 1 && set.contiguous) {
    const Node first = set.nodes.front(), last = set.nodes.back();
    const Node* begin = run.nodes;
    const Node* end = run.nodes + run.size;
    if (*begin < first) begin = std::lower_bound(begin, end, first);
    if (begin != end && end[-1] > last) end = std::upper_bound(begin, end, last);
    return static_cast<std::uint64_t>(end - begin);
  }
  std::uint64_t count = 0;
  for (std::uint32_t i = 0; i < run.size; ++i) {
    bool all = true;
    for (const auto& label : var.labels) all = all && label->has(run.nodes[i]);
    count += all ? 1 : 0;
  }
  return count;
}

// `count`: which of the counts. A node that a count asks about must have its property.
std::uint64_t Matcher::weight(std::size_t v, Node node, std::size_t count) {
  Var& var = vars_[v];
  // Below nodes that no count asks about, all weigh the same.
  if (!var.asked[count]) count = 0;
  if (var.children.empty()) {
    if (!admits(var, node)) return 0;
    return !var.asked_here[count] || !var.wanted[count] || has_key(node, *var.wanted[count]) ? 1
                                                                                             : 0;
  }
  std::uint64_t& known = var.memos[count].at(node);
  if (known != WeightMemo::kUnknown) return known;
  poll();
  std::uint64_t product = 1;
  if (!admits(var, node) ||
      (var.asked_here[count] && var.wanted[count] && !has_key(node, *var.wanted[count]))) {
    product = 0;
  }
  for (const Child& child : var.children) {
    if (product == 0) break;
    product *= sum(child, node, count);
  }
  return known = product;
}

std::uint64_t Matcher::sum(const Child& child, Node node, std::size_t count) {
  const Run run = child.hop->of(node);
  const Var& var = vars_[child.var];
  std::uint64_t total = 0;
  if (var.none) {
    total = 0;
  } else if (var.children.empty() && var.tests.empty() &&
             !(var.asked_here[count] && var.wanted[count])) {
    total = count_in(run, var);
  } else {
    for (std::uint32_t i = 0; i < run.size; ++i) total += weight(child.var, run.nodes[i], count);
  }
  // OPTIONAL MATCH: one row of nulls, which a count of its own node leaves out.
  return total == 0 && child.optional && !var.asked_here[count] ? 1 : total;
}

bool Matcher::conditions_hold(const Step& step, Node node) {
  const auto value = [&](std::size_t var) { return var == step.var ? node : bound_[var]; };
  for (const std::size_t i : step.pairs) {
    const Pair& pair = pairs_[i];
    if (pair.different) {
      if (value(pair.a) == value(pair.b)) return false;
    } else if (pair.fast) {
      if (!pair.fast(value(pair.a), value(pair.b))) return false;
    } else {
      for (const std::size_t var : {pair.a, pair.b}) {
        if (!vars_[var].given) row_->set(vars_[var].column, NodeId{value(var)});
      }
      if (!pair.slow(row_->frame())) return false;
    }
  }
  for (const std::size_t i : step.wides) {
    for (const std::size_t var : wides_[i].vars) {
      if (!vars_[var].given) row_->set(vars_[var].column, NodeId{value(var)});
    }
    if (!wides_[i].test(row_->frame())) return false;
  }
  for (const StepEdge& anti : step.antis) {
    const Run run = anti.hop->of(bound_[anti.other]);
    if (std::binary_search(run.nodes, run.nodes + run.size, node)) return false;
  }
  return true;
}

// The node is a candidate by its relationships, `times` over.
void Matcher::try_node(std::size_t s, Node node, const Weights& weights, std::uint64_t times) {
  const Step& step = steps_[s];
  Var& var = vars_[step.var];
  if (!admits(var, node) || !conditions_hold(step, node)) return;
  bind(s, node, weights, times);
}

void Matcher::bind(std::size_t s, Node node, const Weights& weights, std::uint64_t times) {
  const std::size_t v = steps_[s].var;
  const Var& var = vars_[v];
  Weights next;
  for (std::size_t i = 0; i < counts_; ++i) {
    next[i] = weights[i] * times;
    if (next[i] > 0 && (!var.children.empty() || var.asked_here[i])) next[i] *= weight(v, node, i);
  }
  if (next[0] == 0) return;
  bound_[v] = node;
  enter(s + 1, next);
}

// A node that comes from elsewhere than its relationships, which it must have all the same.
void Matcher::try_candidate(std::size_t s, Node node, const Weights& weights) {
  const Step& step = steps_[s];
  if (step.edges.empty()) return try_node(s, node, weights, 1);
  std::vector<Run> runs;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> at;
  for (const StepEdge& edge : step.edges) {
    runs.push_back(edge.hop->of(bound_[edge.other]));
    at.push_back(places(runs.back(), 0, node));
    if (at.back().first == at.back().second) return;
  }
  if (admits(vars_[step.var], node) && conditions_hold(step, node)) {
    bind_edges(s, node, weights, 1, runs, at, 0);
  }
}

void Matcher::enter(std::size_t s, const Weights& weights) {
  if (s == steps_.size()) {
    for (std::size_t i = 0; i < outputs_.size(); ++i) out_[i] = bound_[outputs_[i]];
    (*visit_)(out_, weights);
    return;
  }
  const Step& step = steps_[s];
  Var& var = vars_[step.var];
  if (step.summed) return sum_last(s, weights);
  if (var.given) {
    const Value& value = row_->get(var.column);
    if (var.is_value) {
      for (const auto& test : var.value_tests) {
        if (!test(row_->frame())) return;
      }
      if (conditions_hold(step, 0)) enter(s + 1, weights);
    } else if (value.is_node()) {
      try_candidate(s, static_cast<Node>(value.as_node_id()), weights);
    }
    return;
  }
  if (var.seek) {
    const auto label = view_.names().find_label(var.seek->label);
    const auto key = view_.names().find_key(var.seek->key);
    if (!label || !key) return;
    const auto cursor = view_.seek(*label, *key, var.seek_value(row_->frame()));
    if (!cursor) return;
    std::vector<NodeId> ids;
    for (cursor->next(1024, ids); !ids.empty(); cursor->next(1024, ids)) {
      for (const NodeId id : ids) try_candidate(s, static_cast<Node>(id), weights);
    }
    return;
  }
  if (step.edges.empty()) {
    const auto domain = domain_of(step.var);
    // All nodes, and their list does not fit into the memory of the snapshot.
    if (!domain) {
      const auto cursor = view_.nodes();
      std::vector<NodeId> ids;
      for (cursor->next(1024, ids); !ids.empty(); cursor->next(1024, ids)) {
        for (const NodeId id : ids) try_candidate(s, static_cast<Node>(id), weights);
      }
      return;
    }
    std::span<const Node> nodes = domain->nodes;
    if (s == 0 && split_) {
      const std::size_t end = std::min(split_->end, nodes.size());
      nodes = nodes.subspan(split_->begin, end - split_->begin);
    }
    // Nothing is asked of the nodes but their label.
    if (s + 1 == steps_.size() && !output_[step.var] && var.labels.size() <= 1 &&
        var.tests.empty() && var.children.empty() && step.pairs.empty() && step.wides.empty() &&
        step.antis.empty() && counts_ == 1) {
      Weights all = weights;
      all[0] *= nodes.size();
      if (all[0] > 0) enter(s + 1, all);
      return;
    }
    for (const Node node : nodes) {
      poll();
      try_node(s, node, weights, 1);
    }
    return;
  }
  // The shortest list of neighbours leads; the others are looked into.
  Buffers& buffers = buffers_[s];
  std::vector<Run>& runs = buffers.runs;
  auto& at = buffers.at;
  runs.clear();
  std::size_t lead = 0;
  for (const StepEdge& edge : step.edges) {
    runs.push_back(edge.hop->of(bound_[edge.other]));
    if (runs.back().size == 0) return;
    if (runs.back().size < runs[lead].size) lead = runs.size() - 1;
  }
  if (step.marked && runs[0].size < 16 * runs[1].size) {
    const Run run = runs[0];
    Marks& marks = buffers.marks;
    marks.set(*step.edges[1].hop, bound_[step.edges[1].other], runs[1]);
    for (std::uint32_t i = 0; i < run.size; ++i) {
      if (!marks.has(run.nodes[i])) continue;
      poll();
      try_node(s, run.nodes[i], weights, 1);
    }
    ticks_ += run.size / 8;
    return;
  }
  at.assign(runs.size(), {0, 0});
  const Run leader = runs[lead];
  const bool tracked = std::any_of(step.edges.begin(), step.edges.end(), [&](const StepEdge& e) {
    return !edges_[e.edge].tracked.empty();
  });
  for (std::uint32_t i = 0; i < leader.size;) {
    poll();
    const Node node = leader.nodes[i];
    std::uint32_t end = i + 1;
    while (end < leader.size && leader.nodes[end] == node) ++end;
    bool everywhere = true;
    std::uint64_t times = end - i;
    for (std::size_t k = 0; k < runs.size() && everywhere; ++k) {
      if (k == lead) {
        at[k] = {i, end};
        continue;
      }
      at[k] = places(runs[k], at[k].first, node);
      times *= at[k].second - at[k].first;
      everywhere = times > 0;
    }
    i = end;
    if (!everywhere) continue;
    if (!tracked) {
      try_node(s, node, weights, times);
    } else if (admits(var, node) && conditions_hold(step, node)) {
      // The lists are this step's own, and deeper steps leave them alone.
      bind_edges(s, node, weights, 1, runs, at, 0);
    }
  }
}

// One relationship after the other where they have to be told apart.
void Matcher::bind_edges(std::size_t s, Node node, const Weights& weights, std::uint64_t times,
                         const std::vector<Run>& runs,
                         const std::vector<std::pair<std::uint32_t, std::uint32_t>>& at,
                         std::size_t k) {
  const Step& step = steps_[s];
  if (k == step.edges.size()) return bind(s, node, weights, times);
  const std::size_t e = step.edges[k].edge;
  if (edges_[e].tracked.empty()) {
    return bind_edges(s, node, weights, times * (at[k].second - at[k].first), runs, at, k + 1);
  }
  for (std::uint32_t i = at[k].first; i < at[k].second; ++i) {
    const std::uint32_t relationship = runs[k].relationships[i];
    const auto& others = edges_[e].tracked;
    if (std::any_of(others.begin(), others.end(), [&](std::size_t f) {
          return edge_bound_[f] && relationship_[f] == relationship;
        })) {
      continue;
    }
    relationship_[e] = relationship;
    edge_bound_[e] = true;
    bind_edges(s, node, weights, times, runs, at, k + 1);
    edge_bound_[e] = false;
  }
}

// The weight of the neighbours in a run that are in another one, too.
std::uint64_t Matcher::excluded_weight(std::size_t var, const Run& run, const Run& excluded,
                                       std::size_t count) {
  const bool shorter = run.size <= excluded.size;
  const Run& lead = shorter ? run : excluded;
  const Run& other = shorter ? excluded : run;
  std::uint64_t total = 0;
  std::uint32_t place = 0;
  for (std::uint32_t n = 0; n < lead.size && place < other.size;) {
    const Node node = lead.nodes[n];
    std::uint32_t end = n + 1;
    while (end < lead.size && lead.nodes[end] == node) ++end;
    const auto [begin, stop] = places(other, place, node);
    place = begin;
    if (begin < stop) total += (shorter ? end - n : stop - begin) * weight(var, node, count);
    n = end;
  }
  return total;
}

// All neighbours less those that conditions exclude.
void Matcher::sum_last(std::size_t s, const Weights& weights) {
  const Step& step = steps_[s];
  const StepEdge& edge = step.edges.front();
  const Node from = bound_[edge.other];
  const Run run = edge.hop->of(from);
  if (run.size == 0) return;
  Weights next{};
  Var& var = vars_[step.var];
  const Run excluded =
      step.antis.empty() ? Run{} : step.antis[0].hop->of(bound_[step.antis[0].other]);
  for (std::size_t i = 0; i < counts_; ++i) {
    // The same sum serves every row that comes to this node.
    std::uint64_t& known = sums_[i].at(from);
    if (known == WeightMemo::kUnknown) {
      std::uint64_t total = 0;
      if (var.children.empty() && var.tests.empty() && !(var.asked_here[i] && var.wanted[i])) {
        total = var.none ? 0 : count_in(run, var);
      } else {
        for (std::uint32_t n = 0; n < run.size; ++n) total += weight(step.var, run.nodes[n], i);
      }
      known = total;
    }
    std::uint64_t total = known;
    if (total > 0 && excluded.size > 0) {
      ticks_ += std::min(run.size, excluded.size) / 2;
      // Lists of the same length, and the excluded one stays for many of the other.
      if (edge.hop->is_simple() && run.size < 16 * excluded.size && excluded.size < 16 * run.size) {
        Marks& marks = buffers_[s].marks;
        marks.set(*step.antis[0].hop, bound_[step.antis[0].other], excluded);
        for (std::uint32_t n = 0; n < run.size; ++n) {
          if (marks.has(run.nodes[n])) total -= weight(step.var, run.nodes[n], i);
        }
      } else {
        total -= excluded_weight(step.var, run, excluded, i);
      }
    }
    for (std::size_t p = 0; p < step.pairs.size(); ++p) {
      const Pair& pair = pairs_[step.pairs[p]];
      const Node node = bound_[pair.a == step.var ? pair.b : pair.a];
      bool again = excluded.size > 0 &&
                   std::binary_search(excluded.nodes, excluded.nodes + excluded.size, node);
      for (std::size_t q = 0; q < p; ++q) {
        const Pair& before = pairs_[step.pairs[q]];
        again = again || bound_[before.a == step.var ? before.b : before.a] == node;
      }
      if (again) continue;
      const auto [begin, end] = places(run, 0, node);
      if (begin < end) total -= (end - begin) * weight(step.var, node, i);
    }
    next[i] = weights[i] * total;
  }
  if (next[0] > 0) enter(s + 1, next);
}

// Conditions on one node read constants only, so that weights serve all rows of the source.
void Matcher::start() {
  if (started_) return;
  started_ = true;
  for (Var& var : vars_) {
    for (const auto& maker : var.makers) var.tests.push_back(maker());
  }
}

void Matcher::run(const Visit& visit) {
  for (std::size_t v = 0; v < vars_.size(); ++v) {
    if (vars_[v].none && !graph_.nodes[v].group) return;
  }
  start();
  visit_ = &visit;
  Weights one;
  one.fill(1);
  enter(0, one);
}

}  // namespace wutong::exec
