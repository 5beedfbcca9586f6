// Journal: what jobs did, and what became of every document, kept beside the graph and written in
// the same commits.
//
// Records in RecordSpace::Document:
//   b job:8             a job, JSON
//   p file              a file that a job has yet to finish; removed with its last commit
//   j uri               a document: state, job, since, and code and reason of a rejection; JSON
//   c file 0 uri        a document of a file of several
//   h uri 0 from:8      a former version of a document: "FROM UNTIL\n", when it was known, and its
//                       graph, JSON
//   s uri               see graph_updater.h
//
// Times are seconds since 1970. They stay in the journal and never reach the graph, so that the
// same documents give the same graph at any time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/snapshot_view.h"
#include "store/write_transaction.h"
#include "wutong/journal.h"

namespace wutong::build {

inline std::string document_state_key(const std::string& uri) { return "s" + uri; }
inline std::string document_graph_key(const std::string& uri) { return "g" + uri; }

std::string member_prefix(const std::string& file);  // of records c
// The file of "a.jsonl#3" and "a.zip!b.txt", else the document's own uri.
std::string file_of(const std::string& uri);

class Journal {
 public:
  explicit Journal(store::WriteTransaction& transaction) : transaction_(transaction) {}

  // The id for a new job.
  std::uint64_t next_job() const;
  void put_job(const JobRecord& job);
  void add_pending(const std::string& file);
  void finish(const std::string& file);

  // Before the graph of `uri` changes: keeps the former one, which was known until `now`.
  void keep_former(const std::string& uri, std::int64_t now);
  void put_document(const DocumentRecord& document);
  std::optional<DocumentRecord> document(const std::string& uri) const;
  // That `uri` was read from `file`, where that holds several.
  void put_member(const std::string& file, const std::string& uri);
  void remove_member(const std::string& file, const std::string& uri);
  std::vector<std::string> members(const std::string& file) const;

 private:
  store::WriteTransaction& transaction_;
};

std::vector<JobRecord> jobs(const store::SnapshotView& view);
std::vector<std::string> pending_files(const store::SnapshotView& view);
void for_each_document(const store::SnapshotView& view,
                       const std::function<void(const DocumentRecord&)>& visit);
// The graph, as JSON, of each document as it was known at `time`.
void for_each_graph_known_at(const store::SnapshotView& view, std::int64_t time,
                             const std::function<void(const std::string& json)>& visit);

}  // namespace wutong::build
