// Base, a copy in memory of one committed state of the graph, made part by part as queries ask for
// parts. A node is its id in 32 bits; a graph with more ids than that has no Base.
//
// Parts never change once made and may be read by many threads at once.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/snapshot_view.h"

namespace wutong::graph {

using Node = std::uint32_t;

class Bits {
 public:
  void set(std::size_t i) {
    if (i / 64 >= words_.size()) words_.resize(i / 64 + 1);
    words_[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  bool test(std::size_t i) const {
    return i / 64 < words_.size() && (words_[i / 64] >> (i % 64) & 1) != 0;
  }
  bool all(std::size_t i, std::size_t count) const {
    for (const std::size_t end = i + count; i < end;) {
      if (i % 64 == 0 && i + 64 <= end) {
        if (i / 64 >= words_.size() || ~words_[i / 64] != 0) return false;
        i += 64;
      } else if (!test(i++)) {
        return false;
      }
    }
    return true;
  }
  std::size_t bytes() const { return words_.size() * 8; }

 private:
  std::vector<std::uint64_t> words_;
};

// Neighbours of one (type, direction), compressed sparse rows: those of a node ascend by
// (neighbour, relationship). Direction::Both holds both directions merged, a loop once.
struct Adjacency {
  Node first = 0;                      // the node of offsets[0]
  std::vector<std::uint32_t> offsets;  // one more than nodes; empty without any
  std::vector<Node> neighbours;
  std::vector<std::uint32_t> relationships;
  double skewed_fanout = 0;  // sum of squared degrees by sum of degrees
  bool loops = false;        // a node is its own neighbour
  bool parallel = false;     // a node has a neighbour twice

  std::pair<std::uint32_t, std::uint32_t> range(Node node) const {
    const Node i = node - first;  // below `first` wraps round
    if (i + std::size_t{1} >= offsets.size()) return {0, 0};
    return {offsets[i], offsets[i + 1]};
  }
  std::span<const Node> of(Node node) const {
    const auto [begin, end] = range(node);
    return {neighbours.data() + begin, neighbours.data() + end};
  }
  std::size_t bytes() const {
    return 4 * (offsets.size() + neighbours.size() + relationships.size());
  }
};

// The nodes of a label.
struct LabelSet {
  std::vector<Node> nodes;  // ascending
  Bits bits;
  bool contiguous = false;  // nodes are all of [nodes.front(), nodes.back()]
  bool has(Node node) const { return bits.test(node); }
};

// One property of all nodes that have it, or of all relationships: what is said of nodes holds of
// their ids.
//
// Texts that come again are words of a dictionary, and the column holds their codes: a condition is
// asked once a word, a group is found by its code, and nothing is copied to hand a value out.
// Integers have zones: the least and the greatest of each kZone ids, so that scans pass over blocks
// in which no value fits.
class Column {
 public:
  enum class Kind { Empty, Integer, Float, String, Mixed };
  Kind kind() const { return kind_; }
  bool has(Node node) const { return node >= first_ && present_.test(node - first_); }
  Value value(Node node) const;
  // REQUIRES of these: the kind, and has(node).
  std::int64_t integer(Node node) const { return numbers_[node - first_]; }
  const std::int64_t* integers(Node node) const { return numbers_.data() + (node - first_); }
  // Whether all of [node, node + count) have it.
  bool has_all(Node node, std::size_t count) const {
    return node >= first_ && present_.all(node - first_, count);
  }
  // Of texts: whether they are words of a dictionary, in words().
  bool is_coded() const { return !words_.empty(); }
  std::uint32_t code(Node node) const { return codes_[node - first_]; }
  const std::vector<Value>& words() const { return words_; }
  // Of integers in [from, to]: the least and the greatest, or of a few more ids; nothing where none
  // of the ids has one.
  std::optional<std::pair<std::int64_t, std::int64_t>> bounds(Node from, Node to) const;
  // Of integers.
  std::int64_t least() const { return least_; }
  std::int64_t greatest() const { return greatest_; }
  // Whether the text contains `wanted`.
  bool text_contains(Node node, std::string_view wanted) const;
  std::string_view text(Node node) const {
    const std::size_t i = node - first_;
    if (is_coded()) return words_[codes_[i]].as_string();
    return std::string_view(bytes_).substr(offsets_[i], offsets_[i + 1] - offsets_[i]);
  }
  std::size_t bytes() const;

  // Builds: nodes ascend.
  void append(Node node, Value value);
  void finish();

 private:
  void widen();
  void append_text(std::size_t row, Value value);
  void spell_out();
  static constexpr std::size_t kZone = 1024;
  // A dictionary has this many words at most, and each comes so often on average.
  static constexpr std::size_t kMostWords = 1 << 16, kUsesOfWord = 4;
  Node first_ = 0;
  std::size_t rows_ = 0;
  Kind kind_ = Kind::Empty;
  Bits present_;
  std::int64_t least_ = 0, greatest_ = 0;
  std::vector<std::int64_t> numbers_;
  std::vector<std::pair<std::int64_t, std::int64_t>> zones_;
  std::vector<std::uint32_t> codes_;
  std::vector<Value> words_;
  std::unordered_map<std::string_view, std::uint32_t> code_of_;  // while it is built
  std::size_t texts_ = 0;
  std::vector<double> reals_;
  std::vector<std::uint64_t> offsets_;
  std::string bytes_;
  std::vector<Value> values_;
};

class Base {
 public:
  // `position` is ChangeLog::committed() before `view` was taken.
  Base(std::unique_ptr<store::SnapshotView> view, std::uint64_t position, std::uint64_t budget);

  // Whether ids fit.
  static bool fits(const store::Counters& counters);
  std::uint64_t position() const { return position_; }
  std::uint64_t nodes() const { return view_->counters().nodes; }
  Node end() const { return static_cast<Node>(view_->counters().next_node); }

  // A part, made where it is new and `make` is set; null where it is not there or the budget of
  // bytes is used up.
  const Adjacency* adjacency(store::TypeId type, store::Direction direction, bool make);
  // Several types merged; ascending, at least one.
  const Adjacency* adjacency(const std::vector<store::TypeId>& types, store::Direction direction,
                             bool make);
  const LabelSet* label(store::LabelId label, bool make);
  const LabelSet* all(bool make);
  const Column* column(store::KeyId key, bool make);
  // The same of relationships, by their ids.
  const Column* relationship_column(store::KeyId key, bool make);
  // Makes several at once: one reading of the graph instead of many.
  void prepare_types(std::span<const store::TypeId> types);
  void prepare_keys(std::span<const store::KeyId> keys);

 private:
  using Place = std::pair<store::TypeId, store::Direction>;
  void make_types(std::vector<store::TypeId> types);
  void make_keys(const std::vector<store::KeyId>& keys);

  std::unique_ptr<store::SnapshotView> view_;
  std::uint64_t position_, budget_, used_ = 0;
  std::recursive_mutex mutex_;
  std::map<Place, std::unique_ptr<Adjacency>> adjacency_;
  std::map<std::pair<std::vector<store::TypeId>, store::Direction>, std::unique_ptr<Adjacency>>
      merged_;
  std::map<store::LabelId, std::unique_ptr<LabelSet>> labels_;
  std::unique_ptr<LabelSet> all_;
  std::map<store::KeyId, std::unique_ptr<Column>> columns_, relationship_columns_;
};

}  // namespace wutong::graph
