// The public side of curation and explanation.
#include "wutong/curation.h"

#include <set>
#include <utility>

#include "base/suggest.h"
#include "build/explain.h"
#include "build/graph_updater.h"
#include "engine/implementation.h"

namespace wutong {
namespace {

build::EntityKey key_of(const TypedName& name) {
  return {name.type, build::normalise_name(name.name)};
}

}  // namespace

void decide(Database& database, const std::vector<Decision>& decisions) {
  const auto transaction = database.implementation().store().begin_write();
  build::GraphUpdater(*transaction).decide(decisions);
  transaction->commit();
}

std::size_t undo(Database& database, const std::vector<Decision>& decisions) {
  const auto transaction = database.implementation().store().begin_write();
  const std::size_t undone = build::GraphUpdater(*transaction).undo(decisions);
  transaction->commit();
  return undone;
}

std::vector<Decision> decisions(Database& database) {
  const auto view = database.implementation().store().snapshot();
  const build::Records records(*view);
  return build::Curation(records).decisions();
}

std::vector<TypedName> types_of(Database& database, const std::string& name) {
  const auto view = database.implementation().store().snapshot();
  std::vector<TypedName> out;
  for (const build::EntityKey& key : build::types_of(build::Records(*view), name)) {
    out.push_back({key.type, key.name});
  }
  return out;
}

std::string entity_type(Database& database, const std::string& word) {
  const auto aliases = database.implementation().aliases();
  if (const auto alias = aliases.find(word); alias != aliases.end()) return alias->second;
  const auto labels = database.implementation().store().snapshot()->names().labels();
  std::set<std::string> known(labels.begin(), labels.end());
  for (const auto& [alias, name] : aliases) known.insert(name);
  // A job that was killed leaves no aliases.
  if (aliases.empty() || known.count(word) > 0) return word;
  Error error("curate.unknown_type", "no type '" + word + "' in the schema of this database");
  if (const auto near = base::closest(word, {known.begin(), known.end()})) {
    throw std::move(error).with_note("did you mean '" + *near + "'?");
  }
  throw std::move(error).with_note("wutong schema lists the types");
}

Explanation explain(Database& database, const TypedName& name) {
  const auto view = database.implementation().store().snapshot();
  return build::explain(build::Records(*view), key_of(name));
}

Explanation explain(Database& database, const TypedName& a, const TypedName& b) {
  const auto view = database.implementation().store().snapshot();
  return build::explain(build::Records(*view), key_of(a), key_of(b));
}

std::vector<Doubt> doubts(Database& database) {
  const auto view = database.implementation().store().snapshot();
  return build::doubts(build::Records(*view));
}

}  // namespace wutong
