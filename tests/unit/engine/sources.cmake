list(APPEND WUTONG_UNIT_TESTS
  tests/unit/engine/bulk_load_test.cpp
  tests/unit/engine/concurrency_test.cpp
  tests/unit/engine/parallel_test.cpp
  tests/unit/engine/path_oracle_test.cpp
  tests/unit/engine/profile_test.cpp
  tests/unit/engine/random_query_test.cpp
  tests/unit/engine/schema_command_test.cpp
  tests/unit/engine/snapshot_test.cpp)
