list(APPEND WUTONG_UNIT_TESTS
  tests/unit/graph/column_test.cpp)
