// The batch job: paths -> documents -> graphs -> commits.
//
// A pipeline reads and extracts; the calling thread commits its results in order, so many documents
// at a time. The journal changes in the same commits: a killed job leaves each document either
// pending or done.
#pragma once

#include <string>
#include <vector>

#include "build/pipeline.h"
#include "store/store.h"
#include "wutong/builder.h"

namespace wutong::build {

// `paths` empty: the files that are pending.
IngestReport ingest(store::Store& store, const Extraction& extraction,
                    const std::vector<std::string>& paths, const IngestOptions& options);

// Returns how many of the uris were known.
std::size_t forget(store::Store& store, const std::vector<std::string>& uris, std::int64_t now);

// Seconds since 1970; SOURCE_DATE_EPOCH where that is set.
std::int64_t current_time();

}  // namespace wutong::build
