// DocumentGraph: what one document states. Entities, relations and statistics, each with the byte
// spans of the source that state it, the rule that found it and its confidence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace wutong {

// Bytes [start, end) of the source as found, and the restored text they stand for.
struct Evidence {
  std::size_t start = 0;
  std::size_t end = 0;
  std::string text;
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

enum class FactStatus { Actual, Planned, Negated, Hearsay };

struct Entity {
  std::string id;                    // "e1", unique in the document
  std::string type;                  // an entity type of the schema
  std::string name;                  // the fullest form in the document
  std::vector<std::string> aliases;  // other forms in the document
  std::vector<Evidence> mentions;    // in order
  std::string rule;
  double confidence = 0;
};

struct Relation {
  std::string head;  // entity id
  std::string type;
  std::string tail;
  Evidence evidence;                   // from the first to the last of head, cue and tail
  std::optional<Evidence> cue;         // the word that says so
  std::optional<Evidence> status_cue;  // the word that makes it planned or negated
  FactStatus status = FactStatus::Actual;
  std::string rule;
  double confidence = 0;
};

struct Statistic {
  std::string subject;  // entity id
  std::string indicator;
  double value = 0;
  std::string unit;
  bool approx = false;
  std::string bound;  // "", "at_least", "at_most", "about"
  std::optional<std::string>
      period;  // ISO form of the guideline: 2021, 2021-06, 2021H1, 2021-01/2021-08
  Evidence evidence;
  std::optional<Evidence> status_cue;
  FactStatus status = FactStatus::Actual;
  std::string rule;
  double confidence = 0;
};

struct DocumentGraph {
  std::string document;  // uri as given
  std::string sha256;
  std::map<std::string, std::string> properties;  // title, date, source, ...
  std::vector<Entity> entities;
  std::vector<Relation> relations;
  std::vector<Statistic> statistics;
};

const char* to_string(FactStatus status);

// One line of JSON, keys in a fixed order, as `wutong extract --format jsonl` prints it.
std::string to_json(const DocumentGraph& graph);
// The inverse. Errors: extract.bad_json with the field.
DocumentGraph document_graph_from_json(const std::string& line);

}  // namespace wutong
