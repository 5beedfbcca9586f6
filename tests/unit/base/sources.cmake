list(APPEND WUTONG_UNIT_TESTS tests/unit/base/csv_test.cpp tests/unit/base/html_text_test.cpp
     tests/unit/base/ordered_work_test.cpp tests/unit/base/team_test.cpp
     tests/unit/base/text_test.cpp)
