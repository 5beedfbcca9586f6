list(APPEND WUTONG_UNIT_TESTS
  tests/unit/store/key_codec_test.cpp
  tests/unit/store/store_test.cpp)
