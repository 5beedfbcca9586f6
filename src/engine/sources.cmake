list(APPEND WUTONG_SOURCES
  src/engine/builder.cpp
  src/engine/database.cpp
  src/engine/extractor.cpp
  src/engine/journal.cpp
  src/engine/session.cpp)
