// The public Builder: the batch job of src/build with an Extractor's functions.
#include "wutong/builder.h"

#include "build/ingest.h"
#include "engine/extractor_implementation.h"
#include "engine/implementation.h"

namespace wutong {

Builder::Builder(Database& database, const Extractor& extractor)
    : database_(database), extractor_(extractor) {}

IngestReport Builder::ingest(const std::vector<std::string>& paths, const IngestOptions& options) {
  build::Extraction extraction;
  extraction.extract = [this](text::SourceDocument&& document) {
    return extractor_.implementation().extract(std::move(document));
  };
  extraction.fingerprint = extractor_.fingerprint();
  const IngestReport report =
      build::ingest(database_.implementation().store(), extraction, paths, options);
  if (!options.dry_run) database_.set_name_aliases(extractor_.name_aliases());
  return report;
}

std::size_t Builder::forget(Database& database, const std::vector<std::string>& uris,
                            std::int64_t now) {
  return build::forget(database.implementation().store(), uris, now);
}

}  // namespace wutong
