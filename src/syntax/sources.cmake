list(APPEND WUTONG_SOURCES
  src/syntax/lexer.cpp
  src/syntax/parse_clause.cpp
  src/syntax/parse_expression.cpp
  src/syntax/parse_pattern.cpp
  src/syntax/parse_statement.cpp
  src/syntax/parse_type.cpp
  src/syntax/parser.cpp
  src/syntax/script.cpp)
