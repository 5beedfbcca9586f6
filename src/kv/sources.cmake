list(APPEND WUTONG_SOURCES
  src/kv/backup.cpp
  src/kv/database.cpp
  src/kv/directory.cpp
  src/kv/overlay.cpp
  src/kv/rocks.cpp
  src/kv/salvage.cpp
  src/kv/sorting_gate.cpp)
