#include "build/fact.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/hash.h"

namespace wutong::build {
namespace {

using Json = nlohmann::ordered_json;
constexpr char kField = '\x1f';

std::string join(char kind, std::initializer_list<std::string_view> fields) {
  std::string key(1, kind);
  bool first = true;
  for (const std::string_view field : fields) {
    if (!first) key.push_back(kField);
    key += field;
    first = false;
  }
  return key;
}

// The entity's mentions go to it, but for those by a name that is kept apart from its own.
void add_entity(const Entity& entity, const EntityKey& name, const std::string& uri,
                const Naming& naming, std::vector<Reference>& out) {
  std::map<std::string, EntityKey> apart;  // form -> its own root
  std::vector<std::string> aliases;
  for (const std::string& form : entity.aliases) {
    const EntityKey alias{entity.type, normalise_name(form)};
    if (naming.apart(alias, name)) {
      apart.emplace(alias.name, naming.root(alias));
    } else {
      aliases.push_back(form);
    }
  }
  const EntityKey root = naming.root(name);
  const auto add = [&](const EntityKey& key, const std::string& shown,
                       const std::vector<std::string>& others) {
    Share share{confidence_text(entity.confidence), {shown}};
    share.words.insert(share.words.end(), others.begin(), others.end());
    out.push_back(
        {entity_fact(key), entity_payload(shown, others, entity.confidence), std::move(share)});
  };
  add(root, entity.name, aliases);
  std::set<std::string> seen;
  for (const Evidence& mention : entity.mentions) {
    const auto own = apart.empty() ? apart.end() : apart.find(normalise_name(mention.text));
    const EntityKey& key = own == apart.end() ? root : own->second;
    if (own != apart.end() && seen.insert(own->first).second) add(key, mention.text, {});
    out.push_back({join('M', {key.type, key.name, uri, fmt::format("{:012}", mention.start)}),
                   mention_payload(mention),
                   {}});
  }
}

void add_relation(const Relation& relation, const EntityKey& head, const EntityKey& tail,
                  std::vector<Reference>& out) {
  out.push_back({join('R', {relation.type, head.type, head.name, tail.type, tail.name,
                            to_string(relation.status)}),
                 relation_payload(relation),
                 {confidence_text(relation.confidence), {relation.rule}}});
}

void add_statistic(const Statistic& statistic, const EntityKey& subject,
                   std::vector<Reference>& out) {
  out.push_back(
      {join('S', {subject.type, subject.name, statistic.indicator, statistic.period.value_or(""),
                  statistic.unit, to_string(statistic.status), fmt::format("{}", statistic.value),
                  statistic.approx ? "1" : "0"}),
       statistic_payload(statistic),
       {confidence_text(statistic.confidence), {}}});
}

}  // namespace

std::string entity_fact(const EntityKey& root) { return join('E', {root.type, root.name}); }
std::string document_fact(std::string_view uri) { return join('D', {uri}); }

std::vector<std::string_view> fields_of(std::string_view fact) {
  std::vector<std::string_view> fields;
  fact.remove_prefix(1);
  for (;;) {
    const std::size_t end = fact.find(kField);
    fields.push_back(fact.substr(0, end));
    if (end == std::string_view::npos) return fields;
    fact.remove_prefix(end + 1);
  }
}

std::string statement_place(const std::string& fact, std::string reference) {
  std::replace(reference.begin(), reference.end(), '\0', kField);
  return fact + std::string(kStatedPlace) + reference;
}

bool is_subject(std::string_view place) {
  return place.size() > kSubjectPlace.size() &&
         place.substr(place.size() - kSubjectPlace.size()) == kSubjectPlace;
}
bool is_statement(std::string_view place) {
  return place.find(kStatedPlace) != std::string_view::npos;
}
bool is_relationship(std::string_view place) {
  return place[0] == 'M' || place[0] == 'R' ||
         (place[0] == 'S' && (is_subject(place) || is_statement(place)));
}
std::string fact_shown(std::string_view place) {
  if (place[0] == 'S' && is_statement(place)) place = place.substr(0, place.find(kStatedPlace));
  if (place[0] == 'S' && is_subject(place)) place.remove_suffix(kSubjectPlace.size());
  return std::string(place);
}

std::string stable_id(std::string_view fact) {
  return fmt::format("{}{:016x}", static_cast<char>(fact[0] - 'A' + 'a'),
                     base::stable_hash64(fact));
}

std::vector<Reference> references_of(const DocumentGraph& graph, const Naming& naming) {
  std::vector<Reference> out;
  std::map<std::string, EntityKey> roots;  // local entity id -> root
  const Json document{{"sha256", graph.sha256}, {"properties", graph.properties}};
  out.push_back({document_fact(graph.document), document.dump(), {}});
  for (const Entity& entity : graph.entities) {
    const EntityKey name{entity.type, normalise_name(entity.name)};
    roots.emplace(entity.id, naming.root(name));
    add_entity(entity, name, graph.document, naming, out);
  }
  for (const Relation& relation : graph.relations) {
    const auto head = roots.find(relation.head);
    const auto tail = roots.find(relation.tail);
    // Where both ends turn out to be one thing the relation says nothing.
    if (head == roots.end() || tail == roots.end() || head->second == tail->second) continue;
    add_relation(relation, head->second, tail->second, out);
  }
  for (const Statistic& statistic : graph.statistics) {
    const auto subject = roots.find(statistic.subject);
    if (subject != roots.end()) add_statistic(statistic, subject->second, out);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Reference& a, const Reference& b) { return a.fact < b.fact; });
  return out;
}

}  // namespace wutong::build
