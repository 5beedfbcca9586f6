list(APPEND WUTONG_SOURCES
  src/cli/arguments.cpp
  src/cli/comparison.cpp
  src/cli/curate.cpp
  src/cli/export.cpp
  src/cli/extract.cpp
  src/cli/import.cpp
  src/cli/ingest.cpp
  src/cli/jobs.cpp
  src/cli/line_editor.cpp
  src/cli/maintenance.cpp
  src/cli/output.cpp
  src/cli/pipe.cpp
  src/cli/query.cpp
  src/cli/schema.cpp
  src/cli/shell.cpp
  src/cli/stats.cpp
  src/cli/text.cpp)
