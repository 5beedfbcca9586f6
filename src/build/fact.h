// Facts and their references: what a document contributes to the graph.
//
// A fact has a key that says what is stated, independent of who states it; a document's reference
// to it says where. The graph shows a fact as long as it has a reference, and its properties are
// computed from all of its references in the order of their keys: the order of ingest leaves no
// trace.
//
// Fact keys, fields joined by 0x1f:
//   D uri                                                    the document itself
//   E type root                                              an entity
//   M type root uri start                                    one mention of it
//   R type head-type head-root tail-type tail-root status    a relation
//   S type root indicator period unit status value approx    a statistic of an entity; those that
//                                                            are about the same stand together
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "build/entity_key.h"
#include "build/payload.h"
#include "wutong/document_graph.h"

namespace wutong::build {

struct Reference {
  std::string fact;     // key
  std::string payload;  // see payload.h
  Share share;          // of facts that have summaries
};

// How a document's names are read.
struct Naming {
  std::function<EntityKey(const EntityKey&)> root;
  // Whether a person keeps two names apart that the document uses for one thing.
  std::function<bool(const EntityKey&, const EntityKey&)> apart;
};

// All references of a document, sorted by fact key.
std::vector<Reference> references_of(const DocumentGraph& graph, const Naming& naming);

std::string entity_fact(const EntityKey& root);
std::string document_fact(std::string_view uri);
std::vector<std::string_view> fields_of(std::string_view fact);  // without the kind

// Records i of graph_updater.h, without the letter: what a place is of. A statistic has, beside the
// place of its node, one of the relationship to its subject, and one for each statement.
inline constexpr std::string_view kSubjectPlace = "\x1fsubject";
inline constexpr std::string_view kStatedPlace = "\x1fstated\x1f";
std::string statement_place(const std::string& fact, std::string reference);  // "uri 0 n"
bool is_subject(std::string_view place);
bool is_statement(std::string_view place);
bool is_relationship(std::string_view place);
std::string fact_shown(std::string_view place);

// A stable id for a fact: the letter of its kind and 16 hex digits.
std::string stable_id(std::string_view fact);

}  // namespace wutong::build
