// Pipeline: files -> documents -> graphs. One thread reads, several extract, and the caller takes
// the results in the order in which the documents were read.
//
// Threads run at most a window ahead of the caller, counted in documents and in bytes, so memory is
// bounded by the window and not by the number of files nor of the documents in one of them.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "store/store.h"
#include "text/reader.h"
#include "wutong/builder.h"
#include "wutong/document_graph.h"

namespace wutong::build {

struct Extraction {
  std::function<DocumentGraph(text::SourceDocument&&)> extract;  // safe from many threads
  std::string fingerprint;  // of schema and program: a change extracts all documents again
};

// What became of one document.
struct Extracted {
  DocumentReport report;
  std::string file;                    // that it was read from
  std::string state;                   // see record s of graph_updater.h
  std::optional<DocumentGraph> graph;  // of added and replaced documents
  std::string json;                    // the same
};

// Behind the documents of a file.
struct FileEnd {
  std::string file;
  std::uint64_t bytes = 0;
  bool complete = false;  // all of its documents were named, be they good or bad
};

struct PipelineOptions {
  std::size_t threads = 1;
  std::size_t window = 128;            // documents
  std::size_t window_bytes = 8 << 20;  // of documents; one larger document passes alone
  ReadOptions read;
  bool extracted = false;  // files hold the lines of `wutong extract`, not documents
};

class Pipeline {
 public:
  using Result = std::variant<Extracted, FileEnd>;

  Pipeline(const store::Store& store, const Extraction& extraction,
           const std::vector<std::string>& files, const PipelineOptions& options);
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  // nullopt at the end. Rethrows what is no document's fault.
  std::optional<Result> take();

 private:
  struct Entry {
    std::function<Extracted()> work;  // runs on a worker; empty: the result is there
    Result result;
    std::size_t bytes = 0;
    bool done = false;
  };
  struct Stopped {};

  void read();
  void read_file(const std::string& file);
  void read_extracted(const std::string& file, const store::SnapshotView& known);
  void read_lines(const std::string& file, std::istream& in, const store::SnapshotView& known);
  void read_source(const std::string& file, const store::SnapshotView& known);
  void put(std::unique_ptr<Entry> entry);
  void put_result(Result result);
  void put_work(std::size_t bytes, std::function<Extracted()> work);
  void work();
  void fail();

  const store::Store& store_;
  const Extraction& extraction_;
  const std::vector<std::string>& files_;
  const PipelineOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::unique_ptr<Entry>> line_;  // in order; the caller takes from its front
  std::deque<Entry*> waiting_;               // of line_, for workers
  std::size_t bytes_ = 0;                    // of line_
  bool read_all_ = false;
  bool stop_ = false;
  std::exception_ptr fault_;
  std::vector<std::thread> threads_;
};

}  // namespace wutong::build
