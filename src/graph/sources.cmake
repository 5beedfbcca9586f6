list(APPEND WUTONG_SOURCES
  src/graph/algorithms.cpp)
