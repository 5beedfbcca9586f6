// Keys and values of the column families. Numbers in keys are big-endian, so that bytes sort as
// numbers do; numbers in values are varints.
//
//   node        node:8                          -> labels properties
//   rel         rel:8                           -> type start end properties
//   adjacency   node:8 dir:1 type:4 first:16    -> posting*          (first = neighbour:8 rel:8)
//   label       label:4 node:8                  -> ""
//   index       label:4 key:4 ordered node:8    -> ""
//   dictionary  kind:1 name                     -> id                (kind: L label, T type, K key)
//   support, document, meta                        records of the builder and counters
//
//   A relationship may be followed by changes that wait to be made: see relationship_change.h.
//
//   labels      = count label*
//   properties  = count (key value)*            sorted by key
//   posting     = neighbour-delta rel           sorted by (neighbour, rel); deltas to the one
//   before
//
// A posting block holds up to kBlockPostings entries. The first block of (node, dir, type) has
// first = 0, so that every entry has a block at or before it; a full block splits in two.
//
// A value starts with a tag byte; `ordered` is its order-preserving form (see ordered_value).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/ids.h"

namespace wutong::store {

inline constexpr std::size_t kBlockPostings = 128;

struct Posting {
  std::uint64_t neighbour = 0;
  std::uint64_t relationship = 0;
  friend auto operator<=>(const Posting&, const Posting&) = default;
};

void append_be32(std::uint32_t value, std::string& out);
void append_be64(std::uint64_t value, std::string& out);
std::uint32_t read_be32(std::string_view bytes);
std::uint64_t read_be64(std::string_view bytes);

std::string node_key(NodeId id);
std::string relationship_key(RelationshipId id);
// Direction is Outgoing or Incoming.
std::string adjacency_prefix(NodeId node, model::Direction direction);
std::string adjacency_prefix(NodeId node, model::Direction direction, model::TypeId type);
std::string label_key(model::LabelId label, NodeId node);
std::string index_prefix(model::LabelId label, model::KeyId key);

void append_value(const Value& value, std::string& out);
// Errors: store.corrupted.
Value take_value(std::string_view& in);

void append_properties(const model::PropertyList& properties, std::string& out);
model::PropertyList take_properties(std::string_view& in);
// The one property, without building the others.
Value find_property(std::string_view properties, model::KeyId key);
// Appends `properties` with one of them set or, by Null, removed, without building any. Returns
// whether that changes them; what is set again counts.
bool append_changed(std::string_view properties, model::KeyId key, const Value& value,
                    std::string& out);
// Takes a value off the front of `in` without building it.
void skip_value(std::string_view& in);

std::string encode_postings(const std::vector<Posting>& postings);
std::vector<Posting> decode_postings(std::string_view in);

// Bytes that sort as the values do within one type, and group equal values (1 and 1.0) together.
// Self-delimiting, so that an id can follow. Empty for values no index holds (lists, null).
std::string ordered_value(const Value& value);

[[noreturn]] void raise_corrupted(const char* what);

}  // namespace wutong::store
