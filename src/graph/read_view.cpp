#include "graph/read_view.h"

#include <algorithm>

namespace wutong::graph {
namespace {

// Ids of a set that stays alive.
class SetCursor : public store::NodeCursor {
 public:
  explicit SetCursor(std::shared_ptr<const LabelSet> set) : set_(std::move(set)) {}
  void next(std::size_t max, std::vector<NodeId>& out) override {
    const std::size_t end = std::min(set_->nodes.size(), at_ + max);
    out.clear();
    for (; at_ < end; ++at_) out.push_back(NodeId{set_->nodes[at_]});
  }

 private:
  std::shared_ptr<const LabelSet> set_;
  std::size_t at_ = 0;
};

std::size_t number(store::TypeId type, store::Direction direction) {
  return static_cast<std::size_t>(type) * 3 + static_cast<std::size_t>(direction);
}

constexpr std::uint64_t kNode32 = 0xFFFFFFFFULL;

}  // namespace

ReadView::ReadView(std::shared_ptr<const store::SnapshotView> direct, std::shared_ptr<Base> base,
                   std::shared_ptr<const Delta> delta, bool make)
    : direct_(std::move(direct)), base_(std::move(base)), delta_(std::move(delta)), make_(make) {}

std::shared_ptr<ReadView> ReadView::fork() const {
  return std::make_shared<ReadView>(direct_->fork(), base_, delta_, make_);
}

const Adjacency* ReadView::adjacency(store::TypeId type, store::Direction direction) const {
  return adjacency_.get(number(type, direction),
                        [&] { return base_->adjacency(type, direction, make_); });
}
const Column* ReadView::column(store::KeyId key) const {
  return columns_.get(static_cast<std::size_t>(key), [&] { return base_->column(key, make_); });
}

bool ReadView::has_label(NodeId id, store::LabelId label) const {
  const auto node = static_cast<std::uint64_t>(id);
  if (node <= kNode32 && !is_changed(static_cast<Node>(node))) {
    const LabelSet* set =
        labels_.get(static_cast<std::size_t>(label), [&] { return base_->label(label, make_); });
    if (set) return set->has(static_cast<Node>(node));
  }
  return direct_->has_label(id, label);
}

Value ReadView::property(NodeId id, store::KeyId key) const {
  const auto node = static_cast<std::uint64_t>(id);
  if (node <= kNode32 && !is_changed(static_cast<Node>(node))) {
    if (const Column* values = column(key)) return values->value(static_cast<Node>(node));
  }
  return direct_->property(id, key);
}

Value ReadView::property(RelationshipId id, store::KeyId key) const {
  const auto relationship = static_cast<std::uint64_t>(id);
  if (delta_->relationships.count(relationship) > 0) return direct_->property(id, key);
  const auto place = static_cast<std::size_t>(key);
  if (place >= relationship_columns_.size()) relationship_columns_.resize(place + 1);
  RelationshipColumn& column = relationship_columns_[place];
  if (!column.values) {
    ++column.reads;
    if (column.reads == 1 || column.reads == kManyReads) {
      column.values = base_->relationship_column(key, make_ && column.reads == kManyReads);
    }
    if (!column.values) return direct_->property(id, key);
  }
  return column.values->value(static_cast<Node>(relationship));
}

void ReadView::expand(NodeId id, store::Direction direction, std::span<const store::TypeId> types,
                      std::vector<store::Neighbour>& out) const {
  const auto node64 = static_cast<std::uint64_t>(id);
  if (node64 > kNode32 || is_changed(static_cast<Node>(node64))) {
    return direct_->expand(id, direction, types, out);
  }
  const auto node = static_cast<Node>(node64);
  if (types.empty()) {
    if (all_types_.empty()) {
      for (std::uint32_t t = 0; t < names().types().size(); ++t) {
        all_types_.push_back(store::TypeId{t});
      }
      if (make_) base_->prepare_types(all_types_);
    }
    types = all_types_;
  }
  const std::size_t before = out.size();
  const auto one_way = [&](store::Direction way, bool skip_loops) {
    // As storage orders them: by type id, whatever the order in the query.
    std::vector<store::TypeId> sorted;
    if (!std::is_sorted(types.begin(), types.end())) {
      sorted.assign(types.begin(), types.end());
      std::sort(sorted.begin(), sorted.end());
    }
    for (const store::TypeId type :
         sorted.empty() ? types : std::span<const store::TypeId>(sorted)) {
      const Adjacency* part = adjacency(type, way);
      if (!part) return false;
      const auto [begin, end] = part->range(node);
      for (std::uint32_t i = begin; i < end; ++i) {
        if (skip_loops && part->neighbours[i] == node) continue;
        out.push_back({RelationshipId{part->relationships[i]}, NodeId{part->neighbours[i]}, type});
      }
    }
    return true;
  };
  const bool both = direction == store::Direction::Both;
  const bool done =
      both ? one_way(store::Direction::Outgoing, false) && one_way(store::Direction::Incoming, true)
           : one_way(direction, false);
  if (done) return;
  out.resize(before);
  direct_->expand(id, direction, types, out);
}

std::size_t ReadView::degree(NodeId id, store::Direction direction,
                             std::span<const store::TypeId> types) const {
  std::vector<store::Neighbour> all;
  expand(id, direction, types, all);
  return all.size();
}

std::shared_ptr<const LabelSet> ReadView::patched(
    const LabelSet* set, const std::function<bool(NodeId)>& belongs) const {
  if (!set) return nullptr;
  bool same = true;
  for (const Node node : delta_->nodes) same = same && set->has(node) == belongs(NodeId{node});
  if (same) return {base_, set};
  auto out = std::make_shared<LabelSet>();
  std::vector<Node> changed;
  for (const Node node : delta_->nodes) {
    if (belongs(NodeId{node})) changed.push_back(node);
  }
  std::vector<Node> kept;
  for (const Node node : set->nodes) {
    if (!is_changed(node)) kept.push_back(node);
  }
  std::merge(kept.begin(), kept.end(), changed.begin(), changed.end(),
             std::back_inserter(out->nodes));
  for (const Node node : out->nodes) out->bits.set(node);
  out->contiguous = !out->nodes.empty() &&
                    out->nodes.back() - out->nodes.front() + std::size_t{1} == out->nodes.size();
  return out;
}

std::shared_ptr<const LabelSet> ReadView::label_set(store::LabelId label) const {
  return patched(base_->label(label, make_),
                 [&](NodeId id) { return direct_->has_label(id, label); });
}
std::shared_ptr<const LabelSet> ReadView::all_nodes() const {
  return patched(base_->all(make_), [&](NodeId id) { return direct_->has_node(id); });
}

std::unique_ptr<store::NodeCursor> ReadView::nodes_with_label(store::LabelId label) const {
  auto set = label_set(label);
  if (!set) return direct_->nodes_with_label(label);
  return std::make_unique<SetCursor>(std::move(set));
}

std::shared_ptr<ReadView> Snapshots::view(std::shared_ptr<const store::SnapshotView> direct,
                                          std::uint64_t position, bool make) {
  const std::lock_guard lock(mutex_);
  if (!Base::fits(direct->counters())) return nullptr;
  const auto renew = [&] {
    const std::uint64_t now = store_.changes().committed();
    base_ = std::make_shared<Base>(store_.snapshot(), now, budget_);
    delta_ = nullptr;
  };
  if (!base_) {
    if (!make) return nullptr;
    renew();
  }
  for (int again = 0; again < 2; ++again) {
    store::Changes changes;
    const std::uint64_t from = delta_ ? delta_->position : base_->position();
    if (base_->position() > position) return nullptr;  // what changed between them would not show
    const auto now = store_.changes().since(from, changes);
    const std::uint64_t most = std::max<std::uint64_t>(1024, base_->nodes() / 8);
    if (now && (!delta_ || *now != delta_->position)) {
      auto grown = delta_ ? std::make_shared<Delta>(*delta_) : std::make_shared<Delta>();
      for (const NodeId node : changes.nodes) {
        const auto id = static_cast<Node>(node);
        if (grown->node_bits.test(id)) continue;
        grown->node_bits.set(id);
        grown->nodes.push_back(id);
      }
      std::sort(grown->nodes.begin(), grown->nodes.end());
      for (const RelationshipId id : changes.relationships) {
        grown->relationships.insert(static_cast<std::uint64_t>(id));
      }
      grown->position = *now;
      delta_ = std::move(grown);
    }
    if (now && delta_->nodes.size() <= most) {
      return std::make_shared<ReadView>(std::move(direct), base_, delta_, make);
    }
    if (!make) return nullptr;
    renew();
  }
  return nullptr;
}

}  // namespace wutong::graph
