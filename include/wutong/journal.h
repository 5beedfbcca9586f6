// The journal of a database: its jobs, the state of every document, and what was known when.
//
//   for (const wutong::JobRecord& job : wutong::jobs(*database)) show(job.id, job.state);
//   auto then = wutong::known_at(*database, time);  // a Database to ask, in memory
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "wutong/database.h"

namespace wutong {

// Times are seconds since 1970.
struct JobRecord {
  std::uint64_t id = 0;
  std::string command;                 // "ingest" or "forget"
  std::vector<std::string> arguments;  // paths or uris, the first hundred
  std::int64_t started = 0;
  std::int64_t ended = 0;  // 0: not ended
  std::string state;       // "running", "done", "stopped"; "cut short" where its process is gone
  std::uint64_t added = 0, replaced = 0, unchanged = 0, rejected = 0, withdrawn = 0;
};

enum class DocumentState { Pending, Done, Rejected, Withdrawn };
const char* to_string(DocumentState state);

struct DocumentRecord {
  std::string uri;  // of a pending document: the file it is in
  DocumentState state = DocumentState::Done;
  std::uint64_t job = 0;     // that put it into this state
  std::int64_t since = 0;    // when
  std::string code, reason;  // of a rejection or withdrawal
};

// In the order of their ids.
std::vector<JobRecord> jobs(Database& database);
// Pending ones first, then by uri.
void for_each_document(Database& database, const std::function<void(const DocumentRecord&)>& visit);

// The graph as it was known at `time`, built anew in memory from the documents of then: the cost is
// that of the whole graph. What users wrote through openCypher is not in it.
std::unique_ptr<Database> known_at(Database& database, std::int64_t time);

// The time a text names: "2024-05-01" (the end of that day, UTC) or "2024-05-01T12:30:00Z".
// Error: cli.bad_time.
std::int64_t time_of(const std::string& text);
std::string time_text(std::int64_t time);  // "2024-05-01 12:30:00"

}  // namespace wutong
