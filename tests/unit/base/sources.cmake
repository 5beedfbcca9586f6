list(APPEND WUTONG_UNIT_TESTS tests/unit/base/text_test.cpp)
