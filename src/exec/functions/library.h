// The groups of functions, one per file; exec/function.cpp puts them together.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "exec/function.h"
#include "wutong/error.h"

namespace wutong::exec {

using Arguments = std::span<const Value>;
using Library = std::map<std::string, Function, std::less<>>;

void add_text_functions(Library& library);
void add_number_functions(Library& library);
void add_list_functions(Library& library);
void add_entity_functions(Library& library);
void add_conversion_functions(Library& library);
void add_temporal_functions(Library& library);

[[noreturn]] inline void wrong_argument(const char* function, const char* wanted,
                                        const Value& got) {
  throw Error("type.invalid_argument_value", std::string("'") + function + "' takes " + wanted +
                                                 ", not " + type_with_article(got.type()));
}

}  // namespace wutong::exec
