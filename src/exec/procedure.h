// Procedures: CALL name(arguments) YIELD fields.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "plan/procedures.h"
#include "store/graph.h"
#include "wutong/value.h"

namespace wutong::exec {

// Rows of values in the order of the signature's fields.
using ProcedureRows = std::vector<std::vector<Value>>;
using ProcedureBody =
    std::function<ProcedureRows(const store::GraphView& view, std::span<const Value> arguments)>;

class ProcedureRegistry {
 public:
  // With the built-in procedures.
  ProcedureRegistry();
  ProcedureRegistry(const ProcedureRegistry&) = delete;  // procedures refer to it
  ProcedureRegistry& operator=(const ProcedureRegistry&) = delete;

  void add(plan::ProcedureSignature signature, ProcedureBody body);
  const plan::ProcedureSignature* signature(const std::string& name) const;
  const ProcedureBody* body(const std::string& name) const;

 private:
  void add_schema_procedures();

  struct Procedure {
    plan::ProcedureSignature signature;
    ProcedureBody body;
  };
  std::map<std::string, Procedure> procedures_;
};

}  // namespace wutong::exec
