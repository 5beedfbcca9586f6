list(APPEND WUTONG_SOURCES
  src/exchange/attribute_types.cpp
  src/exchange/gexf.cpp
  src/exchange/graph_format.cpp
  src/exchange/graph_text_formats.cpp
  src/exchange/graphml.cpp
  src/exchange/import_graphml.cpp
  src/exchange/import_jsonl.cpp
  src/exchange/json_value.cpp
  src/exchange/row_format.cpp
  src/exchange/subgraph.cpp
  src/exchange/table_writer.cpp)
