list(APPEND WUTONG_UNIT_TESTS
  tests/unit/kv/database_test.cpp
  tests/unit/kv/sorting_gate_test.cpp)
