# Batch jobs that are killed, that run out of disk, and that are spread over processes.
# By hand: kill.sh WUTONG 200 FAULTS.so, orders.py WUTONG . ../shared 20 2000.
add_library(faults MODULE ${CMAKE_CURRENT_SOURCE_DIR}/jobs/faults.cpp)
target_link_libraries(faults PRIVATE ${CMAKE_DL_LIBS})
if(NOT CMAKE_CXX_FLAGS MATCHES "sanitize")  # sanitizers want to be loaded first
  set(WUTONG_FAULTS $<TARGET_FILE:faults>)
endif()
add_test(NAME kill_and_resume
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/kill.sh $<TARGET_FILE:wutong> 25 ${WUTONG_FAULTS})
add_test(NAME job_model
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/jobs/model.py $<TARGET_FILE:wutong> 40)
add_test(NAME job_orders
  COMMAND /usr/bin/python3 ${CMAKE_CURRENT_SOURCE_DIR}/jobs/orders.py $<TARGET_FILE:wutong>
          ${CMAKE_SOURCE_DIR} ${WUTONG_SHARED} 3 100)
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
