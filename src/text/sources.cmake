list(APPEND WUTONG_SOURCES
  src/text/archive_reader.cpp
  src/text/comparison.cpp
  src/text/decode.cpp
  src/text/document_memory.cpp
  src/text/docx_reader.cpp
  src/text/found_text.cpp
  src/text/gbk.cpp
  src/text/gbk_candidates.cpp
  src/text/heading.cpp
  src/text/html_reader.cpp
  src/text/json_reader.cpp
  src/text/mojibake.cpp
  src/text/offset_map.cpp
  src/text/out_of_step.cpp
  src/text/run_search.cpp
  src/text/pdf_reader.cpp
  src/text/pinyin.cpp
  src/text/reader.cpp
  src/text/restore.cpp
  src/text/simplify.cpp
  src/text/tables.cpp
  src/text/transcoded.cpp
  src/text/widths.cpp
  src/text/word_model.cpp)

set(WUTONG_TABLES ${CMAKE_BINARY_DIR}/tables)
add_custom_command(
  OUTPUT ${WUTONG_TABLES}/words.bin
  COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/scripts/make_tables.py ${WUTONG_TABLES}
  DEPENDS ${CMAKE_SOURCE_DIR}/scripts/make_tables.py ${CMAKE_SOURCE_DIR}/schema/lexicons/names.txt
    ${CMAKE_SOURCE_DIR}/schema/text/simplified.txt ${CMAKE_SOURCE_DIR}/schema/text/words.txt
  COMMENT "Compiling language tables from Debian's packages")
set_source_files_properties(src/text/tables.cpp PROPERTIES
  COMPILE_DEFINITIONS "WUTONG_TABLES=\"${WUTONG_TABLES}\""
  OBJECT_DEPENDS ${WUTONG_TABLES}/words.bin)
