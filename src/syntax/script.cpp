// Scripts of several statements, and the words the shell completes.
#include <algorithm>

#include "syntax/token.h"
#include "wutong/database.h"

namespace wutong {

std::vector<StatementText> split_statements(std::string_view script) {
  std::vector<StatementText> parts;
  std::size_t begin = 0;
  bool blank = true;
  const auto push = [&](std::size_t end, bool terminated) {
    if (!blank)
      parts.push_back({std::string(script.substr(begin, end - begin)), begin, terminated});
    begin = end + 1;
    blank = true;
  };
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (c == '\'' || c == '"' || c == '`') {
      blank = false;
      for (++i; i < script.size() && script[i] != c; ++i) {
        if (script[i] == '\\' && c != '`') ++i;
      }
    } else if (script.substr(i, 2) == "//") {
      i = std::min(script.find('\n', i), script.size());
    } else if (script.substr(i, 2) == "/*") {
      const std::size_t end = script.find("*/", i + 2);
      i = end == std::string_view::npos ? script.size() : end + 1;
    } else if (c == ';') {
      push(i, true);
    } else if (static_cast<unsigned char>(c) > 0x20) {
      blank = false;
    }
  }
  if (begin < script.size()) push(script.size(), false);
  return parts;
}

std::vector<std::string> keywords() {
  return {"ALL",    "AND",    "AS",      "ASC",     "BY",     "CALL",     "CASE",  "CONTAINS",
          "COUNT",  "CREATE", "DELETE",  "DESC",    "DETACH", "DISTINCT", "DROP",  "ELSE",
          "END",    "ENDS",   "EXISTS",  "EXPLAIN", "FALSE",  "FOREACH",  "IN",    "INDEX",
          "IS",     "LIMIT",  "MATCH",   "MERGE",   "NOT",    "NULL",     "ON",    "OPTIONAL",
          "OR",     "ORDER",  "PROFILE", "REMOVE",  "RETURN", "SET",      "SHOW",  "SKIP",
          "STARTS", "THEN",   "TRUE",    "UNION",   "UNWIND", "WHEN",     "WHERE", "WITH",
          "XOR",    "YIELD"};
}

}  // namespace wutong
