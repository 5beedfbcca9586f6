add_executable(golden golden/main.cpp)
target_include_directories(golden PRIVATE ${CMAKE_SOURCE_DIR}/src)
target_link_libraries(golden PRIVATE wutong_lib)
set(WUTONG_GOLDEN aggregation algorithms errors functions lists load_csv nulls paths patterns plans quantified schema selectors strings subqueries temporal transactions typed updates)
foreach(name ${WUTONG_GOLDEN})
  add_test(NAME golden.${name} COMMAND golden ${name}.test
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}/tests/golden)
  set_tests_properties(golden.${name} PROPERTIES LABELS sanitized)
endforeach()
