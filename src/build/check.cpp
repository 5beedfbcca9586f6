#include "build/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "build/fact.h"
#include "build/graph_updater.h"
#include "build/journal.h"
#include "build/resolution.h"
#include "build/summary.h"
#include "store/key_codec.h"
#include "wutong/error.h"

namespace wutong::build {
namespace {

class Checker {
 public:
  explicit Checker(const store::SnapshotView& view)
      : view_(view), records_(view), resolution_(records_) {}

  std::vector<std::string> run() {
    part("documents", [&] { documents(); });
    part("states of documents", [&] { states(); });
    part("index of names", [&] { names(); });
    part("references", [&] { references(); });
    part("places of facts", [&] { places(); });
    part("journal", [&] { journal(); });
    part("decisions", [&] { decisions(); });
    return std::move(findings_);
  }

 private:
  template <class Work>
  void part(const char* name, Work work) {
    try {
      work();
    } catch (const std::exception& error) {
      fault("the {} cannot be read further: {}", name, error.what());
    }
  }

  template <class Visit>
  void each(RecordSpace space, std::string_view kind, Visit visit) {
    records_.scan(space, kind, [&](std::string_view key, std::string_view value) {
      visit(std::string(key.substr(1)), value);
      return true;
    });
  }

  bool has(RecordSpace space, const std::string& key) const {
    return records_.get(space, key).has_value();
  }

  void documents() {
    each(RecordSpace::Document, "g", [&](const std::string& uri, std::string_view json) {
      try {
        document(uri, document_graph_from_json(std::string(json)));
      } catch (const std::exception& error) {
        fault("document {}: its graph cannot be read: {}", uri, error.what());
      }
    });
  }

  void document(const std::string& uri, const DocumentGraph& graph) {
    if (!has(RecordSpace::Document, document_state_key(uri))) {
      fault("document {} has a graph and no state", uri);
    }
    const std::vector<std::string> records = name_records(uri, graph);
    for (const std::string& record : std::set<std::string>(records.begin(), records.end())) {
      ++names_;
      for (const std::string& key : {record, other_side(record)}) {
        if (has(RecordSpace::Support, key)) continue;
        fault("document {}: name '{}' is missing from the index of names", uri,
              readable(key.substr(0, key.find('\0'))));
      }
    }
    const Reading reading = resolution_.reading(graph);
    const std::vector<Reference> references = references_of(graph, reading);
    shown_document(uri, reading, references);
    count(uri, graph, references);
    statements(uri, references);
    if (++seen_ % kForgetAfter == 0) resolution_.refresh();
  }

  // How its names are read, and that its mentions and statements are shown.
  void shown_document(const std::string& uri, const Reading& reading,
                      const std::vector<Reference>& references) {
    const auto record = records_.get(RecordSpace::Document, "y" + uri);
    if (!record) return fault("document {}: how its names are read is missing", uri);
    const ShownDocument shown = ShownDocument::decode(*record);
    if (shown.reading != reading) fault("document {}: its names are read in another way", uri);
    const auto node = id_of("i" + document_fact(uri));
    auto id = shown.relationships.begin();
    std::size_t missing = 0;
    for (const Reference& reference : references) {
      if (!has_own_relationship(reference)) continue;
      const bool there =
          id != shown.relationships.end() && node &&
          is_joined(*id, reference.fact[0] == 'M' ? "MENTIONED_IN" : "STATED_IN", NodeId{*node});
      if (!there) ++missing;
      if (id != shown.relationships.end()) ++id;
    }
    if (missing > 0 || id != shown.relationships.end()) {
      fault("document {}: {} of its mentions and statements are not shown", uri, missing);
    }
  }

  bool is_joined(std::uint64_t id, std::string_view type, NodeId end) const {
    const auto ends = view_.relationship(RelationshipId{id});
    return ends && ends->end == end && view_.names().type_name(ends->type) == type;
  }

  void count(const std::string& uri, const DocumentGraph& graph,
             const std::vector<Reference>& references) {
    const auto date = graph.properties.find("date");
    documents_.insert(uri);
    for (std::size_t i = 0; i < references.size(); ++i) {
      const Reference& reference = references[i];
      const char kind = reference.fact[0];
      if (kind == 'M') continue;
      Summary& summary = summaries_[reference.fact];
      summary.count(reference.share, 1);
      if (i > 0 && references[i - 1].fact == reference.fact) continue;
      summary.count_source(kind == 'S' && date != graph.properties.end() ? date->second : "", 1);
    }
  }

  void statements(const std::string& uri, const std::vector<Reference>& references) {
    for (std::size_t i = 0; i < references.size();) {
      const std::string& fact = references[i].fact;
      Statements expected;
      expected.text = references[i].place.text;
      for (; i < references.size() && references[i].fact == fact; ++i) {
        expected.spans.emplace_back(references[i].place.start, references[i].place.end);
      }
      if (fact[0] != 'R') continue;
      ++statements_;
      const auto stored = records_.get(RecordSpace::Support, "f" + fact + '\0' + uri);
      if (!stored) {
        fault("document {}: its reference to {} is missing", uri, readable(fact));
      } else if (*stored != expected.encode()) {
        fault("document {}: its reference to {} is not what it says", uri, readable(fact));
      }
    }
  }

  void states() {
    for (const auto& kind : {std::pair{"s", "a state"}, std::pair{"y", "readings of names"}}) {
      each(RecordSpace::Document, kind.first, [&](const std::string& uri, std::string_view) {
        if (!has(RecordSpace::Document, document_graph_key(uri))) {
          fault("document {} has {} and no graph", uri, kind.second);
        }
      });
    }
  }

  void names() {
    std::size_t found = 0;
    for (const char* kind : {"n", "a", "w"}) {
      std::string last;
      records_.scan(RecordSpace::Support, kind, [&](std::string_view key, std::string_view) {
        ++found;
        std::string other = other_side(key);
        if (other != last) ++others_;
        last = std::move(other);
        return true;
      });
    }
    if (found != names_) {
      fault("the index of names has {} records; the documents give {}", found, names_);
    }
    std::size_t others = 0;
    for (const char* kind : {"c", "b", "v"}) {
      each(RecordSpace::Support, kind, [&](const std::string&, std::string_view) { ++others; });
    }
    if (others != others_) {
      fault("the index of names has {} records of the other side; the documents give {}", others,
            others_);
    }
  }

  // Every fact with references is shown by what bears its id, and its summary counts them.
  void references() {
    std::size_t found = 0;
    each(RecordSpace::Support, "f", [&](const std::string&, std::string_view) { ++found; });
    if (found != statements_) {
      fault("there are {} references to relations; the documents give {}", found, statements_);
    }
    for (const std::string& uri : documents_) shown(document_fact(uri));
    for (const auto& [fact, summary] : summaries_) {
      const auto stored = records_.get(RecordSpace::Support, "t" + fact);
      if (!stored || *stored != summary.encode()) {
        fault("fact {}: the summary of its references is wrong", readable(fact));
      }
      shown(fact);
    }
    std::size_t summaries = 0;
    each(RecordSpace::Support, "t", [&](const std::string&, std::string_view) { ++summaries; });
    if (summaries != summaries_.size()) {
      fault("there are {} summaries of references; the references give {}", summaries,
            summaries_.size());
    }
  }

  // Of record i.
  std::optional<std::uint64_t> id_of(const std::string& key) const {
    const auto text = records_.get(RecordSpace::Support, key);
    return text ? place_of(std::string_view(*text).substr(0, text->find(' '))) : std::nullopt;
  }

  std::optional<std::uint64_t> place_of(std::string_view text) const {
    std::uint64_t id = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), id);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
    return id;
  }

  void shown(const std::string& fact) {
    const auto id = id_of("i" + fact);
    if (!id) return fault("fact {} is not shown", readable(fact));
    if (fact[0] == 'R') return shown_relation(fact, *id);
    const auto key = view_.names().find_key("id");
    const Value shown_id = key ? view_.property(NodeId{*id}, *key) : Value();
    if (!view_.has_node(NodeId{*id})) {
      fault("fact {} is shown as node {}, which does not exist", readable(fact), *id);
    } else if (!shown_id.is_string() || shown_id.as_string() != stable_id(fact)) {
      fault("fact {} is shown as node {}, which is something else", readable(fact), *id);
    } else if (fact[0] == 'S') {
      const std::uint64_t subject =
          subject_relationship(*records_.get(RecordSpace::Support, "i" + fact));
      if (subject == kNotShown || !is_joined(subject, "HAS_STATISTIC", NodeId{*id})) {
        fault("fact {} is not shown beside its subject", readable(fact));
      }
    }
  }

  // Its list of evidence is added to without being read: it names every place.
  void shown_relation(const std::string& fact, std::uint64_t id) {
    if (!view_.relationship(RelationshipId{id})) {
      return fault("fact {} is shown as relationship {}, which does not exist", readable(fact), id);
    }
    List places;
    const std::size_t size = fact.size() + 2;
    records_.scan(RecordSpace::Support, "f" + fact + '\0',
                  [&](std::string_view record, std::string_view value) {
                    for (const auto& [start, end] : Statements::decode(value).spans) {
                      places.emplace_back(fmt::format("{}#{}-{}", record.substr(size), start, end));
                    }
                    return true;
                  });
    const auto key = view_.names().find_key("evidence");
    const Value shown = key ? view_.property(RelationshipId{id}, *key) : Value();
    std::string expected, found;
    store::append_value(Value::list(std::move(places)), expected);
    store::append_value(shown, found);
    if (found != expected) {
      fault(
          "fact {} is shown with other evidence than its documents give: somebody changed its "
          "property 'evidence', or it is damaged; wutong repair DIR makes it anew",
          readable(fact));
    }
  }

  // What no document states any more is only there for a user's relationship.
  void places() {
    each(RecordSpace::Support, "i", [&](const std::string& fact, std::string_view) {
      const bool stated =
          fact[0] == 'D' ? documents_.count(fact.substr(1)) > 0 : summaries_.count(fact) > 0;
      if (stated) return;
      const auto id = id_of("i" + fact);
      const bool kept = id && fact[0] != 'R' && view_.has_node(NodeId{*id}) &&
                        view_.degree(NodeId{*id}, model::Direction::Both, {}) > 0;
      if (!kept) fault("fact {} is shown and no document states it", readable(fact));
    });
  }

  void journal() {
    each(RecordSpace::Document, "b", [&](const std::string& key, std::string_view json) {
      if (!nlohmann::json::accept(json)) {
        fault("job {} cannot be read", static_cast<int>(static_cast<unsigned char>(key.back())));
      }
    });
    for_each_document(view_, [&](const DocumentRecord& document) {
      const bool known = has(RecordSpace::Document, document_graph_key(document.uri));
      if (document.state == DocumentState::Done && !known) {
        fault("document {} is done and has no graph", document.uri);
      } else if (document.state == DocumentState::Withdrawn && known) {
        fault("document {} is withdrawn and has a graph", document.uri);
      }
    });
    each(RecordSpace::Document, "g", [&](const std::string& uri, std::string_view) {
      if (!has(RecordSpace::Document, "j" + uri)) fault("document {} is not in the journal", uri);
    });
  }

  void decisions() {
    for (const Decision& decision : resolution_.curation().decisions()) {
      const EntityKey key = key_of(decision), other = other_of(decision);
      const auto back = decision.decide == "split" ? resolution_.curation().kept_from(other)
                                                   : resolution_.curation().sent_here(other);
      if (std::find(back.begin(), back.end(), key) == back.end()) {
        fault("the decision {} is known from one side only", to_json(decision));
      }
    }
  }

  template <class... Arguments>
  void fault(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    findings_.push_back(fmt::format(format, std::forward<Arguments>(arguments)...));
  }

  // Documents after which what resolution remembers is let go, for memory's sake.
  static constexpr std::size_t kForgetAfter = 4096;

  const store::SnapshotView& view_;
  const Records records_;
  Resolution resolution_;
  std::size_t names_ = 0, others_ = 0, statements_ = 0, seen_ = 0;
  std::set<std::string> documents_;           // uris
  std::map<std::string, Summary> summaries_;  // as the documents give them
  std::vector<std::string> findings_;
};

}  // namespace

std::string readable(std::string_view fact) {
  std::string out(fact);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out.size() > 1 ? out.insert(1, " ") : out;
}

std::vector<std::string> check(const store::SnapshotView& view) { return Checker(view).run(); }

}  // namespace wutong::build
