#include "build/graph_updater.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "build/period_bounds.h"
#include "build/ranking.h"

namespace wutong::build {
namespace {

using Json = nlohmann::json;
using Properties = std::vector<std::pair<std::string, Value>>;

struct StoredReference {
  std::string uri;
  Json payload;
};

std::vector<StoredReference> stored_references(const store::WriteTransaction& transaction,
                                               const std::string& fact) {
  std::vector<StoredReference> references;
  const std::string prefix = "f" + fact + '\0';
  transaction.scan_records(
      RecordSpace::Support, prefix, [&](std::string_view key, std::string_view value) {
        key.remove_prefix(prefix.size());
        references.push_back({std::string(key.substr(0, key.find('\0'))), Json::parse(value)});
        return true;
      });
  return references;
}

// Independent statements of the same fact: 1 - (1-a)(1-b)..., to four digits.
double joint_confidence(const std::vector<StoredReference>& references) {
  double doubt = 1;
  for (const StoredReference& reference : references) {
    doubt *= 1 - reference.payload.value("confidence", 0.0);
  }
  return std::round((1 - doubt) * 1e4) / 1e4;
}

Value evidence_list(const std::vector<StoredReference>& references) {
  List items;
  for (const StoredReference& reference : references) {
    items.emplace_back(fmt::format("{}#{}-{}", reference.uri,
                                   reference.payload.at("start").get<std::size_t>(),
                                   reference.payload.at("end").get<std::size_t>()));
  }
  return Value::list(std::move(items));
}

Value number_value(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::trunc(value) == value && std::abs(value) < kExact) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

// No property for an empty text.
Value text_or_null(const Json& json) {
  const auto text = json.get<std::string>();
  return text.empty() ? Value() : Value(text);
}

Value list_of(const std::set<std::string>& texts) {
  List items;
  for (const std::string& text : texts) items.emplace_back(text);
  return Value::list(std::move(items));
}

}  // namespace

std::optional<std::string> document_state(const store::WriteTransaction& transaction,
                                          const std::string& uri) {
  return transaction.get_record(RecordSpace::Document, "s" + uri);
}

std::optional<DocumentGraph> GraphUpdater::stored_graph(const std::string& uri) const {
  const auto json = transaction_.get_record(RecordSpace::Document, "g" + uri);
  if (!json) return std::nullopt;
  return document_graph_from_json(*json);
}

void GraphUpdater::apply(const std::vector<DocumentChange>& changes) {
  update_documents(update_names(changes));
}

void GraphUpdater::update_documents(const std::set<std::string>& uris) {
  std::set<std::string> touched;
  for (const std::string& uri : uris) replace_references(uri, touched);
  show_facts(touched);
  rank_statistics(transaction_, touched);
}

void GraphUpdater::decide(const std::vector<Decision>& decisions) {
  change_decisions(decisions, [&] {
    for (const Decision& decision : decisions) build::decide(transaction_, decision);
  });
}

std::size_t GraphUpdater::undo(const std::vector<Decision>& decisions) {
  std::size_t undone = 0;
  change_decisions(decisions, [&] {
    for (const Decision& decision : decisions) {
      undone += build::undo(transaction_, decision) ? 1 : 0;
    }
  });
  return undone;
}

void GraphUpdater::change_decisions(const std::vector<Decision>& decisions,
                                    const std::function<void()>& change) {
  std::set<EntityKey> keys;
  for (const Decision& decision : decisions) {
    keys.insert(key_of(decision));
    keys.insert(other_of(decision));
  }
  std::set<std::string> documents = resolve_anew(keys, change);
  // Splitting moves the mentions of a form within a document.
  for (const EntityKey& key : keys) {
    for (std::string& uri : resolution_.documents_with(key)) documents.insert(std::move(uri));
  }
  update_documents(documents);
}

void GraphUpdater::index_names(const std::vector<std::string>& uris) {
  for (const std::string& uri : uris) {
    for (const std::string& record : name_records(uri, *stored_graph(uri))) {
      transaction_.put_record(RecordSpace::Support, record, "");
    }
  }
  resolution_.refresh();
}

std::set<std::string> GraphUpdater::update_names(const std::vector<DocumentChange>& changes) {
  std::vector<std::optional<DocumentGraph>> former;
  std::set<EntityKey> keys;
  for (const DocumentChange& change : changes) {
    former.push_back(stored_graph(change.uri));
    if (former.back()) keys.merge(keys_of(*former.back()));
    if (change.graph) keys.merge(keys_of(*change.graph));
  }
  std::set<std::string> documents = resolve_anew(keys, [&] {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const DocumentChange& change = changes[i];
      if (former[i]) {
        for (const std::string& record : name_records(change.uri, *former[i])) {
          transaction_.delete_record(RecordSpace::Support, record);
        }
      }
      if (change.graph) {
        for (const std::string& record : name_records(change.uri, *change.graph)) {
          transaction_.put_record(RecordSpace::Support, record, "");
        }
        transaction_.put_record(RecordSpace::Document, "g" + change.uri, to_json(*change.graph));
        transaction_.put_record(RecordSpace::Document, "s" + change.uri, change.state);
      } else {
        transaction_.delete_record(RecordSpace::Document, "g" + change.uri);
        transaction_.delete_record(RecordSpace::Document, "s" + change.uri);
      }
    }
  });
  for (const DocumentChange& change : changes) documents.insert(change.uri);
  return documents;
}

std::set<std::string> GraphUpdater::resolve_anew(const std::set<EntityKey>& keys,
                                                 const std::function<void()>& change) {
  std::map<EntityKey, EntityKey> before;
  std::map<std::pair<EntityKey, std::string>, EntityKey> person_before;
  for (const EntityKey& key : resolution_.dependents(keys)) {
    before.emplace(key, resolution_.root(key));
    if (key.type != "Person") continue;
    for (const std::string& uri : resolution_.documents_with(key)) {
      person_before.emplace(std::pair{key, uri}, resolution_.root_in(uri, key));
    }
  }
  change();
  resolution_.refresh();
  std::set<EntityKey> names = resolution_.dependents(keys);
  for (const auto& [key, root] : before) names.insert(key);
  std::set<std::string> documents;
  const auto all_of = [&](const EntityKey& key) {
    for (std::string& uri : resolution_.documents_with(key)) documents.insert(std::move(uri));
  };
  for (const EntityKey& key : names) {
    const auto known = before.find(key);
    if (resolution_.root(key) != (known == before.end() ? key : known->second)) {
      all_of(key);
      // A form that is kept from the name of its document's entity has its own root there.
      for (const EntityKey& other : resolution_.curation().kept_from(key)) all_of(other);
      // Persons may now work for one employer who worked for two.
      for (const EntityKey& person : resolution_.persons_of(key)) all_of(person);
      continue;
    }
    if (key.type != "Person") continue;
    for (const std::string& uri : resolution_.documents_with(key)) {
      const auto former = person_before.find({key, uri});
      if (former != person_before.end() && former->second != resolution_.root_in(uri, key)) {
        documents.insert(uri);
      }
    }
  }
  return documents;
}

void GraphUpdater::replace_references(const std::string& uri, std::set<std::string>& touched) {
  const std::string list_key = "x" + uri;
  if (const auto list = transaction_.get_record(RecordSpace::Document, list_key)) {
    for (std::size_t at = 0; at < list->size();) {
      const std::size_t end = list->find('\0', at);
      const std::string fact = list->substr(at, end - at);
      at = end + 1;
      touched.insert(fact);
      const std::string prefix = "f" + fact + '\0' + uri + '\0';
      std::vector<std::string> keys;
      transaction_.scan_records(RecordSpace::Support, prefix,
                                [&](std::string_view key, std::string_view) {
                                  keys.emplace_back(key);
                                  return true;
                                });
      for (const std::string& key : keys) transaction_.delete_record(RecordSpace::Support, key);
    }
  }
  const auto graph = stored_graph(uri);
  if (!graph) {
    transaction_.delete_record(RecordSpace::Document, list_key);
    return;
  }
  Naming naming;
  naming.root = [&](const EntityKey& key) { return resolution_.root_in(uri, key); };
  naming.apart = [&](const EntityKey& a, const EntityKey& b) {
    return resolution_.curation().are_split(a, b);
  };
  std::string list;
  std::string last;
  int ordinal = 0;
  for (const Reference& reference : references_of(*graph, naming)) {
    ordinal = reference.fact == last ? ordinal + 1 : 0;
    if (ordinal == 0) list += reference.fact + '\0';
    last = reference.fact;
    touched.insert(reference.fact);
    transaction_.put_record(RecordSpace::Support,
                            fmt::format("f{}{}{}{}{:06}", reference.fact, '\0', uri, '\0', ordinal),
                            reference.payload);
  }
  transaction_.put_record(RecordSpace::Document, list_key, list);
}

bool GraphUpdater::has_references(const std::string& fact) const {
  bool any = false;
  transaction_.scan_records(RecordSpace::Support, "f" + fact + '\0',
                            [&](std::string_view, std::string_view) {
                              any = true;
                              return false;
                            });
  return any;
}

// Kinds sort D < E < M < R < S, so nodes come before the relationships that need them. What goes
// goes the other way round, entities and documents last: facts that stay may still point at them
// until they are shown anew.
void GraphUpdater::show_facts(const std::set<std::string>& touched) {
  std::vector<const std::string*> supported, bare_nodes;
  for (auto it = touched.rbegin(); it != touched.rend(); ++it) {
    const bool node = (*it)[0] == 'D' || (*it)[0] == 'E';
    if (has_references(*it)) {
      supported.push_back(&*it);
    } else if (node) {
      bare_nodes.push_back(&*it);
    } else {
      hide(*it);
    }
  }
  for (auto it = supported.rbegin(); it != supported.rend(); ++it) show(**it);
  for (const std::string* fact : bare_nodes) hide(*fact);
}

void GraphUpdater::show(const std::string& fact) {
  switch (fact[0]) {
    case 'D':
      return show_document(fact);
    case 'E':
      return show_entity(fact);
    case 'M':
      return show_mention(fact);
    case 'R':
      return show_relation(fact);
    default:
      return show_statistic(fact);
  }
}

void GraphUpdater::show_document(const std::string& fact) {
  const auto references = stored_references(transaction_, fact);
  const Json& payload = references.front().payload;
  Properties properties{{"id", stable_id(fact)},
                        {"uri", std::string(fields_of(fact)[0])},
                        {"sha256", payload.at("sha256").get<std::string>()}};
  for (const auto& [key, value] : payload.at("properties").items()) {
    properties.emplace_back(key, value.get<std::string>());
  }
  put_node(fact, {"Document"}, properties);
}

void GraphUpdater::show_entity(const std::string& fact) {
  const auto fields = fields_of(fact);
  const auto references = stored_references(transaction_, fact);
  std::set<std::string> forms;
  for (const StoredReference& reference : references) {
    forms.insert(reference.payload.at("name").get<std::string>());
    for (const Json& alias : reference.payload.at("aliases"))
      forms.insert(alias.get<std::string>());
  }
  // The name is what a person decided, or the first form that is the root's; the others are
  // aliases.
  const Circled circled = split_circle(fields[1]);
  const auto name = std::find_if(forms.begin(), forms.end(), [&](const std::string& form) {
    return normalise_name(form) == circled.name;
  });
  const auto decided =
      resolution_.curation().shown_name({std::string(fields[0]), std::string(fields[1])});
  const std::string shown = decided ? *decided : name == forms.end() ? circled.name : *name;
  forms.erase(shown);
  put_node(fact, {fields[0], "Entity"},
           {{"id", stable_id(fact)},
            {"name", shown},
            {"aliases", list_of(forms)},
            {"distinguished_by", circled.employer.empty() ? Value() : Value(circled.employer)},
            {"confidence", joint_confidence(references)}});
}

void GraphUpdater::show_mention(const std::string& fact) {
  const auto fields = fields_of(fact);
  const auto references = stored_references(transaction_, fact);
  const Json& payload = references.front().payload;
  const NodeId entity = node_of(entity_fact({std::string(fields[0]), std::string(fields[1])}));
  put_relationship(fact, entity, "MENTIONED_IN", node_of(document_fact(fields[2])),
                   {{"start", payload.at("start").get<std::int64_t>()},
                    {"end", payload.at("end").get<std::int64_t>()},
                    {"text", payload.at("text").get<std::string>()}});
}

void GraphUpdater::show_relation(const std::string& fact) {
  const auto fields = fields_of(fact);
  const auto references = stored_references(transaction_, fact);
  std::set<std::string> rules, sources;
  for (const StoredReference& reference : references) {
    rules.insert(reference.payload.at("rule").get<std::string>());
    sources.insert(reference.uri);
  }
  const NodeId head = node_of(entity_fact({std::string(fields[1]), std::string(fields[2])}));
  const NodeId tail = node_of(entity_fact({std::string(fields[3]), std::string(fields[4])}));
  put_relationship(fact, head, fields[0], tail,
                   {{"evidence", evidence_list(references)},
                    {"text", references.front().payload.at("text").get<std::string>()},
                    {"rules", list_of(rules)},
                    {"sources", static_cast<std::int64_t>(sources.size())},
                    {"status", std::string(fields[5])},
                    {"confidence", joint_confidence(references)}});
}

void GraphUpdater::show_statistic(const std::string& fact) {
  const auto fields = fields_of(fact);
  const auto references = stored_references(transaction_, fact);
  double value = 0;
  std::from_chars(fields[6].data(), fields[6].data() + fields[6].size(), value);
  Properties properties{{"id", stable_id(fact)},
                        {"indicator", std::string(fields[2])},
                        {"value", number_value(value)},
                        {"unit", std::string(fields[4])},
                        {"approx", fields[7] == "1"},
                        {"bound", text_or_null(references.front().payload.at("bound"))},
                        {"status", std::string(fields[5])},
                        {"confidence", joint_confidence(references)}};
  if (!fields[3].empty()) {
    properties.emplace_back("period", std::string(fields[3]));
    if (const auto bounds = period_bounds(fields[3])) {
      properties.emplace_back("period_start", bounds->first);
      properties.emplace_back("period_end", bounds->second);
    }
  }
  const NodeId statistic = put_node(fact, {"Statistic"}, properties);
  const NodeId subject = node_of(entity_fact({std::string(fields[0]), std::string(fields[1])}));
  put_relationship(fact + "\x1fsubject", subject, "HAS_STATISTIC", statistic, {});

  // Its places of statement are few: written anew.
  std::vector<store::Neighbour> stated;
  const auto stated_in = transaction_.type("STATED_IN");
  transaction_.expand(statistic, model::Direction::Outgoing, {&stated_in, 1}, stated);
  for (const store::Neighbour& place : stated) transaction_.delete_relationship(place.relationship);
  for (const StoredReference& reference : references) {
    transaction_.create_relationship(
        statistic, stated_in, node_of(document_fact(reference.uri)),
        properties_of({{"start", reference.payload.at("start").get<std::int64_t>()},
                       {"end", reference.payload.at("end").get<std::int64_t>()},
                       {"text", reference.payload.at("text").get<std::string>()},
                       {"rule", reference.payload.at("rule").get<std::string>()}}));
  }
}

void GraphUpdater::hide(const std::string& fact) {
  const auto id = shown_as(fact);
  if (!id) return;
  if (fact[0] == 'M' || fact[0] == 'R') {
    const RelationshipId relationship{*id};
    if (transaction_.relationship(relationship)) transaction_.delete_relationship(relationship);
    transaction_.delete_record(RecordSpace::Support, "i" + fact);
    return;
  }
  const NodeId node{*id};
  if (fact[0] == 'S') {
    std::vector<store::Neighbour> own;
    const std::array<store::TypeId, 2> types{transaction_.type("HAS_STATISTIC"),
                                             transaction_.type("STATED_IN")};
    transaction_.expand(node, model::Direction::Both, types, own);
    for (const store::Neighbour& neighbour : own) {
      transaction_.delete_relationship(neighbour.relationship);
    }
    transaction_.delete_record(RecordSpace::Support, "i" + fact + "\x1fsubject");
  }
  if (transaction_.has_node(node)) {
    // A user's relationship still needs it.
    if (transaction_.degree(node, model::Direction::Both, {}) > 0) return;
    transaction_.delete_node(node);
  }
  transaction_.delete_record(RecordSpace::Support, "i" + fact);
}

std::optional<std::uint64_t> GraphUpdater::shown_as(const std::string& fact) const {
  const auto text = transaction_.get_record(RecordSpace::Support, "i" + fact);
  if (!text) return std::nullopt;
  std::uint64_t id = 0;
  std::from_chars(text->data(), text->data() + text->size(), id);
  return id;
}

void GraphUpdater::remember(const std::string& fact, std::uint64_t id) {
  transaction_.put_record(RecordSpace::Support, "i" + fact, std::to_string(id));
}

NodeId GraphUpdater::node_of(const std::string& fact) {
  if (const auto id = shown_as(fact); id && transaction_.has_node(NodeId{*id})) return NodeId{*id};
  show(fact);
  return NodeId{*shown_as(fact)};
}

model::PropertyList GraphUpdater::properties_of(const Properties& properties) {
  model::PropertyList list;
  list.reserve(properties.size());
  for (const auto& [name, value] : properties) list.emplace_back(transaction_.key(name), value);
  std::sort(list.begin(), list.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return list;
}

NodeId GraphUpdater::put_node(const std::string& fact,
                              std::initializer_list<std::string_view> labels,
                              const Properties& properties) {
  if (unclaimed_ && !shown_as(fact)) {
    const auto known = unclaimed_->find(stable_id(fact));
    if (known != unclaimed_->end()) remember(fact, static_cast<std::uint64_t>(known->second));
  }
  if (const auto id = shown_as(fact); id && transaction_.has_node(NodeId{*id})) {
    for (const auto& [key, value] : properties_of(properties)) {
      transaction_.set_property(NodeId{*id}, key, value);
    }
    return NodeId{*id};
  }
  std::vector<store::LabelId> ids;
  for (const std::string_view label : labels) ids.push_back(transaction_.label(label));
  std::sort(ids.begin(), ids.end());
  const NodeId node = transaction_.create_node(ids, properties_of(properties));
  remember(fact, static_cast<std::uint64_t>(node));
  return node;
}

void GraphUpdater::put_relationship(const std::string& fact, NodeId start, std::string_view type,
                                    NodeId end, const Properties& properties) {
  const store::TypeId type_id = transaction_.type(type);
  if (const auto id = shown_as(fact)) {
    const RelationshipId relationship{*id};
    const auto ends = transaction_.relationship(relationship);
    if (ends && ends->start == start && ends->end == end && ends->type == type_id) {
      for (const auto& [key, value] : properties_of(properties)) {
        transaction_.set_property(relationship, key, value);
      }
      return;
    }
    if (ends) transaction_.delete_relationship(relationship);
  }
  const RelationshipId relationship =
      transaction_.create_relationship(start, type_id, end, properties_of(properties));
  remember(fact, static_cast<std::uint64_t>(relationship));
}

}  // namespace wutong::build
