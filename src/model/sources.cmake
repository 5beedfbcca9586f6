list(APPEND WUTONG_SOURCES
  src/model/value.cpp)
