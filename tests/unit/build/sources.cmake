list(APPEND WUTONG_UNIT_TESTS
  tests/unit/build/ingest_test.cpp
  tests/unit/build/name_parts_test.cpp
  tests/unit/build/resolution_test.cpp
  tests/unit/build/resolving_test.cpp)
