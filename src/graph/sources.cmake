list(APPEND WUTONG_SOURCES
  src/graph/algorithms.cpp
  src/graph/base.cpp
  src/graph/column.cpp
  src/graph/read_view.cpp)
