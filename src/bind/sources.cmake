list(APPEND WUTONG_SOURCES
  src/bind/bind_expression.cpp
  src/bind/bind_pattern.cpp
  src/bind/bind_pattern_filter.cpp
  src/bind/bind_projection.cpp
  src/bind/bind_quantified.cpp
  src/bind/bind_query.cpp
  src/bind/bind_schema.cpp
  src/bind/bind_subquery.cpp
  src/bind/bind_update.cpp
  src/bind/binder.cpp
  src/bind/static_types.cpp)
