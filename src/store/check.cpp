#include "store/check.h"

#include <fmt/format.h>

#include <set>

#include "base/varint.h"
#include "store/key_codec.h"

namespace wutong::store {
namespace {

class Checker {
 public:
  explicit Checker(const SnapshotView& view) : view_(view), raw_(view.raw()) {}

  std::vector<std::string> run() {
    nodes();
    relationships();
    adjacency();
    labels();
    index();
    compare_counters();
    return std::move(findings_);
  }

 private:
  void nodes() {
    raw_.scan(kv::Family::Node, "", [&](std::string_view key, std::string_view) {
      const NodeId id{read_be64(key)};
      ++counted_.nodes;
      std::vector<LabelId> labels;
      PropertyList properties;
      view_.labels(id, labels);
      view_.properties(id, properties);
      std::string value;
      for (const LabelId label : labels) {
        ++counted_.by_label[label];
        if (!raw_.get(kv::Family::Label, label_key(label, id), value)) {
          fault("node {} is missing from the list of its label", static_cast<std::uint64_t>(id));
        }
        for (const auto& [property, stored] : properties)
          check_indexed(id, label, property, stored);
      }
      counted_.next_node = std::max(counted_.next_node, static_cast<std::uint64_t>(id) + 1);
      return true;
    });
  }

  void check_indexed(NodeId id, LabelId label, KeyId key, const Value& stored) {
    if (!view_.has_index(label, key)) return;
    const std::string ordered = ordered_value(stored);
    if (ordered.empty()) return;
    std::string entry = index_prefix(label, key) + ordered;
    append_be64(static_cast<std::uint64_t>(id), entry);
    std::string value;
    if (!raw_.get(kv::Family::Index, entry, value)) {
      fault("node {} is missing from an index", static_cast<std::uint64_t>(id));
    }
  }

  void relationships() {
    raw_.scan(kv::Family::Relationship, "", [&](std::string_view key, std::string_view) {
      const RelationshipId id{read_be64(key)};
      const auto number = static_cast<std::uint64_t>(id);
      const auto ends = view_.relationship(id);
      ++counted_.relationships;
      ++counted_.by_type[ends->type];
      counted_.next_relationship = std::max(counted_.next_relationship, number + 1);
      if (!view_.has_node(ends->start) || !view_.has_node(ends->end)) {
        fault("relationship {} has an end that does not exist", number);
      }
      expected_.emplace(number, Direction::Outgoing);
      expected_.emplace(number, Direction::Incoming);
      return true;
    });
  }

  void adjacency() {
    raw_.scan(kv::Family::Adjacency, "", [&](std::string_view key, std::string_view value) {
      const NodeId node{read_be64(key)};
      const Direction direction = key[8] == 0 ? Direction::Outgoing : Direction::Incoming;
      const auto type = static_cast<TypeId>(read_be32(key.substr(9)));
      for (const Posting& posting : decode_postings(value)) {
        const auto ends = view_.relationship(RelationshipId{posting.relationship});
        const NodeId neighbour{posting.neighbour};
        const bool outgoing = direction == Direction::Outgoing;
        if (!ends || ends->type != type || (outgoing ? ends->start : ends->end) != node ||
            (outgoing ? ends->end : ends->start) != neighbour) {
          fault("node {} lists relationship {} that its record contradicts",
                static_cast<std::uint64_t>(node), posting.relationship);
        } else if (expected_.erase({posting.relationship, direction}) == 0) {
          fault("node {} lists relationship {} twice", static_cast<std::uint64_t>(node),
                posting.relationship);
        }
      }
      return true;
    });
    for (const auto& [relationship, direction] : expected_) {
      fault("relationship {} is missing from the list of its {} node", relationship,
            direction == Direction::Outgoing ? "start" : "end");
    }
  }

  void labels() {
    raw_.scan(kv::Family::Label, "", [&](std::string_view key, std::string_view) {
      const auto label = static_cast<LabelId>(read_be32(key));
      const NodeId id{read_be64(key.substr(4))};
      if (!view_.has_label(id, label)) {
        fault("node {} is listed under a label that it does not have",
              static_cast<std::uint64_t>(id));
      }
      return true;
    });
  }

  void index() {
    raw_.scan(kv::Family::Index, "", [&](std::string_view key, std::string_view) {
      const auto label = static_cast<LabelId>(read_be32(key));
      const auto property = static_cast<KeyId>(read_be32(key.substr(4)));
      const NodeId id{read_be64(key.substr(key.size() - 8))};
      const std::string_view ordered = key.substr(8, key.size() - 16);
      if (!view_.has_label(id, label) || ordered_value(view_.property(id, property)) != ordered) {
        fault("an index lists node {} under a value that it does not have",
              static_cast<std::uint64_t>(id));
      }
      return true;
    });
  }

  void compare_counters() {
    Counters stored = view_.counters();
    if (stored.next_node < counted_.next_node ||
        stored.next_relationship < counted_.next_relationship) {
      fault("the next id to give is in use already");
    }
    stored.next_node = counted_.next_node;
    stored.next_relationship = counted_.next_relationship;
    std::erase_if(stored.by_label, [](const auto& entry) { return entry.second == 0; });
    std::erase_if(stored.by_type, [](const auto& entry) { return entry.second == 0; });
    if (!(stored == counted_)) {
      fault("the counters say {} nodes and {} relationships; there are {} and {}", stored.nodes,
            stored.relationships, counted_.nodes, counted_.relationships);
    }
  }

  template <class... Arguments>
  void fault(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    findings_.push_back(fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  const SnapshotView& view_;
  const kv::View& raw_;
  Counters counted_;
  std::set<std::pair<std::uint64_t, Direction>> expected_;
  std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> check(const Store& store) { return Checker(*store.snapshot()).run(); }

}  // namespace wutong::store
