// The batch job: paths -> documents -> graphs -> commits.
//
// Extraction runs on worker threads; the calling thread takes their results in the order of the
// sorted document list and commits them in batches. Workers run at most a window ahead of the
// writer, so memory is bounded by the window and not by the size of the job.
#pragma once

#include <functional>
#include <string>
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

IngestReport ingest(store::Store& store, const Extraction& extraction,
                    const std::vector<std::string>& paths, const IngestOptions& options);

// Returns how many of the uris were known.
std::size_t forget(store::Store& store, const std::vector<std::string>& uris);

}  // namespace wutong::build
