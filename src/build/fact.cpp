#include "build/fact.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/varint.h"
#include "build/record_fields.h"

namespace wutong::build {
namespace {

constexpr char kField = '\x1f';

std::string join(char kind, std::initializer_list<std::string_view> fields) {
  std::size_t size = fields.size();
  for (const std::string_view field : fields) size += field.size();
  std::string key;
  key.reserve(size);
  key.push_back(kind);
  bool first = true;
  for (const std::string_view field : fields) {
    if (!first) key.push_back(kField);
    key += field;
    first = false;
  }
  return key;
}

// The entity's mentions go to it, but for those by a name that is kept apart from its own.
void add_entity(const Entity& entity, const EntityKey& name, const Reading& reading,
                std::vector<Reference>& out) {
  std::map<std::string, EntityKey> apart;  // form -> its own root
  std::vector<std::string> aliases;
  for (const std::string& form : entity.aliases) {
    if (reading.apart.empty()) {
      aliases.push_back(form);
      continue;
    }
    const EntityKey alias{entity.type, normalise_name(form)};
    if (reading.apart.count({alias, name}) > 0) {
      apart.emplace(alias.name, reading.root(alias));
    } else {
      aliases.push_back(form);
    }
  }
  const EntityKey& root = reading.root(name);
  const auto add = [&](const EntityKey& key, const std::string& shown,
                       const std::vector<std::string>& others) {
    Share share{confidence_text(entity.confidence), {shown}};
    share.words.insert(share.words.end(), others.begin(), others.end());
    out.push_back({entity_fact(key), {}, {}, std::move(share)});
  };
  add(root, entity.name, aliases);
  std::set<std::string> seen;
  for (const Evidence& mention : entity.mentions) {
    const auto own = apart.empty() ? apart.end() : apart.find(normalise_name(mention.text));
    const EntityKey& key = own == apart.end() ? root : own->second;
    if (own != apart.end() && seen.insert(own->first).second) add(key, mention.text, {});
    out.push_back(
        {join('M', {key.type, key.name, fmt::format("{:012}", mention.start)}), mention, {}, {}});
  }
}

void add_relation(const Relation& relation, const EntityKey& head, const EntityKey& tail,
                  std::vector<Reference>& out) {
  out.push_back({join('R', {relation.type, head.type, head.name, tail.type, tail.name,
                            to_string(relation.status)}),
                 relation.evidence,
                 relation.rule,
                 {confidence_text(relation.confidence), {relation.rule}}});
}

void add_statistic(const Statistic& statistic, const EntityKey& subject,
                   std::vector<Reference>& out) {
  Share share{confidence_text(statistic.confidence), {}};
  if (!statistic.bound.empty()) share.words.push_back(statistic.bound);
  out.push_back(
      {join('S', {subject.type, subject.name, statistic.indicator, statistic.period.value_or(""),
                  statistic.unit, to_string(statistic.status), fmt::format("{}", statistic.value),
                  statistic.approx ? "1" : "0"}),
       statistic.evidence, statistic.rule, std::move(share)});
}

void append_name(const EntityKey& key, std::string& out) {
  append_text(key.type, out);
  append_text(key.name, out);
}
EntityKey take_name(FieldReader& in) {
  std::string type = in.text();
  return {std::move(type), in.text()};
}

constexpr const char* kStatement = "what a document states";

}  // namespace

const EntityKey& Reading::root(const EntityKey& key) const {
  const auto own = roots.find(key);
  return own == roots.end() ? key : own->second;
}

std::string ShownDocument::encode() const {
  std::string out;
  base::append_varint(reading.roots.size(), out);
  for (const auto& [name, root] : reading.roots) {
    append_name(name, out);
    append_name(root, out);
  }
  base::append_varint(reading.apart.size(), out);
  for (const auto& [a, b] : reading.apart) {
    append_name(a, out);
    append_name(b, out);
  }
  base::append_varint(relationships.size(), out);
  for (const std::uint64_t id : relationships) base::append_varint(id, out);
  return out;
}

ShownDocument ShownDocument::decode(std::string_view record) {
  FieldReader in(record, kStatement);
  ShownDocument shown;
  for (std::uint64_t n = in.number(); n > 0; --n) {
    EntityKey name = take_name(in);
    shown.reading.roots.emplace_hint(shown.reading.roots.end(), std::move(name), take_name(in));
  }
  for (std::uint64_t n = in.number(); n > 0; --n) {
    EntityKey name = take_name(in);
    shown.reading.apart.emplace(std::move(name), take_name(in));
  }
  for (std::uint64_t n = in.number(); n > 0; --n) shown.relationships.push_back(in.number());
  return shown;
}

std::string Statements::encode() const {
  std::string out;
  base::append_varint(spans.size(), out);
  for (const auto& [start, end] : spans) {
    base::append_varint(start, out);
    base::append_varint(end, out);
  }
  out += text;
  return out;
}

Statements Statements::decode(std::string_view record) {
  FieldReader in(record, kStatement);
  Statements statements;
  for (std::uint64_t n = in.number(); n > 0; --n) {
    const std::uint64_t start = in.number();
    statements.spans.emplace_back(start, in.number());
  }
  statements.text = in.rest();
  return statements;
}

std::string entity_fact(const EntityKey& root) { return entity_fact(root.type, root.name); }
std::string entity_fact(std::string_view type, std::string_view name) {
  return join('E', {type, name});
}
std::string_view entity_of_mention(std::string_view fact) {
  return fact.substr(1, fact.rfind(kField) - 1);
}
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

std::string stable_id(std::string_view fact) {
  return fmt::format("{}{:016x}", static_cast<char>(fact[0] - 'A' + 'a'),
                     base::stable_hash64(fact));
}

std::vector<Reference> references_of(const DocumentGraph& graph, const Reading& reading) {
  std::vector<Reference> out;
  std::map<std::string_view, EntityKey> roots;  // local entity id -> root
  for (const Entity& entity : graph.entities) {
    const EntityKey name{entity.type, normalise_name(entity.name)};
    roots.emplace(entity.id, reading.root(name));
    add_entity(entity, name, reading, out);
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
  const auto one_mention = [](const Reference& a, const Reference& b) {
    return a.fact[0] == 'M' && a.fact == b.fact;
  };
  out.erase(std::unique(out.begin(), out.end(), one_mention), out.end());
  return out;
}

}  // namespace wutong::build
