// Builder: documents into a database. Extraction runs on several threads, one writer commits in the
// order of the sorted document list; the graph that results does not depend on thread count or
// order.
//
//   wutong::Builder builder(*database, extractor);
//   wutong::IngestReport report = builder.ingest({"seeds/"}, {.jobs = 2});
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "wutong/database.h"
#include "wutong/extractor.h"

namespace wutong {

struct IngestProgress {
  std::size_t total = 0;  // files to look at
  std::size_t finished = 0;
  std::size_t rejected = 0;
  std::uint64_t bytes = 0;  // of finished documents
  std::string current;      // uri of the last finished document
};

struct IngestOptions {
  int jobs = 0;            // extraction threads; 0: one per core
  bool dry_run = false;    // extract and report, write nothing
  std::size_t batch = 64;  // documents per commit
  ReadOptions read;
  // Called on the calling thread after each document. Return false to stop after the current
  // commit.
  std::function<bool(const IngestProgress&)> progress;
};

enum class DocumentOutcome { Added, Replaced, Unchanged, Rejected };

struct DocumentReport {
  std::string uri;
  DocumentOutcome outcome = DocumentOutcome::Added;
  std::string code, reason;  // of a rejection
  std::size_t bytes = 0, entities = 0, relations = 0, statistics = 0;
};

struct IngestReport {
  std::vector<DocumentReport> documents;  // in the order of their uris
  std::size_t added = 0, replaced = 0, unchanged = 0, rejected = 0;
  bool stopped =
      false;  // by the progress callback; the rest can be ingested by the same call again
};

std::string to_json(const IngestReport& report);

// Files under `paths`, sorted, each once; directories are searched recursively. "-" stands for
// standard input. Errors: ingest.no_such_path, ingest.no_documents (names the endings looked for).
std::vector<std::string> find_documents(const std::vector<std::string>& paths);

class Builder {
 public:
  Builder(Database& database, const Extractor& extractor);

  // `paths`: files, directories (searched recursively for .txt .md .html .htm .xhtml .json .jsonl
  // .docx .zip .tar .tgz files) and "-" for standard input. Documents whose content is known are
  // skipped; a changed document's facts replace its former ones. A document that cannot be read is
  // one rejection, not the end of the job. Errors: ingest.no_such_path, ingest.no_documents.
  IngestReport ingest(const std::vector<std::string>& paths, const IngestOptions& options = {});

  // Withdraws documents: their references go, and the facts that have no other. Returns how many of
  // the uris were known.
  std::size_t forget(const std::vector<std::string>& uris);

 private:
  Database& database_;
  const Extractor& extractor_;
};

}  // namespace wutong
