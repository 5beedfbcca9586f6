// What the public class Extractor holds.
#pragma once

#include <string>
#include <utility>

#include "extract/extract.h"
#include "extract/lexicon.h"
#include "text/heading.h"
#include "text/restore.h"
#include "wutong/extractor.h"

namespace wutong {

class Extractor::Implementation {
 public:
  explicit Implementation(const std::string& schema_path)
      : files(schema_path.empty() ? extract::embedded_schema()
                                  : extract::schema_on_disk(schema_path)),
        lexicon(extract::load_lexicon(files)) {}

  DocumentGraph extract(text::SourceDocument document) const {
    return extract::extract(restored(std::move(document), false), lexicon);
  }
  static text::Document restored(text::SourceDocument document, bool keep_repairs) {
    text::Document restored = text::restore(std::move(document), keep_repairs);
    text::add_heading_properties(restored.text, restored.properties);
    return restored;
  }

  extract::SchemaFiles files;
  extract::Lexicon lexicon;  // of `files`
};

}  // namespace wutong
