#include "build/explain.h"

#include <algorithm>
#include <tuple>

#include "build/name_parts.h"

namespace wutong::build {
namespace {

// Chosen so that the sum says what resolution.cpp does: any contradiction or ambiguity outweighs
// all evidence of names, and a person's word outweighs everything.
constexpr int kDecided = 100;
constexpr int kIntroduced = 4;
constexpr int kParts = 3;
constexpr int kAmbiguous = -8;
constexpr int kContradicted = -20;
constexpr std::size_t kShownDocuments = 3;

std::string joined(const std::vector<std::string>& texts, std::size_t most = 5) {
  std::string out;
  for (std::size_t i = 0; i < texts.size() && i < most; ++i) out += (i > 0 ? ", " : "") + texts[i];
  if (texts.size() > most) out += " and " + std::to_string(texts.size() - most) + " more";
  return out;
}

std::vector<std::string> introducing(const Records& records, const EntityKey& alias,
                                     const EntityKey& name) {
  std::vector<std::string> uris;
  const std::string prefix = "a" + alias.type + '\x1f' + alias.name + '\x1f' + name.name + '\0';
  records.scan(RecordSpace::Support, prefix, [&](std::string_view key, std::string_view) {
    uris.emplace_back(key.substr(prefix.size()));
    return true;
  });
  return uris;
}

std::string left_out(const EntityKey& key, const EntityKey& full) {
  const NameParts a = parts_of(key), b = parts_of(full);
  std::string out = "the same core " + b.core;
  const auto part = [&](const char* what, const std::string& x, const std::string& y) {
    if (x != y)
      out += std::string("; ") + what + " " + y + (x.empty() ? " left out" : " shortened");
  };
  part("region", a.region, b.region);
  part("group", a.group, b.group);
  part("form", a.form, b.form);
  return out;
}

void add_step(const Records& records, const EntityKey& key, const Resolution::Fuller& fuller,
              std::vector<Reason>& reasons) {
  if (fuller.introduced > 0) {
    reasons.push_back(
        {kIntroduced, key.name + " is introduced for " + fuller.name.name + " by " +
                          joined(introducing(records, key, fuller.name), kShownDocuments)});
  }
  if (fuller.by_parts) {
    reasons.push_back(
        {kParts, key.name + " fits " + fuller.name.name + ": " + left_out(key, fuller.name)});
  }
}

// The steps from a name to its root, or what keeps it.
void add_way(const Records& records, const Resolution& resolution, EntityKey key,
             std::vector<Reason>& reasons) {
  for (std::set<EntityKey> seen; seen.insert(key).second;) {
    if (const auto sent = resolution.curation().sent_to(key)) {
      reasons.push_back({kDecided, key.name + " is " + sent->name + " (" + sent->type +
                                       ") by a person's decision"});
      return;
    }
    if (resolution.curation().is_final(key)) {
      reasons.push_back({0, key.name + " is what a person's decisions lead to"});
      return;
    }
    const EntityKey root = resolution.root(key);
    const auto all = resolution.fuller(key);
    if (root == key) {
      std::vector<std::string> ends;
      for (const auto& fuller : all) {
        add_step(records, key, fuller, reasons);
        ends.push_back(resolution.root(fuller.name).name);
      }
      std::sort(ends.begin(), ends.end());
      ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
      if (ends.size() > 1) {
        reasons.push_back({kAmbiguous * static_cast<int>(ends.size()),
                           key.name + " fits several names: " + joined(ends)});
      }
      for (const EntityKey& other : resolution.curation().kept_from(key)) {
        reasons.push_back(
            {-kDecided, key.name + " is kept from " + other.name + " by a person's decision"});
      }
      return;
    }
    const auto step = std::find_if(all.begin(), all.end(), [&](const auto& fuller) {
      return resolution.root(fuller.name) == root;
    });
    if (step == all.end()) return;
    add_step(records, key, *step, reasons);
    key = step->name;
  }
}

void add_circles(const Resolution& resolution, const EntityKey& key, std::vector<Reason>& reasons) {
  if (key.type != "Person") return;
  const Circles circles = resolution.circles(key.name);
  if (circles.all.size() < 2) return;
  const auto employers = resolution.employers(key.name);
  for (const EntityKey& employer : circles.all) {
    std::vector<std::string> uris;
    for (const auto& [uri, named] : employers) {
      const auto first = circles.of_employer.find(named);
      if (first != circles.of_employer.end() && first->second == employer) uris.push_back(uri);
    }
    reasons.push_back({kContradicted, "a " + key.name + " works for " + employer.name + " in " +
                                          joined(uris, kShownDocuments)});
  }
}

int sum_of(const std::vector<Reason>& reasons) {
  int sum = 0;
  for (const Reason& reason : reasons) sum += reason.weight;
  return sum;
}

bool is_named(const Resolution& resolution, const Records& records, const EntityKey& key) {
  return resolution.is_known(key) ||
         records.any(RecordSpace::Support, "a" + key.type + '\x1f' + key.name + '\x1f') ||
         resolution.curation().sent_to(key) || resolution.curation().is_final(key);
}

}  // namespace

Explanation explain(const Records& records, const EntityKey& key) {
  const Resolution resolution(records);
  Explanation out;
  out.known = is_named(resolution, records, key);
  const EntityKey root = resolution.root(key);
  out.one = root != key;
  out.name = root.name;
  add_way(records, resolution, key, out.reasons);
  add_circles(resolution, key, out.reasons);
  return out;
}

Explanation explain(const Records& records, const EntityKey& a, const EntityKey& b) {
  const Resolution resolution(records);
  Explanation out;
  out.known = is_named(resolution, records, a) && is_named(resolution, records, b);
  const EntityKey root = resolution.root(a);
  out.one = root == resolution.root(b);
  out.name = root.name;
  if (!out.one) {
    for (const std::string& text : contradictions(a, b))
      out.reasons.push_back({kContradicted, text});
  }
  add_way(records, resolution, a, out.reasons);
  add_way(records, resolution, b, out.reasons);
  if (a == b) add_circles(resolution, a, out.reasons);
  if (!out.one && sum_of(out.reasons) > 0) {
    // What speaks for other names does not speak for this pair.
    out.reasons.push_back({-sum_of(out.reasons), "they lead to different names: " + root.name +
                                                     ", " + resolution.root(b).name});
  }
  if (out.one && out.reasons.empty()) out.reasons.push_back({1, "they are written alike"});
  if (!out.one && out.reasons.empty()) out.reasons.push_back({0, "nothing says that they are one"});
  return out;
}

std::vector<Doubt> doubts(const Records& records) {
  const Resolution resolution(records);
  std::vector<Doubt> out;
  std::map<std::pair<std::string, std::string>, std::vector<EntityKey>> by_core;
  resolution.for_each_name([&](const EntityKey& key) {
    if (key.type == "Person") {
      const Circles circles = resolution.circles(key.name);
      if (circles.all.size() < 2 || resolution.root(key) != key) return;
      Doubt doubt{"persons", key.type, key.name, {}, "works for employers that nothing joins"};
      for (const EntityKey& employer : circles.all) doubt.others.push_back(employer.name);
      out.push_back(std::move(doubt));
      return;
    }
    const EntityKey root = resolution.root(key);
    if (root == key) {
      std::set<std::string> ends;
      for (const auto& fuller : resolution.fuller(key)) {
        ends.insert(resolution.root(fuller.name).name);
      }
      ends.erase(key.name);
      if (ends.size() > 1) {
        out.push_back(
            {"ambiguous", key.type, key.name, {ends.begin(), ends.end()}, "fits several names"});
      }
      const std::string core = parts_of(key).core;
      if (name_length(core) >= 2) by_core[{key.type, core}].push_back(key);
    }
  });
  for (const auto& [core, keys] : by_core) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      std::vector<std::string> others;
      std::string reason;
      for (std::size_t j = i + 1; j < keys.size(); ++j) {
        if (resolution.curation().are_split(keys[i], keys[j])) continue;
        const auto against = contradictions(keys[i], keys[j]);
        if (against.empty()) continue;
        others.push_back(keys[j].name);
        if (reason.empty()) reason = against.front();
      }
      if (!others.empty()) {
        out.push_back({"contradicted", core.first, keys[i].name, others, reason});
      }
    }
  }
  std::sort(out.begin(), out.end(), [](const Doubt& a, const Doubt& b) {
    return std::tie(a.kind, a.type, a.name) < std::tie(b.kind, b.type, b.name);
  });
  return out;
}

std::vector<EntityKey> types_of(const Records& records, const std::string& name) {
  const Resolution resolution(records);
  const std::string wanted = normalise_name(name);
  std::set<std::string> types;
  for (const char* kind : {"n", "a", "r", "q"}) {
    records.skim(RecordSpace::Support, kind,
                 [&](std::string_view key) -> std::optional<std::string> {
                   const std::string type(key.substr(1, key.find('\x1f') - 1));
                   if (is_named(resolution, records, {type, wanted})) types.insert(type);
                   return kind + type + '\x20';
                 });
  }
  std::vector<EntityKey> out;
  for (const std::string& type : types) out.push_back({type, wanted});
  return out;
}

}  // namespace wutong::build
