// What binding may know of the database. Nothing of it decides what a query means, except that
// names the database lacks may be aliases of names it has.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "model/statistics.h"
#include "plan/procedures.h"
#include "wutong/value.h"

namespace wutong::bind {

struct Environment {
  std::vector<std::string> labels, types, keys;  // sorted
  std::map<std::string, std::string, std::less<>> aliases;
  model::Statistics statistics;
  std::function<const plan::ProcedureSignature*(const std::string& name)> procedure;
  const Map* parameters = nullptr;  // for the implicit arguments of CALL
};

}  // namespace wutong::bind
