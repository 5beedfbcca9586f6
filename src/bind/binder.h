// bind(): syntax tree -> plan. Resolves names to columns, checks types and the rules of clauses,
// and lowers patterns to scans and expansions.
#pragma once

#include <string_view>

#include "bind/environment.h"
#include "plan/algebra.h"
#include "syntax/ast.h"

namespace wutong::bind {

// Errors: syntax.*, procedure.*, parameter_missing.*, unsupported.*, each with its place.
plan::Plan bind(const syntax::Statement& statement, std::string_view text,
                const Environment& environment);

}  // namespace wutong::bind
