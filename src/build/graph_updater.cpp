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
#include "store/key_codec.h"

namespace wutong::build {
namespace {

using Json = nlohmann::json;
using Properties = std::vector<std::pair<std::string, Value>>;

// The number that stands behind `name` at the head of a payload: these are written by fact.cpp.
std::string_view number_behind(std::string_view payload, std::string_view name) {
  const std::size_t at = payload.find(name);
  if (at == std::string_view::npos) return "0";
  payload.remove_prefix(at + name.size());
  return payload.substr(0, payload.find_first_not_of("0123456789"));
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

Value list_of(const Summary::Counts& texts, std::string_view but = {}) {
  List items;
  for (const auto& [text, count] : texts) {
    if (text != but) items.emplace_back(text);
  }
  return Value::list(std::move(items));
}

std::string date_of(const DocumentGraph& graph) {
  const auto date = graph.properties.find("date");
  return date == graph.properties.end() ? "" : date->second;
}

// "uri 0 n" of a reference as it stands behind a statistic.
std::string statement_key(const std::string& fact, std::string place) {
  std::replace(place.begin(), place.end(), '\0', '\x1f');
  return "i" + fact + std::string(kStatedPlace) + place;
}

bool same(const Value& a, const Value& b) {
  std::string x, y;
  store::append_value(a, x);
  store::append_value(b, y);
  return x == y;
}

}  // namespace

std::optional<std::string> document_state(const store::WriteTransaction& transaction,
                                          const std::string& uri) {
  return transaction.get_record(RecordSpace::Document, "s" + uri);
}

std::optional<std::uint64_t> shown_by(const store::WriteTransaction& transaction,
                                      const std::string& place) {
  const auto text = transaction.get_record(RecordSpace::Support, "i" + place);
  if (!text) return std::nullopt;
  std::uint64_t id = 0;
  std::from_chars(text->data(), text->data() + text->size(), id);
  return id;
}

std::optional<DocumentGraph> GraphUpdater::stored_graph(const std::string& uri) const {
  const auto json = transaction_.get_record(RecordSpace::Document, "g" + uri);
  if (!json) return std::nullopt;
  return document_graph_from_json(*json);
}

void GraphUpdater::apply(const std::vector<DocumentChange>& changes) {
  for (const DocumentChange& change : changes) {
    if (change.graph) changed_graphs_[change.uri] = &*change.graph;
  }
  update_documents(update_names(changes));
  changed_graphs_.clear();
}

void GraphUpdater::update_documents(const std::set<std::string>& uris, bool all) {
  std::set<std::string> touched;
  for (const std::string& uri : uris) replace_references(uri, all, touched);
  write_summaries();
  show_facts(touched);
  rank_statistics(transaction_, touched);
  summaries_.clear();
  payloads_.clear();
  new_facts_.clear();
  nodes_.clear();
  statements_.clear();
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
  // What a name is shown as may change where no reference does.
  update_documents(documents, true);
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
  std::vector<std::set<std::string>> former, now;
  for (const DocumentChange& change : changes) {
    const auto names_of = [&](const DocumentGraph& graph) {
      const auto records = name_records(change.uri, graph);
      return std::set<std::string>(records.begin(), records.end());
    };
    const auto stored = stored_graph(change.uri);
    former.push_back(stored ? names_of(*stored) : std::set<std::string>());
    now.push_back(change.graph ? names_of(*change.graph) : std::set<std::string>());
  }
  const std::set<EntityKey> keys = resolution_.changed_by(former, now);
  std::set<std::string> documents = resolve_anew(keys, [&] {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const DocumentChange& change = changes[i];
      for (const std::string& record : former[i]) {
        if (now[i].count(record) == 0) transaction_.delete_record(RecordSpace::Support, record);
      }
      for (const std::string& record : now[i]) {
        if (former[i].count(record) == 0) transaction_.put_record(RecordSpace::Support, record, "");
      }
      if (change.graph) {
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
  std::map<EntityKey, Circles> circles_before;
  for (const EntityKey& key : resolution_.dependents(keys)) {
    before.emplace(key, resolution_.root(key));
    if (key.type == "Person") circles_before.emplace(key, resolution_.circles(key.name));
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
    const auto former = circles_before.find(key);
    if (former == circles_before.end()) continue;
    const Circles& now = resolution_.circles(key.name);
    if (former->second.all.size() < 2 && now.all.size() < 2) continue;
    for (std::string& uri : resolution_.documents_with(key)) {
      if (circle_in(former->second, key, uri) != circle_in(now, key, uri)) {
        documents.insert(std::move(uri));
      }
    }
  }
  return documents;
}

// A document's references are compared with its former ones: only facts of those that differ are
// touched.
void GraphUpdater::replace_references(const std::string& uri, bool all,
                                      std::set<std::string>& touched) {
  const std::string list_key = "x" + uri;
  std::map<std::string, std::string> former;  // fact 0 n -> payload
  std::set<std::string> former_facts, facts;
  std::string former_date, date;
  if (const auto list = transaction_.get_record(RecordSpace::Document, list_key)) {
    for (std::size_t at = 0; at < list->size();) {
      const std::size_t end = list->find('\0', at);
      const std::string fact = list->substr(at, end - at);
      at = end + 1;
      former_facts.insert(fact);
      const std::string prefix = "f" + fact + '\0' + uri + '\0';
      transaction_.scan_records(
          RecordSpace::Support, prefix, [&](std::string_view key, std::string_view payload) {
            former.emplace(fact + '\0' + std::string(key.substr(prefix.size())), payload);
            return true;
          });
      if (fact[0] == 'D' && !former.empty()) {
        former_date = Json::parse(former.begin()->second).at("properties").value("date", "");
      }
    }
  }
  const auto known = changed_graphs_.find(uri);
  std::optional<DocumentGraph> read;
  if (known == changed_graphs_.end()) read = stored_graph(uri);
  const DocumentGraph* const graph = known != changed_graphs_.end() ? known->second
                                     : read                         ? &*read
                                                                    : nullptr;
  std::string list;
  if (graph) {
    date = date_of(*graph);
    Naming naming;
    naming.root = [&](const EntityKey& key) { return resolution_.root_in(uri, key); };
    naming.apart = [&](const EntityKey& a, const EntityKey& b) {
      return resolution_.curation().are_split(a, b);
    };
    std::string last;
    int ordinal = 0;
    for (const Reference& reference : references_of(*graph, naming)) {
      const std::string& fact = reference.fact;
      ordinal = fact == last ? ordinal + 1 : 0;
      if (ordinal == 0) {
        list += fact + '\0';
        facts.insert(fact);
        if (all) touched.insert(fact);
      }
      last = fact;
      const std::string number = fmt::format("{:06}", ordinal);
      const auto same = former.find(fact + '\0' + number);
      if (same != former.end()) {
        const bool equal = same->second == reference.payload;
        if (!equal) change_reference(fact, uri + '\0' + number, same->second, -1);
        former.erase(same);
        if (equal) continue;
      }
      touched.insert(fact);
      // A mention is of one document; in a rebuild it may be shown already.
      if (fact[0] == 'M' && former_facts.count(fact) == 0 && !unclaimed_) new_facts_.insert(fact);
      change_reference(fact, uri + '\0' + number, reference.payload, 1);
    }
  }
  for (const auto& [place, payload] : former) {
    const std::size_t end = place.find('\0');
    const std::string fact = place.substr(0, end);
    touched.insert(fact);
    change_reference(fact, uri + place.substr(end), payload, -1);
  }
  // How many documents state a fact, and of when they are.
  for (const std::string& fact : former_facts) {
    const bool stays = facts.count(fact) > 0;
    if (!has_summary(fact[0]) || (stays && former_date == date)) continue;
    touched.insert(fact);
    summary_of(fact).count_source(fact[0] == 'S' ? former_date : "", -1);
    if (stays) summary_of(fact).count_source(fact[0] == 'S' ? date : "", 1);
  }
  for (const std::string& fact : facts) {
    if (!has_summary(fact[0]) || former_facts.count(fact) > 0) continue;
    summary_of(fact).count_source(fact[0] == 'S' ? date : "", 1);
  }
  if (graph) {
    transaction_.put_record(RecordSpace::Document, list_key, list);
  } else {
    transaction_.delete_record(RecordSpace::Document, list_key);
  }
}

// `place`: "uri 0 n".
void GraphUpdater::change_reference(const std::string& fact, const std::string& place,
                                    std::string_view payload, int share) {
  const std::string key = "f" + fact + '\0' + place;
  if (share > 0) {
    transaction_.put_record(RecordSpace::Support, key, payload);
    if (fact[0] == 'S') statements_[fact].push_back(place);
  } else {
    transaction_.delete_record(RecordSpace::Support, key);
    if (fact[0] == 'S') {
      const std::string shown = statement_key(fact, place);
      if (const auto id = shown_as(shown.substr(1))) {
        const RelationshipId relationship{*id};
        if (transaction_.relationship(relationship)) {
          transaction_.delete_relationship(relationship);
        }
        transaction_.delete_record(RecordSpace::Support, shown);
      }
    }
  }
  if (has_summary(fact[0])) {
    summary_of(fact).count(fact[0], payload, share);
  } else if (share > 0) {
    payloads_[fact] = std::string(payload);
  } else {
    payloads_[fact] = std::nullopt;
  }
}

Summary& GraphUpdater::summary_of(const std::string& fact) {
  const auto known = summaries_.find(fact);
  if (known != summaries_.end()) return known->second;
  const auto record = transaction_.get_record(RecordSpace::Support, "t" + fact);
  return summaries_.emplace(fact, record ? Summary::decode(*record) : Summary()).first->second;
}

void GraphUpdater::write_summaries() {
  for (const auto& [fact, summary] : summaries_) {
    if (summary.empty()) {
      transaction_.delete_record(RecordSpace::Support, "t" + fact);
    } else {
      transaction_.put_record(RecordSpace::Support, "t" + fact, summary.encode());
    }
  }
}

bool GraphUpdater::has_references(const std::string& fact) {
  if (has_summary(fact[0])) return !summary_of(fact).empty();
  if (const auto known = payloads_.find(fact); known != payloads_.end()) {
    return known->second.has_value();
  }
  bool any = false;
  transaction_.scan_records(RecordSpace::Support, "f" + fact + '\0',
                            [&](std::string_view, std::string_view) {
                              any = true;
                              return false;
                            });
  return any;
}

std::string GraphUpdater::first_payload(const std::string& fact) const {
  if (const auto known = payloads_.find(fact); known != payloads_.end() && known->second) {
    return *known->second;
  }
  std::string first;
  transaction_.scan_records(RecordSpace::Support, "f" + fact + '\0',
                            [&](std::string_view, std::string_view payload) {
                              first = payload;
                              return false;
                            });
  return first;
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
  const Json payload = Json::parse(first_payload(fact));
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
  const Summary& summary = summary_of(fact);
  // The name is what a person decided, or the first form that is the root's; the others are
  // aliases.
  const Circled circled = split_circle(fields[1]);
  const auto name = std::find_if(summary.words.begin(), summary.words.end(), [&](const auto& form) {
    return normalise_name(form.first) == circled.name;
  });
  const auto decided =
      resolution_.curation().shown_name({std::string(fields[0]), std::string(fields[1])});
  const std::string shown = decided                       ? *decided
                            : name == summary.words.end() ? circled.name
                                                          : name->first;
  put_node(fact, {fields[0], "Entity"},
           {{"id", stable_id(fact)},
            {"name", shown},
            {"aliases", list_of(summary.words, shown)},
            {"distinguished_by", circled.employer.empty() ? Value() : Value(circled.employer)},
            {"confidence", summary.confidence()}});
}

void GraphUpdater::show_mention(const std::string& fact) {
  const auto fields = fields_of(fact);
  const Json payload = Json::parse(first_payload(fact));
  const NodeId entity = node_of(entity_fact({std::string(fields[0]), std::string(fields[1])}));
  put_relationship(fact, entity, "MENTIONED_IN", node_of(document_fact(fields[2])),
                   {{"start", payload.at("start").get<std::int64_t>()},
                    {"end", payload.at("end").get<std::int64_t>()},
                    {"text", payload.at("text").get<std::string>()}});
}

void GraphUpdater::show_relation(const std::string& fact) {
  const auto fields = fields_of(fact);
  const Summary& summary = summary_of(fact);
  List evidence;
  std::string first;
  const std::string prefix = "f" + fact + '\0';
  transaction_.scan_records(
      RecordSpace::Support, prefix, [&](std::string_view key, std::string_view payload) {
        if (first.empty()) first = payload;
        key.remove_prefix(prefix.size());
        evidence.emplace_back(fmt::format("{}#{}-{}", key.substr(0, key.find('\0')),
                                          number_behind(payload, "{\"start\":"),
                                          number_behind(payload, ",\"end\":")));
        return true;
      });
  const NodeId head = node_of(entity_fact({std::string(fields[1]), std::string(fields[2])}));
  const NodeId tail = node_of(entity_fact({std::string(fields[3]), std::string(fields[4])}));
  put_relationship(fact, head, fields[0], tail,
                   {{"evidence", Value::list(std::move(evidence))},
                    {"text", Json::parse(first).at("text").get<std::string>()},
                    {"rules", list_of(summary.words)},
                    {"sources", static_cast<std::int64_t>(summary.sources)},
                    {"status", std::string(fields[5])},
                    {"confidence", summary.confidence()}});
}

void GraphUpdater::show_statistic(const std::string& fact) {
  const auto fields = fields_of(fact);
  double value = 0;
  std::from_chars(fields[6].data(), fields[6].data() + fields[6].size(), value);
  Properties properties{{"id", stable_id(fact)},
                        {"indicator", std::string(fields[2])},
                        {"value", number_value(value)},
                        {"unit", std::string(fields[4])},
                        {"approx", fields[7] == "1"},
                        {"bound", text_or_null(Json::parse(first_payload(fact)).at("bound"))},
                        {"status", std::string(fields[5])},
                        {"confidence", summary_of(fact).confidence()}};
  if (!fields[3].empty()) {
    properties.emplace_back("period", std::string(fields[3]));
    if (const auto bounds = period_bounds(fields[3])) {
      properties.emplace_back("period_start", bounds->first);
      properties.emplace_back("period_end", bounds->second);
    }
  }
  const NodeId statistic = put_node(fact, {"Statistic"}, properties);
  const NodeId subject = node_of(entity_fact({std::string(fields[0]), std::string(fields[1])}));
  put_relationship(fact + std::string(kSubjectPlace), subject, "HAS_STATISTIC", statistic, {});
  show_statements(fact, statistic);
}

// Those that are new: it may have been stated many times before.
void GraphUpdater::show_statements(const std::string& fact, NodeId statistic) {
  const auto changed = statements_.find(fact);
  if (changed == statements_.end()) return;
  for (const std::string& place : changed->second) {
    const auto text = transaction_.get_record(RecordSpace::Support, "f" + fact + '\0' + place);
    if (!text) continue;
    const Json payload = Json::parse(*text);
    put_relationship(statement_key(fact, place).substr(1), statistic, "STATED_IN",
                     node_of(document_fact(place.substr(0, place.find('\0')))),
                     {{"start", payload.at("start").get<std::int64_t>()},
                      {"end", payload.at("end").get<std::int64_t>()},
                      {"text", payload.at("text").get<std::string>()},
                      {"rule", payload.at("rule").get<std::string>()}});
  }
  changed->second.clear();
}

void GraphUpdater::hide(const std::string& fact) {
  nodes_.erase(fact);
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
    std::vector<std::string> places{"i" + fact + std::string(kSubjectPlace)};
    transaction_.scan_records(RecordSpace::Support, "i" + fact + std::string(kStatedPlace),
                              [&](std::string_view key, std::string_view) {
                                places.emplace_back(key);
                                return true;
                              });
    for (const std::string& place : places) {
      transaction_.delete_record(RecordSpace::Support, place);
    }
  }
  if (transaction_.has_node(node)) {
    // A user's relationship still needs it.
    if (transaction_.degree(node, model::Direction::Both, {}) > 0) return;
    transaction_.delete_node(node);
  }
  transaction_.delete_record(RecordSpace::Support, "i" + fact);
}

std::optional<std::uint64_t> GraphUpdater::shown_as(const std::string& fact) const {
  return shown_by(transaction_, fact);
}

void GraphUpdater::remember(const std::string& fact, std::uint64_t id) {
  transaction_.put_record(RecordSpace::Support, "i" + fact, std::to_string(id));
}

NodeId GraphUpdater::node_of(const std::string& fact) {
  if (const auto known = nodes_.find(fact); known != nodes_.end()) return known->second;
  const auto id = shown_as(fact);
  if (!id || !transaction_.has_node(NodeId{*id})) show(fact);
  return nodes_.emplace(fact, NodeId{*shown_as(fact)}).first->second;
}

model::PropertyList GraphUpdater::properties_of(const Properties& properties) {
  model::PropertyList list;
  list.reserve(properties.size());
  for (const auto& [name, value] : properties) list.emplace_back(transaction_.key(name), value);
  std::sort(list.begin(), list.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  return list;
}

template <class Id>
void GraphUpdater::set_properties(Id id, const Properties& properties) {
  model::PropertyList stored;
  transaction_.properties(id, stored);
  model::PropertyList changed;
  for (auto& [key, value] : properties_of(properties)) {
    const auto it =
        std::lower_bound(stored.begin(), stored.end(), key,
                         [](const auto& entry, auto wanted) { return entry.first < wanted; });
    const bool present = it != stored.end() && it->first == key;
    if (present ? !same(it->second, value) : !value.is_null()) changed.emplace_back(key, value);
  }
  if (!changed.empty()) transaction_.set_properties(id, changed);
}

NodeId GraphUpdater::put_node(const std::string& fact,
                              std::initializer_list<std::string_view> labels,
                              const Properties& properties) {
  if (unclaimed_ && !shown_as(fact)) {
    const auto known = unclaimed_->find(stable_id(fact));
    if (known != unclaimed_->end()) remember(fact, static_cast<std::uint64_t>(known->second));
  }
  if (const auto id = shown_as(fact); id && transaction_.has_node(NodeId{*id})) {
    set_properties(NodeId{*id}, properties);
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
  const auto id = new_facts_.count(fact) > 0 ? std::nullopt : shown_as(fact);
  if (id) {
    const RelationshipId relationship{*id};
    const auto ends = transaction_.relationship(relationship);
    if (ends && ends->start == start && ends->end == end && ends->type == type_id) {
      set_properties(relationship, properties);
      return;
    }
    if (ends) transaction_.delete_relationship(relationship);
  }
  const RelationshipId relationship =
      transaction_.create_relationship(start, type_id, end, properties_of(properties));
  remember(fact, static_cast<std::uint64_t>(relationship));
}

}  // namespace wutong::build
