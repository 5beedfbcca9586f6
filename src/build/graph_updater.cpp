#include "build/graph_updater.h"

#include <algorithm>
#include <charconv>

#include "build/ranking.h"

namespace wutong::build {
namespace {

std::string date_of(const DocumentGraph& graph) {
  const auto date = graph.properties.find("date");
  return date == graph.properties.end() ? "" : date->second;
}

std::size_t end_of_fact(const std::vector<Reference>& references, std::size_t at) {
  std::size_t end = at;
  while (end < references.size() && references[end].fact == references[at].fact) ++end;
  return end;
}

}  // namespace

std::optional<std::string> document_state(const store::WriteTransaction& transaction,
                                          const std::string& uri) {
  return transaction.get_record(RecordSpace::Document, "s" + uri);
}

std::optional<std::uint64_t> shown_by(const store::WriteTransaction& transaction,
                                      const std::string& fact) {
  const auto text = transaction.get_record(RecordSpace::Support, "i" + fact);
  if (!text) return std::nullopt;
  std::uint64_t id = 0;
  std::from_chars(text->data(), text->data() + text->size(), id);
  return id;
}

std::uint64_t subject_relationship(std::string_view record) {
  std::uint64_t id = kNotShown;
  const std::size_t space = record.find(' ');
  if (space == std::string_view::npos) return id;
  std::from_chars(record.data() + space + 1, record.data() + record.size(), id);
  return id;
}

std::optional<DocumentGraph> GraphUpdater::stored_graph(const std::string& uri) const {
  const auto json = transaction_.get_record(RecordSpace::Document, "g" + uri);
  if (!json) return std::nullopt;
  return document_graph_from_json(*json);
}

void GraphUpdater::apply(const std::vector<DocumentChange>& changes) {
  for (const DocumentChange& change : changes) {
    changed_graphs_[change.uri] = change.graph ? &*change.graph : nullptr;
  }
  update_documents(update_names(changes));
  changed_graphs_.clear();
  former_graphs_.clear();
}

void GraphUpdater::update_documents(const std::set<std::string>& uris, bool all) {
  all_ = all;
  documents_.reserve(uris.size());
  for (const std::string& uri : uris) replace_references(uri);
  std::sort(touched_.begin(), touched_.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
  write_summaries();
  show_facts();
  rank_touched();
  documents_.clear();
  touched_.clear();
  facts_.clear();
  nodes_.clear();
  memory_.first_documents.trim();
  all_ = false;
}

void GraphUpdater::rank_touched() {
  std::set<std::string> groups;
  for (const auto* const fact : touched_) {
    if (fact->first[0] == 'S') groups.insert(rank_group_of(fact->first));
  }
  groups.erase("");
  rank_statistics(transaction_, groups);
}

void GraphUpdater::hide_bare(const std::vector<std::string>& facts) {
  for (const std::string& fact : facts) hide(fact);
}

void GraphUpdater::decide(const std::vector<Decision>& decisions) {
  change_decisions(decisions, [&] {
    for (const Decision& decision : decisions) build::decide(transaction_, decision);
    resolution_.refresh();
  });
}

std::size_t GraphUpdater::undo(const std::vector<Decision>& decisions) {
  std::size_t undone = 0;
  change_decisions(decisions, [&] {
    for (const Decision& decision : decisions) {
      undone += build::undo(transaction_, decision) ? 1 : 0;
    }
    resolution_.refresh();
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
      transaction_.put_record(RecordSpace::Support, other_side(record), "");
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
    auto stored = stored_graph(change.uri);
    former.push_back(stored ? names_of(*stored) : std::set<std::string>());
    now.push_back(change.graph ? names_of(*change.graph) : std::set<std::string>());
    if (stored) former_graphs_.emplace(change.uri, std::move(*stored));
  }
  const Resolution::NameChanges names = resolution_.changed_by(former, now);
  std::set<std::string> documents = resolve_anew(names.keys, [&] {
    for (const std::string& record : names.gone) {
      transaction_.delete_record(RecordSpace::Support, record);
    }
    for (const std::string& record : names.appeared) {
      transaction_.put_record(RecordSpace::Support, record, "");
    }
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
  std::set<EntityKey> names = resolution_.dependents(keys);
  for (const EntityKey& key : std::vector<EntityKey>(names.begin(), names.end())) {
    if (before.count(key) > 0) continue;
    for (const EntityKey& person : resolution_.persons_of(key)) names.insert(person);
  }
  for (const auto& [key, root] : before) names.insert(key);
  for (const auto& [person, circles] : circles_before) names.insert(person);
  resolution_.forget(names);
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
    const auto employers = resolution_.employers(key.name);
    for (std::string& uri : resolution_.documents_with(key)) {
      const auto named = employers.find(uri);
      const EntityKey* const employer = named == employers.end() ? nullptr : &named->second;
      if (circle_in(former->second, key, uri, employer) != circle_in(now, key, uri, employer)) {
        documents.insert(std::move(uri));
      }
    }
  }
  return documents;
}

// A document's references are compared with its former ones: only facts of those that differ are
// touched.
void GraphUpdater::replace_references(const std::string& uri) {
  Replaced document;
  document.uri = uri;
  const auto known = changed_graphs_.find(uri);
  const auto record = transaction_.get_record(RecordSpace::Document, "y" + uri);
  std::optional<ShownDocument> shown;
  if (record) shown = ShownDocument::decode(*record);
  document.changed = all_ || !shown || known != changed_graphs_.end();
  if (known != changed_graphs_.end()) {
    document.graph = known->second;
  } else if ((document.read = stored_graph(uri))) {
    document.graph = &*document.read;
  }
  if (document.graph) document.reading = resolution_.reading(*document.graph);
  // It only has a name that others read differently.
  if (!document.changed && shown->reading == document.reading) return;
  std::vector<Reference> former;
  std::string former_date;
  if (shown) {
    const auto graph = former_graphs_.find(uri);
    const DocumentGraph* const before = graph != former_graphs_.end()    ? &graph->second
                                        : known != changed_graphs_.end() ? nullptr
                                                                         : document.graph;
    if (before) {
      former = references_of(*before, shown->reading);
      former_date = date_of(*before);
    }
  }
  if (document.graph) document.references = references_of(*document.graph, document.reading);
  document.relationships.resize(document.references.size(), kNotShown);
  // Of each reference; a list that is cut short knows no more.
  std::vector<std::uint64_t> relationships(former.size(), kNotShown);
  if (shown) {
    auto id = shown->relationships.begin();
    for (std::size_t i = 0; i < former.size() && id != shown->relationships.end(); ++i) {
      if (has_own_relationship(former[i])) relationships[i] = *id++;
    }
  }
  compare(document, former, relationships, former_date);
  documents_.push_back(std::move(document));
  // The graph that was read moved with it.
  if (documents_.back().read) documents_.back().graph = &*documents_.back().read;
}

void GraphUpdater::compare(Replaced& document, const std::vector<Reference>& former,
                           const std::vector<std::uint64_t>& relationships,
                           const std::string& former_date) {
  const std::vector<Reference>& now = document.references;
  const std::string date = document.graph ? date_of(*document.graph) : "";
  for (std::size_t i = 0, j = 0; i < former.size() || j < now.size();) {
    const bool only_now = i == former.size() || (j < now.size() && now[j].fact < former[i].fact);
    const bool only_former = j == now.size() || (i < former.size() && former[i].fact < now[j].fact);
    const std::string& fact = only_now ? now[j].fact : former[i].fact;
    const std::size_t former_end = only_now ? i : end_of_fact(former, i);
    const std::size_t end = only_former ? j : end_of_fact(now, j);
    // Mentions are counted with their entities.
    const bool has_counts = fact[0] != 'M';
    Facts::value_type* counts = nullptr;
    const auto change = [&]() -> Facts::value_type& {
      if (!counts) counts = &counted(fact);
      return *counts;
    };
    bool differs = all_;
    for (std::size_t k = 0; i + k < former_end || j + k < end; ++k) {
      const Reference* const was = i + k < former_end ? &former[i + k] : nullptr;
      const Reference* const is = j + k < end ? &now[j + k] : nullptr;
      if (was && is && *was == *is) {
        document.relationships[j + k] = relationships[i + k];
        continue;
      }
      differs = true;
      if (was) delete_ours(relationships[i + k]);
      if (!has_counts) continue;
      if (was) change().second.now.count(was->share, -1);
      if (is) change().second.now.count(is->share, 1);
    }
    if (has_counts) {
      // How many documents state a fact, and of when they are.
      const bool dated = fact[0] == 'S';
      const bool moved = dated && former_date != date;
      if (only_former || only_now || moved) {
        Summary& summary = change().second.now;
        if (!only_now) summary.count_source(dated ? former_date : "", -1);
        if (!only_former) summary.count_source(dated ? date : "", 1);
        differs = true;
      }
      if (differs) touched_.push_back(&change());
      if (differs && fact[0] == 'R') restate(document, j, end, change());
    }
    i = former_end;
    j = end;
  }
}

// The references from `begin` to `end` are those of the relation, if any.
void GraphUpdater::restate(const Replaced& document, std::size_t begin, std::size_t end,
                           Facts::value_type& fact) {
  Statements statements;
  for (std::size_t i = begin; i < end; ++i) {
    const Evidence& place = document.references[i].place;
    if (i == begin) statements.text = place.text;
    statements.spans.emplace_back(place.start, place.end);
  }
  const std::string key = "f" + fact.first + '\0' + document.uri;
  if (begin == end) {
    transaction_.delete_record(RecordSpace::Support, key);
  } else {
    transaction_.put_record(RecordSpace::Support, key, statements.encode());
  }
  fact.second.restated.emplace_back(document.uri, std::move(statements));
}

void GraphUpdater::delete_ours(std::uint64_t relationship) {
  if (relationship == kNotShown) return;
  const RelationshipId id{relationship};
  if (transaction_.relationship(id)) transaction_.delete_relationship(id);
}

GraphUpdater::Facts::value_type& GraphUpdater::counted(const std::string& fact) {
  const auto [place, is_new] = facts_.try_emplace(fact);
  if (!is_new) return *place;
  if (const auto record = transaction_.get_record(RecordSpace::Support, "t" + fact)) {
    place->second.before = place->second.now = Summary::decode(*record);
  }
  return *place;
}

void GraphUpdater::write_summaries() {
  for (const auto& [fact, summary] : facts_) {
    if (summary.now == summary.before) continue;
    if (summary.now.empty()) {
      transaction_.delete_record(RecordSpace::Support, "t" + fact);
    } else {
      transaction_.put_record(RecordSpace::Support, "t" + fact, summary.now.encode());
    }
  }
}

}  // namespace wutong::build
