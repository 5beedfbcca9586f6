// Hop: the neighbours along one relationship of a pattern, in the state that the query sees, as
// sorted runs of 32-bit ids.
#pragma once

#include <algorithm>
#include <memory>
#include <unordered_map>
#include <vector>

#include "graph/read_view.h"

namespace wutong::exec {

using graph::Node;

// Sorted by (node, relationship).
struct Run {
  const Node* nodes = nullptr;
  const std::uint32_t* relationships = nullptr;
  std::uint32_t size = 0;
};

class Hop {
 public:
  // Valid unless the copy in memory cannot hold what it needs.
  Hop(const graph::ReadView& view, std::vector<store::TypeId> types, store::Direction direction);

  bool valid() const { return base_ != nullptr; }
  Run of(Node node) const {
    if (changed_ && changed_->node_bits.test(node)) [[unlikely]] {
      const auto it = overlay_.find(node);
      if (it == overlay_.end()) return {};
      return {it->second.nodes.data(), it->second.relationships.data(),
              static_cast<std::uint32_t>(it->second.nodes.size())};
    }
    const auto [begin, end] = base_->range(node);
    return {base_->neighbours.data() + begin, base_->relationships.data() + begin, end - begin};
  }
  std::size_t entries() const { return base_->neighbours.size(); }
  // Neighbours of the start of a relationship, on average over relationships: more than over nodes.
  double skewed_fanout() const { return base_->skewed_fanout; }
  // Whether a node never has a neighbour twice.
  bool is_simple() const { return !base_->parallel && overlay_.empty(); }
  bool has_loops() const { return loops_; }

 private:
  struct Own {
    std::vector<Node> nodes;
    std::vector<std::uint32_t> relationships;
  };
  const graph::Adjacency* base_ = nullptr;
  const graph::Delta* changed_ = nullptr;  // null where there are no changes
  std::unordered_map<Node, Own> overlay_;
  bool loops_ = false;
};

// The neighbours of one node as bits: looking one up costs a step, however long the list.
class Marks {
 public:
  void set(const Hop& hop, Node node, const Run& run) {
    if (hop_ == &hop && node_ == node) return;
    for (std::uint32_t i = 0; i < run_.size; ++i) words_[run_.nodes[i] / 64] = 0;
    hop_ = &hop;
    node_ = node;
    run_ = run;
    if (run.size == 0) return;
    const std::size_t last = run.nodes[run.size - 1] / 64;
    if (words_.size() <= last) words_.resize(last + 1);
    for (std::uint32_t i = 0; i < run.size; ++i) {
      words_[run.nodes[i] / 64] |= std::uint64_t{1} << (run.nodes[i] % 64);
    }
  }
  bool has(Node node) const {
    return node / 64 < words_.size() && (words_[node / 64] >> (node % 64) & 1) != 0;
  }

 private:
  const Hop* hop_ = nullptr;
  Node node_ = 0;
  Run run_;
  std::vector<std::uint64_t> words_;
};

// Places of `node` in a run from place `from` on, which must not be past it.
inline std::pair<std::uint32_t, std::uint32_t> places(const Run& run, std::uint32_t from,
                                                      Node node) {
  // Galloping: the sought place is near in the common case of two ascending lists.
  std::uint32_t step = 1, low = from;
  while (low + step < run.size && run.nodes[low + step] < node) {
    low += step;
    step *= 2;
  }
  const std::uint32_t high = std::min(run.size, low + step + 1);
  const Node* const found = std::lower_bound(run.nodes + low, run.nodes + high, node);
  const auto begin = static_cast<std::uint32_t>(found - run.nodes);
  std::uint32_t end = begin;
  while (end < run.size && run.nodes[end] == node) ++end;
  return {begin, end};
}

}  // namespace wutong::exec
