list(APPEND WUTONG_SOURCES
  src/engine/database.cpp
  src/engine/session.cpp)
