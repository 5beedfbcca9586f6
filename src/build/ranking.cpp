#include "build/ranking.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <vector>

#include "build/fact.h"
#include "build/summary.h"

namespace wutong::build {
namespace {

using store::RecordSpace;

struct Candidate {
  NodeId node{};
  std::uint64_t sources = 0;
  double confidence = 0;
  std::string date;  // of the latest document
  bool exact = false;
  double value = 0;
  // The better one sorts first.
  auto order() const {
    return std::tuple(-static_cast<std::int64_t>(sources), -confidence, !exact);
  }
};

bool better(const Candidate& a, const Candidate& b) {
  if (a.order() != b.order()) return a.order() < b.order();
  if (a.date != b.date) return a.date > b.date;
  return a.value < b.value;
}

Candidate candidate_of(const store::WriteTransaction& transaction, const std::string& fact,
                       NodeId node) {
  const auto fields = fields_of(fact);
  Candidate candidate;
  candidate.node = node;
  candidate.exact = fields[7] == "0";
  std::from_chars(fields[6].data(), fields[6].data() + fields[6].size(), candidate.value);
  if (const auto record = transaction.get_record(RecordSpace::Support, "t" + fact)) {
    const Summary summary = Summary::decode(*record);
    candidate.sources = summary.sources;
    candidate.confidence = summary.confidence();
    candidate.date = summary.latest_date();
  }
  return candidate;
}

void put_rank(store::WriteTransaction& transaction, NodeId node, store::KeyId key,
              std::int64_t rank) {
  const Value before = transaction.property(node, key);
  if (before.is_integer() && before.as_integer() == rank) return;
  transaction.set_property(node, key, rank);
}

void rank_group(store::WriteTransaction& transaction, const std::string& group) {
  std::vector<std::pair<std::string, NodeId>> shown;
  transaction.scan_records(RecordSpace::Support, "i" + group,
                           [&](std::string_view key, std::string_view record) {
                             std::uint64_t id = 0;
                             std::from_chars(record.data(), record.data() + record.size(), id);
                             shown.emplace_back(key.substr(1), NodeId{id});
                             return true;
                           });
  const auto key = transaction.key("rank");
  if (shown.size() == 1) {
    put_rank(transaction, shown.front().second, key, 1);
    return;
  }
  std::vector<Candidate> candidates;
  for (const auto& [fact, node] : shown) {
    if (transaction.has_node(node)) candidates.push_back(candidate_of(transaction, fact, node));
  }
  std::sort(candidates.begin(), candidates.end(), better);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    put_rank(transaction, candidates[i].node, key, static_cast<std::int64_t>(i + 1));
  }
}

}  // namespace

// "S type root indicator period unit status", with the separator behind it.
std::string rank_group_of(const std::string& fact) {
  const auto fields = fields_of(fact);
  if (fields[3].empty()) return "";
  return fact.substr(0, static_cast<std::size_t>(fields[6].data() - fact.data()));
}

void rank_statistics(store::WriteTransaction& transaction, const std::set<std::string>& groups) {
  for (const std::string& group : groups) rank_group(transaction, group);
}

}  // namespace wutong::build
