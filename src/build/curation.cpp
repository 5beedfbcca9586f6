#include "build/curation.h"

#include <nlohmann/json.hpp>

#include "wutong/error.h"

namespace wutong::build {
namespace {

using Json = nlohmann::ordered_json;
constexpr char kField = '\x1f';

std::string pair_of(const EntityKey& key) { return key.type + kField + key.name; }
std::string send_key(const EntityKey& key) { return "r" + pair_of(key); }
std::string back_prefix(const EntityKey& to) { return "q" + pair_of(to) + kField; }
std::string split_prefix(const EntityKey& key) { return "z" + pair_of(key) + kField; }

const char* other_field(const std::string& decide) {
  if (decide == "merge") return "into";
  if (decide == "split") return "from";
  return "to";
}

bool sends(const Decision& decision) { return decision.decide != "split"; }

void erase_sending(store::WriteTransaction& transaction, const EntityKey& key) {
  const auto former = transaction.get_record(RecordSpace::Support, send_key(key));
  if (!former) return;
  const EntityKey to = other_of(decision_from_json(*former));
  transaction.delete_record(RecordSpace::Support, send_key(key));
  transaction.delete_record(RecordSpace::Support, back_prefix(to) + pair_of(key));
}

void erase_split(store::WriteTransaction& transaction, const EntityKey& a, const EntityKey& b) {
  transaction.delete_record(RecordSpace::Support, split_prefix(a) + b.name);
  transaction.delete_record(RecordSpace::Support, split_prefix(b) + a.name);
}

}  // namespace

EntityKey key_of(const Decision& decision) {
  return {decision.type, normalise_name(decision.name)};
}

EntityKey other_of(const Decision& decision) {
  if (decision.decide == "retype") return {decision.other, normalise_name(decision.name)};
  return {decision.type, normalise_name(decision.other)};
}

bool Curation::known() const {
  return records_.any(RecordSpace::Support, "r") || records_.any(RecordSpace::Support, "z");
}

std::optional<EntityKey> Curation::sent_to(const EntityKey& key) const {
  if (!any_) return std::nullopt;
  std::optional<EntityKey> last;
  EntityKey at = key;
  // Decisions make no cycle, so this ends.
  while (const auto record = records_.get(RecordSpace::Support, send_key(at))) {
    at = other_of(decision_from_json(*record));
    last = at;
  }
  return last;
}

bool Curation::is_final(const EntityKey& key) const {
  return any_ && records_.any(RecordSpace::Support, back_prefix(key));
}

std::vector<EntityKey> Curation::sent_here(const EntityKey& key) const {
  std::vector<EntityKey> keys;
  if (!any_) return keys;
  const std::string prefix = back_prefix(key);
  records_.scan(RecordSpace::Support, prefix, [&](std::string_view record, std::string_view) {
    record.remove_prefix(prefix.size());
    const std::size_t field = record.find(kField);
    keys.push_back({std::string(record.substr(0, field)), std::string(record.substr(field + 1))});
    return true;
  });
  return keys;
}

std::vector<EntityKey> Curation::kept_from(const EntityKey& key) const {
  std::vector<EntityKey> keys;
  if (!any_) return keys;
  const std::string prefix = split_prefix(key);
  records_.scan(RecordSpace::Support, prefix, [&](std::string_view record, std::string_view) {
    keys.push_back({key.type, std::string(record.substr(prefix.size()))});
    return true;
  });
  return keys;
}

bool Curation::are_split(const EntityKey& a, const EntityKey& b) const {
  return any_ && a.type == b.type &&
         records_.get(RecordSpace::Support, split_prefix(a) + b.name).has_value();
}

std::optional<std::string> Curation::shown_name(const EntityKey& key) const {
  std::optional<std::string> shown;
  for (const EntityKey& from : sent_here(key)) {
    const Decision decision =
        decision_from_json(*records_.get(RecordSpace::Support, send_key(from)));
    const std::string& written = decision.decide == "retype" ? decision.name : decision.other;
    // Whoever was first leaves no trace.
    if (!shown || written < *shown) shown = written;
  }
  return shown;
}

std::vector<Decision> Curation::decisions() const {
  std::vector<Decision> out;
  for (const char* kind : {"r", "z"}) {
    records_.scan(RecordSpace::Support, kind, [&](std::string_view, std::string_view value) {
      if (!value.empty()) out.push_back(decision_from_json(std::string(value)));
      return true;
    });
  }
  return out;
}

void decide(store::WriteTransaction& transaction, const Decision& decision) {
  const EntityKey key = key_of(decision), other = other_of(decision);
  if (key == other) {
    throw Error("curate.cycle",
                "'" + decision.name + "' and '" + decision.other + "' are one name already");
  }
  const std::string json = to_json(decision);
  if (!sends(decision)) {
    // Splitting takes back what sent the one to the other.
    for (const auto& [from, to] : {std::pair{key, other}, std::pair{other, key}}) {
      const auto former = transaction.get_record(RecordSpace::Support, send_key(from));
      if (former && other_of(decision_from_json(*former)) == to) erase_sending(transaction, from);
    }
    transaction.put_record(RecordSpace::Support, split_prefix(key) + other.name, json);
    transaction.put_record(RecordSpace::Support, split_prefix(other) + key.name, "");
    return;
  }
  for (auto at = other;;) {
    const auto next = transaction.get_record(RecordSpace::Support, send_key(at));
    if (!next) break;
    at = other_of(decision_from_json(*next));
    if (at != key) continue;
    throw Error("curate.cycle", "'" + decision.other + "' leads to '" + decision.name + "' already")
        .with_note("wutong curate undo takes a decision back");
  }
  erase_split(transaction, key, other);
  erase_sending(transaction, key);
  transaction.put_record(RecordSpace::Support, send_key(key), json);
  transaction.put_record(RecordSpace::Support, back_prefix(other) + pair_of(key), "");
}

bool undo(store::WriteTransaction& transaction, const Decision& decision) {
  const EntityKey key = key_of(decision), other = other_of(decision);
  if (!sends(decision)) {
    const bool present =
        transaction.get_record(RecordSpace::Support, split_prefix(key) + other.name).has_value();
    erase_split(transaction, key, other);
    return present;
  }
  const auto former = transaction.get_record(RecordSpace::Support, send_key(key));
  if (!former || other_of(decision_from_json(*former)) != other) return false;
  erase_sending(transaction, key);
  return true;
}

}  // namespace wutong::build

namespace wutong {

std::string to_json(const Decision& decision) {
  return build::Json{{"decide", decision.decide},
                     {"type", decision.type},
                     {"name", decision.name},
                     {build::other_field(decision.decide), decision.other}}
      .dump();
}

Decision decision_from_json(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  Decision decision;
  const auto field = [&](const char* name) {
    const bool present = json.is_object() && json.contains(name) && json[name].is_string() &&
                         !json[name].get<std::string>().empty();
    if (!present) {
      throw Error("curate.bad_decision",
                  "a decision needs the text field '" + std::string(name) + "': " + text)
          .with_note(
              R"({"decide": "merge", "type": "Company", "name": "五疆", "into": "五疆发展"})");
    }
    return json[name].get<std::string>();
  };
  decision.decide = field("decide");
  if (decision.decide != "merge" && decision.decide != "split" && decision.decide != "rename" &&
      decision.decide != "retype") {
    throw Error("curate.bad_decision", "no decision '" + decision.decide + "'")
        .with_note("known decisions: merge split rename retype");
  }
  decision.type = field("type");
  decision.name = field("name");
  decision.other = field(build::other_field(decision.decide));
  return decision;
}

}  // namespace wutong
