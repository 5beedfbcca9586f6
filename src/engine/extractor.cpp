// The public Extractor: restoration and extraction in a row.
#include "wutong/extractor.h"

#include "base/utf8.h"
#include "extract/explain.h"
#include "extract/extract.h"
#include "extract/lexicon.h"
#include "model/schema.h"
#include "text/restore.h"

namespace wutong {

class Extractor::Implementation {
 public:
  explicit Implementation(const std::string& schema_path)
      : lexicon(extract::load_lexicon(schema_path.empty() ? extract::embedded_schema()
                                                          : extract::schema_on_disk(schema_path))) {
  }
  extract::Lexicon lexicon;
};

RestoredText restore_text(const std::string& uri, const std::string& bytes, bool keep_repairs) {
  const text::Document document = text::restore({uri, bytes, ""}, keep_repairs);
  RestoredText out;
  out.text = base::to_utf8(document.text);
  out.encoding = document.encoding;
  for (const text::Repair& repair : document.repairs) {
    out.repairs.push_back(
        {repair.span.begin, repair.span.end, repair.from, repair.to, repair.rule, repair.score});
  }
  return out;
}

Extractor::Extractor(const std::string& schema_path)
    : implementation_(std::make_unique<Implementation>(schema_path)) {}
Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;

DocumentGraph Extractor::extract(const std::string& uri, const std::string& bytes) const {
  return extract::extract(text::restore({uri, bytes, ""}, false), implementation_->lexicon);
}

std::string Extractor::explain(const std::string& uri, const std::string& bytes) const {
  return extract::explain(extract(uri, bytes));
}

std::string Extractor::describe_schema() const {
  return model::describe(implementation_->lexicon.schema);
}
std::string Extractor::fingerprint() const { return implementation_->lexicon.fingerprint; }

std::vector<std::pair<std::string, std::string>> Extractor::name_aliases() const {
  const model::Schema& schema = implementation_->lexicon.schema;
  std::vector<std::pair<std::string, std::string>> out = schema.other_names;
  for (const auto& type : schema.entities) out.emplace_back(type.zh, type.type);
  for (const auto& type : schema.relations) out.emplace_back(type.zh, type.type);
  return out;
}

}  // namespace wutong
