#include "store/bulk_load.h"

#include <algorithm>

#include "base/varint.h"
#include "store/key_codec.h"
#include "store/snapshot_view.h"
#include "wutong/error.h"

namespace wutong::store {

BulkLoad::BulkLoad(kv::Database& database, StoredNames& names, std::unique_lock<std::mutex> writer,
                   ChangeLog& log)
    : database_(database), names_(names), writer_(std::move(writer)), log_(log) {
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
  WriteTransaction transaction(database_.batch(), names_, {}, log_);
  if (transaction.has_index(transaction.label(label), transaction.key(key))) return;
  transaction.create_index({label + "_" + key + "_unique", label, {key}, true});
  transaction.commit();
}

NodeId BulkLoad::node(std::span<const LabelId> labels, std::string_view properties) {
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
  edges_.push_back({static_cast<std::uint64_t>(start), static_cast<std::uint64_t>(end),
                    static_cast<std::uint64_t>(id), type});
  ++counters_.by_type[type];
  return id;
}

void BulkLoad::write_labels() {
  auto out = table(kv::Family::Label);
  for (const auto& [label, ids] : by_label_) {
    for (const NodeId id : ids) out->put(label_key(label, id), "");
    counters_.by_label[label] += ids.size();
  }
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
  done_.push_back(std::move(out));
}

// Counting sort by node, both directions at once; the few entries of a node are then sorted by
// (direction, type, neighbour, relationship).
void BulkLoad::write_adjacency() {
  struct Half {
    std::uint64_t neighbour, relationship;
    std::uint32_t type;
    std::uint8_t direction;
  };
  const std::size_t nodes = counters_.next_node - first_node_;
  std::vector<std::uint32_t> ends(nodes + 1);
  for (const Edge& edge : edges_) {
    ++ends[edge.start - first_node_ + 1];
    ++ends[edge.end - first_node_ + 1];
  }
  for (std::size_t i = 0; i < nodes; ++i) ends[i + 1] += ends[i];
  std::vector<Half> halves(edges_.size() * 2);
  {
    std::vector<std::uint32_t> at(ends.begin(), ends.end() - 1);
    for (const Edge& edge : edges_) {
      const auto type = static_cast<std::uint32_t>(edge.type);
      halves[at[edge.start - first_node_]++] = {edge.end, edge.relationship, type, 0};
      halves[at[edge.end - first_node_]++] = {edge.start, edge.relationship, type, 1};
    }
  }
  auto out = table(kv::Family::Adjacency);
  std::vector<Posting> postings;
  for (std::size_t node = 0; node < nodes; ++node) {
    Half* const first = halves.data() + ends[node];
    Half* const last = halves.data() + ends[node + 1];
    std::sort(first, last, [](const Half& a, const Half& b) {
      if (a.direction != b.direction) return a.direction < b.direction;
      if (a.type != b.type) return a.type < b.type;
      return a.neighbour != b.neighbour ? a.neighbour < b.neighbour
                                        : a.relationship < b.relationship;
    });
    for (Half* half = first; half != last;) {
      const Direction direction = half->direction == 0 ? Direction::Outgoing : Direction::Incoming;
      const std::string prefix =
          adjacency_prefix(NodeId{first_node_ + node}, direction, TypeId{half->type});
      const Half group = *half;
      for (bool head = true;
           half != last && half->direction == group.direction && half->type == group.type;
           head = false) {
        postings.clear();
        for (; half != last && half->direction == group.direction && half->type == group.type &&
               postings.size() < kBlockPostings;
             ++half) {
          postings.push_back({half->neighbour, half->relationship});
        }
        std::string key = prefix;
        append_be64(head ? 0 : postings.front().neighbour, key);
        append_be64(head ? 0 : postings.front().relationship, key);
        out->put(key, encode_postings(postings));
      }
    }
  }
  done_.push_back(std::move(out));
}

void BulkLoad::finish() {
  {
    const auto batch = database_.batch();
    names_.write_new(*batch);
    batch->commit();
    names_.committed();
  }
  done_.push_back(std::move(node_table_));
  done_.push_back(std::move(relationship_table_));
  write_labels();
  write_index();
  write_adjacency();
  counters_.nodes += nodes();
  counters_.relationships += relationships();
  auto meta = table(kv::Family::Meta);
  meta->put("counters", counters_.encode());
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
