// What SHOW INDEXES, CONSTRAINTS, PROCEDURES and FUNCTIONS list; columns are named as Neo4j names
// them.
#include <algorithm>

#include "exec/procedure.h"
#include "plan/functions.h"
#include "wutong/version.h"

namespace wutong::exec {
namespace {

Value text_list(const std::vector<std::string>& texts) {
  return Value::list(List(texts.begin(), texts.end()));
}

const char* kind_name(const store::ConstraintDescription& constraint) {
  using Kind = store::ConstraintDescription::Kind;
  switch (constraint.kind) {
    case Kind::Unique:
      return "UNIQUENESS";
    case Kind::Exists:
      return constraint.relationship ? "RELATIONSHIP_PROPERTY_EXISTENCE"
                                     : "NODE_PROPERTY_EXISTENCE";
    case Kind::Type:
      return constraint.relationship ? "RELATIONSHIP_PROPERTY_TYPE" : "NODE_PROPERTY_TYPE";
    case Kind::Key:
      return "NODE_KEY";
  }
  return "";
}

ProcedureRows indexes(const store::GraphView& view, std::span<const Value>) {
  ProcedureRows rows;
  const auto constraints = view.constraints();
  for (const store::IndexDescription& index : view.indexes()) {
    const bool owned = std::any_of(constraints.begin(), constraints.end(),
                                   [&](const auto& other) { return other.name == index.name; });
    rows.push_back({index.name, "ONLINE", "RANGE", "NODE", text_list({index.label}),
                    text_list(index.properties), owned ? Value(index.name) : Value()});
  }
  return rows;
}

ProcedureRows constraints(const store::GraphView& view, std::span<const Value>) {
  ProcedureRows rows;
  const auto indexes = view.indexes();
  for (const store::ConstraintDescription& constraint : view.constraints()) {
    const bool owner = std::any_of(indexes.begin(), indexes.end(), [&](const auto& index) {
      return index.name == constraint.name;
    });
    rows.push_back({constraint.name, kind_name(constraint),
                    constraint.relationship ? "RELATIONSHIP" : "NODE",
                    text_list({constraint.label}), text_list(constraint.properties),
                    owner ? Value(constraint.name) : Value(),
                    constraint.type.empty() ? Value() : Value(constraint.type)});
  }
  return rows;
}

std::string fields_text(const std::vector<plan::ProcedureArgument>& fields) {
  std::string out;
  for (const plan::ProcedureArgument& field : fields) {
    out += (out.empty() ? "" : ", ") + field.name + " :: " + field.type;
  }
  return "(" + out + ")";
}

ProcedureRows functions(const store::GraphView&, std::span<const Value>) {
  ProcedureRows rows;
  for (const plan::FunctionDescription& function : plan::all_functions()) {
    const std::string least = std::to_string(function.min_arguments);
    const std::string arguments = function.max_arguments == function.min_arguments ? least
                                  : function.max_arguments > 9
                                      ? least + " or more"
                                      : least + " to " + std::to_string(function.max_arguments);
    rows.push_back(
        {std::string(function.name), std::string(function.summary), arguments, function.aggregate});
  }
  return rows;
}

}  // namespace

void ProcedureRegistry::add_schema_procedures() {
  add({"show.indexes",
       {},
       {{"name", "STRING"},
        {"state", "STRING"},
        {"type", "STRING"},
        {"entityType", "STRING"},
        {"labelsOrTypes", "LIST<STRING>"},
        {"properties", "LIST<STRING>"},
        {"owningConstraint", "STRING?"}}},
      indexes);
  add({"show.constraints",
       {},
       {{"name", "STRING"},
        {"type", "STRING"},
        {"entityType", "STRING"},
        {"labelsOrTypes", "LIST<STRING>"},
        {"properties", "LIST<STRING>"},
        {"ownedIndex", "STRING?"},
        {"propertyType", "STRING?"}}},
      constraints);
  add({"show.functions",
       {},
       {{"name", "STRING"},
        {"description", "STRING"},
        {"arguments", "STRING"},
        {"aggregating", "BOOLEAN"}}},
      functions);
  add({"show.procedures", {}, {{"name", "STRING"}, {"signature", "STRING"}}},
      [this](const store::GraphView&, std::span<const Value>) {
        ProcedureRows rows;
        for (const auto& [name, procedure] : procedures_) {
          if (name.rfind("show.", 0) == 0) continue;
          const plan::ProcedureSignature& signature = procedure.signature;
          rows.push_back({name, name + fields_text(signature.arguments) +
                                    " :: " + fields_text(signature.fields)});
        }
        return rows;
      });
  add({"dbms.components",
       {},
       {{"name", "STRING"}, {"versions", "LIST<STRING>"}, {"edition", "STRING"}}},
      [](const store::GraphView&, std::span<const Value>) {
        return ProcedureRows{{"Wutong", text_list({kVersion}), "embedded"}};
      });
}

}  // namespace wutong::exec
