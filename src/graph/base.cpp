#include "graph/base.h"

#include <algorithm>
#include <limits>

#include "base/varint.h"
#include "store/key_codec.h"

namespace wutong::graph {
namespace {

std::uint64_t take(std::string_view& in) {
  std::uint64_t value = 0;
  if (!base::take_varint(in, value)) store::raise_corrupted("a record");
  return value;
}

// Rows are appended in ascending order of their nodes.
struct Rows {
  std::unique_ptr<Adjacency> out = std::make_unique<Adjacency>();
  void open(Node node) {
    if (out->offsets.empty()) {
      out->first = node;
      out->offsets.push_back(0);
    }
    const std::size_t row = node - out->first;
    while (out->offsets.size() <= row + 1) {
      out->offsets.push_back(static_cast<std::uint32_t>(out->neighbours.size()));
    }
  }
  void put(Node node, Node neighbour, std::uint32_t relationship) {
    out->parallel =
        out->parallel || (out->neighbours.size() > out->offsets[out->offsets.size() - 2] &&
                          out->neighbours.back() == neighbour);
    out->loops = out->loops || node == neighbour;
    out->neighbours.push_back(neighbour);
    out->relationships.push_back(relationship);
    out->offsets.back() = static_cast<std::uint32_t>(out->neighbours.size());
  }
  std::unique_ptr<Adjacency> finish() {
    double squares = 0;
    for (std::size_t i = 0; i + 1 < out->offsets.size(); ++i) {
      const double degree = out->offsets[i + 1] - out->offsets[i];
      squares += degree * degree;
    }
    if (!out->neighbours.empty()) {
      out->skewed_fanout = squares / static_cast<double>(out->neighbours.size());
    }
    out->offsets.shrink_to_fit();
    out->neighbours.shrink_to_fit();
    out->relationships.shrink_to_fit();
    return std::move(out);
  }
};

std::unique_ptr<Adjacency> merged(const Adjacency& outgoing, const Adjacency& incoming) {
  Rows rows;
  const auto end_of = [](const Adjacency& a) -> std::size_t {
    return a.offsets.empty() ? 0 : a.first + a.offsets.size() - 1;
  };
  const std::size_t end = std::max(end_of(outgoing), end_of(incoming));
  const std::size_t begin = outgoing.offsets.empty()   ? incoming.first
                            : incoming.offsets.empty() ? outgoing.first
                                                       : std::min(outgoing.first, incoming.first);
  for (std::size_t i = begin; i < end; ++i) {
    const auto node = static_cast<Node>(i);
    auto [a, a_end] = outgoing.range(node);
    auto [b, b_end] = incoming.range(node);
    rows.open(node);
    while (a < a_end || b < b_end) {
      const auto key = [](const Adjacency& x, std::uint32_t at) {
        return std::pair(x.neighbours[at], x.relationships[at]);
      };
      if (b < b_end && (a == a_end || key(incoming, b) < key(outgoing, a))) {
        if (incoming.neighbours[b] != node) {
          rows.put(node, incoming.neighbours[b], incoming.relationships[b]);
        }
        ++b;
      } else {
        rows.put(node, outgoing.neighbours[a], outgoing.relationships[a]);
        ++a;
      }
    }
  }
  return rows.finish();
}

}  // namespace

Base::Base(std::unique_ptr<store::SnapshotView> view, std::uint64_t position, std::uint64_t budget)
    : view_(std::move(view)), position_(position), budget_(budget) {}

bool Base::fits(const store::Counters& counters) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  return counters.next_node < kMost && counters.next_relationship < kMost / 2;
}

const Adjacency* Base::adjacency(store::TypeId type, store::Direction direction, bool make) {
  const std::lock_guard lock(mutex_);
  const auto found = adjacency_.find({type, direction});
  if (found != adjacency_.end()) return found->second.get();
  if (!make || used_ > budget_) return nullptr;
  if (direction != store::Direction::Both) {
    make_types({type});
    const auto made = adjacency_.find({type, direction});
    return made == adjacency_.end() ? nullptr : made->second.get();
  }
  const Adjacency* outgoing = adjacency(type, store::Direction::Outgoing, make);
  const Adjacency* incoming = adjacency(type, store::Direction::Incoming, make);
  if (!outgoing || !incoming) return nullptr;
  auto& both = adjacency_[{type, direction}];
  both = merged(*outgoing, *incoming);
  used_ += both->bytes();
  return both.get();
}

const Adjacency* Base::adjacency(const std::vector<store::TypeId>& types,
                                 store::Direction direction, bool make) {
  static const Adjacency kNone;
  if (types.empty()) return &kNone;
  if (types.size() == 1) return adjacency(types.front(), direction, make);
  const std::lock_guard lock(mutex_);
  const auto found = merged_.find({types, direction});
  if (found != merged_.end()) return found->second.get();
  if (!make || used_ > budget_) return nullptr;
  prepare_types(types);
  std::vector<const Adjacency*> parts;
  for (const store::TypeId type : types) {
    parts.push_back(adjacency(type, direction, make));
    if (!parts.back()) return nullptr;
  }
  Rows rows;
  std::vector<std::pair<Node, std::uint32_t>> row;
  for (Node node = 0; node < end(); ++node) {
    row.clear();
    for (const Adjacency* part : parts) {
      const auto [begin, stop] = part->range(node);
      for (std::uint32_t i = begin; i < stop; ++i) {
        row.emplace_back(part->neighbours[i], part->relationships[i]);
      }
    }
    if (row.empty()) continue;
    std::sort(row.begin(), row.end());
    rows.open(node);
    for (const auto& [neighbour, relationship] : row) rows.put(node, neighbour, relationship);
  }
  auto& made = merged_[{types, direction}];
  made = rows.finish();
  used_ += made->bytes();
  return made.get();
}

void Base::prepare_types(std::span<const store::TypeId> types) {
  const std::lock_guard lock(mutex_);
  std::vector<store::TypeId> missing;
  for (const store::TypeId type : types) {
    if (adjacency_.count({type, store::Direction::Outgoing}) == 0) missing.push_back(type);
  }
  if (!missing.empty() && used_ <= budget_) make_types(std::move(missing));
}

// One pass over all posting blocks; those of other types are stepped over.
void Base::make_types(std::vector<store::TypeId> types) {
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  std::vector<std::array<Rows, 2>> rows(types.size());
  const auto it = view_->raw().iterator(kv::Family::Adjacency);
  for (it->seek(""); it->valid(); it->next()) {
    const std::string_view key = it->key();
    const auto type = static_cast<store::TypeId>(store::read_be32(key.substr(9)));
    const auto place = std::lower_bound(types.begin(), types.end(), type);
    if (place == types.end() || *place != type) continue;
    Rows& to = rows[static_cast<std::size_t>(place - types.begin())][key[8] == 0 ? 0 : 1];
    const auto node = static_cast<Node>(store::read_be64(key));
    to.open(node);
    std::string_view block = it->value();
    std::uint64_t neighbour = 0;
    while (!block.empty()) {
      neighbour += take(block);
      to.put(node, static_cast<Node>(neighbour), static_cast<std::uint32_t>(take(block)));
    }
  }
  for (std::size_t i = 0; i < types.size(); ++i) {
    for (const auto direction : {store::Direction::Outgoing, store::Direction::Incoming}) {
      auto made = rows[i][direction == store::Direction::Outgoing ? 0 : 1].finish();
      used_ += made->bytes();
      adjacency_[{types[i], direction}] = std::move(made);
    }
  }
}

namespace {

std::unique_ptr<LabelSet> read_set(const kv::View& view, kv::Family family,
                                   const std::string& prefix) {
  auto set = std::make_unique<LabelSet>();
  view.scan(family, prefix, [&](std::string_view key, std::string_view) {
    const auto node = static_cast<Node>(store::read_be64(key.substr(key.size() - 8)));
    set->nodes.push_back(node);
    set->bits.set(node);
    return true;
  });
  set->contiguous = !set->nodes.empty() &&
                    set->nodes.back() - set->nodes.front() + std::size_t{1} == set->nodes.size();
  return set;
}

}  // namespace

const LabelSet* Base::label(store::LabelId label, bool make) {
  const std::lock_guard lock(mutex_);
  auto& set = labels_[label];
  if (set || !make || used_ > budget_) return set.get();
  std::string prefix;
  store::append_be32(static_cast<std::uint32_t>(label), prefix);
  set = read_set(view_->raw(), kv::Family::Label, prefix);
  used_ += set->bits.bytes() + 4 * set->nodes.size();
  return set.get();
}

const LabelSet* Base::all(bool make) {
  const std::lock_guard lock(mutex_);
  if (all_ || !make || used_ > budget_) return all_.get();
  all_ = read_set(view_->raw(), kv::Family::Node, "");
  used_ += all_->bits.bytes() + 4 * all_->nodes.size();
  return all_.get();
}

const Column* Base::column(store::KeyId key, bool make) {
  const std::lock_guard lock(mutex_);
  const auto found = columns_.find(key);
  if (found != columns_.end()) return found->second.get();
  if (!make || used_ > budget_) return nullptr;
  make_keys({key});
  return columns_[key].get();
}

void Base::prepare_keys(std::span<const store::KeyId> keys) {
  const std::lock_guard lock(mutex_);
  std::vector<store::KeyId> missing;
  for (const store::KeyId key : keys) {
    if (columns_.count(key) == 0) missing.push_back(key);
  }
  if (!missing.empty() && used_ <= budget_) make_keys(missing);
}

void Base::make_keys(const std::vector<store::KeyId>& keys) {
  std::vector<store::KeyId> wanted = keys;
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  std::vector<std::unique_ptr<Column>> columns;
  for (std::size_t i = 0; i < wanted.size(); ++i) columns.push_back(std::make_unique<Column>());
  const auto it = view_->raw().iterator(kv::Family::Node);
  for (it->seek(""); it->valid(); it->next()) {
    std::string_view record = it->value();
    for (std::uint64_t n = take(record); n > 0; --n) take(record);
    std::size_t at = 0;
    for (std::uint64_t n = take(record); n > 0 && at < wanted.size(); --n) {
      const auto key = static_cast<store::KeyId>(take(record));
      while (at < wanted.size() && wanted[at] < key) ++at;
      if (at == wanted.size()) break;
      if (wanted[at] == key) {
        columns[at]->append(static_cast<Node>(store::read_be64(it->key())),
                            store::take_value(record));
      } else {
        store::skip_value(record);
      }
    }
  }
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    columns[i]->finish();
    used_ += columns[i]->bytes();
    columns_[wanted[i]] = std::move(columns[i]);
  }
}

const Column* Base::relationship_column(store::KeyId key, bool make) {
  const std::lock_guard lock(mutex_);
  const auto found = relationship_columns_.find(key);
  if (found != relationship_columns_.end()) return found->second.get();
  if (!make || used_ > budget_) return nullptr;
  auto column = std::make_unique<Column>();
  const auto it = view_->raw().iterator(kv::Family::Relationship);
  for (it->seek(""); it->valid(); it->next()) {
    std::string_view record = it->value();
    for (int i = 0; i < 3; ++i) take(record);  // type, start, end
    for (std::uint64_t n = take(record); n > 0; --n) {
      const auto other = static_cast<store::KeyId>(take(record));
      if (other > key) break;
      if (other == key) {
        column->append(static_cast<Node>(store::read_be64(it->key())), store::take_value(record));
        break;
      }
      store::skip_value(record);
    }
  }
  column->finish();
  used_ += column->bytes();
  return (relationship_columns_[key] = std::move(column)).get();
}

}  // namespace wutong::graph
