list(APPEND WUTONG_SOURCES
  src/base/csv.cpp
  src/base/diagnostic.cpp
  src/base/display_width.cpp
  src/base/hash.cpp
  src/base/html_text.cpp
  src/base/input.cpp
  src/base/progress.cpp
  src/base/suggest.cpp
  src/base/time_zone.cpp
  src/base/utf8.cpp)
