# Batch jobs that are killed, that run out of disk, and that are spread over processes.
add_test(NAME kill_and_resume
  COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/jobs/kill.sh $<TARGET_FILE:wutong>)
