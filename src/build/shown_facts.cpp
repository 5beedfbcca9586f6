// The half of GraphUpdater that shows facts as nodes and relationships.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "build/graph_updater.h"
#include "build/period_bounds.h"
#include "store/key_codec.h"

namespace wutong::build {
namespace {

using Json = nlohmann::json;
using Properties = std::vector<std::pair<std::string, Value>>;

Value number_value(double value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::trunc(value) == value && std::abs(value) < kExact) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

// No property for an empty text.
Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

Value list_of(const Summary::Counts& texts, std::string_view but = {}) {
  List items;
  for (const auto& [text, count] : texts) {
    if (text != but) items.emplace_back(text);
  }
  return Value::list(std::move(items));
}

bool same(const Value& a, const Value& b) {
  std::string x, y;
  store::append_value(a, x);
  store::append_value(b, y);
  return x == y;
}

}  // namespace

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
  const std::string payload = first_payload(fact);
  const NodeId entity = node_of(entity_fact({std::string(fields[0]), std::string(fields[1])}));
  put_relationship(fact, entity, "MENTIONED_IN", node_of(document_fact(fields[2])),
                   {{"start", number_in(payload, "start")},
                    {"end", number_in(payload, "end")},
                    {"text", text_in(payload, "text")}});
}

void GraphUpdater::list_evidence(const std::string& fact, const std::string& prefix,
                                 List& out) const {
  const std::size_t size = fact.size() + 2;
  transaction_.scan_records(
      RecordSpace::Support, prefix, [&](std::string_view key, std::string_view payload) {
        key.remove_prefix(size);
        out.emplace_back(fmt::format("{}#{}-{}", key.substr(0, key.find('\0')),
                                     number_in(payload, "start"), number_in(payload, "end")));
        return true;
      });
}

// Only the references of documents that changed are read: a relation may have been stated many
// times before.
List GraphUpdater::evidence_of(const std::string& fact) {
  const std::string prefix = "f" + fact + '\0';
  const auto restated = restated_.find(fact);
  const auto id = applying_ && restated != restated_.end() ? shown_as(fact) : std::nullopt;
  List out;
  if (id) {
    const Value shown = transaction_.property(RelationshipId{*id}, transaction_.key("evidence"));
    auto uri = restated->second.begin();
    const auto add_until = [&](std::optional<std::string_view> end) {
      for (; uri != restated->second.end() && (!end || *uri <= *end); ++uri) {
        list_evidence(fact, prefix + *uri + '\0', out);
      }
    };
    if (shown.is_list()) {
      for (const Value& item : shown.as_list()) {
        const std::string_view text = item.as_string();
        const std::string_view of = text.substr(0, text.rfind('#'));
        add_until(of);
        if (restated->second.count(std::string(of)) == 0) out.push_back(item);
      }
    }
    add_until(std::nullopt);
    if (out.size() == summary_of(fact).references()) return out;
    out.clear();
  }
  list_evidence(fact, prefix, out);
  return out;
}

void GraphUpdater::show_relation(const std::string& fact) {
  const auto fields = fields_of(fact);
  const Summary& summary = summary_of(fact);
  const NodeId head = node_of(entity_fact({std::string(fields[1]), std::string(fields[2])}));
  const NodeId tail = node_of(entity_fact({std::string(fields[3]), std::string(fields[4])}));
  put_relationship(fact, head, fields[0], tail,
                   {{"evidence", Value::list(evidence_of(fact))},
                    {"text", text_in(first_payload(fact), "text")},
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
                        {"bound", text_or_null(text_in(first_payload(fact), "bound"))},
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
    const std::string& payload = *text;
    put_relationship(statement_place(fact, place), statistic, "STATED_IN",
                     node_of(document_fact(place.substr(0, place.find('\0')))),
                     {{"start", number_in(payload, "start")},
                      {"end", number_in(payload, "end")},
                      {"text", text_in(payload, "text")},
                      {"rule", text_in(payload, "rule")}});
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
