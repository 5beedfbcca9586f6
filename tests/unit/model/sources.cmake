list(APPEND WUTONG_UNIT_TESTS
  tests/unit/model/schema_test.cpp
  tests/unit/model/value_test.cpp)
