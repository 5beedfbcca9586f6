#include "store/reader.h"

#include <algorithm>
#include <future>
#include <limits>

#include "base/varint.h"
#include "model/compare.h"
#include "store/key_codec.h"

namespace wutong::store {
namespace {

constexpr std::string_view kIndexRecord = "index:";

std::uint64_t take(std::string_view& in) {
  std::uint64_t value = 0;
  if (!base::take_varint(in, value)) raise_corrupted("a record");
  return value;
}

// Ids read beforehand, so that later writes do not show.
class ListCursor : public NodeCursor {
 public:
  explicit ListCursor(std::vector<NodeId> ids) : ids_(std::move(ids)) {}
  void next(std::size_t max, std::vector<NodeId>& out) override {
    const std::size_t end = std::min(ids_.size(), at_ + max);
    out.assign(ids_.begin() + static_cast<std::ptrdiff_t>(at_),
               ids_.begin() + static_cast<std::ptrdiff_t>(end));
    at_ = end;
  }

 private:
  std::vector<NodeId> ids_;
  std::size_t at_ = 0;
};

// The ids at the end of the keys under a prefix, as they are when it is made. Many are read by
// another thread, a piece ahead of the caller.
class PrefixCursor : public NodeCursor {
 public:
  PrefixCursor(std::unique_ptr<kv::Iterator> place, std::string prefix)
      : place_(std::move(place)), prefix_(std::move(prefix)) {
    place_->seek(prefix_);
  }
  ~PrefixCursor() override {
    if (reading_.valid()) reading_.wait();
  }
  PrefixCursor(const PrefixCursor&) = delete;
  PrefixCursor& operator=(const PrefixCursor&) = delete;
  void next(std::size_t max, std::vector<NodeId>& out) override {
    if (at_ == ids_.size()) {
      at_ = 0;
      if (reading_.valid()) {
        reading_.get();
        std::swap(ids_, next_);
      } else {
        read(ids_, kFirst);
      }
      if (++pieces_ > kOften && !ids_.empty()) {
        reading_ =
            std::async(std::launch::async | std::launch::deferred, [this] { read(next_, kLater); });
      }
    }
    const std::size_t end = std::min(ids_.size(), at_ + max);
    out.assign(ids_.begin() + static_cast<std::ptrdiff_t>(at_),
               ids_.begin() + static_cast<std::ptrdiff_t>(end));
    at_ = end;
  }

 private:
  static constexpr std::size_t kFirst = 1024, kLater = 8192, kOften = 4;

  void read(std::vector<NodeId>& out, std::size_t max) {
    out.clear();
    for (; out.size() < max && place_->valid(); place_->next()) {
      const std::string_view key = place_->key();
      if (!key.starts_with(prefix_)) return;
      out.push_back(NodeId{read_be64(key.substr(key.size() - 8))});
    }
  }

  std::unique_ptr<kv::Iterator> place_;
  std::string prefix_;
  std::vector<NodeId> ids_, next_;  // next_ and place_ are the other thread's while ...
  std::size_t at_ = 0, pieces_ = 0;
  std::future<void> reading_;  // ... this is valid
};

std::unique_ptr<NodeCursor> ids_under(const kv::View& view, kv::Family family,
                                      const std::string& prefix) {
  if (!view.has_changes(family)) {
    return std::make_unique<PrefixCursor>(view.unchanged(family), prefix);
  }
  std::vector<NodeId> ids;
  view.scan(family, prefix, [&](std::string_view key, std::string_view) {
    ids.push_back(NodeId{read_be64(key.substr(key.size() - 8))});
    return true;
  });
  return std::make_unique<ListCursor>(std::move(ids));
}

RelationshipEnds take_ends(std::string_view& record) {
  RelationshipEnds ends;
  ends.type = static_cast<TypeId>(take(record));
  ends.start = NodeId{take(record)};
  ends.end = NodeId{take(record)};
  return ends;
}

}  // namespace

Indexes load_indexes(const kv::View& view) {
  Indexes indexes;
  view.scan(kv::Family::Meta, kIndexRecord, [&](std::string_view key, std::string_view value) {
    IndexDescription index;
    index.name = key.substr(kIndexRecord.size());
    index.unique = take(value) != 0;
    const auto text = [&] {
      const std::uint64_t size = take(value);
      if (size > value.size()) raise_corrupted("an index description");
      std::string out(value.substr(0, size));
      value.remove_prefix(size);
      return out;
    };
    index.label = text();
    for (std::uint64_t n = take(value); n > 0; --n) index.properties.push_back(text());
    indexes.emplace(index.name, std::move(index));
    return true;
  });
  return indexes;
}

std::string_view properties_of_node(std::string_view record) {
  for (std::uint64_t n = take(record); n > 0; --n) take(record);
  return record;
}
std::string_view properties_of_relationship(std::string_view record) {
  take_ends(record);
  return record;
}

std::string_view Reader::record(NodeId id) const {
  return load_node(id) ? node_.bytes() : std::string_view();
}
std::string_view Reader::record(RelationshipId id) const {
  return load_relationship(id) ? relationship_.bytes() : std::string_view();
}
void Reader::replace(NodeId id, std::string record) const {
  node_.replace(static_cast<std::uint64_t>(id), std::move(record));
}
void Reader::replace(RelationshipId id, std::string record) const {
  relationship_.replace(static_cast<std::uint64_t>(id), std::move(record));
}

void Reader::forget() const {
  node_.reset();
  relationship_.reset();
  adjacency_.reset();
  index_.reset();
}

bool Reader::load_node(NodeId id) const {
  return node_.load(view_, static_cast<std::uint64_t>(id));
}
bool Reader::load_relationship(RelationshipId id) const {
  return relationship_.load(view_, static_cast<std::uint64_t>(id));
}

void Reader::labels(NodeId id, std::vector<LabelId>& out) const {
  if (!load_node(id)) return;
  std::string_view record = node_.bytes();
  for (std::uint64_t n = take(record); n > 0; --n)
    out.push_back(static_cast<LabelId>(take(record)));
}

bool Reader::has_label(NodeId id, LabelId label) const {
  if (!load_node(id)) return false;
  std::string_view record = node_.bytes();
  for (std::uint64_t n = take(record); n > 0; --n) {
    if (static_cast<LabelId>(take(record)) == label) return true;
  }
  return false;
}

Value Reader::property(NodeId id, KeyId key) const {
  return load_node(id) ? find_property(properties_of_node(node_.bytes()), key) : Value();
}

void Reader::properties(NodeId id, PropertyList& out) const {
  out.clear();
  if (!load_node(id)) return;
  std::string_view record = properties_of_node(node_.bytes());
  out = take_properties(record);
}

std::optional<RelationshipEnds> Reader::relationship(RelationshipId id) const {
  if (!load_relationship(id)) return std::nullopt;
  std::string_view record = relationship_.bytes();
  return take_ends(record);
}

Value Reader::property(RelationshipId id, KeyId key) const {
  if (!load_relationship(id)) return {};
  std::string_view record = relationship_.bytes();
  take_ends(record);
  return find_property(record, key);
}

void Reader::properties(RelationshipId id, PropertyList& out) const {
  out.clear();
  if (!load_relationship(id)) return;
  std::string_view record = relationship_.bytes();
  take_ends(record);
  out = take_properties(record);
}

void Reader::expand_one(NodeId id, Direction direction, std::span<const TypeId> types,
                        bool skip_loops, std::vector<Neighbour>& out) const {
  const std::string prefix = adjacency_prefix(id, direction);
  if (!adjacency_) adjacency_ = view_.iterator(kv::Family::Adjacency);
  kv::Iterator& it = *adjacency_;
  for (it.seek(prefix); it.valid() && it.key().substr(0, prefix.size()) == prefix; it.next()) {
    const auto type = static_cast<TypeId>(read_be32(it.key().substr(prefix.size())));
    if (!types.empty() && std::find(types.begin(), types.end(), type) == types.end()) continue;
    std::string_view block = it.value();
    std::uint64_t neighbour = 0;
    while (!block.empty()) {
      neighbour += take(block);
      const std::uint64_t relationship = take(block);
      if (skip_loops && NodeId{neighbour} == id) continue;
      out.push_back({RelationshipId{relationship}, NodeId{neighbour}, type});
    }
  }
}

void Reader::expand(NodeId id, Direction direction, std::span<const TypeId> types,
                    std::vector<Neighbour>& out) const {
  if (direction != Direction::Both) return expand_one(id, direction, types, false, out);
  expand_one(id, Direction::Outgoing, types, false, out);
  expand_one(id, Direction::Incoming, types, true, out);
}

std::unique_ptr<NodeCursor> Reader::nodes() const { return ids_under(view_, kv::Family::Node, ""); }

std::unique_ptr<NodeCursor> Reader::nodes_with_label(LabelId label) const {
  std::string prefix;
  append_be32(static_cast<std::uint32_t>(label), prefix);
  return ids_under(view_, kv::Family::Label, prefix);
}

std::unique_ptr<NodeCursor> Reader::seek(LabelId label, KeyId key, const Value& value) const {
  const std::string ordered = ordered_value(value);
  if (ordered.empty()) {
    // Values that no index holds: null equals nothing, the rest is compared one by one.
    std::vector<NodeId> ids;
    if (value.is_null()) return std::make_unique<ListCursor>(std::move(ids));
    const auto all = nodes_with_label(label);
    std::vector<NodeId> batch;
    for (all->next(1024, batch); !batch.empty(); all->next(1024, batch)) {
      for (const NodeId id : batch) {
        if (model::equals(property(id, key), value) == true) ids.push_back(id);
      }
    }
    return std::make_unique<ListCursor>(std::move(ids));
  }
  const std::string prefix = index_prefix(label, key) + ordered;
  std::vector<NodeId> ids;
  if (!index_) index_ = view_.iterator(kv::Family::Index);
  for (index_->seek(prefix); index_->valid(); index_->next()) {
    const std::string_view entry = index_->key();
    if (!entry.starts_with(prefix)) break;
    if (entry.size() == prefix.size() + 8) {
      ids.push_back(NodeId{read_be64(entry.substr(prefix.size()))});
    }
  }
  if (value.is_integer()) {
    ids.erase(
        std::remove_if(ids.begin(), ids.end(),
                       [&](NodeId id) { return model::equals(property(id, key), value) != true; }),
        ids.end());
  }
  return std::make_unique<ListCursor>(std::move(ids));
}

std::unique_ptr<NodeCursor> Reader::seek_range(LabelId label, KeyId key,
                                               const ValueRange& range) const {
  const std::string prefix = index_prefix(label, key);
  const std::string lower = range.lower ? ordered_value(*range.lower) : "";
  const std::string upper = range.upper ? ordered_value(*range.upper) : "";
  const std::string& known = lower.empty() ? upper : lower;
  std::vector<NodeId> ids;
  if (known.empty()) return std::make_unique<ListCursor>(std::move(ids));
  const std::string type_prefix = prefix + known.front();  // one type only
  const auto it = view_.iterator(kv::Family::Index);
  const auto within = [&](NodeId id) {
    const Value value = property(id, key);
    if (range.lower) {
      const auto order = model::compare(value, *range.lower);
      if (!order || !(*order >= 0) || (*order == 0 && !range.lower_inclusive)) return false;
    }
    if (range.upper) {
      const auto order = model::compare(value, *range.upper);
      if (!order || !(*order <= 0) || (*order == 0 && !range.upper_inclusive)) return false;
    }
    return true;
  };
  const std::string infinity = ordered_value(std::numeric_limits<double>::infinity());
  const std::string least = ordered_value(-std::numeric_limits<double>::infinity());
  const bool numbers = known.front() == infinity.front();
  bool leaves_lower = false;
  for (it->seek(lower.empty() ? type_prefix : prefix + lower); it->valid(); it->next()) {
    const std::string_view entry = it->key();
    if (entry.substr(0, type_prefix.size()) != type_prefix) break;
    const std::string_view ordered = entry.substr(prefix.size(), entry.size() - prefix.size() - 8);
    if (!upper.empty() && ordered > upper) break;
    leaves_lower = leaves_lower || (ordered != lower && (!numbers || ordered >= least));
    const NodeId id{read_be64(entry.substr(entry.size() - 8))};
    // The order says it all but of values that share a bound's place, and of NaN, which stands
    // above or below the numbers and compares with none.
    const bool plain = leaves_lower && ordered != upper && (!numbers || ordered <= infinity);
    if (plain || within(id)) ids.push_back(id);
  }
  return std::make_unique<ListCursor>(std::move(ids));
}

model::Statistics statistics_of(const Counters& counters, const NameTable& names,
                                const Indexes& indexes) {
  model::Statistics out;
  out.nodes = counters.nodes;
  out.relationships = counters.relationships;
  for (const auto& [label, count] : counters.by_label) {
    out.nodes_by_label[names.label_name(label)] = count;
  }
  for (const auto& [type, count] : counters.by_type) {
    out.relationships_by_type[names.type_name(type)] = count;
  }
  for (const auto& [name, index] : indexes) {
    if (index.properties.size() == 1) out.indexes.emplace(index.label, index.properties.front());
  }
  return out;
}

}  // namespace wutong::store
