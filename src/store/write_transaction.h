// The one writer's state: a snapshot with its own changes on top. Nothing is visible to others
// before commit(); a transaction that is destroyed without it leaves no trace.
#pragma once

#include <mutex>

#include "base/cancel.h"
#include "store/change_log.h"
#include "store/postings.h"
#include "store/reader.h"
#include "store/relationship_change.h"

namespace wutong::store {

class WriteTransaction : public Reading<GraphWriter> {
 public:
  WriteTransaction(std::unique_ptr<kv::Batch> batch, StoredNames& names,
                   std::unique_lock<std::mutex> writer, ChangeLog& log, PostingMemory& postings);
  ~WriteTransaction() override;
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  // What this transaction reads of nodes, neighbours and support records stays in memory for those
  // that come after: for the commits of a long job.
  void remember_reads();

  // Polled where one call reads or writes much at once; null: nothing is.
  void set_cancel(const base::CancelToken* cancel) { cancel_ = cancel; }

  LabelId label(std::string_view name) override;
  TypeId type(std::string_view name) override;
  KeyId key(std::string_view name) override;
  NodeId create_node(std::span<const LabelId> labels, PropertyList properties) override;
  RelationshipId create_relationship(NodeId start, TypeId type, NodeId end,
                                     PropertyList properties) override;
  bool set_property(NodeId id, KeyId key, const Value& value) override;
  bool set_property(RelationshipId id, KeyId key, const Value& value) override;
  // Several at once, sorted by key; null removes.
  void set_properties(NodeId id, const PropertyList& changes);
  void set_properties(RelationshipId id, const PropertyList& changes);
  // Sets properties, as above, and in the list `key` the items of `groups`, without reading what is
  // there: see relationship_change.h. REQUIRES: the relationship exists; joins() tells.
  void change_relationship(RelationshipId id, const PropertyList& changes, KeyId key,
                           const Groups& groups);
  // Whether the relationship exists and is this one; read off its start's neighbours.
  bool joins(RelationshipId id, NodeId start, TypeId type, NodeId end) const;
  bool add_label(NodeId id, LabelId label) override;
  bool remove_label(NodeId id, LabelId label) override;
  void delete_relationship(RelationshipId id) override;
  void delete_node(NodeId id) override;
  void create_index(const IndexDescription& index) override;
  void drop_index(std::string_view name) override;
  void create_constraint(const ConstraintDescription& constraint) override;
  void drop_constraint(std::string_view name) override;
  void expand(NodeId id, Direction direction, std::span<const TypeId> types,
              std::vector<Neighbour>& out) const override;
  std::size_t degree(NodeId id, Direction direction, std::span<const TypeId> types) const override;
  void commit_part() override;
  void rollback_part() override;

  std::optional<std::string> get_record(RecordSpace space, std::string_view key) const;
  void scan_records(RecordSpace space, std::string_view prefix,
                    const std::function<bool(std::string_view, std::string_view)>& visit) const;
  // See kv::View::skim.
  void skim_records(RecordSpace space, std::string_view prefix,
                    const std::function<std::optional<std::string>(std::string_view)>& visit) const;
  void put_record(RecordSpace space, std::string_view key, std::string_view value);
  void delete_record(RecordSpace space, std::string_view key);

  void commit();

 private:
  void poll() const {
    if (cancel_) cancel_->poll();
  }
  void write_node(NodeId id, const std::vector<LabelId>& labels, const PropertyList& properties);
  void write_record(NodeId id, std::string record);
  void write_record(RelationshipId id, std::string record);
  void write_relationship(RelationshipId id, const RelationshipEnds& ends,
                          const PropertyList& properties);
  // Adds or removes one posting: written with the others of its block, once somebody reads
  // neighbours or commits.
  void change_posting(NodeId node, Direction direction, TypeId type, NodeId neighbour,
                      RelationshipId relationship, bool add);
  void write_postings() const;
  void write_postings(NodeId id) const;
  // Index entries of a node under one label; `add` checks uniqueness.
  void change_index(NodeId id, LabelId label, const PropertyList& properties, bool add);
  void change_index_entry(NodeId id, LabelId label, KeyId key, const Value& value, bool add);
  bool is_indexed(LabelId label, KeyId key, bool& unique) const;
  // Of what this transaction wrote.
  void check_constraints();

  std::unique_lock<std::mutex> writer_;
  std::unique_ptr<kv::Batch> batch_;
  StoredNames& table_;
  ChangeLog& log_;
  Changes changes_;
  PostingMemory& memory_;
  mutable PostingChanges postings_;
  const base::CancelToken* cancel_ = nullptr;
};

}  // namespace wutong::store
