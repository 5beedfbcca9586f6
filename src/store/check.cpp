#include "store/check.h"

#include <fmt/format.h>

#include <array>

#include "base/varint.h"
#include "store/constraints.h"
#include "store/key_codec.h"
#include "wutong/error.h"

namespace wutong::store {
namespace {

class Checker {
 public:
  explicit Checker(const SnapshotView& view)
      : view_(view), raw_(view.raw()), constraints_(load_constraints(raw_)) {}

  std::vector<std::string> run() {
    bool readable = part("nodes", [&] { nodes(); });
    readable = part("relationships", [&] { relationships(); }) && readable;
    part("adjacency", [&] { adjacency(); });
    part("lists of labels", [&] { labels(); });
    part("indexes", [&] { index(); });
    if (readable) compare_counters();
    return std::move(findings_);
  }

 private:
  // Damage of one part keeps no other from being looked at.
  template <class Work>
  bool part(const char* name, Work work) {
    try {
      work();
      return true;
    } catch (const Error& error) {
      fault("the {} cannot be read further: {}", name, error.what());
      return false;
    }
  }

  // Runs `work` on a record; false where the record makes no sense.
  template <class Work>
  bool record(const char* what, std::uint64_t id, Work work) {
    try {
      work();
      return true;
    } catch (const Error& error) {
      fault("{} {}: {}", what, id, error.what());
      return false;
    }
  }

  void nodes() {
    raw_.scan(kv::Family::Node, "", [&](std::string_view key, std::string_view) {
      const NodeId id{read_be64(key)};
      const auto number = static_cast<std::uint64_t>(id);
      ++counted_.nodes;
      counted_.next_node = std::max(counted_.next_node, number + 1);
      record("node", number, [&] { node(id, number); });
      return true;
    });
  }

  void node(NodeId id, std::uint64_t number) {
    std::vector<LabelId> labels;
    PropertyList properties;
    view_.labels(id, labels);
    view_.properties(id, properties);
    for (const auto& [property, stored] : properties) view_.names().key_name(property);
    std::string value;
    for (const LabelId label : labels) {
      const std::string name = view_.names().label_name(label);
      ++counted_.by_label[label];
      if (!raw_.get(kv::Family::Label, label_key(label, id), value)) {
        fault("node {} is missing from the list of its label {}", number, name);
      }
      for (const auto& [property, stored] : properties) check_indexed(id, label, property, stored);
    }
    for (const auto& [name, constraint] : constraints_) {
      if (!constraint.relationship) check_constraint(view_, constraint, id);
    }
  }

  void check_indexed(NodeId id, LabelId label, KeyId key, const Value& stored) {
    if (!view_.has_index(label, key)) return;
    const std::string ordered = ordered_value(stored);
    if (ordered.empty()) return;
    std::string entry = index_prefix(label, key) + ordered;
    append_be64(static_cast<std::uint64_t>(id), entry);
    std::string value;
    if (!raw_.get(kv::Family::Index, entry, value)) {
      fault("node {} is missing from the index on {}.{}", static_cast<std::uint64_t>(id),
            view_.names().label_name(label), view_.names().key_name(key));
    }
  }

  void relationships() {
    raw_.scan(kv::Family::Relationship, "", [&](std::string_view key, std::string_view) {
      const RelationshipId id{read_be64(key)};
      const auto number = static_cast<std::uint64_t>(id);
      ++counted_.relationships;
      counted_.next_relationship = std::max(counted_.next_relationship, number + 1);
      for (std::vector<bool>& seen : unlisted_) seen.resize(number + 1);
      record("relationship", number, [&] { relationship(id, number); });
      return true;
    });
  }

  void relationship(RelationshipId id, std::uint64_t number) {
    const auto ends = view_.relationship(id);
    view_.names().type_name(ends->type);
    ++counted_.by_type[ends->type];
    PropertyList properties;
    view_.properties(id, properties);
    if (!view_.has_node(ends->start) || !view_.has_node(ends->end)) {
      fault("relationship {} has an end that does not exist", number);
    }
    for (std::vector<bool>& seen : unlisted_) seen[number] = true;
    for (const auto& [name, constraint] : constraints_) {
      if (constraint.relationship) check_constraint(view_, constraint, id);
    }
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
        } else if (auto& unlisted = unlisted_[outgoing ? 0 : 1]; !unlisted[posting.relationship]) {
          fault("node {} lists relationship {} twice", static_cast<std::uint64_t>(node),
                posting.relationship);
        } else {
          unlisted[posting.relationship] = false;
        }
      }
      return true;
    });
    for (std::size_t side = 0; side < 2; ++side) {
      for (std::size_t number = 0; number < unlisted_[side].size(); ++number) {
        if (!unlisted_[side][number]) continue;
        fault("relationship {} is missing from the list of its {} node", number,
              side == 0 ? "start" : "end");
      }
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
  const Constraints constraints_;
  Counters counted_;
  // By id: relationships whose start, and whose end, has not listed them yet.
  std::array<std::vector<bool>, 2> unlisted_;
  std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> check(const Store& store) { return Checker(*store.snapshot()).run(); }

}  // namespace wutong::store
