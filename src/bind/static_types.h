// Words for static types in messages.
#pragma once

#include <string>

#include "bind/scope.h"
#include "wutong/error.h"

namespace wutong::bind {

const char* name_of(StaticType type);  // "a Node"
// syntax.invalid_argument_type
[[noreturn]] void wrong_type(const std::string& what, TextSpan span);

}  // namespace wutong::bind
