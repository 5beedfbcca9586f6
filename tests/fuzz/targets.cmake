# libFuzzer programs, in the preset "fuzz":
#   cmake --preset fuzz && cmake --build --preset fuzz
#   build/fuzz/fuzz_restore -max_total_time=600 -timeout=5 -rss_limit_mb=2048
if(WUTONG_FUZZ)
  foreach(target restore reader extract query)
    add_executable(fuzz_${target} ${CMAKE_CURRENT_LIST_DIR}/fuzz_${target}.cpp)
    target_include_directories(fuzz_${target} PRIVATE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(fuzz_${target} PRIVATE wutong_lib)
    target_link_options(fuzz_${target} PRIVATE -fsanitize=fuzzer)
  endforeach()
endif()
