list(APPEND WUTONG_SOURCES
  src/build/check.cpp
  src/build/curation.cpp
  src/build/entity_key.cpp
  src/build/explain.cpp
  src/build/fact.cpp
  src/build/find_documents.cpp
  src/build/graph_updater.cpp
  src/build/ingest.cpp
  src/build/journal.cpp
  src/build/migrate.cpp
  src/build/name_parts.cpp
  src/build/period_bounds.cpp
  src/build/pipeline.cpp
  src/build/ranking.cpp
  src/build/repair.cpp
  src/build/report.cpp
  src/build/resolution.cpp)
