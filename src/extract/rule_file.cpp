#include "extract/rule_file.h"

#include <algorithm>
#include <set>

#include "base/suggest.h"
#include "wutong/error.h"

namespace wutong::extract {
namespace {

// Where `"name"` stands in `text` from `from` on; npos where it does not.
std::size_t find_key(const std::string& text, const std::string& name, std::size_t from) {
  return text.find('"' + name + '"', from);
}

}  // namespace

RuleFields::RuleFields(const nlohmann::json& json, const std::string& text, const std::string& path)
    : json_(json), text_(text), path_(path) {
  if (!json.is_object()) {
    Error error("rules.bad_rule", "a rule is an object");
    error.set_source(text, path);
    throw error;
  }
  if (!json.contains("id") || !json["id"].is_string()) {
    Error error("rules.bad_rule", "a rule lacks the field 'id'");
    error.set_source(text, path);
    error.set_span({0, 0});
    error.add_note("the rule is " + json.dump().substr(0, 80));
    throw error;
  }
  id_ = json["id"];
}

void RuleFields::fail(const char* field, const std::string& message,
                      const std::string& note) const {
  Error error("rules.bad_rule", "rule '" + id_ + "', field '" + field + "': " + message);
  const std::size_t rule = find_key(text_, id_, 0);
  if (rule != std::string::npos) {
    const std::size_t next = find_key(text_, "id", rule);
    std::size_t at = find_key(text_, field, rule);
    if (at == std::string::npos || at > next) at = rule;
    error.set_span({at, text_.find('"', at + 1) + 1});
  }
  if (!note.empty()) error.add_note(note);
  error.set_source(text_, path_);
  throw error;
}

std::string RuleFields::text(const char* field) const {
  if (!json_.contains(field)) fail(field, "is missing");
  if (!json_[field].is_string()) fail(field, "must be a text");
  return json_[field];
}

std::string RuleFields::text(const char* field, const std::string& otherwise) const {
  return json_.contains(field) ? text(field) : otherwise;
}

double RuleFields::number(const char* field, double otherwise) const {
  if (!json_.contains(field)) return otherwise;
  if (!json_[field].is_number()) fail(field, "must be a number");
  return json_[field];
}

bool RuleFields::flag(const char* field) const {
  if (!json_.contains(field)) return false;
  if (!json_[field].is_boolean()) fail(field, "must be true or false");
  return json_[field];
}

std::vector<std::string> RuleFields::texts(const char* field) const {
  if (!json_.contains(field)) return {};
  const nlohmann::json& value = json_[field];
  if (value.is_string()) return {value};
  std::vector<std::string> out;
  if (!value.is_array()) fail(field, "must be a text or a list of texts");
  for (const nlohmann::json& each : value) {
    if (!each.is_string()) fail(field, "must be a list of texts");
    out.push_back(each);
  }
  return out;
}

void RuleFields::only(const std::vector<std::string>& known) const {
  for (const auto& [field, value] : json_.items()) {
    if (std::find(known.begin(), known.end(), field) != known.end()) continue;
    const auto close = base::closest(field, known);
    fail(field.c_str(), "is not known", close ? "did you mean '" + *close + "'?" : "");
  }
}

namespace {

nlohmann::json rules_of(const std::string& text, const std::string& path) {
  nlohmann::json file;
  try {
    file = nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& fault) {
    const std::size_t at = std::min(fault.byte > 0 ? fault.byte - 1 : 0, text.size());
    Error error("rules.bad_rule", "not JSON: " + std::string(fault.what()).substr(0, 160));
    error.set_span({at, std::min(at + 1, text.size())});
    error.set_source(text, path);
    throw error;
  }
  if (!file.is_object() || !file.contains("rules") || !file["rules"].is_array()) {
    Error error("rules.bad_rule", "a file of rules is {\"rules\": [...]}");
    error.set_span({0, std::min<std::size_t>(1, text.size())});
    error.set_source(text, path);
    throw error;
  }
  return file["rules"];
}

}  // namespace

void each_rule(const std::string& text, const std::string& path, std::vector<Error>* faults,
               const std::function<void(const RuleFields&)>& use) {
  const auto guarded = [&](const auto& work) {
    try {
      work();
    } catch (const Error& error) {
      if (!faults) throw;
      faults->push_back(error);
    }
  };
  nlohmann::json rules;
  guarded([&] { rules = rules_of(text, path); });
  std::set<std::string> ids;
  for (const nlohmann::json& json : rules) {
    guarded([&] {
      const RuleFields fields(json, text, path);
      if (!ids.insert(fields.id()).second) fields.fail("id", "another rule has it too");
      use(fields);
    });
  }
}

}  // namespace wutong::extract
