// Extractor: documents in, document graphs out. No database, no clock, no network: a pure function
// of document, schema and program version, safe to call from many threads.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "wutong/document_graph.h"
#include "wutong/error.h"

namespace wutong {

struct RepairRecord {
  std::size_t start = 0, end = 0;  // bytes of the source
  std::string from, to, rule;
  double score = 0;
};

// A stretch of a document as found and as restored; equal where nothing changed. The end of a line
// is a part of its own.
struct TextPart {
  std::string found, restored;     // UTF-8
  std::size_t start = 0, end = 0;  // bytes of the source
};

struct RestoredText {
  std::string uri;
  std::string text;  // UTF-8
  std::string encoding;
  std::vector<RepairRecord> repairs;
  std::vector<TextPart> parts;  // the whole document; empty where repairs are not kept
  std::map<std::string, std::string> properties;  // title, date, source, author, url where known
};

struct ReadOptions {
  std::string text_field;  // of JSON objects; empty: a usual name, or the field with most Chinese
};

// Told of a document that cannot be read; the others of its file go on.
using OnDocumentFault = std::function<void(const std::string& uri, const std::string& code,
                                           const std::string& message)>;

// Restores the documents of a file as found: plain text, Markdown, HTML, JSON, JSON Lines, docx,
// PDF, and zip and tar archives of these. Errors of the whole file: text.*.
void restore_documents(const std::string& uri, const std::string& bytes, const ReadOptions& options,
                       bool keep_repairs, const std::function<void(const RestoredText&)>& document,
                       const OnDocumentFault& fault);

// Restores plain text as found: decoding, damage, pinyin brackets, traditional characters, widths.
// Without `keep_repairs` their list stays empty. Errors: text.empty, text.binary.
RestoredText restore_text(const std::string& uri, const std::string& bytes,
                          bool keep_repairs = true);

// What is wrong with a schema, its lexicons and rules, and what was looked at.
struct SchemaReport {
  std::vector<Error> faults;  // each with file, span and hint
  std::size_t files = 0, words = 0, rules = 0, examples = 0;
};

// Checks a user's schema with the lexicons/ and rules/ beside it, or one file of these, or what is
// built in where `path` is empty, and runs the example sentences of all rules.
// Errors: schema.not_found.
SchemaReport check_schema(const std::string& path);

// A document's graph beside the text that it was made of. Repairs are kept, and every span of the
// graph begins where one part of the text begins and ends where one ends, unless characters were
// made of the same bytes.
struct GraphAndText {
  DocumentGraph graph;
  RestoredText text;
};

// A document of a file, its graph not made yet. One of the two functions may be called, once, from
// any thread, while the extractor lives.
struct ReadDocument {
  std::string uri;
  std::size_t bytes = 0;
  std::function<DocumentGraph()> extract;
  std::function<GraphAndText()> extract_with_text;
};

class Extractor {
 public:
  // `schema_path`: a schema JSON file, or empty for the schema the program was built with.
  // Errors: schema.* with file, line and field.
  explicit Extractor(const std::string& schema_path = {});
  ~Extractor();
  Extractor(Extractor&&) noexcept;

  // Of plain text.
  DocumentGraph extract(const std::string& uri, const std::string& bytes) const;
  // Of each document of a file, as restore_documents reads it.
  void extract_documents(const std::string& uri, const std::string& bytes,
                         const ReadOptions& options,
                         const std::function<void(const DocumentGraph&)>& document,
                         const OnDocumentFault& fault) const;
  // The same in two steps, so that documents of one file may be extracted on several threads.
  void read_documents(const std::string& uri, const std::string& bytes, const ReadOptions& options,
                      const std::function<void(ReadDocument&&)>& document,
                      const OnDocumentFault& fault) const;
  // Per fact: rule, spans, confidence, the sentence; JSON Lines.
  static std::string explain(const DocumentGraph& graph);
  // The schema as text for a person.
  std::string describe_schema() const;
  // Changes with the program's version and the content of the schema, its lexicons and rules: a
  // document extracted under another fingerprint is extracted again.
  std::string fingerprint() const;
  // {type, Chinese name} of the entity types, in the schema's order.
  std::vector<std::pair<std::string, std::string>> entity_types() const;
  // {alias, canonical} of all labels, types and properties: Database::set_name_aliases.
  std::vector<std::pair<std::string, std::string>> name_aliases() const;

  class Implementation;
  const Implementation& implementation() const { return *implementation_; }

 private:
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace wutong
