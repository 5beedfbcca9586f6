list(APPEND WUTONG_UNIT_TESTS tests/unit/extract/extract_test.cpp)
list(APPEND WUTONG_UNIT_TESTS tests/unit/extract/models_test.cpp)
list(APPEND WUTONG_UNIT_TESTS tests/unit/extract/word_map_test.cpp)
