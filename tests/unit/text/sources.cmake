list(APPEND WUTONG_UNIT_TESTS
  tests/unit/text/offset_map_test.cpp
  tests/unit/text/reader_test.cpp
  tests/unit/text/restore_test.cpp)
