list(APPEND WUTONG_SOURCES
  src/engine/builder.cpp
  src/engine/bulk_load.cpp
  src/engine/curation.cpp
  src/engine/database.cpp
  src/engine/extractor.cpp
  src/engine/journal.cpp
  src/engine/maintenance.cpp
  src/engine/session.cpp)
