#include "build/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "build/fact.h"
#include "build/journal.h"
#include "build/resolution.h"
#include "build/summary.h"
#include "wutong/error.h"

namespace wutong::build {
namespace {

constexpr std::string_view kNameRecords = "ncabwv";

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
      if (!has(RecordSpace::Support, record)) {
        fault("document {}: name '{}' is missing from the index of names", uri,
              readable(record.substr(0, record.find('\0'))));
      }
    }
    const auto date = graph.properties.find("date");
    if (date != graph.properties.end()) dates_.emplace(uri, date->second);
    Naming naming;
    naming.root = [&](const EntityKey& key) { return resolution_.root_in(uri, key); };
    naming.apart = [&](const EntityKey& a, const EntityKey& b) {
      return resolution_.curation().are_split(a, b);
    };
    compare_references(uri, references_of(graph, naming));
    if (++seen_ % kForgetAfter == 0) resolution_.refresh();
  }

  void compare_references(const std::string& uri, const std::vector<Reference>& expected) {
    std::string list, last;
    int ordinal = 0;
    for (const Reference& reference : expected) {
      ordinal = reference.fact == last ? ordinal + 1 : 0;
      if (ordinal == 0) list += reference.fact + '\0';
      last = reference.fact;
      ++references_;
      const auto stored =
          records_.get(RecordSpace::Support,
                       fmt::format("f{}{}{}{}{:06}", reference.fact, '\0', uri, '\0', ordinal));
      if (!stored) {
        fault("document {}: its reference to {} is missing", uri, readable(reference.fact));
      } else if (*stored != reference.payload) {
        fault("document {}: its reference to {} is not what it says", uri,
              readable(reference.fact));
      }
    }
    const auto stored = records_.get(RecordSpace::Document, "x" + uri);
    if (!stored || *stored != list) fault("document {}: its list of facts is wrong", uri);
  }

  void states() {
    for (const auto& kind : {std::pair{"s", "a state"}, std::pair{"x", "a list of facts"}}) {
      each(RecordSpace::Document, kind.first, [&](const std::string& uri, std::string_view) {
        if (!has(RecordSpace::Document, document_graph_key(uri))) {
          fault("document {} has {} and no graph", uri, kind.second);
        }
      });
    }
  }

  void names() {
    std::size_t found = 0;
    for (const char kind : kNameRecords) {
      records_.scan(RecordSpace::Support, std::string(1, kind),
                    [&](std::string_view, std::string_view) {
                      ++found;
                      return true;
                    });
    }
    if (found != names_) {
      fault("the index of names has {} records; the documents give {}", found, names_);
    }
  }

  // Every fact with references is shown by what bears its id, and its summary counts them.
  void references() {
    std::size_t found = 0;
    std::string last, last_uri;
    Summary summary;
    each(RecordSpace::Support, "f", [&](const std::string& key, std::string_view payload) {
      ++found;
      const std::size_t end = key.find('\0'), behind = key.find('\0', end + 1);
      const std::string fact = key.substr(0, end), uri = key.substr(end + 1, behind - end - 1);
      if (fact != last) {
        compare_summary(last, summary);
        summary = {};
        last_uri.clear();
        shown(fact);
        if (fact[0] == 'S') shown(fact + std::string(kSubjectPlace));
        last = fact;
      }
      if (fact[0] == 'S') {
        shown(fact + std::string(kStatedPlace) + uri + '\x1f' + key.substr(behind + 1));
      }
      if (!has_summary(fact[0])) return;
      if (uri != last_uri) summary.count_source(fact[0] == 'S' ? dates_[uri] : "", 1);
      last_uri = uri;
      summary.count(share_of(fact[0], payload), 1);
    });
    compare_summary(last, summary);
    if (found != references_) {
      fault("there are {} references; the documents give {}", found, references_);
    }
    std::size_t summaries = 0;
    each(RecordSpace::Support, "t", [&](const std::string&, std::string_view) { ++summaries; });
    if (summaries != summaries_) {
      fault("there are {} summaries of references; the references give {}", summaries, summaries_);
    }
  }

  void compare_summary(const std::string& fact, const Summary& summary) {
    if (fact.empty() || !has_summary(fact[0])) return;
    ++summaries_;
    const auto stored = records_.get(RecordSpace::Support, "t" + fact);
    if (!stored || *stored != summary.encode()) {
      fault("fact {}: the summary of its references is wrong", readable(fact));
    }
  }

  std::optional<std::uint64_t> place_of(std::string_view text) const {
    std::uint64_t id = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), id);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
    return id;
  }

  void shown(const std::string& fact) {
    const auto text = records_.get(RecordSpace::Support, "i" + fact);
    const auto id = text ? place_of(*text) : std::nullopt;
    if (!id) return fault("fact {} is not shown", readable(fact));
    if (is_relationship(fact)) {
      if (!view_.relationship(RelationshipId{*id})) {
        fault("fact {} is shown as relationship {}, which does not exist", readable(fact), *id);
      }
      return;
    }
    const auto key = view_.names().find_key("id");
    const Value shown_id = key ? view_.property(NodeId{*id}, *key) : Value();
    if (!view_.has_node(NodeId{*id})) {
      fault("fact {} is shown as node {}, which does not exist", readable(fact), *id);
    } else if (!shown_id.is_string() || shown_id.as_string() != stable_id(fact)) {
      fault("fact {} is shown as node {}, which is something else", readable(fact), *id);
    }
  }

  // What no document states any more is only there for a user's relationship.
  void places() {
    each(RecordSpace::Support, "i", [&](const std::string& place, std::string_view text) {
      if (records_.any(RecordSpace::Support, "f" + fact_shown(place) + '\0')) return;
      const auto id = place_of(text);
      const bool kept = id && !is_relationship(place) && view_.has_node(NodeId{*id}) &&
                        view_.degree(NodeId{*id}, model::Direction::Both, {}) > 0;
      if (!kept) fault("fact {} is shown and no document states it", readable(place));
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
  std::size_t names_ = 0, references_ = 0, summaries_ = 0, seen_ = 0;
  std::map<std::string, std::string> dates_;  // of documents
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
