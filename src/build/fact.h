// Facts and their references: what a document contributes to the graph.
//
// A fact has a key that says what is stated, independent of who states it; a document's reference
// to it says where. The graph shows a fact as long as it has a reference, and its properties are a
// function of the set of its references: the order of ingest leaves no trace.
//
// Fact keys, fields joined by 0x1f:
//   D uri                                                    the document itself
//   E type root                                              an entity
//   R type head-type head-root tail-type tail-root status    a relation
//   S type root indicator period unit status value approx    a statistic of an entity; those that
//                                                            are about the same stand together
// and within one document
//   M type root start                                        a mention of an entity
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "build/entity_key.h"
#include "build/summary.h"
#include "wutong/document_graph.h"

namespace wutong::build {

struct Reference {
  std::string fact;  // key; of kinds E, M, R and S
  Evidence place;    // but of kind E
  std::string rule;  // of kinds R and S
  Share share;       // but of kind M
  friend bool operator==(const Reference&, const Reference&) = default;
};

// How a document's names are read.
struct Reading {
  std::map<EntityKey, EntityKey> roots;  // of the names that are not their own
  // Names that a person keeps apart though the document uses them for one thing.
  std::set<std::pair<EntityKey, EntityKey>> apart;

  const EntityKey& root(const EntityKey& key) const;
  friend bool operator==(const Reading&, const Reading&) = default;
};

// All references of a document, sorted by fact key; of one mention one. Documents' former
// references are computed again when they change: what this gives for a stored graph is a part of
// the database format.
std::vector<Reference> references_of(const DocumentGraph& graph, const Reading& reading);

// What is known of a document that the graph shows.
struct ShownDocument {
  Reading reading;
  std::vector<std::uint64_t> relationships;  // that show its mentions and statements of
                                             // statistics, in the order of references_of
  std::string encode() const;
  // Errors: store.corrupted.
  static ShownDocument decode(std::string_view record);
};
inline constexpr std::uint64_t kNotShown = ~std::uint64_t{0};
inline bool has_own_relationship(const Reference& reference) {
  return reference.fact[0] == 'M' || reference.fact[0] == 'S';
}

// The places at which a document states a relation.
struct Statements {
  std::vector<std::pair<std::size_t, std::size_t>> spans;
  std::string text;  // of the first

  std::string encode() const;
  // Errors: store.corrupted.
  static Statements decode(std::string_view record);
};

std::string entity_fact(const EntityKey& root);
std::string entity_fact(std::string_view type, std::string_view name);
// "type name" of a fact of kind M, as the entity's own fact has it behind its kind.
std::string_view entity_of_mention(std::string_view fact);
std::string document_fact(std::string_view uri);
std::vector<std::string_view> fields_of(std::string_view fact);  // without the kind

// A stable id for a fact: the letter of its kind and 16 hex digits.
std::string stable_id(std::string_view fact);

}  // namespace wutong::build
