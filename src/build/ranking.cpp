#include "build/ranking.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <tuple>
#include <vector>

#include "build/fact.h"

namespace wutong::build {
namespace {

using store::RecordSpace;

struct Candidate {
  NodeId node{};
  std::set<std::string> sources;
  double confidence = 0;
  std::string date;  // of the latest document
  bool exact = false;
  double value = 0;
  // The better one sorts first.
  auto order() const {
    return std::tuple(-static_cast<std::int64_t>(sources.size()), -confidence, !exact);
  }
};

bool better(const Candidate& a, const Candidate& b) {
  if (a.order() != b.order()) return a.order() < b.order();
  if (a.date != b.date) return a.date > b.date;
  return a.value < b.value;
}

std::string date_of(const store::WriteTransaction& transaction, const std::string& uri) {
  std::string date;
  const std::string prefix = "f" + document_fact(uri) + '\0';
  transaction.scan_records(RecordSpace::Support, prefix,
                           [&](std::string_view, std::string_view payload) {
                             const auto json = nlohmann::json::parse(payload);
                             date = json.at("properties").value("date", std::string());
                             return false;
                           });
  return date;
}

// "S type root indicator period unit status", with the separator behind it.
std::string group_of(const std::string& fact) {
  const auto fields = fields_of(fact);
  return fact.substr(0, static_cast<std::size_t>(fields[6].data() - fact.data()));
}

Candidate candidate_of(const store::WriteTransaction& transaction, const std::string& fact,
                       NodeId node) {
  const auto fields = fields_of(fact);
  Candidate candidate;
  candidate.node = node;
  candidate.exact = fields[7] == "0";
  std::from_chars(fields[6].data(), fields[6].data() + fields[6].size(), candidate.value);
  double doubt = 1;
  const std::string prefix = "f" + fact + '\0';
  transaction.scan_records(RecordSpace::Support, prefix,
                           [&](std::string_view key, std::string_view payload) {
                             key.remove_prefix(prefix.size());
                             candidate.sources.emplace(key.substr(0, key.find('\0')));
                             doubt *= 1 - nlohmann::json::parse(payload).value("confidence", 0.0);
                             return true;
                           });
  candidate.confidence = 1 - doubt;
  return candidate;
}

void rank_group(store::WriteTransaction& transaction, const std::string& group) {
  std::vector<std::pair<std::string, NodeId>> shown;
  transaction.scan_records(RecordSpace::Support, "i" + group,
                           [&](std::string_view key, std::string_view value) {
                             const std::string fact(key.substr(1));
                             std::uint64_t id = 0;
                             std::from_chars(value.data(), value.data() + value.size(), id);
                             // The other records here are of the relationship to the subject.
                             if (fields_of(fact).size() == 8) shown.emplace_back(fact, NodeId{id});
                             return true;
                           });
  const auto key = transaction.key("rank");
  if (shown.size() == 1) {
    transaction.set_property(shown.front().second, key, std::int64_t{1});
    return;
  }
  std::vector<Candidate> candidates;
  for (const auto& [fact, node] : shown) {
    if (transaction.has_node(node)) candidates.push_back(candidate_of(transaction, fact, node));
  }
  for (Candidate& candidate : candidates) {
    for (const std::string& uri : candidate.sources) {
      candidate.date = std::max(candidate.date, date_of(transaction, uri));
    }
  }
  std::sort(candidates.begin(), candidates.end(), better);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    transaction.set_property(candidates[i].node, key, static_cast<std::int64_t>(i + 1));
  }
}

}  // namespace

void rank_statistics(store::WriteTransaction& transaction, const std::set<std::string>& touched) {
  std::set<std::string> groups;
  for (auto it = touched.lower_bound("S"); it != touched.end(); ++it) {
    if (!fields_of(*it)[3].empty()) groups.insert(group_of(*it));
  }
  for (const std::string& group : groups) rank_group(transaction, group);
}

}  // namespace wutong::build
