list(APPEND WUTONG_SOURCES
  src/extract/clusters.cpp
  src/extract/document_subject.cpp
  src/extract/event_patterns.cpp
  src/extract/examples.cpp
  src/extract/explain.cpp
  src/extract/extract.cpp
  src/extract/figure_matcher.cpp
  src/extract/figure_periods.cpp
  src/extract/figure_rules.cpp
  src/extract/figure_status.cpp
  src/extract/figure_words.cpp
  src/extract/figures.cpp
  src/extract/framed_names.cpp
  src/extract/honour_patterns.cpp
  src/extract/lexicon.cpp
  src/extract/linear_model.cpp
  src/extract/lint.cpp
  src/extract/list_gaps.cpp
  src/extract/listed_names.cpp
  src/extract/modality.cpp
  src/extract/models.cpp
  src/extract/name_context.cpp
  src/extract/name_pieces.cpp
  src/extract/names.cpp
  src/extract/office_patterns.cpp
  src/extract/ownership_patterns.cpp
  src/extract/people.cpp
  src/extract/period_candidates.cpp
  src/extract/periods.cpp
  src/extract/place_patterns.cpp
  src/extract/quantities.cpp
  src/extract/referents.cpp
  src/extract/relation_candidates.cpp
  src/extract/relation_rules.cpp
  src/extract/relations.cpp
  src/extract/repeated_figures.cpp
  src/extract/respective.cpp
  src/extract/rule_file.cpp
  src/extract/short_forms.cpp
  src/extract/statistics.cpp
  src/extract/subject_candidates.cpp
  src/extract/subjects.cpp
  src/extract/suffixed_names.cpp
  src/extract/tokens.cpp
  src/extract/topics.cpp
  src/extract/trade_patterns.cpp
  src/extract/word_classes.cpp)

# The models are compiled when the program is: parsing them would take longer than all else at start.
set(WUTONG_SCHEMA_PACK ${CMAKE_BINARY_DIR}/schema.pack)
file(GLOB WUTONG_SCHEMA_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schema/*.json
  ${CMAKE_SOURCE_DIR}/schema/*/*.json ${CMAKE_SOURCE_DIR}/schema/*/*.txt)
add_executable(compile_models scripts/compile_models.cpp src/extract/models.cpp
  src/extract/linear_model.cpp src/extract/word_classes.cpp src/model/schema.cpp src/base/utf8.cpp)
target_include_directories(compile_models PRIVATE include src)
target_link_libraries(compile_models PRIVATE nlohmann_json::nlohmann_json)
set_target_properties(compile_models PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tools)
add_custom_command(
  OUTPUT ${WUTONG_SCHEMA_PACK}
  COMMAND compile_models ${CMAKE_SOURCE_DIR}/schema ${CMAKE_BINARY_DIR}/compiled
  COMMAND /usr/bin/python3 ${CMAKE_SOURCE_DIR}/scripts/pack_schema.py ${CMAKE_SOURCE_DIR}/schema
          ${CMAKE_BINARY_DIR}/compiled ${WUTONG_SCHEMA_PACK}
  DEPENDS ${WUTONG_SCHEMA_FILES} ${CMAKE_SOURCE_DIR}/scripts/pack_schema.py compile_models
  COMMENT "Packing the schema")
set_source_files_properties(src/extract/lexicon.cpp PROPERTIES
  COMPILE_DEFINITIONS "WUTONG_SCHEMA_PACK=\"${WUTONG_SCHEMA_PACK}\""
  OBJECT_DEPENDS ${WUTONG_SCHEMA_PACK})
