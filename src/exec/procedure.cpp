#include "exec/procedure.h"

#include "graph/algorithms.h"
#include "wutong/error.h"

namespace wutong::exec {
namespace {

ProcedureRows one_column(const std::vector<std::string>& names) {
  ProcedureRows rows;
  for (const std::string& name : names) rows.push_back({name});
  return rows;
}

// algo.NAME(label, type): null stands for any. nullopt where the database has no such name.
std::optional<graph::Selection> selection_of(const store::GraphView& view,
                                             std::span<const Value> arguments) {
  for (const Value& argument : arguments) {
    if (!argument.is_null() && !argument.is_string()) {
      throw Error("type.invalid_argument_type",
                  "a label or type is text, not " + type_with_article(argument.type()));
    }
  }
  graph::Selection selection;
  if (arguments[0].is_string()) {
    selection.label = view.names().find_label(arguments[0].as_string());
    if (!selection.label) return std::nullopt;
  }
  if (arguments[1].is_string()) {
    selection.type = view.names().find_type(arguments[1].as_string());
    if (!selection.type) return std::nullopt;
  }
  return selection;
}

template <class Algorithm>
ProcedureBody algorithm_body(Algorithm algorithm) {
  return [algorithm](const store::GraphView& view, std::span<const Value> arguments) {
    ProcedureRows rows;
    const auto selection = selection_of(view, arguments);
    if (!selection) return rows;
    for (const auto& [node, value] : algorithm(view, *selection)) rows.push_back({node, value});
    return rows;
  };
}

}  // namespace

ProcedureRegistry::ProcedureRegistry() {
  add_schema_procedures();
  add({"db.labels", {}, {{"label", "STRING"}}},
      [](const store::GraphView& view, std::span<const Value>) {
        return one_column(view.names().labels());
      });
  add({"db.relationshipTypes", {}, {{"relationshipType", "STRING"}}},
      [](const store::GraphView& view, std::span<const Value>) {
        return one_column(view.names().types());
      });
  add({"db.propertyKeys", {}, {{"propertyKey", "STRING"}}},
      [](const store::GraphView& view, std::span<const Value>) {
        return one_column(view.names().keys());
      });
  const std::vector<plan::ProcedureArgument> selection = {{"label", "STRING?"},
                                                          {"type", "STRING?"}};
  add({"algo.pageRank", selection, {{"node", "NODE"}, {"score", "FLOAT"}}},
      algorithm_body(graph::page_rank));
  add({"algo.betweenness", selection, {{"node", "NODE"}, {"score", "FLOAT"}}},
      algorithm_body(graph::betweenness));
  add({"algo.components", selection, {{"node", "NODE"}, {"component", "INTEGER"}}},
      algorithm_body(graph::connected_components));
}

void ProcedureRegistry::add(plan::ProcedureSignature signature, ProcedureBody body) {
  std::string name = signature.name;
  procedures_[std::move(name)] = {std::move(signature), std::move(body)};
}

const plan::ProcedureSignature* ProcedureRegistry::signature(const std::string& name) const {
  const auto it = procedures_.find(name);
  return it == procedures_.end() ? nullptr : &it->second.signature;
}

const ProcedureBody* ProcedureRegistry::body(const std::string& name) const {
  const auto it = procedures_.find(name);
  return it == procedures_.end() ? nullptr : &it->second.body;
}

}  // namespace wutong::exec
