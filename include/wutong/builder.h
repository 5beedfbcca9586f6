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
  std::size_t documents = 0, rejected = 0;
  std::uint64_t bytes = 0;                            // of finished documents
  std::uint64_t total_bytes = 0, finished_bytes = 0;  // of files
  std::uint64_t current_bytes = 0;  // finished_bytes and what is done of the present file
  std::string current;              // uri of the last finished document
};

enum class DocumentOutcome { Added, Replaced, Unchanged, Rejected, Withdrawn };
const char* to_string(DocumentOutcome outcome);

struct DocumentReport {
  std::string uri;
  DocumentOutcome outcome = DocumentOutcome::Added;
  std::string code, reason;  // of a rejection or withdrawal
  std::size_t bytes = 0, entities = 0, relations = 0, statistics = 0;
};

struct IngestOptions {
  int jobs = 0;             // extraction threads; 0: one per core
  bool dry_run = false;     // extract and report, write nothing
  bool extracted = false;   // files hold the lines of `wutong extract` instead of documents
  std::size_t batch = 256;  // documents per commit
  std::int64_t now = 0;     // for the journal, seconds since 1970; 0: the clock
  ReadOptions read;
  // Called on the calling thread after each document. Return false to stop after the current
  // commit.
  std::function<bool(const IngestProgress&)> progress;
  // Called with each document once its commit is on disk, in the order of files.
  std::function<void(const DocumentReport&)> document;
  bool keep_documents = true;  // IngestReport::documents; costs memory with every document
};

struct IngestReport {
  std::vector<DocumentReport> documents;  // in the order of files
  std::uint64_t job = 0;                  // in the journal
  std::size_t added = 0, replaced = 0, unchanged = 0, rejected = 0, withdrawn = 0;
  std::size_t entities = 0, relations = 0, statistics = 0;  // of added and replaced documents
  // By the progress callback; the rest can be ingested by the same call again.
  bool stopped = false;
};

std::string to_json(const DocumentReport& report);  // one line
std::string to_json(const IngestReport& report);    // one line, without the documents

// Files under `paths`, sorted, each once; directories are searched recursively, a path that does
// not exist is taken as a pattern (* ? [...]). "-" stands for standard input. Errors:
// ingest.no_such_path, ingest.no_documents (names the endings looked for).
std::vector<std::string> find_documents(const std::vector<std::string>& paths);

class Builder {
 public:
  Builder(Database& database, const Extractor& extractor);

  // `paths`: files, directories (searched recursively for .txt .md .html .htm .xhtml .json .jsonl
  // .docx .zip .tar .tgz files) and "-" for standard input. Documents whose content is known are
  // skipped; a changed document's facts replace its former ones. A document that cannot be read is
  // one rejection, not the end of the job. Documents that a changed file of several holds no more
  // are withdrawn. Without paths, the files go on that a stopped or killed job left pending.
  // Errors: ingest.no_such_path, ingest.no_documents.
  IngestReport ingest(const std::vector<std::string>& paths, const IngestOptions& options = {});

  // Withdraws documents: their references go, and the facts that have no other. Returns how many of
  // the uris were known.
  std::size_t forget(const std::vector<std::string>& uris, std::int64_t now = 0) {
    return forget(database_, uris, now);
  }
  // It takes no extractor, which takes time to make.
  static std::size_t forget(Database& database, const std::vector<std::string>& uris,
                            std::int64_t now = 0);

 private:
  Database& database_;
  const Extractor& extractor_;
};

}  // namespace wutong
