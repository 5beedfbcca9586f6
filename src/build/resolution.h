// Resolution: which node of the graph a document's entity is.
//
// An entity is known by its type and normalised name. A short form resolves to a fuller name where
// some document gives it as that name's alias and all such names resolve to one root; a short form
// that fits several stays apart. The answer is a function of the *set* of documents, never of their
// order: roots are computed from an index of names and aliases that is itself such a function.
//
// Records in RecordSpace::Support, fields joined by 0x1f, the document's uri after 0x00:
//   n type name        0 uri   the document has an entity of that name
//   a type alias name  0 uri   the document gives `alias` for `name`
//   b type name alias  0 uri   the same, by name
#pragma once

#include <set>
#include <string>
#include <vector>

#include "build/entity_key.h"
#include "store/write_transaction.h"
#include "wutong/document_graph.h"

namespace wutong::build {

class Resolution {
 public:
  explicit Resolution(store::WriteTransaction& transaction) : transaction_(transaction) {}

  void add(const std::string& uri, const DocumentGraph& graph) { write(uri, graph, true); }
  void remove(const std::string& uri, const DocumentGraph& graph) { write(uri, graph, false); }

  // The name `key` resolves to; itself where nothing fuller is certain.
  EntityKey root(const EntityKey& key) const;
  // `keys` and every name whose root may depend on them: their aliases, transitively.
  std::set<EntityKey> dependents(const std::set<EntityKey>& keys) const;
  std::vector<std::string> documents_with(const EntityKey& key) const;

  // All names and aliases of a document's entities.
  static std::set<EntityKey> keys_of(const DocumentGraph& graph);

 private:
  void write(const std::string& uri, const DocumentGraph& graph, bool present);
  std::vector<std::string> last_fields(const std::string& prefix) const;

  store::WriteTransaction& transaction_;
};

}  // namespace wutong::build
