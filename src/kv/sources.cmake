list(APPEND WUTONG_SOURCES
  src/kv/database.cpp
  src/kv/directory.cpp)
