list(APPEND WUTONG_UNIT_TESTS tests/unit/extract/extract_test.cpp)
