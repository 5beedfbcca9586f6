# Batch jobs that are killed, that run out of disk, and that are spread over processes.
add_test(NAME kill_and_resume
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/kill.sh $<TARGET_FILE:wutong>)
add_test(NAME journal
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/journal.sh $<TARGET_FILE:wutong> ${CMAKE_SOURCE_DIR})
add_test(NAME spread_extraction
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/spread.sh $<TARGET_FILE:wutong>)
set_tests_properties(spread_extraction PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME earlier_format
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/format.sh $<TARGET_FILE:wutong> ${CMAKE_SOURCE_DIR})
add_test(NAME curation
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/curate.sh $<TARGET_FILE:wutong> ${CMAKE_SOURCE_DIR})
add_test(NAME maintenance
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/maintain.sh $<TARGET_FILE:wutong> ${CMAKE_SOURCE_DIR})
