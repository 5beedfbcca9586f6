// Errors as a person reads them:
//
//   error[syntax.undefined_variable]: variable 'x' is not defined
//    --> query, line 1, column 10
//     1 | RETURN x
//       |        ^ did you mean 'n'?
//
// Carets stand under the whole token and are counted in display columns.
#pragma once

#include <string>

#include "wutong/error.h"

namespace wutong::base {

std::string render(const Error& error);          // "error[...]"
std::string render_notice(const Error& notice);  // "warning[...]"

// 1-based line and column (in characters) of a byte offset.
struct Position {
  std::size_t line = 1;
  std::size_t column = 1;
};
Position position_of(std::string_view text, std::size_t offset);

}  // namespace wutong::base
