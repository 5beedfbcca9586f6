// A file of rules, {"rules": [{"id": ...}, ...]}, read field by field; a fault is said with the
// line of the rule's field.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "wutong/error.h"

namespace wutong::extract {

class RuleFields {
 public:
  RuleFields(const nlohmann::json& json, const std::string& text, const std::string& path);

  const std::string& id() const { return id_; }
  bool has(const char* field) const { return json_.contains(field); }
  std::string text(const char* field) const;  // must be there
  std::string text(const char* field, const std::string& otherwise) const;
  double number(const char* field, double otherwise) const;
  bool flag(const char* field) const;
  std::vector<std::string> texts(const char* field) const;  // a list, or one text; none: empty
  const nlohmann::json& json() const { return json_; }
  // Refuses fields that are not in `known`.
  void only(const std::vector<std::string>& known) const;
  // Throws rules.bad_rule at the field.
  [[noreturn]] void fail(const char* field, const std::string& message,
                         const std::string& note = {}) const;

 private:
  const nlohmann::json& json_;
  const std::string& text_;
  const std::string& path_;
  std::string id_;
};

// Calls `use` with each rule. Errors: rules.bad_rule for a file that is not JSON, has no list
// "rules", or two rules of one id. With `faults` errors are added there, and the next rule is read.
void each_rule(const std::string& text, const std::string& path, std::vector<Error>* faults,
               const std::function<void(const RuleFields&)>& use);

}  // namespace wutong::extract
