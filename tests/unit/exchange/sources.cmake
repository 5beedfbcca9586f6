list(APPEND WUTONG_UNIT_TESTS tests/unit/exchange/formats_test.cpp)
