// Bulk load: nodes and relationships from delimited text files into a database, faster than
// statements by some orders of magnitude.
//
//   BulkFiles files;
//   files.nodes.push_back({"Person.csv", "Person", {"Person"}, "id", {{"id", BulkType::Integer}}});
//   files.relationships.push_back({"knows.csv", "KNOWS", "Person", "Person", {}});
//   bulk_load(*database, files);
//
// A line of a node file holds its columns; a line of a relationship file the keys of both ends,
// then its columns. An empty cell is the empty text in a String column, elsewhere no property.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "wutong/database.h"

namespace wutong {

enum class BulkType : std::uint8_t { Integer, Float, Boolean, String };

struct BulkColumn {
  std::string name;
  BulkType type = BulkType::String;
};

struct BulkNodes {
  std::string file;
  std::string label;                // relationships name its nodes by this label
  std::vector<std::string> labels;  // what the nodes get
  std::string key;                  // a column; becomes a uniqueness constraint on `label`
  std::vector<BulkColumn> columns;
};

struct BulkRelationships {
  std::string file;
  std::string type;
  std::string from, to;  // labels of the ends
  std::vector<BulkColumn> columns;
};

struct BulkFiles {
  char delimiter = ',';
  bool header = true;  // the first line of each file is passed over
  std::vector<BulkNodes> nodes;
  std::vector<BulkRelationships> relationships;
};

struct BulkReport {
  std::uint64_t nodes = 0, relationships = 0;
};

// All of it or nothing, durable when it returns. Errors name file and line: load.no_file,
// load.bad_line, load.unknown_node, constraint_validation_failed.unique.
BulkReport bulk_load(Database& database, const BulkFiles& files);

}  // namespace wutong
