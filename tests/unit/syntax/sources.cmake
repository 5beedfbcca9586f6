list(APPEND WUTONG_UNIT_TESTS tests/unit/syntax/parser_test.cpp)
