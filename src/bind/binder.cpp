#include "bind/binder.h"

#include <algorithm>

#include "base/suggest.h"
#include "bind/binding.h"

namespace wutong::bind {

std::vector<plan::ColumnId> columns_of(const Scope& scope) {
  std::vector<plan::ColumnId> columns;
  for (const auto& [name, variable] : scope) {
    if (!variable.ungrouped) columns.push_back(variable.column);
  }
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  return columns;
}

plan::ColumnId Binding::fresh(const std::string& name, StaticType type) {
  const plan::ColumnId id{plan_.next_column++};
  plan_.names[id] = name;
  types_.push_back(type);
  return id;
}

const Variable& Binding::declare(Scope& scope, const std::string& name, StaticType type) {
  Variable& variable = scope[name];
  variable = {fresh(name, type), type};
  return variable;
}

const Variable* Binding::find(const Scope& scope, const std::string& name) const {
  const auto it = scope.find(name);
  if (it == scope.end()) return nullptr;
  if (it->second.ungrouped) neither_grouped(name, *it->second.ungrouped);
  return &it->second;
}

void Binding::neither_grouped(const std::string& name, TextSpan span) const {
  throw Error("syntax.ambiguous_aggregation_expression",
              "'" + name + "' is neither grouped by nor inside an aggregate", span)
      .with_note("return '" + name + "' as an item of its own, or aggregate it");
}

void Binding::undefined(const std::string& name, TextSpan span, const Scope& scope) const {
  Error error("syntax.undefined_variable", "variable '" + name + "' is not defined", span);
  std::vector<std::string> names;
  for (const auto& [known, variable] : scope) names.push_back(known);
  if (const auto close = base::closest(name, names)) {
    error.add_note("did you mean '" + *close + "'?");
  } else if (!names.empty()) {
    std::string list;
    for (const std::string& known : names) list += (list.empty() ? "" : ", ") + known;
    error.add_note("defined here: " + list);
  }
  throw error;
}

void Binding::notice_unknown(const char* code, const char* kind, const std::string& name,
                             TextSpan span, const std::vector<std::string>& known) {
  if (!reading_ || known.empty() || std::binary_search(known.begin(), known.end(), name) ||
      !noticed_.insert(std::string(kind) + name).second) {
    return;
  }
  Error notice(code, std::string("no ") + kind + " '" + name + "' in this database", span);
  if (const auto close = base::closest(name, known)) {
    notice.add_note("did you mean '" + *close + "'?");
  }
  plan_.notices.push_back(std::move(notice));
}

namespace {

// A name that the database has stays; else its alias, where there is one.
std::string resolved(const std::string& name, const std::vector<std::string>& known,
                     const std::map<std::string, std::string, std::less<>>& aliases) {
  if (std::binary_search(known.begin(), known.end(), name)) return name;
  const auto alias = aliases.find(name);
  return alias == aliases.end() ? name : alias->second;
}

}  // namespace

std::string Binding::label_name(const std::string& name, TextSpan span) {
  std::string label = resolved(name, environment_.labels, environment_.aliases);
  notice_unknown("bind.unknown_label", "label", label, span, environment_.labels);
  return label;
}
std::string Binding::type_name(const std::string& name, TextSpan span) {
  std::string type = resolved(name, environment_.types, environment_.aliases);
  notice_unknown("bind.unknown_type", "relationship type", type, span, environment_.types);
  return type;
}
std::string Binding::key_name(const std::string& name) {
  return resolved(name, environment_.keys, environment_.aliases);
}
std::string Binding::property_name(const std::string& name, TextSpan span) {
  std::string key = key_name(name);
  // Once something is written, the property may have come with it.
  if (!plan_.writes) {
    notice_unknown("bind.unknown_property", "property", key, span, environment_.keys);
  }
  return key;
}

plan::Plan Binding::run(const syntax::Statement& statement) {
  std::vector<plan::ResultColumn> result;
  if (const auto* body = std::get_if<syntax::Query>(&statement.body)) {
    plan_.root = query(*body, {}, false, result);
  } else {
    plan_.root = schema_command(std::get<syntax::SchemaCommand>(statement.body));
  }
  plan_.result = std::move(result);
  return std::move(plan_);
}

plan::Plan bind(const syntax::Statement& statement, std::string_view text,
                const Environment& environment) {
  return Binding(text, environment).run(statement);
}

}  // namespace wutong::bind
