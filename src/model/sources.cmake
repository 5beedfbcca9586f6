list(APPEND WUTONG_SOURCES
  src/model/calendar.cpp
  src/model/compare.cpp
  src/model/document_graph.cpp
  src/model/duration.cpp
  src/model/duration_between.cpp
  src/model/literal.cpp
  src/model/schema.cpp
  src/model/temporal_parse.cpp
  src/model/truncate.cpp
  src/model/value.cpp
  src/model/value_type.cpp)
