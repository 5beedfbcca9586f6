#include "build/resolution.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "build/name_parts.h"

namespace wutong::build {
namespace {

constexpr char kField = '\x1f';
constexpr char kUri = '\0';
constexpr char kCircle = '\x1e';

std::string pair_of(const EntityKey& key) { return key.type + kField + key.name; }
std::string name_prefix(const EntityKey& key) { return "n" + pair_of(key) + kUri; }
std::string core_prefix(const EntityKey& key) {
  return "c" + key.type + kField + parts_of(key).core + kField;
}
EntityKey split_pair(std::string_view text) {
  const std::size_t field = text.find(kField);
  return {std::string(text.substr(0, field)), std::string(text.substr(field + 1))};
}

using NamesById = std::map<std::string, EntityKey>;

// Calls `visit` with the names of each person and employer.
template <class Visit>
void each_employment(const DocumentGraph& graph, const NamesById& by_id, const Visit& visit) {
  for (const Relation& relation : graph.relations) {
    if (relation.type != "WORKS_FOR" || relation.status == FactStatus::Negated) continue;
    const auto person = by_id.find(relation.head), employer = by_id.find(relation.tail);
    if (person == by_id.end() || employer == by_id.end() || person->second.type != "Person")
      continue;
    visit(person->second, employer->second);
  }
}

}  // namespace

std::vector<std::string> name_records(const std::string& uri, const DocumentGraph& graph) {
  std::vector<std::string> records;
  NamesById by_id;
  for (const Entity& entity : graph.entities) {
    const EntityKey name{entity.type, normalise_name(entity.name)};
    by_id.emplace(entity.id, name);
    records.push_back(name_prefix(name) + uri);
    for (const std::string& form : entity.aliases) {
      const EntityKey alias{entity.type, normalise_name(form)};
      if (alias.type == "Person" || !may_stand_for(alias, name) ||
          !contradictions(alias, name).empty()) {
        continue;
      }
      records.push_back("a" + pair_of(alias) + kField + name.name + kUri + uri);
    }
  }
  each_employment(graph, by_id, [&](const EntityKey& person, const EntityKey& employer) {
    records.push_back("w" + person.name + kField + pair_of(employer) + kUri + uri);
  });
  return records;
}

std::string other_side(std::string_view record) {
  const std::string_view text = record.substr(1, record.find(kUri) - 1);
  const std::size_t field = text.find(kField), next = text.find(kField, field + 1);
  const auto part = [&](std::size_t from, std::size_t to) {
    return std::string(text.substr(from, to - from));
  };
  if (record[0] == 'n') {
    const EntityKey name = split_pair(text);
    return core_prefix(name) + name.name;
  }
  if (record[0] == 'a') {  // type alias name
    return "b" + part(0, field) + kField + part(next + 1, text.size()) + kField +
           part(field + 1, next);
  }
  return "v" + part(field + 1, text.size()) + kField + part(0, field);  // person type name
}

EntityKey in_circle(const EntityKey& person, const EntityKey& employer) {
  return {person.type, person.name + kCircle + employer.name};
}
EntityKey of_no_circle(const EntityKey& person, const std::string& uri) {
  return {person.type, person.name + kCircle + kCircle + uri};
}
EntityKey circle_in(const Circles& circles, const EntityKey& person, const std::string& uri,
                    const EntityKey* employer) {
  if (circles.all.size() < 2) return person;
  const auto circle = employer ? circles.of_employer.find(*employer) : circles.of_employer.end();
  return circle == circles.of_employer.end() ? of_no_circle(person, uri)
                                             : in_circle(person, circle->second);
}
Circled split_circle(std::string_view name) {
  const std::size_t circle = name.find(kCircle);
  if (circle == std::string_view::npos) return {std::string(name), ""};
  const std::string_view rest = name.substr(circle + 1);
  const bool none = !rest.empty() && rest.front() == kCircle;
  return {std::string(name.substr(0, circle)), none ? "" : std::string(rest)};
}

void Resolution::refresh() {
  known_.roots.clear();
  known_.circles.clear();
  known_.stated.clear();
  meetings_.clear();
  curation_.refresh();
}

void Resolution::forget(const std::set<EntityKey>& names) {
  for (const EntityKey& name : names) {
    known_.roots.erase(name);
    if (name.type == "Person") known_.circles.erase(name.name);
  }
  meetings_.clear();
  known_.roots.trim();
  known_.circles.trim();
  known_.stated.trim();
}

// The distinct fields behind `prefix`, however many documents have them.
std::vector<std::string> Resolution::last_fields(const std::string& prefix) const {
  std::vector<std::string> fields;
  records_.skim(RecordSpace::Support, prefix,
                [&](std::string_view key) -> std::optional<std::string> {
                  key = key.substr(0, key.find(kUri, prefix.size()));
                  fields.emplace_back(key.substr(prefix.size()));
                  return std::string(key) + '\x01';
                });
  return fields;
}

std::vector<Resolution::Fuller> Resolution::fuller(const EntityKey& key) const {
  std::map<EntityKey, Fuller> found;
  const std::string introduced = "a" + pair_of(key) + kField;
  for (std::string& name : last_fields(introduced)) {
    EntityKey full{key.type, std::move(name)};
    if (curation_.are_split(key, full)) continue;
    Fuller& fuller = found[full];
    fuller.name = full;
    fuller.introduced = 1;
  }
  if (key.type == "Company" || key.type == "Place" || key.type == "Institution") {
    for (std::string& name : last_fields(core_prefix(key))) {
      EntityKey full{key.type, std::move(name)};
      if (!fits(key, full) || curation_.are_split(key, full)) continue;
      Fuller& fuller = found[full];
      fuller.name = full;
      fuller.by_parts = true;
    }
  }
  std::vector<Fuller> out;
  for (auto& [name, fuller] : found) out.push_back(std::move(fuller));
  return out;
}

// Each step leads to a fuller name (may_stand_for, fits) or along decisions, which make no cycle
// and end for good, so the recursion ends.
EntityKey Resolution::end_of(const EntityKey& key, bool all_splits) const {
  if (!all_splits) {
    if (const auto it = meetings_.find(key); it != meetings_.end()) return it->second;
    return meetings_.emplace(key, found_end(key, false)).first->second;
  }
  if (const EntityKey* const known = known_.roots.find(key)) return *known;
  EntityKey end = found_end(key, true);
  known_.roots.put(key, end, key.name.size() + end.name.size());
  return end;
}

EntityKey Resolution::found_end(const EntityKey& key, bool all_splits) const {
  if (auto sent = curation_.sent_to(key)) return *sent;
  if (curation_.is_final(key)) return key;
  if (all_splits) {
    // Two names that a person keeps apart do not meet further on.
    for (const EntityKey& other : curation_.kept_from(key)) {
      const EntityKey meeting = end_of(key, false);
      if (meeting != key && end_of(other, false) == meeting) return key;
    }
  }
  std::optional<EntityKey> only;
  for (const Fuller& candidate : fuller(key)) {
    EntityKey last = end_of(candidate.name, all_splits);
    if (curation_.are_split(key, last)) continue;
    if (only && *only != last) return key;
    only = std::move(last);
  }
  return only ? *only : key;
}

EntityKey Resolution::root(const EntityKey& key) const { return end_of(key, true); }

std::vector<EntityKey> Resolution::may_be(const EntityKey& employer,
                                          const std::map<EntityKey, EntityKey>& known) const {
  std::vector<EntityKey> out;
  if (known.size() < 2) return out;
  for (const Fuller& candidate : fuller(employer)) {
    EntityKey end = root(candidate.name);
    if (known.count(end) > 0 && !curation_.are_split(employer, end)) out.push_back(std::move(end));
  }
  if (employer.type != "Place") return out;
  for (const auto& [other, unused] : known) {
    if (is_region_of(employer, other)) out.push_back(other);
  }
  return out;
}

const Circles& Resolution::circles(const std::string& person) const {
  if (const Circles* const known = known_.circles.find(person)) return *known;
  std::map<EntityKey, EntityKey> leads;  // union-find over employers, the first of a circle leads
  const auto leader = [&](EntityKey key) {
    for (auto it = leads.find(key); it != leads.end() && it->second != key; it = leads.find(key)) {
      key = it->second;
    }
    return key;
  };
  std::map<EntityKey, EntityKey> ends;                       // of employers as named
  std::unordered_map<std::string, const EntityKey*> one_of;  // uri -> an employer
  each_employer(person, [&](std::string_view name, std::string_view uri) {
    const EntityKey named = split_pair(name);
    auto end = ends.find(named);
    if (end == ends.end()) end = ends.emplace(named, root(named)).first;
    const EntityKey& employer = end->second;
    leads.emplace(employer, employer);
    const auto [other, first] = one_of.emplace(std::string(uri), &employer);
    if (first || *other->second == employer) return;
    EntityKey a = leader(*other->second), b = leader(employer);
    if (b < a) std::swap(a, b);
    leads[b] = a;
  });
  // An employer that is less than a name joins the one circle that it may be of.
  std::map<EntityKey, std::set<EntityKey>> meets;  // leader -> leaders
  for (const auto& [employer, unused] : leads) {
    for (const EntityKey& other : may_be(employer, leads)) {
      if (leader(other) != leader(employer)) meets[leader(employer)].insert(leader(other));
    }
  }
  for (const auto& [from, to] : meets) {
    if (to.size() != 1) continue;
    EntityKey a = leader(from), b = leader(*to.begin());
    if (b < a) std::swap(a, b);
    leads[b] = a;
  }
  Circles circles;
  std::size_t bytes = person.size();
  for (const auto& [named, end] : ends) {
    const EntityKey first = leader(end);
    circles.all.insert(first);
    circles.of_employer.emplace(named, first);
    bytes += 2 * (sizeof(EntityKey) + named.name.size() + first.name.size());
  }
  return known_.circles.put(person, std::move(circles), bytes);
}

std::map<std::string, EntityKey> Resolution::employers(const std::string& person) const {
  std::map<std::string, EntityKey> of;
  each_employer(person, [&](std::string_view name, std::string_view uri) {
    of.emplace(uri, split_pair(name));
  });
  return of;
}

void Resolution::each_employer(
    const std::string& person,
    const std::function<void(std::string_view, std::string_view)>& visit) const {
  const std::string prefix = "w" + person + kField;
  records_.scan(RecordSpace::Support, prefix, [&](std::string_view key, std::string_view) {
    const std::size_t end = key.find(kUri, prefix.size());
    visit(key.substr(prefix.size(), end - prefix.size()), key.substr(end + 1));
    return true;
  });
}

Resolution::NameChanges Resolution::changed_by(
    const std::vector<std::set<std::string>>& former,
    const std::vector<std::set<std::string>>& now) const {
  std::set<std::string> added;                           // records without the document
  std::map<std::string, std::set<std::string>> removed;  // the same, and of which documents
  NameChanges changes;
  std::set<EntityKey>& keys = changes.keys;
  const auto statement = [](const std::string& record) {
    return record.substr(0, record.find(kUri) + 1);
  };
  const auto person_of = [](const std::string& record) {
    return EntityKey{"Person", record.substr(1, record.find(kField) - 1)};
  };
  // Who works for several in one document: that joins circles of other documents.
  const auto add_joining = [&](const std::set<std::string>& records,
                               const std::set<std::string>& others) {
    std::map<EntityKey, std::set<std::string>> of;
    for (auto it = records.lower_bound("w"); it != records.end() && it->front() == 'w'; ++it) {
      of[person_of(*it)].insert(*it);
    }
    for (const auto& [person, employers] : of) {
      const bool same =
          std::includes(others.begin(), others.end(), employers.begin(), employers.end());
      if (employers.size() > 1 && !same) keys.insert(person);
    }
  };
  for (std::size_t i = 0; i < former.size(); ++i) {
    for (const std::string& record : former[i]) {
      if (now[i].count(record) > 0) continue;
      removed[statement(record)].insert(record.substr(record.find(kUri) + 1));
    }
    for (const std::string& record : now[i]) {
      if (former[i].count(record) == 0) added.insert(statement(record));
    }
    add_joining(former[i], now[i]);
    add_joining(now[i], former[i]);
  }
  const auto note = [&](const std::string& prefix) {
    const std::string text = prefix.substr(1, prefix.size() - 2);
    const std::size_t field = text.find(kField);
    if (prefix[0] == 'n') {
      keys.insert(split_pair(text));
    } else if (prefix[0] == 'a') {
      const std::string type = text.substr(0, field);
      const std::size_t next = text.find(kField, field + 1);
      keys.insert({type, text.substr(field + 1, next - field - 1)});
      keys.insert({type, text.substr(next + 1)});
    } else {
      keys.insert({"Person", text.substr(0, field)});
    }
  };
  for (const std::string& prefix : added) {
    if (known_.stated.find(prefix)) continue;
    known_.stated.put(prefix, true, prefix.size());
    if (records_.any(RecordSpace::Support, prefix)) continue;
    note(prefix);
    changes.appeared.push_back(other_side(prefix));
  }
  for (const auto& [prefix, uris] : removed) {
    if (added.count(prefix) > 0) continue;
    bool stays = false;
    records_.scan(RecordSpace::Support, prefix,
                  [&, &uris = uris, size = prefix.size()](std::string_view key, std::string_view) {
                    stays = uris.count(std::string(key.substr(size))) == 0;
                    return !stays;
                  });
    if (stays) continue;
    known_.stated.erase(prefix);
    note(prefix);
    changes.gone.push_back(other_side(prefix));
  }
  return changes;
}

std::set<EntityKey> Resolution::dependents(const std::set<EntityKey>& keys) const {
  std::set<EntityKey> closed;
  std::vector<EntityKey> open(keys.begin(), keys.end());
  while (!open.empty()) {
    const EntityKey key = std::move(open.back());
    open.pop_back();
    if (!closed.insert(key).second) continue;
    for (std::string& alias : last_fields("b" + pair_of(key) + kField)) {
      open.push_back({key.type, std::move(alias)});
    }
    if (key.type == "Company" || key.type == "Place" || key.type == "Institution") {
      for (std::string& name : last_fields(core_prefix(key))) {
        EntityKey other{key.type, std::move(name)};
        if (fits(other, key)) open.push_back(std::move(other));
      }
    }
    for (EntityKey& from : curation_.sent_here(key)) open.push_back(std::move(from));
    for (EntityKey& other : curation_.kept_from(key)) open.push_back(std::move(other));
  }
  return closed;
}

std::set<EntityKey> Resolution::persons_of(const EntityKey& employer) const {
  std::set<EntityKey> persons;
  for (std::string& name : last_fields("v" + pair_of(employer) + kField)) {
    persons.insert({"Person", std::move(name)});
  }
  return persons;
}

std::vector<std::string> Resolution::documents_with(const EntityKey& key) const {
  std::vector<std::string> uris;
  const std::string prefix = name_prefix(key);
  records_.scan(RecordSpace::Support, prefix, [&](std::string_view record, std::string_view) {
    uris.emplace_back(record.substr(prefix.size()));
    return true;
  });
  return uris;
}

Reading Resolution::reading(const DocumentGraph& graph) const {
  NamesById by_id;
  for (const Entity& entity : graph.entities) {
    by_id.emplace(entity.id, EntityKey{entity.type, normalise_name(entity.name)});
  }
  std::map<EntityKey, EntityKey> employers;  // of persons
  each_employment(graph, by_id, [&](const EntityKey& person, const EntityKey& employer) {
    employers.emplace(person, employer);
  });
  Reading reading;
  const auto read = [&](const EntityKey& key) {
    EntityKey own = root(key);
    if (key.type == "Person" && own == key) {
      const auto employer = employers.find(key);
      own = circle_in(circles(key.name), key, graph.document,
                      employer == employers.end() ? nullptr : &employer->second);
    }
    if (own != key) reading.roots.emplace(key, std::move(own));
  };
  for (const Entity& entity : graph.entities) {
    const EntityKey name{entity.type, normalise_name(entity.name)};
    read(name);
    if (curation_.kept_from(name).empty()) continue;
    for (const std::string& form : entity.aliases) {
      const EntityKey alias{entity.type, normalise_name(form)};
      if (!curation_.are_split(alias, name)) continue;
      reading.apart.emplace(alias, name);
      read(alias);
    }
  }
  return reading;
}

bool Resolution::is_known(const EntityKey& key) const {
  return records_.any(RecordSpace::Support, name_prefix(key));
}

void Resolution::for_each_name(const std::function<void(const EntityKey&)>& visit) const {
  records_.skim(RecordSpace::Support, "n", [&](std::string_view key) -> std::optional<std::string> {
    key = key.substr(0, key.find(kUri));
    visit(split_pair(key.substr(1)));
    return std::string(key) + '\x01';
  });
}

}  // namespace wutong::build
