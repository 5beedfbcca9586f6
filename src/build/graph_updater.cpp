#include "build/graph_updater.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "build/ranking.h"

namespace wutong::build {
namespace {

using Json = nlohmann::json;

std::string date_of(const DocumentGraph& graph) {
  const auto date = graph.properties.find("date");
  return date == graph.properties.end() ? "" : date->second;
}

Share share_in(const std::string& fact, std::string_view payload) {
  return has_summary(fact[0]) ? share_of(fact[0], payload) : Share();
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
  applying_ = true;
  update_documents(update_names(changes));
  applying_ = false;
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
  restated_.clear();
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
        transaction_.put_record(RecordSpace::Document, "g" + change.uri,
                                change.json.empty() ? to_json(*change.graph) : change.json);
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
    // What an employer's name may be changes with other names.
    for (const EntityKey& person : resolution_.persons_of(key)) {
      circles_before.emplace(person, resolution_.circles(person.name));
    }
  }
  change();
  resolution_.refresh();
  std::set<EntityKey> names = resolution_.dependents(keys);
  for (const auto& [key, root] : before) names.insert(key);
  for (const auto& [person, circles] : circles_before) names.insert(person);
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
        if (!equal) {
          change_reference(fact, uri + '\0' + number, same->second, share_in(fact, same->second),
                           -1);
        }
        former.erase(same);
        if (equal) continue;
      }
      touched.insert(fact);
      // A mention is of one document; in a rebuild it may be shown already.
      if (fact[0] == 'M' && former_facts.count(fact) == 0 && !unclaimed_) new_facts_.insert(fact);
      change_reference(fact, uri + '\0' + number, reference.payload, reference.share, 1);
    }
  }
  for (const auto& [place, payload] : former) {
    const std::size_t end = place.find('\0');
    const std::string fact = place.substr(0, end);
    touched.insert(fact);
    change_reference(fact, uri + place.substr(end), payload, share_in(fact, payload), -1);
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
                                    std::string_view payload, const Share& share, int by) {
  const std::string key = "f" + fact + '\0' + place;
  if (by > 0) {
    transaction_.put_record(RecordSpace::Support, key, payload);
    if (fact[0] == 'S') statements_[fact].push_back(place);
  } else {
    transaction_.delete_record(RecordSpace::Support, key);
    if (fact[0] == 'S') {
      const std::string shown = statement_place(fact, place);
      if (const auto id = shown_as(shown)) {
        const RelationshipId relationship{*id};
        if (transaction_.relationship(relationship)) {
          transaction_.delete_relationship(relationship);
        }
        transaction_.delete_record(RecordSpace::Support, "i" + shown);
      }
    }
  }
  if (fact[0] == 'R') restated_[fact].insert(place.substr(0, place.find('\0')));
  if (has_summary(fact[0])) {
    summary_of(fact).count(share, by);
  } else if (by > 0) {
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

}  // namespace wutong::build
