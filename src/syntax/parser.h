// parse(): query text -> syntax tree. LL, by recursive descent, one function per production.
#pragma once

#include <string_view>

#include "syntax/ast.h"

namespace wutong::syntax {

// One statement; a semicolon may end it. Errors: syntax.*, each with its place.
Statement parse(std::string_view text);

}  // namespace wutong::syntax
