// GraphView, one consistent state of the graph, and GraphWriter, a state that can be changed: the
// only way in which the executor and the builder see storage.
//
// Three views exist: a RocksDB snapshot (store/snapshot_view.h), a write transaction (its snapshot
// overlaid by its own changes: read-your-own-writes), and the in-memory CSR (src/graph).
// A view is used by one thread at a time unless it says otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"
#include "model/statistics.h"
#include "wutong/value.h"

namespace wutong::store {

using model::Direction;
using model::KeyId;
using model::LabelId;
using model::PropertyList;
using model::TypeId;

// Names <-> ids. Lookups of unknown names return nullopt: a query about an unknown label matches
// nothing and creates nothing.
class NameTable {
 public:
  virtual ~NameTable() = default;
  virtual std::optional<LabelId> find_label(std::string_view name) const = 0;
  virtual std::optional<TypeId> find_type(std::string_view name) const = 0;
  virtual std::optional<KeyId> find_key(std::string_view name) const = 0;
  virtual std::string label_name(LabelId id) const = 0;
  virtual std::string type_name(TypeId id) const = 0;
  virtual std::string key_name(KeyId id) const = 0;
  // All names, sorted by name.
  virtual std::vector<std::string> labels() const = 0;
  virtual std::vector<std::string> types() const = 0;
  virtual std::vector<std::string> keys() const = 0;
};

struct RelationshipEnds {
  TypeId type{};
  NodeId start{};
  NodeId end{};
};

struct Neighbour {
  RelationshipId relationship{};
  NodeId node{};  // the other end
  TypeId type{};
};

// Hands out ids in batches, ascending. Stays valid, and unchanged by, later writes of its view.
class NodeCursor {
 public:
  virtual ~NodeCursor() = default;
  // Replaces `out` with up to `max` further ids; an empty `out` means the end.
  virtual void next(std::size_t max, std::vector<NodeId>& out) = 0;
};

struct IndexDescription {
  std::string name;
  std::string label;
  std::vector<std::string> properties;
  bool unique = false;  // backs a uniqueness constraint
};

// What nodes of a label, or with `relationship` relationships of a type, must be like.
struct ConstraintDescription {
  // Unique: no two with the same values. Exists: every property is there. Key: both. Type: the one
  // property is null or of `type`.
  enum class Kind : std::uint8_t { Unique, Exists, Type, Key };
  std::string name;
  Kind kind = Kind::Unique;
  bool relationship = false;
  std::string label;
  std::vector<std::string> properties;
  std::string type;  // as model::TypeTest reads it
};

// Bounds of an index range seek, in orderability of one type; an absent bound is open.
struct ValueRange {
  std::optional<Value> lower, upper;
  bool lower_inclusive = true, upper_inclusive = true;
};

class GraphView {
 public:
  virtual ~GraphView() = default;

  virtual const NameTable& names() const = 0;

  virtual bool has_node(NodeId id) const = 0;
  // Label ids ascending; appends nothing for a node that does not exist.
  virtual void labels(NodeId id, std::vector<LabelId>& out) const = 0;
  virtual bool has_label(NodeId id, LabelId label) const = 0;
  // Null where the property or the node is missing.
  virtual Value property(NodeId id, KeyId key) const = 0;
  virtual void properties(NodeId id, PropertyList& out) const = 0;

  virtual std::optional<RelationshipEnds> relationship(RelationshipId id) const = 0;
  virtual Value property(RelationshipId id, KeyId key) const = 0;
  virtual void properties(RelationshipId id, PropertyList& out) const = 0;

  // Appends the relationships of `id` in `direction` whose type is in `types` (empty: any type),
  // ordered by (direction, type, neighbour, relationship). Both: outgoing before incoming, a loop
  // once.
  virtual void expand(NodeId id, Direction direction, std::span<const TypeId> types,
                      std::vector<Neighbour>& out) const = 0;
  virtual std::size_t degree(NodeId id, Direction direction,
                             std::span<const TypeId> types) const = 0;

  virtual std::unique_ptr<NodeCursor> nodes() const = 0;
  virtual std::unique_ptr<NodeCursor> nodes_with_label(LabelId label) const = 0;
  // nullopt where no index on (label, key) exists.
  virtual std::unique_ptr<NodeCursor> seek(LabelId label, KeyId key, const Value& value) const = 0;
  virtual std::unique_ptr<NodeCursor> seek_range(LabelId label, KeyId key,
                                                 const ValueRange& range) const = 0;
  virtual bool has_index(LabelId label, KeyId key) const = 0;
  virtual std::vector<IndexDescription> indexes() const = 0;
  virtual std::vector<ConstraintDescription> constraints() const = 0;  // by name

  // Counts for the optimiser; exact for the committed part.
  virtual model::Statistics statistics() const = 0;
};

class GraphWriter : public GraphView {
 public:
  // Ids of names, created where they are new.
  virtual LabelId label(std::string_view name) = 0;
  virtual TypeId type(std::string_view name) = 0;
  virtual KeyId key(std::string_view name) = 0;

  virtual NodeId create_node(std::span<const LabelId> labels, PropertyList properties) = 0;
  virtual RelationshipId create_relationship(NodeId start, TypeId type, NodeId end,
                                             PropertyList properties) = 0;
  // A Null value removes. Returns whether anything changed.
  virtual bool set_property(NodeId id, KeyId key, const Value& value) = 0;
  virtual bool set_property(RelationshipId id, KeyId key, const Value& value) = 0;
  virtual bool add_label(NodeId id, LabelId label) = 0;
  virtual bool remove_label(NodeId id, LabelId label) = 0;
  virtual void delete_relationship(RelationshipId id) = 0;
  // REQUIRES: no relationships left; throws store.node_has_relationships otherwise.
  virtual void delete_node(NodeId id) = 0;

  virtual void create_index(const IndexDescription& index) = 0;
  virtual void drop_index(std::string_view name) = 0;
  // Checks what is there already. Errors: those of constraint_validation_failed, and
  // store.constraint_exists.
  virtual void create_constraint(const ConstraintDescription& constraint) = 0;
  virtual void drop_constraint(std::string_view name) = 0;

  // Commits what was written so far, and goes on with a state that has it.
  virtual void commit_part() = 0;
  // Forgets what was written since the last commit_part().
  virtual void rollback_part() = 0;
};

}  // namespace wutong::store
