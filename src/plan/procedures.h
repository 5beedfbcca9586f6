// Signatures of procedures: what bind checks a CALL against.
#pragma once

#include <string>
#include <vector>

namespace wutong::plan {

struct ProcedureArgument {
  std::string name;
  std::string type;  // "INTEGER?", "STRING", "ANY?", ... as signatures write it
};

struct ProcedureSignature {
  std::string name;  // dotted
  std::vector<ProcedureArgument> arguments;
  std::vector<ProcedureArgument> fields;
};

}  // namespace wutong::plan
