#include "store/rebuild.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/varint.h"
#include "store/counters.h"
#include "store/key_codec.h"
#include "store/name_table.h"
#include "store/reader.h"
#include "wutong/error.h"

namespace wutong::store {
namespace {

using kv::Family;

constexpr std::size_t kEntriesPerCommit = 32768;
// Postings sorted in memory at once, 40 bytes each: the relationships are read once for every so
// many.
constexpr std::size_t kPostingsAtOnce = 4'000'000;
constexpr unsigned kNodesPerBucket = 12;  // bits

struct NodeRecord {
  std::vector<LabelId> labels;
  PropertyList properties;
};

std::uint64_t take(std::string_view& in) {
  std::uint64_t value = 0;
  if (!base::take_varint(in, value)) raise_corrupted("a record");
  return value;
}

NodeRecord node_record(std::string_view in) {
  NodeRecord record;
  for (std::uint64_t n = take(in); n > 0; --n) {
    record.labels.push_back(static_cast<LabelId>(take(in)));
  }
  record.properties = take_properties(in);
  return record;
}

RelationshipEnds ends_of(std::string_view in) {
  RelationshipEnds ends;
  ends.type = static_cast<TypeId>(take(in));
  ends.start = NodeId{take(in)};
  ends.end = NodeId{take(in)};
  return ends;
}

class Rebuild {
 public:
  explicit Rebuild(kv::Database& database)
      : database_(database), batch_(database.batch()), names_(*database.snapshot()) {}

  std::vector<std::string> run() {
    put(Family::Meta, kRepairMark, "");
    flush();
    for (const Family family : {Family::Label, Family::Index, Family::Adjacency}) {
      database_.clear(family);
    }
    resolve_indexes();
    nodes();
    relationships();
    adjacency();
    counters();
    flush();
    return std::move(lost_);
  }

 private:
  struct Index {
    LabelId label;
    KeyId key;
  };

  void put(Family family, std::string_view key, std::string_view value) {
    batch_->put(family, key, value);
    if (++pending_ >= kEntriesPerCommit) flush();
  }
  void flush() {
    batch_->commit();
    batch_->renew();
    pending_ = 0;
  }
  void drop(Family family, std::string_view key, std::string why) {
    batch_->erase(family, key);
    lost_.push_back(std::move(why));
  }

  void resolve_indexes() {
    for (const auto& [name, index] : load_indexes(*database_.snapshot())) {
      const auto label = names_.find_label(index.label);
      const auto key = names_.find_key(index.properties.front());
      if (label && key) indexes_.push_back({*label, *key});
    }
  }

  bool exists(NodeId id) const {
    const auto number = static_cast<std::uint64_t>(id);
    return number < present_.size() && present_[number];
  }

  void nodes() {
    const auto view = database_.snapshot();
    view->scan(Family::Node, "", [&](std::string_view key, std::string_view value) {
      const std::uint64_t number = key.size() == 8 ? read_be64(key) : 0;
      try {
        if (key.size() != 8) raise_corrupted("a key");
        node(NodeId{number}, node_record(value));
      } catch (const Error&) {
        drop(Family::Node, key, fmt::format("node {} cannot be read: dropped", number));
      }
      return true;
    });
  }

  void node(NodeId id, const NodeRecord& record) {
    for (const LabelId label : record.labels) names_.label_name(label);
    for (const auto& [key, value] : record.properties) names_.key_name(key);
    const auto number = static_cast<std::uint64_t>(id);
    present_.resize(number + 1);
    present_[number] = true;
    counters_.next_node = number + 1;
    ++counters_.nodes;
    for (const LabelId label : record.labels) {
      put(Family::Label, label_key(label, id), "");
      ++counters_.by_label[label];
    }
    for (const Index& index : indexes_) {
      if (std::find(record.labels.begin(), record.labels.end(), index.label) ==
          record.labels.end()) {
        continue;
      }
      for (const auto& [key, value] : record.properties) {
        const std::string ordered = key == index.key ? ordered_value(value) : "";
        if (ordered.empty()) continue;
        std::string entry = index_prefix(index.label, key) + ordered;
        append_be64(number, entry);
        put(Family::Index, entry, "");
      }
    }
  }

  void relationships() {
    const auto view = database_.snapshot();
    view->scan(Family::Relationship, "", [&](std::string_view key, std::string_view value) {
      const std::uint64_t number = key.size() == 8 ? read_be64(key) : 0;
      RelationshipEnds ends;
      std::string type;
      try {
        if (key.size() != 8) raise_corrupted("a key");
        ends = ends_of(value);
        type = names_.type_name(ends.type);
      } catch (const Error&) {
        drop(Family::Relationship, key,
             fmt::format("relationship {} cannot be read: dropped", number));
        return true;
      }
      counters_.next_relationship = std::max(counters_.next_relationship, number + 1);
      for (const NodeId end : {ends.start, ends.end}) {
        if (exists(end)) continue;
        drop(Family::Relationship, key,
             fmt::format("relationship {} ({}) has lost its node {}: dropped", number, type,
                         static_cast<std::uint64_t>(end)));
        return true;
      }
      ++counters_.relationships;
      ++counters_.by_type[ends.type];
      count(ends.start);
      count(ends.end);
      return true;
    });
    flush();
  }

  void count(NodeId node) {
    const std::uint64_t bucket = static_cast<std::uint64_t>(node) >> kNodesPerBucket;
    if (buckets_.size() <= bucket) buckets_.resize(bucket + 1);
    ++buckets_[bucket];
  }

  void adjacency() {
    const auto view = database_.snapshot();
    for (std::size_t begin = 0; begin < buckets_.size();) {
      std::size_t end = begin, postings = 0;
      do {
        postings += buckets_[end++];
      } while (end < buckets_.size() && postings + buckets_[end] <= kPostingsAtOnce);
      lists_of(*view, NodeId{std::uint64_t{begin} << kNodesPerBucket},
               NodeId{std::uint64_t{end} << kNodesPerBucket}, postings);
      begin = end;
    }
  }

  struct Half {
    NodeId node;
    std::uint8_t direction;
    TypeId type;
    Posting posting;
    auto list() const { return std::tie(node, direction, type); }
    bool operator<(const Half& other) const {
      return list() != other.list() ? list() < other.list() : posting < other.posting;
    }
  };

  // The lists of nodes from `begin` to before `end`.
  void lists_of(const kv::View& view, NodeId begin, NodeId end, std::size_t expected) {
    std::vector<Half> halves;
    halves.reserve(expected);
    view.scan(Family::Relationship, "", [&](std::string_view key, std::string_view value) {
      const RelationshipEnds ends = ends_of(value);
      const std::uint64_t id = read_be64(key);
      const auto add = [&](NodeId node, NodeId neighbour, std::uint8_t direction) {
        if (node < begin || node >= end) return;
        halves.push_back({node, direction, ends.type, {static_cast<std::uint64_t>(neighbour), id}});
      };
      add(ends.start, ends.end, 0);
      add(ends.end, ends.start, 1);
      return true;
    });
    std::sort(halves.begin(), halves.end());
    std::vector<Posting> block;
    for (std::size_t at = 0; at < halves.size();) {
      const Half& head = halves[at];
      const std::string prefix = adjacency_prefix(
          head.node, head.direction == 0 ? Direction::Outgoing : Direction::Incoming, head.type);
      for (bool first = true; at < halves.size() && halves[at].list() == head.list();
           first = false) {
        block.clear();
        for (; at < halves.size() && halves[at].list() == head.list() &&
               block.size() < kBlockPostings;
             ++at) {
          block.push_back(halves[at].posting);
        }
        std::string key = prefix;
        append_be64(first ? 0 : block.front().neighbour, key);
        append_be64(first ? 0 : block.front().relationship, key);
        put(Family::Adjacency, key, encode_postings(block));
      }
    }
  }

  // Ids that were given stay given.
  void counters() {
    std::string record;
    try {
      if (database_.snapshot()->get(Family::Meta, "counters", record)) {
        const Counters former = Counters::decode(record);
        counters_.next_node = std::max(counters_.next_node, former.next_node);
        counters_.next_relationship =
            std::max(counters_.next_relationship, former.next_relationship);
      }
    } catch (const Error&) {  // they are made anew
    }
    put(Family::Meta, "counters", counters_.encode());
  }

  kv::Database& database_;
  std::unique_ptr<kv::Batch> batch_;
  StoredNames names_;
  std::size_t pending_ = 0;
  std::vector<Index> indexes_;
  std::vector<bool> present_;           // nodes
  std::vector<std::uint32_t> buckets_;  // postings of so many nodes each
  Counters counters_;
  std::vector<std::string> lost_;
};

// Without names the records say nothing.
void require_names(kv::Database& database) {
  const auto view = database.snapshot();
  bool names = false, nodes = false;
  const auto any = [&](Family family, bool& found) {
    view->scan(family, "", [&](std::string_view, std::string_view) {
      found = true;
      return false;
    });
  };
  any(Family::Dictionary, names);
  any(Family::Node, nodes);
  if (names || !nodes) return;
  throw Error("store.corrupted",
              "the names of labels, types and properties are lost: the graph cannot be rebuilt")
      .with_note("wutong restore FROM DIR brings back a backup")
      .with_note("or ingest the documents into a new directory");
}

}  // namespace

std::vector<std::string> rebuild(kv::Database& database) {
  require_names(database);
  return Rebuild(database).run();
}

}  // namespace wutong::store
