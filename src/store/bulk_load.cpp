#include "store/bulk_load.h"

#include <algorithm>
#include <limits>

#include "base/varint.h"
#include "store/key_codec.h"
#include "store/snapshot_view.h"
#include "wutong/error.h"

namespace wutong::store {
namespace {

// The ends of a load's relationships, twice each, are counted in 32 bits.
constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max() / 2;

[[noreturn]] void raise_too_many() {
  throw Error("load.too_many",
              "more than " + std::to_string(kMost) + " nodes or relationships in one load")
      .with_note("load them in several parts");
}

}  // namespace

BulkLoad::BulkLoad(kv::Database& database, StoredNames& names, std::unique_lock<std::mutex> writer,
                   ChangeLog& log, PostingMemory& postings)
    : database_(database),
      names_(names),
      writer_(std::move(writer)),
      log_(log),
      postings_(postings) {
  counters_ = SnapshotView(database.snapshot(), names).counters();
  first_node_ = counters_.next_node;
  first_relationship_ = counters_.next_relationship;
  node_table_ = table(kv::Family::Node);
  relationship_table_ = table(kv::Family::Relationship);
}

LabelId BulkLoad::label(std::string_view name) { return LabelId{names_.intern('L', name)}; }
TypeId BulkLoad::type(std::string_view name) { return TypeId{names_.intern('T', name)}; }
KeyId BulkLoad::key(std::string_view name) { return KeyId{names_.intern('K', name)}; }

std::unique_ptr<kv::Table> BulkLoad::table(kv::Family family) {
  return database_.table(family, tables_++);
}

void BulkLoad::index(const std::string& label, const std::string& key) {
  // The writer's lock is ours already.
  WriteTransaction transaction(database_.batch(), names_, {}, log_, postings_);
  if (transaction.has_index(transaction.label(label), transaction.key(key))) return;
  transaction.create_index({label + "_" + key + "_unique", label, {key}, true});
  transaction.commit();
}

NodeId BulkLoad::node(std::span<const LabelId> labels, std::string_view properties) {
  if (nodes() == kMost) raise_too_many();
  const NodeId id{counters_.next_node++};
  buffer_.clear();
  base::append_varint(labels.size(), buffer_);
  for (const LabelId label : labels) {
    base::append_varint(static_cast<std::uint64_t>(label), buffer_);
    by_label_[label].push_back(id);
  }
  buffer_ += properties;
  node_table_->put(node_key(id), buffer_);
  return id;
}

void BulkLoad::index_entry(LabelId label, KeyId key, std::string ordered, NodeId node) {
  if (!ordered.empty()) entries_[{label, key}].push_back({std::move(ordered), node});
}

RelationshipId BulkLoad::relationship(NodeId start, TypeId type, NodeId end,
                                      std::string_view properties) {
  const RelationshipId id{counters_.next_relationship++};
  buffer_.clear();
  base::append_varint(static_cast<std::uint64_t>(type), buffer_);
  base::append_varint(static_cast<std::uint64_t>(start), buffer_);
  base::append_varint(static_cast<std::uint64_t>(end), buffer_);
  buffer_ += properties;
  relationship_table_->put(relationship_key(id), buffer_);
  const auto place = [this](NodeId node) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(node) - first_node_);
  };
  if (edges_.size() == kMost) raise_too_many();
  edges_.push_back({place(start), place(end), type});
  ++counters_.by_type[type];
  return id;
}

void BulkLoad::write_labels() {
  auto out = table(kv::Family::Label);
  for (const auto& [label, ids] : by_label_) {
    for (const NodeId id : ids) out->put(label_key(label, id), "");
    counters_.by_label[label] += ids.size();
  }
  out->end();
  done_.push_back(std::move(out));
}

void BulkLoad::write_index() {
  auto out = table(kv::Family::Index);
  const auto view = database_.snapshot();
  for (auto& [place, entries] : entries_) {
    const std::string prefix = index_prefix(place.first, place.second);
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
      return a.ordered != b.ordered ? a.ordered < b.ordered : a.node < b.node;
    });
    bool empty = true;
    view->scan(kv::Family::Index, prefix,
               [&](std::string_view, std::string_view) { return empty = false; });
    for (std::size_t i = 0; i < entries.size(); ++i) {
      std::string key = prefix + entries[i].ordered;
      bool twice = i > 0 && entries[i - 1].ordered == entries[i].ordered;
      if (!empty) {
        view->scan(kv::Family::Index, key, [&](std::string_view other, std::string_view) {
          if (other.size() == key.size() + 8) twice = true;
          return !twice;
        });
      }
      if (twice) {
        throw Error("constraint_validation_failed.unique",
                    "two nodes (:" + names_.label_name(place.first) + ") have the same " +
                        names_.key_name(place.second))
            .with_note("one of them is node " +
                       std::to_string(static_cast<std::uint64_t>(entries[i].node)) +
                       " of the load, counted from node " + std::to_string(first_node_));
      }
      append_be64(static_cast<std::uint64_t>(entries[i].node), key);
      out->put(key, "");
    }
  }
  out->end();
  done_.push_back(std::move(out));
}

// Counting sort by node, both directions at once; the few entries of a node are then sorted by
// (direction, type, neighbour, relationship).
void BulkLoad::write_adjacency() {
  struct Half {
    std::uint32_t neighbour, relationship, type;
    bool incoming;
  };
  const std::size_t nodes = counters_.next_node - first_node_;
  std::vector<std::uint32_t> ends(nodes + 1);
  for (const Edge& edge : edges_) {
    ++ends[edge.start + 1];
    ++ends[edge.end + 1];
  }
  for (std::size_t i = 0; i < nodes; ++i) ends[i + 1] += ends[i];
  std::vector<Half> halves(edges_.size() * 2);
  {
    std::vector<std::uint32_t> at(ends.begin(), ends.end() - 1);
    for (std::uint32_t i = 0; i < edges_.size(); ++i) {
      const Edge& edge = edges_[i];
      const auto type = static_cast<std::uint32_t>(edge.type);
      halves[at[edge.start]++] = {edge.end, i, type, false};
      halves[at[edge.end]++] = {edge.start, i, type, true};
    }
  }
  auto out = table(kv::Family::Adjacency);
  std::vector<Posting> postings;
  for (std::size_t node = 0; node < nodes; ++node) {
    Half* const first = halves.data() + ends[node];
    Half* const last = halves.data() + ends[node + 1];
    std::sort(first, last, [](const Half& a, const Half& b) {
      if (a.incoming != b.incoming) return b.incoming;
      if (a.type != b.type) return a.type < b.type;
      return a.neighbour != b.neighbour ? a.neighbour < b.neighbour
                                        : a.relationship < b.relationship;
    });
    for (Half* half = first; half != last;) {
      const Direction direction = half->incoming ? Direction::Incoming : Direction::Outgoing;
      const std::string prefix =
          adjacency_prefix(NodeId{first_node_ + node}, direction, TypeId{half->type});
      const Half group = *half;
      for (bool head = true;
           half != last && half->incoming == group.incoming && half->type == group.type;
           head = false) {
        postings.clear();
        for (; half != last && half->incoming == group.incoming && half->type == group.type &&
               postings.size() < kBlockPostings;
             ++half) {
          postings.push_back(
              {first_node_ + half->neighbour, first_relationship_ + half->relationship});
        }
        std::string key = prefix;
        append_be64(head ? 0 : postings.front().neighbour, key);
        append_be64(head ? 0 : postings.front().relationship, key);
        out->put(key, encode_postings(postings));
      }
    }
  }
  out->end();
  done_.push_back(std::move(out));
}

void BulkLoad::finish() {
  {
    const auto batch = database_.batch();
    names_.write_new(*batch);
    batch->commit();
    names_.committed();
  }
  for (auto* table : {&node_table_, &relationship_table_}) {
    (*table)->end();
    done_.push_back(std::move(*table));
  }
  write_labels();
  write_index();
  write_adjacency();
  counters_.nodes += nodes();
  counters_.relationships += relationships();
  auto meta = table(kv::Family::Meta);
  meta->put("counters", counters_.encode());
  meta->end();
  done_.push_back(std::move(meta));
  log_.announce_everything();
  try {
    database_.ingest(std::move(done_));
  } catch (...) {
    log_.settle(false);
    throw;
  }
  log_.settle(true);
  writer_.unlock();
}

}  // namespace wutong::store
