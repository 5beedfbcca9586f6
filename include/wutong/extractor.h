// Extractor: documents in, document graphs out. No database, no clock, no network: a pure function
// of document, schema and program version, safe to call from many threads.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wutong/document_graph.h"

namespace wutong {

struct RepairRecord {
  std::size_t start = 0, end = 0;  // bytes of the source
  std::string from, to, rule;
  double score = 0;
};

struct RestoredText {
  std::string text;  // UTF-8
  std::string encoding;
  std::vector<RepairRecord> repairs;
};

// Restores bytes as found: decoding, damage, pinyin brackets, traditional characters, widths.
// Without `keep_repairs` their list stays empty. Errors: text.empty, text.binary.
RestoredText restore_text(const std::string& uri, const std::string& bytes,
                          bool keep_repairs = true);

class Extractor {
 public:
  // `schema_path`: a schema JSON file, or empty for the schema the program was built with.
  // Errors: schema.* with file, line and field.
  explicit Extractor(const std::string& schema_path = {});
  ~Extractor();
  Extractor(Extractor&&) noexcept;

  DocumentGraph extract(const std::string& uri, const std::string& bytes) const;
  // Per fact: rule, spans, confidence, the sentence; JSON Lines.
  std::string explain(const std::string& uri, const std::string& bytes) const;
  // The schema as text for a person.
  std::string describe_schema() const;
  // Changes with the program's version and the content of the schema, its lexicons and rules: a
  // document extracted under another fingerprint is extracted again.
  std::string fingerprint() const;
  // {alias, canonical} of all labels, types and properties: Database::set_name_aliases.
  std::vector<std::pair<std::string, std::string>> name_aliases() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace wutong
