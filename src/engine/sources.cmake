list(APPEND WUTONG_SOURCES
  src/engine/builder.cpp
  src/engine/bulk_load.cpp
  src/engine/csv_header.cpp
  src/engine/curation.cpp
  src/engine/database.cpp
  src/engine/extractor.cpp
  src/engine/graph_import.cpp
  src/engine/import_csv.cpp
  src/engine/journal.cpp
  src/engine/maintenance.cpp
  src/engine/session.cpp)
