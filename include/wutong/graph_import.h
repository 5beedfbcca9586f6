// Import of a whole graph into an empty database, through sorted files that are taken over whole.
//
//   CsvImport files;
//   files.nodes.push_back({{"Person"}, {"people.csv"}});
//   files.relationships.push_back({{"KNOWS"}, {"knows.csv"}});
//   import_csv(*Database::open("graph.db", {.create = true}), files);
//
// The files are those of neo4j-admin: the first line of a group's first file names the columns,
// NAME[:TYPE][(ID SPACE)].
//   nodes           :ID, NAME:ID (kept as property NAME, too), :LABEL, properties
//   relationships   :START_ID, :END_ID, :TYPE, properties
//   both            :IGNORE
//   TYPE            string (if none is named), char, int, long, short, byte, float, double,
//   boolean,
//                   date, localtime, time, localdatetime, datetime, duration; with [] a list
// An empty cell is no property; "" in quotes is the empty text.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wutong/database.h"

namespace wutong {

struct ImportProgress {
  std::uint64_t nodes = 0, relationships = 0;
  std::uint64_t done_bytes = 0, all_bytes = 0;  // of the files
};
struct ImportReport {
  std::uint64_t nodes = 0, relationships = 0, bad_rows = 0;
};
struct ImportOptions {
  std::size_t bad_tolerance = 0;  // rows at fault that are left out before the import gives up
  std::function<void(const Error&)> bad_row;            // of each that is left out
  std::function<void(const ImportProgress&)> progress;  // every few thousand rows
};

// Counts and reports rows at fault, and throws the one that is one too many.
class BadRows {
 public:
  explicit BadRows(const ImportOptions& options) : options_(options) {}
  void add(Error fault);
  std::uint64_t count() const { return count_; }

 private:
  const ImportOptions& options_;
  std::uint64_t count_ = 0;
};

// Nodes and relationships one by one. Nothing of them is seen before finish().
class GraphImport {
 public:
  // Errors: import.not_empty, import.has_indexes.
  explicit GraphImport(Database& database);
  ~GraphImport();
  GraphImport(const GraphImport&) = delete;
  GraphImport& operator=(const GraphImport&) = delete;

  // Errors: type.invalid_property_type where a property cannot be kept; load.too_many.
  NodeId node(const std::vector<std::string>& labels, const Map& properties);
  // Both ends come from node().
  RelationshipId relationship(NodeId start, const std::string& type, NodeId end,
                              const Map& properties);
  void finish();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// Files of one kind: the header of the first holds for all. `names`: labels that all the nodes get,
// or the one type of relationships without a :TYPE column.
struct CsvGroup {
  std::vector<std::string> names;
  std::vector<std::string> files;
};
struct CsvImport {
  std::vector<CsvGroup> nodes, relationships;
  char delimiter = ',', array_delimiter = ';', quote = '"';
  bool integer_ids = false;  // ids are numbers, and so are the properties that keep them
};

// Errors: those of GraphImport; import.no_file; import.bad_header; import.bad_row with "FILE:LINE:
// " where more rows than bad_tolerance are at fault.
ImportReport import_csv(Database& database, const CsvImport& files,
                        const ImportOptions& options = {});

}  // namespace wutong
