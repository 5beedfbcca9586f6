list(APPEND WUTONG_SOURCES
  src/store/bulk_load.cpp
  src/store/change_log.cpp
  src/store/check.cpp
  src/store/constraints.cpp
  src/store/counters.cpp
  src/store/key_codec.cpp
  src/store/last_record.cpp
  src/store/name_table.cpp
  src/store/postings.cpp
  src/store/reader.cpp
  src/store/rebuild.cpp
  src/store/relationship_change.cpp
  src/store/store.cpp
  src/store/write_transaction.cpp)
