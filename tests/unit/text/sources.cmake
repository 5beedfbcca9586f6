list(APPEND WUTONG_UNIT_TESTS
  tests/unit/text/archive_reader_test.cpp
  tests/unit/text/comparison_test.cpp
  tests/unit/text/office_reader_test.cpp
  tests/unit/text/offset_map_test.cpp
  tests/unit/text/reader_places_test.cpp
  tests/unit/text/reader_test.cpp
  tests/unit/text/restore_test.cpp
  tests/unit/text/heading_test.cpp)
