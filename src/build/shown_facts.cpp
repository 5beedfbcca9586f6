// The half of GraphUpdater that shows facts as nodes and relationships.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "build/graph_updater.h"
#include "build/period_bounds.h"
#include "store/key_codec.h"

namespace wutong::build {
namespace {

using Properties = std::vector<std::pair<std::string_view, Value>>;

Value number_value(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::trunc(value) == value && std::abs(value) < kExact) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

Value integer(std::size_t number) { return static_cast<std::int64_t>(number); }

Value list_of(const Counts& texts, std::string_view but = {}) {
  List items;
  for (const auto& [text, count] : texts) {
    if (text != but) items.emplace_back(text);
  }
  return Value::list(std::move(items));
}

bool same_words(const Summary& a, const Summary& b) {
  return std::equal(a.words.begin(), a.words.end(), b.words.begin(), b.words.end(),
                    [](const auto& x, const auto& y) { return x.first == y.first; });
}
// But for the number of sources.
bool looks_same(const Summary& a, const Summary& b) {
  return same_words(a, b) && a.confidence() == b.confidence();
}

bool same(const Value& a, const Value& b) {
  if (a.is_string() && b.is_string()) return a.as_string() == b.as_string();
  std::string x, y;
  store::append_value(a, x);
  store::append_value(b, y);
  return x == y;
}

std::vector<std::string> items_of(const std::string& uri, const Statements& statements) {
  std::vector<std::string> items;
  for (const auto& [start, end] : statements.spans) {
    items.push_back(fmt::format("{}#{}-{}", uri, start, end));
  }
  return items;
}

Value evidence_list(const store::Groups& groups) {
  List items;
  for (const auto& [uri, places] : groups) items.insert(items.end(), places.begin(), places.end());
  return Value::list(std::move(items));
}

EntityKey entity_of(std::string_view type, std::string_view name) {
  return {std::string(type), std::string(name)};
}

}  // namespace

// Nodes come before the relationships that need them. What goes goes the other way round, entities
// and documents last: facts that stay may still point at them until they are shown anew.
void GraphUpdater::show_facts() {
  const auto is_node = [](const Facts::value_type& fact) { return fact.first[0] == 'E'; };
  const auto is_bare = [](const Facts::value_type& fact) { return fact.second.now.empty(); };
  for (auto fact = touched_.rbegin(); fact != touched_.rend(); ++fact) {
    if (!is_node(**fact) && is_bare(**fact)) hide((*fact)->first);
  }
  for (const Replaced& document : documents_) {
    if (document.graph && document.changed) put_document(document);
  }
  for (const auto* const fact : touched_) {
    if (is_node(*fact) && !is_bare(*fact)) show_entity(*fact);
  }
  for (Replaced& document : documents_) show_mentions(document);
  for (const auto* const fact : touched_) {
    if (is_node(*fact) || is_bare(*fact)) continue;
    fact->first[0] == 'R' ? show_relation(*fact) : show_statistic(*fact);
  }
  show_documents();
  for (const auto* const fact : touched_) {
    if (is_node(*fact) && is_bare(*fact)) hide(fact->first);
  }
  for (const Replaced& document : documents_) {
    if (!document.graph) hide(document_fact(document.uri));
  }
}

void GraphUpdater::show_documents() {
  for (Replaced& document : documents_) {
    const std::string key = "y" + document.uri;
    if (!document.graph) {
      transaction_.delete_record(RecordSpace::Document, key);
      continue;
    }
    show_statements(document);
    ShownDocument shown{std::move(document.reading), {}};
    for (std::size_t i = 0; i < document.references.size(); ++i) {
      if (!has_own_relationship(document.references[i])) continue;
      shown.relationships.push_back(document.relationships[i]);
    }
    transaction_.put_record(RecordSpace::Document, key, shown.encode());
  }
}

void GraphUpdater::put_document(const Replaced& document) {
  const std::string fact = document_fact(document.uri);
  Properties properties{
      {"id", stable_id(fact)}, {"uri", document.uri}, {"sha256", document.graph->sha256}};
  for (const auto& [key, value] : document.graph->properties) properties.emplace_back(key, value);
  nodes_[fact] = put_node(fact, {"Document"}, properties);
}

void GraphUpdater::show_entity(const Facts::value_type& shown_fact) {
  const auto& [fact, summary] = shown_fact;
  if (!all_ && !summary.before.empty() && looks_same(summary.before, summary.now)) {
    const auto id = shown_as(fact);
    if (id && transaction_.has_node(NodeId{*id})) {
      nodes_.emplace(fact, NodeId{*id});
      return;
    }
  }
  const auto fields = fields_of(fact);
  const Counts& forms = summary.now.words;
  // The name is what a person decided, or the first form that is the root's; the others are
  // aliases.
  const Circled circled = split_circle(fields[1]);
  const auto name = std::find_if(forms.begin(), forms.end(), [&](const auto& form) {
    return normalise_name(form.first) == circled.name;
  });
  const auto decided = resolution_.curation().shown_name(entity_of(fields[0], fields[1]));
  const std::string shown = decided ? *decided : name == forms.end() ? circled.name : name->first;
  nodes_[fact] =
      put_node(fact, {fields[0], "Entity"},
               {{"id", stable_id(fact)},
                {"name", shown},
                {"aliases", list_of(forms, shown)},
                {"distinguished_by", circled.employer.empty() ? Value() : Value(circled.employer)},
                {"confidence", summary.now.confidence()}});
}

void GraphUpdater::show_mentions(Replaced& document) {
  std::string entity;
  NodeId node{}, place{};
  for (std::size_t i = 0; i < document.references.size(); ++i) {
    const Reference& reference = document.references[i];
    std::uint64_t& shown = document.relationships[i];
    if (reference.fact[0] != 'M' || (shown != kNotShown && !all_)) continue;
    if (entity.empty()) place = node_of(document_fact(document.uri));
    if (const std::string_view of = entity_of_mention(reference.fact);
        entity.empty() || std::string_view(entity).substr(1) != of) {
      entity.assign("E").append(of);
      node = node_of(entity);
    }
    if (shown != kNotShown && is_between(shown, node, "MENTIONED_IN", place)) continue;
    delete_ours(shown);
    shown = join(node, "MENTIONED_IN", place,
                 {{"start", integer(reference.place.start)},
                  {"end", integer(reference.place.end)},
                  {"text", reference.place.text}});
  }
}

void GraphUpdater::show_statements(Replaced& document) {
  for (std::size_t i = 0; i < document.references.size(); ++i) {
    const Reference& reference = document.references[i];
    std::uint64_t& shown = document.relationships[i];
    if (reference.fact[0] != 'S' || (shown != kNotShown && !all_)) continue;
    const NodeId statistic = node_of(reference.fact);
    const NodeId place = node_of(document_fact(document.uri));
    if (shown != kNotShown && is_between(shown, statistic, "STATED_IN", place)) continue;
    delete_ours(shown);
    shown = join(statistic, "STATED_IN", place,
                 {{"start", integer(reference.place.start)},
                  {"end", integer(reference.place.end)},
                  {"text", reference.place.text},
                  {"rule", reference.rule}});
  }
}

store::Groups GraphUpdater::evidence_of(const std::string& fact) {
  store::Groups groups;
  const std::size_t size = fact.size() + 2;
  transaction_.scan_records(RecordSpace::Support, "f" + fact + '\0',
                            [&](std::string_view key, std::string_view value) {
                              std::string uri(key.substr(size));
                              auto items = items_of(uri, Statements::decode(value));
                              groups.emplace_hint(groups.end(), std::move(uri), std::move(items));
                              return true;
                            });
  return groups;
}

std::pair<std::string, std::string> GraphUpdater::first_text(const std::string& fact) {
  std::pair<std::string, std::string> first;
  const std::size_t size = fact.size() + 2;
  transaction_.scan_records(
      RecordSpace::Support, "f" + fact + '\0', [&](std::string_view key, std::string_view value) {
        first = {std::string(key.substr(size)), Statements::decode(value).text};
        return false;
      });
  return first;
}

std::optional<std::string> GraphUpdater::text_to_show(const Facts::value_type& shown_fact,
                                                      bool anew, bool whole) {
  const std::string& fact = shown_fact.first;
  const auto& restated = shown_fact.second.restated;
  if (whole) {
    const auto first = std::find_if(restated.begin(), restated.end(),
                                    [](const auto& of) { return !of.second.spans.empty(); });
    if (first == restated.end()) return "";
    memory_.first_documents.put(fact, first->first, fact.size() + first->first.size());
    return first->second.text;
  }
  const std::string* const known = memory_.first_documents.find(fact);
  // The documents before the first of these are as they were.
  const bool behind = known && !restated.empty() && *known < restated.begin()->first;
  if (behind && !anew) return std::nullopt;
  auto [first, text] = first_text(fact);
  const bool same = !restated.empty() && first < restated.begin()->first;
  memory_.first_documents.put(fact, std::move(first), 2 * fact.size());
  if (same && !anew) return std::nullopt;
  return std::move(text);
}

// A relation may have been stated many times before: what is there is not read.
void GraphUpdater::show_relation(const Facts::value_type& shown_fact) {
  const auto& [fact, summary] = shown_fact;
  const auto fields = fields_of(fact);
  const NodeId head = node_of(entity_fact(fields[1], fields[2]));
  const NodeId tail = node_of(entity_fact(fields[3], fields[4]));
  store::Groups groups;
  std::size_t places = 0;
  for (const auto& [uri, statements] : summary.restated) {
    places += statements.spans.size();
    groups.emplace_hint(groups.end(), uri, items_of(uri, statements));
  }
  const auto id = shown_as(fact);
  const bool joined = id && is_between(*id, head, fields[0], tail);
  const bool whole = places == summary.now.references();
  const bool anew = !joined || all_ || summary.before.empty();
  Properties properties{{"sources", static_cast<std::int64_t>(summary.now.sources)}};
  if (const auto text = text_to_show(shown_fact, anew, whole)) {
    properties.emplace_back("text", *text);
  }
  if (anew || !looks_same(summary.before, summary.now)) {
    properties.emplace_back("rules", list_of(summary.now.words));
    properties.emplace_back("confidence", summary.now.confidence());
  }
  if (!anew) {
    transaction_.change_relationship(RelationshipId{*id}, properties_of(properties),
                                     transaction_.key("evidence"), groups);
    return;
  }
  if (!whole) groups = evidence_of(fact);
  properties.emplace_back("evidence", evidence_list(groups));
  properties.emplace_back("status", std::string(fields[5]));
  if (joined) return set_properties(RelationshipId{*id}, properties);
  if (id) delete_ours(*id);
  remember(fact, join(head, fields[0], tail, properties));
}

void GraphUpdater::show_statistic(const Facts::value_type& shown_fact) {
  const auto& [fact, summary] = shown_fact;
  const auto fields = fields_of(fact);
  const auto record = transaction_.get_record(RecordSpace::Support, "i" + fact);
  const auto id = record ? shown_as(fact) : std::nullopt;
  NodeId statistic{};
  if (!all_ && !summary.before.empty() && looks_same(summary.before, summary.now) && id &&
      transaction_.has_node(NodeId{*id})) {
    statistic = NodeId{*id};
  } else {
    double value = 0;
    std::from_chars(fields[6].data(), fields[6].data() + fields[6].size(), value);
    const Counts& bounds = summary.now.words;
    Properties properties{{"id", stable_id(fact)},
                          {"indicator", std::string(fields[2])},
                          {"value", number_value(value)},
                          {"unit", std::string(fields[4])},
                          {"approx", fields[7] == "1"},
                          {"bound", bounds.empty() ? Value() : Value(bounds.begin()->first)},
                          {"status", std::string(fields[5])},
                          {"confidence", summary.now.confidence()}};
    if (!fields[3].empty()) {
      properties.emplace_back("period", std::string(fields[3]));
      if (const auto bounds_of_period = period_bounds(fields[3])) {
        properties.emplace_back("period_start", bounds_of_period->first);
        properties.emplace_back("period_end", bounds_of_period->second);
      }
    }
    statistic = put_node(fact, {"Statistic"}, properties);
  }
  nodes_[fact] = statistic;
  const NodeId subject = node_of(entity_fact(fields[0], fields[1]));
  const std::uint64_t relationship = record ? subject_relationship(*record) : kNotShown;
  if (relationship != kNotShown && is_between(relationship, subject, "HAS_STATISTIC", statistic))
    return;
  delete_ours(relationship);
  const std::uint64_t own = join(subject, "HAS_STATISTIC", statistic, {});
  transaction_.put_record(RecordSpace::Support, "i" + fact,
                          fmt::format("{} {}", static_cast<std::uint64_t>(statistic), own));
}

void GraphUpdater::hide(const std::string& fact) {
  nodes_.erase(fact);
  const auto record = transaction_.get_record(RecordSpace::Support, "i" + fact);
  const auto id = record ? shown_as(fact) : std::nullopt;
  if (!id) return;
  if (fact[0] == 'R') {
    delete_ours(*id);
    transaction_.delete_record(RecordSpace::Support, "i" + fact);
    return;
  }
  if (const std::uint64_t subject = subject_relationship(*record); subject != kNotShown) {
    delete_ours(subject);
    remember(fact, *id);
  }
  hide_node(fact, NodeId{*id});
}

void GraphUpdater::hide_node(const std::string& fact, NodeId node) {
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
  if (id && transaction_.has_node(NodeId{*id}))
    return nodes_.emplace(fact, NodeId{*id}).first->second;
  if (fact[0] == 'E') {
    show_entity(counted(fact));
  } else if (fact[0] == 'S') {
    show_statistic(counted(fact));
  } else {
    const auto document =
        std::find_if(documents_.begin(), documents_.end(),
                     [&, uri = fields_of(fact)[0]](const Replaced& one) { return one.uri == uri; });
    put_document(*document);
  }
  return nodes_.at(fact);
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
  auto id = shown_as(fact);
  if (unclaimed_ && !id) {
    const auto known = unclaimed_->find(stable_id(fact));
    if (known != unclaimed_->end()) {
      id = static_cast<std::uint64_t>(known->second);
      remember(fact, *id);
    }
  }
  if (id && transaction_.has_node(NodeId{*id})) {
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

bool GraphUpdater::is_between(std::uint64_t relationship, NodeId start, std::string_view type,
                              NodeId end) {
  return transaction_.joins(RelationshipId{relationship}, start, transaction_.type(type), end);
}

std::uint64_t GraphUpdater::join(NodeId start, std::string_view type, NodeId end,
                                 const Properties& properties) {
  return static_cast<std::uint64_t>(transaction_.create_relationship(
      start, transaction_.type(type), end, properties_of(properties)));
}

}  // namespace wutong::build
