list(APPEND WUTONG_SOURCES
  src/plan/explain.cpp
  src/plan/functions.cpp
  src/plan/expressions_in.cpp
  src/plan/factorise.cpp
  src/plan/join_graph.cpp
  src/plan/late_project.cpp
  src/plan/lookup_rules.cpp
  src/plan/neighbours.cpp
  src/plan/optimiser.cpp
  src/plan/parallel.cpp
  src/plan/reads.cpp
  src/plan/scan_rules.cpp
  src/plan/stream_writes.cpp
  src/plan/tree.cpp
  src/plan/unnest.cpp)
