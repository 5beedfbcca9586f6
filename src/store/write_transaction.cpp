#include "store/write_transaction.h"

#include <algorithm>

#include "base/varint.h"
#include "store/key_codec.h"
#include "store/snapshot_view.h"
#include "wutong/error.h"

namespace wutong::store {
namespace {

constexpr std::string_view kCounters = "counters";
constexpr std::string_view kIndexRecord = "index:";

Counters load_counters(const kv::View& view) {
  std::string record;
  return view.get(kv::Family::Meta, kCounters, record) ? Counters::decode(record) : Counters{};
}

PropertyList without_nulls(PropertyList properties) {
  properties.erase(std::remove_if(properties.begin(), properties.end(),
                                  [](const auto& entry) { return entry.second.is_null(); }),
                   properties.end());
  std::sort(properties.begin(), properties.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return properties;
}

// Sets or, with Null, removes. Returns whether the list changed.
bool assign(PropertyList& properties, KeyId key, const Value& value) {
  const auto it =
      std::lower_bound(properties.begin(), properties.end(), key,
                       [](const auto& entry, KeyId wanted) { return entry.first < wanted; });
  const bool present = it != properties.end() && it->first == key;
  if (value.is_null()) {
    if (present) properties.erase(it);
    return present;
  }
  if (present) {
    it->second = value;
  } else {
    properties.insert(it, {key, value});
  }
  return true;
}

// A record with one of its properties set or removed.
bool with_property(std::string_view record, std::string_view properties, KeyId key,
                   const Value& value, std::string& out) {
  out = record.substr(0, record.size() - properties.size());
  return append_changed(properties, key, value, out);
}

std::string text_field(std::string_view text) {
  std::string out;
  base::append_varint(text.size(), out);
  return out.append(text);
}

}  // namespace

kv::Family family_of(RecordSpace space) {
  switch (space) {
    case RecordSpace::Document:
      return kv::Family::Document;
    case RecordSpace::Support:
      return kv::Family::Support;
    case RecordSpace::Meta:
      return kv::Family::Meta;
  }
  return kv::Family::Meta;
}

SnapshotView::SnapshotView(std::unique_ptr<kv::View> view, const StoredNames& names)
    : Reading<GraphView>(*view, names, load_counters(*view), load_indexes(*view),
                         load_constraints(*view)),
      view_(std::move(view)) {}

SnapshotView::SnapshotView(std::unique_ptr<kv::View> view, const SnapshotView& from)
    : Reading<GraphView>(*view, from.names_, from.counters_, from.indexes_, from.constraints_),
      view_(std::move(view)) {}

std::unique_ptr<SnapshotView> SnapshotView::fork() const {
  // A snapshot itself remembers nothing.
  class Borrowed : public kv::View {
   public:
    explicit Borrowed(const kv::View& view) : view_(view) {}
    bool get(kv::Family family, std::string_view key, std::string& value) const override {
      return view_.get(family, key, value);
    }
    std::unique_ptr<kv::Iterator> iterator(kv::Family family) const override {
      return view_.iterator(family);
    }

   private:
    const kv::View& view_;
  };
  return std::unique_ptr<SnapshotView>(new SnapshotView(std::make_unique<Borrowed>(*view_), *this));
}

std::optional<std::string> SnapshotView::get_record(RecordSpace space, std::string_view key) const {
  std::string value;
  if (!view_->get(family_of(space), key, value)) return std::nullopt;
  return value;
}
void SnapshotView::scan_records(
    RecordSpace space, std::string_view prefix,
    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  view_->scan(family_of(space), prefix, visit);
}

void SnapshotView::skim_records(
    RecordSpace space, std::string_view prefix,
    const std::function<std::optional<std::string>(std::string_view)>& visit) const {
  view_->skim(family_of(space), prefix, visit);
}

WriteTransaction::WriteTransaction(std::unique_ptr<kv::Batch> batch, StoredNames& names,
                                   std::unique_lock<std::mutex> writer, ChangeLog& log,
                                   PostingMemory& postings)
    : Reading<GraphWriter>(*batch, names, load_counters(*batch), load_indexes(*batch),
                           load_constraints(*batch)),
      writer_(std::move(writer)),
      batch_(std::move(batch)),
      table_(names),
      log_(log),
      memory_(postings),
      postings_(memory_, NodeId{counters_.next_node}) {}

WriteTransaction::~WriteTransaction() { memory_.settle(false); }

void WriteTransaction::remember_reads() {
  batch_->remember(kv::Family::Node);
  batch_->remember(kv::Family::Support);
  memory_.begin();
}

LabelId WriteTransaction::label(std::string_view name) { return LabelId{table_.intern('L', name)}; }
TypeId WriteTransaction::type(std::string_view name) { return TypeId{table_.intern('T', name)}; }
KeyId WriteTransaction::key(std::string_view name) { return KeyId{table_.intern('K', name)}; }

void WriteTransaction::write_node(NodeId id, const std::vector<LabelId>& labels,
                                  const PropertyList& properties) {
  std::string record;
  base::append_varint(labels.size(), record);
  for (const LabelId label : labels) {
    base::append_varint(static_cast<std::uint64_t>(label), record);
  }
  append_properties(properties, record);
  write_record(id, std::move(record));
}

void WriteTransaction::write_record(NodeId id, std::string record) {
  batch_->put(kv::Family::Node, node_key(id), record);
  changes_.nodes.push_back(id);
  reader_.replace(id, std::move(record));
}
void WriteTransaction::write_record(RelationshipId id, std::string record) {
  batch_->put(kv::Family::Relationship, relationship_key(id), record);
  changes_.relationships.push_back(id);
  reader_.replace(id, std::move(record));
}

void WriteTransaction::write_relationship(RelationshipId id, const RelationshipEnds& ends,
                                          const PropertyList& properties) {
  std::string record;
  base::append_varint(static_cast<std::uint64_t>(ends.type), record);
  base::append_varint(static_cast<std::uint64_t>(ends.start), record);
  base::append_varint(static_cast<std::uint64_t>(ends.end), record);
  append_properties(properties, record);
  write_record(id, std::move(record));
}

NodeId WriteTransaction::create_node(std::span<const LabelId> labels, PropertyList properties) {
  const NodeId id{counters_.next_node++};
  std::vector<LabelId> sorted(labels.begin(), labels.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  properties = without_nulls(std::move(properties));
  write_node(id, sorted, properties);
  for (const LabelId label : sorted) {
    batch_->put(kv::Family::Label, label_key(label, id), "");
    change_index(id, label, properties, true);
    ++counters_.by_label[label];
  }
  ++counters_.nodes;
  return id;
}

RelationshipId WriteTransaction::create_relationship(NodeId start, TypeId type, NodeId end,
                                                     PropertyList properties) {
  const RelationshipId id{counters_.next_relationship++};
  write_relationship(id, {type, start, end}, without_nulls(std::move(properties)));
  change_posting(start, Direction::Outgoing, type, end, id, true);
  change_posting(end, Direction::Incoming, type, start, id, true);
  ++counters_.relationships;
  ++counters_.by_type[type];
  return id;
}

void WriteTransaction::change_posting(NodeId node, Direction direction, TypeId type,
                                      NodeId neighbour, RelationshipId relationship, bool add) {
  changes_.nodes.push_back(node);
  postings_.change(
      adjacency_prefix(node, direction, type),
      {static_cast<std::uint64_t>(neighbour), static_cast<std::uint64_t>(relationship)}, add);
}

void WriteTransaction::write_postings() const {
  if (postings_.empty()) return;
  postings_.write(*batch_);
  reader_.forget_adjacency();
}

void WriteTransaction::write_postings(NodeId id) const {
  if (postings_.write(*batch_, id)) reader_.forget_adjacency();
}

void WriteTransaction::expand(NodeId id, Direction direction, std::span<const TypeId> types,
                              std::vector<Neighbour>& out) const {
  write_postings(id);
  reader_.expand(id, direction, types, out);
}

std::size_t WriteTransaction::degree(NodeId id, Direction direction,
                                     std::span<const TypeId> types) const {
  write_postings(id);
  return Reading::degree(id, direction, types);
}

bool WriteTransaction::is_indexed(LabelId label, KeyId key, bool& unique) const {
  const Indexed* index = find_index(label, key);
  unique = index && index->unique;
  return index != nullptr;
}

void WriteTransaction::change_index_entry(NodeId id, LabelId label, KeyId key, const Value& value,
                                          bool add) {
  const std::string ordered = ordered_value(value);
  if (ordered.empty()) return;
  reader_.forget_index();
  const std::string prefix = index_prefix(label, key) + ordered;
  std::string entry = prefix;
  append_be64(static_cast<std::uint64_t>(id), entry);
  if (!add) return batch_->erase(kv::Family::Index, entry);
  bool unique = false;
  is_indexed(label, key, unique);
  if (unique) {
    batch_->scan(kv::Family::Index, prefix, [&](std::string_view other, std::string_view) {
      if (other.size() != entry.size() || other == entry) return true;
      throw Error("constraint_validation_failed.unique",
                  "a node (:" + names_.label_name(label) + " {" + names_.key_name(key) + ": " +
                      to_literal(value) + "}) exists already");
    });
  }
  batch_->put(kv::Family::Index, entry, "");
}

void WriteTransaction::change_index(NodeId id, LabelId label, const PropertyList& properties,
                                    bool add) {
  if (indexes_.empty()) return;
  for (const auto& [key, value] : properties) {
    bool unique = false;
    if (is_indexed(label, key, unique)) change_index_entry(id, label, key, value, add);
  }
}

bool WriteTransaction::set_property(NodeId id, KeyId key, const Value& value) {
  const std::string_view record = reader_.record(id);
  std::string changed;
  if (record.empty() || !with_property(record, properties_of_node(record), key, value, changed)) {
    return false;
  }
  std::vector<LabelId> labels;
  if (!indexes_.empty()) reader_.labels(id, labels);
  for (const LabelId label : labels) {
    bool unique = false;
    if (!is_indexed(label, key, unique)) continue;
    const Value before = reader_.property(id, key);
    if (!before.is_null()) change_index_entry(id, label, key, before, false);
    if (!value.is_null()) change_index_entry(id, label, key, value, true);
  }
  write_record(id, std::move(changed));
  return true;
}

bool WriteTransaction::set_property(RelationshipId id, KeyId key, const Value& value) {
  const std::string_view record = reader_.record(id);
  std::string changed;
  if (record.empty() ||
      !with_property(record, properties_of_relationship(record), key, value, changed)) {
    return false;
  }
  write_record(id, std::move(changed));
  return true;
}

void WriteTransaction::set_properties(NodeId id, const PropertyList& changes) {
  std::vector<LabelId> labels;
  PropertyList properties;
  reader_.labels(id, labels);
  reader_.properties(id, properties);
  for (const auto& [key, value] : changes) {
    const Value before = reader_.property(id, key);
    if (!assign(properties, key, value)) continue;
    for (const LabelId label : labels) {
      bool unique = false;
      if (indexes_.empty() || !is_indexed(label, key, unique)) continue;
      if (!before.is_null()) change_index_entry(id, label, key, before, false);
      if (!value.is_null()) change_index_entry(id, label, key, value, true);
    }
  }
  write_node(id, labels, properties);
}

void WriteTransaction::set_properties(RelationshipId id, const PropertyList& changes) {
  const auto ends = reader_.relationship(id);
  if (!ends) return;
  PropertyList properties;
  reader_.properties(id, properties);
  for (const auto& [key, value] : changes) assign(properties, key, value);
  write_relationship(id, *ends, properties);
}

void WriteTransaction::change_relationship(RelationshipId id, const PropertyList& changes,
                                           KeyId key, const Groups& groups) {
  batch_->change(kv::Family::Relationship, relationship_key(id),
                 encode_change(changes, key, groups));
  changes_.relationships.push_back(id);
  reader_.forget();
}

bool WriteTransaction::joins(RelationshipId id, NodeId start, TypeId type, NodeId end) const {
  return postings_.contains(*batch_, adjacency_prefix(start, Direction::Outgoing, type),
                            {static_cast<std::uint64_t>(end), static_cast<std::uint64_t>(id)});
}

bool WriteTransaction::add_label(NodeId id, LabelId label) {
  if (!reader_.has_node(id) || reader_.has_label(id, label)) return false;
  std::vector<LabelId> labels;
  PropertyList properties;
  reader_.labels(id, labels);
  reader_.properties(id, properties);
  labels.insert(std::lower_bound(labels.begin(), labels.end(), label), label);
  change_index(id, label, properties, true);
  write_node(id, labels, properties);
  batch_->put(kv::Family::Label, label_key(label, id), "");
  ++counters_.by_label[label];
  return true;
}

bool WriteTransaction::remove_label(NodeId id, LabelId label) {
  if (!reader_.has_label(id, label)) return false;
  std::vector<LabelId> labels;
  PropertyList properties;
  reader_.labels(id, labels);
  reader_.properties(id, properties);
  labels.erase(std::find(labels.begin(), labels.end(), label));
  change_index(id, label, properties, false);
  write_node(id, labels, properties);
  batch_->erase(kv::Family::Label, label_key(label, id));
  --counters_.by_label[label];
  return true;
}

void WriteTransaction::delete_relationship(RelationshipId id) {
  const auto ends = reader_.relationship(id);
  if (!ends) return;
  batch_->erase(kv::Family::Relationship, relationship_key(id));
  reader_.forget(id);
  changes_.relationships.push_back(id);
  change_posting(ends->start, Direction::Outgoing, ends->type, ends->end, id, false);
  change_posting(ends->end, Direction::Incoming, ends->type, ends->start, id, false);
  --counters_.relationships;
  --counters_.by_type[ends->type];
}

void WriteTransaction::delete_node(NodeId id) {
  std::vector<Neighbour> left;
  expand(id, Direction::Both, {}, left);
  if (!left.empty()) {
    throw Error("store.node_has_relationships", "the node still has relationships");
  }
  std::vector<LabelId> labels;
  PropertyList properties;
  reader_.labels(id, labels);
  reader_.properties(id, properties);
  for (const LabelId label : labels) {
    batch_->erase(kv::Family::Label, label_key(label, id));
    change_index(id, label, properties, false);
    --counters_.by_label[label];
  }
  batch_->erase(kv::Family::Node, node_key(id));
  changes_.nodes.push_back(id);
  --counters_.nodes;
  reader_.forget(id);
}

void WriteTransaction::create_index(const IndexDescription& index) {
  if (indexes_.count(index.name) > 0) {
    throw Error("store.index_exists", "an index '" + index.name + "' exists already");
  }
  std::string record;
  base::append_varint(index.unique ? 1 : 0, record);
  record += text_field(index.label);
  base::append_varint(index.properties.size(), record);
  for (const std::string& property : index.properties) record += text_field(property);
  batch_->put(kv::Family::Meta, std::string(kIndexRecord) + index.name, record);
  indexes_.emplace(index.name, index);
  indexed_.reset();
  if (index.properties.size() != 1) return;
  const LabelId label_id = label(index.label);
  const KeyId key_id = key(index.properties.front());
  const auto cursor = reader_.nodes_with_label(label_id);
  std::vector<NodeId> ids;
  for (cursor->next(1024, ids); !ids.empty(); cursor->next(1024, ids)) {
    poll();
    for (const NodeId id : ids) {
      const Value value = reader_.property(id, key_id);
      if (!value.is_null()) change_index_entry(id, label_id, key_id, value, true);
    }
  }
}

void WriteTransaction::drop_index(std::string_view name) {
  const auto it = indexes_.find(name);
  if (it == indexes_.end()) {
    throw Error("store.no_such_index", "no index '" + std::string(name) + "'");
  }
  const IndexDescription index = it->second;
  indexes_.erase(it);
  indexed_.reset();
  reader_.forget_index();
  batch_->erase(kv::Family::Meta, std::string(kIndexRecord) + index.name);
  if (index.properties.size() != 1) return;
  const LabelId label_id = label(index.label);
  const KeyId key_id = key(index.properties.front());
  if (has_index(label_id, key_id)) return;
  std::vector<std::string> entries;
  batch_->scan(kv::Family::Index, index_prefix(label_id, key_id),
               [&](std::string_view entry, std::string_view) {
                 if (entries.size() % 1024 == 0) poll();
                 entries.emplace_back(entry);
                 return true;
               });
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i % 1024 == 0) poll();
    batch_->erase(kv::Family::Index, entries[i]);
  }
}

std::optional<std::string> WriteTransaction::get_record(RecordSpace space,
                                                        std::string_view key) const {
  std::string value;
  if (!batch_->get(family_of(space), key, value)) return std::nullopt;
  return value;
}
void WriteTransaction::scan_records(
    RecordSpace space, std::string_view prefix,
    const std::function<bool(std::string_view, std::string_view)>& visit) const {
  batch_->scan(family_of(space), prefix, visit);
}
void WriteTransaction::skim_records(
    RecordSpace space, std::string_view prefix,
    const std::function<std::optional<std::string>(std::string_view)>& visit) const {
  batch_->skim(family_of(space), prefix, visit);
}
void WriteTransaction::put_record(RecordSpace space, std::string_view key, std::string_view value) {
  batch_->put(family_of(space), key, value);
}
void WriteTransaction::delete_record(RecordSpace space, std::string_view key) {
  batch_->erase(family_of(space), key);
}

void WriteTransaction::create_constraint(const ConstraintDescription& constraint) {
  if (constraints_.count(constraint.name) > 0 || indexes_.count(constraint.name) > 0) {
    throw Error("store.constraint_exists",
                "a constraint or index '" + constraint.name + "' exists already");
  }
  const bool unique = constraint.kind == ConstraintDescription::Kind::Unique ||
                      constraint.kind == ConstraintDescription::Kind::Key;
  const bool single = constraint.properties.size() == 1;
  // Values are found by an index on the first property; alone, it is unique itself.
  if (unique) {
    create_index({constraint.name, constraint.label, {constraint.properties.front()}, single});
    if (constraint.kind == ConstraintDescription::Kind::Unique && single) return;
  }
  batch_->put(kv::Family::Meta, constraint_key(constraint.name), encode_constraint(constraint));
  constraints_.emplace(constraint.name, constraint);
  const auto each = [&](NodeCursor& cursor, const auto& visit) {
    std::vector<NodeId> ids;
    for (cursor.next(256, ids); !ids.empty(); cursor.next(256, ids)) {
      poll();
      for (const NodeId id : ids) visit(id);
    }
  };
  if (!constraint.relationship) {
    each(*reader_.nodes_with_label(label(constraint.label)),
         [&](NodeId id) { check_constraint(*this, constraint, id); });
    return;
  }
  const TypeId types[] = {type(constraint.label)};
  each(*reader_.nodes(), [&](NodeId id) {
    std::vector<Neighbour> out;
    expand(id, Direction::Outgoing, types, out);
    for (const Neighbour& one : out) check_constraint(*this, constraint, one.relationship);
  });
}

void WriteTransaction::drop_constraint(std::string_view name) {
  const auto index = indexes_.find(name);
  const auto it = constraints_.find(name);
  const bool owns_index =
      index != indexes_.end() && (index->second.unique || it != constraints_.end());
  if (it == constraints_.end() && !owns_index) {
    throw Error("store.no_such_constraint", "no constraint '" + std::string(name) + "'");
  }
  if (it != constraints_.end()) {
    batch_->erase(kv::Family::Meta, constraint_key(name));
    constraints_.erase(it);
  }
  if (owns_index) drop_index(name);
}

void WriteTransaction::check_constraints() {
  for (const auto& [name, constraint] : constraints_) {
    for (const NodeId id : changes_.nodes) check_constraint(*this, constraint, id);
    for (const RelationshipId id : changes_.relationships) {
      check_constraint(*this, constraint, id);
    }
  }
}

void WriteTransaction::commit_part() {
  commit();
  rollback_part();
}

void WriteTransaction::rollback_part() {
  batch_->renew();
  memory_.settle(false);
  postings_.clear();
  reader_.forget();
  counters_ = load_counters(*batch_);
  postings_.set_first_new(NodeId{counters_.next_node});
  indexes_ = load_indexes(*batch_);
  indexed_.reset();
  constraints_ = load_constraints(*batch_);
  changes_ = {};
}

void WriteTransaction::commit() {
  check_constraints();
  write_postings();
  table_.write_new(*batch_);
  batch_->put(kv::Family::Meta, kCounters, counters_.encode());
  reader_.forget();
  log_.announce(std::move(changes_));
  changes_ = {};
  try {
    batch_->commit();
  } catch (...) {
    log_.settle(false);
    throw;
  }
  log_.settle(true);
  memory_.settle(true);
  table_.committed();
}

}  // namespace wutong::store
