#include "exec/procedure.h"

namespace wutong::exec {
namespace {

ProcedureRows one_column(const std::vector<std::string>& names) {
  ProcedureRows rows;
  for (const std::string& name : names) rows.push_back({name});
  return rows;
}

}  // namespace

ProcedureRegistry::ProcedureRegistry() {
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
