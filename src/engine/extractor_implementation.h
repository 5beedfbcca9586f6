// What the public class Extractor holds.
#pragma once

#include <string>
#include <utility>

#include "extract/extract.h"
#include "extract/lexicon.h"
#include "text/restore.h"
#include "wutong/extractor.h"

namespace wutong {

class Extractor::Implementation {
 public:
  explicit Implementation(const std::string& schema_path)
      : lexicon(extract::load_lexicon(schema_path.empty() ? extract::embedded_schema()
                                                          : extract::schema_on_disk(schema_path))) {
  }

  DocumentGraph extract(text::SourceDocument document) const {
    return extract::extract(text::restore(std::move(document), false), lexicon);
  }

  extract::Lexicon lexicon;
};

}  // namespace wutong
