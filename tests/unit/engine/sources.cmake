list(APPEND WUTONG_UNIT_TESTS
  tests/unit/engine/bulk_load_test.cpp
  tests/unit/engine/profile_test.cpp
  tests/unit/engine/snapshot_test.cpp)
