// The public Extractor: restoration and extraction in a row.
#include "wutong/extractor.h"

#include <algorithm>
#include <optional>

#include "base/utf8.h"
#include "engine/extractor_implementation.h"
#include "extract/explain.h"
#include "extract/extract.h"
#include "extract/lint.h"
#include "model/schema.h"
#include "text/comparison.h"
#include "text/restore.h"

namespace wutong {

namespace {

RestoredText restored_text(const text::Document& document,
                           const std::vector<std::size_t>& cuts = {}) {
  RestoredText out;
  out.uri = document.uri;
  out.text = base::to_utf8(document.text);
  out.encoding = document.encoding;
  out.properties = document.properties;
  for (const text::Repair& repair : document.repairs) {
    out.repairs.push_back(
        {repair.span.begin, repair.span.end, repair.from, repair.to, repair.rule, repair.score});
  }
  if (!document.found.empty()) {
    for (const text::Stretch& stretch : text::compare(document, cuts)) {
      out.parts.push_back({base::to_utf8(stretch.found), base::to_utf8(stretch.restored),
                           stretch.span.begin, stretch.span.end});
    }
  }
  return out;
}

// Where the spans of a graph begin and end in the restored text, ascending.
std::vector<std::size_t> ends_of_spans(const DocumentGraph& graph, const text::OffsetMap& offsets) {
  std::vector<std::size_t> ends;
  const auto add = [&](const Evidence& evidence) {
    ends.push_back(offsets.character_at(evidence.start));
    ends.push_back(offsets.character_at(evidence.end));
  };
  const auto add_if = [&](const std::optional<Evidence>& evidence) {
    if (evidence) add(*evidence);
  };
  for (const Entity& entity : graph.entities) {
    for (const Evidence& mention : entity.mentions) add(mention);
  }
  for (const Relation& relation : graph.relations) {
    add(relation.evidence);
    add_if(relation.cue);
    add_if(relation.status_cue);
  }
  for (const Statistic& statistic : graph.statistics) {
    add(statistic.evidence);
    add_if(statistic.status_cue);
  }
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  return ends;
}

text::OnFault told(const OnDocumentFault& fault) {
  return [&fault](const std::string& uri, const Error& error) {
    fault(uri, error.code(), error.message_with_notes());
  };
}

}  // namespace

RestoredText restore_text(const std::string& uri, const std::string& bytes, bool keep_repairs) {
  return restored_text(text::restore(text::Source{uri, bytes, ""}, keep_repairs));
}

void restore_documents(const std::string& uri, const std::string& bytes, const ReadOptions& options,
                       bool keep_repairs, const std::function<void(const RestoredText&)>& document,
                       const OnDocumentFault& fault) {
  text::read_documents(
      {uri, bytes, ""}, options,
      [&](text::SourceDocument&& found) {
        document(restored_text(text::restore(std::move(found), keep_repairs)));
      },
      told(fault));
}

SchemaReport check_schema(const std::string& path) {
  extract::LintReport report = extract::lint(path);
  return {std::move(report.faults), report.files, report.words, report.rules, report.examples};
}

Extractor::Extractor(const std::string& schema_path)
    : implementation_(std::make_unique<Implementation>(schema_path)) {}
Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;

DocumentGraph Extractor::extract(const std::string& uri, const std::string& bytes) const {
  return implementation_->extract(text::read_plain(text::Source{uri, bytes, ""}));
}

void Extractor::extract_documents(const std::string& uri, const std::string& bytes,
                                  const ReadOptions& options,
                                  const std::function<void(const DocumentGraph&)>& document,
                                  const OnDocumentFault& fault) const {
  text::read_documents(
      {uri, bytes, ""}, options,
      [&](text::SourceDocument&& found) { document(implementation_->extract(std::move(found))); },
      told(fault));
}

void Extractor::read_documents(const std::string& uri, const std::string& bytes,
                               const ReadOptions& options,
                               const std::function<void(ReadDocument&&)>& document,
                               const OnDocumentFault& fault) const {
  text::read_documents(
      {uri, bytes, ""}, options,
      [&](text::SourceDocument&& found) {
        const auto held = std::make_shared<text::SourceDocument>(std::move(found));
        document({held->uri, held->bytes,
                  [this, held] { return implementation_->extract(std::move(*held)); },
                  [this, held]() -> GraphAndText {
                    const text::Document restored =
                        Implementation::restored(std::move(*held), true);
                    DocumentGraph graph = extract::extract(restored, implementation_->lexicon);
                    RestoredText text =
                        restored_text(restored, ends_of_spans(graph, restored.offsets));
                    return {std::move(graph), std::move(text)};
                  }});
      },
      told(fault));
}

std::string Extractor::explain(const DocumentGraph& graph) { return extract::explain(graph); }

std::string Extractor::describe_schema() const {
  return model::describe(implementation_->lexicon.schema);
}
std::string Extractor::fingerprint() const { return extract::fingerprint(implementation_->files); }

std::vector<std::pair<std::string, std::string>> Extractor::entity_types() const {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& type : implementation_->lexicon.schema.entities) {
    out.emplace_back(type.type, type.zh);
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> Extractor::name_aliases() const {
  const model::Schema& schema = implementation_->lexicon.schema;
  std::vector<std::pair<std::string, std::string>> out = schema.other_names;
  for (const auto& type : schema.entities) out.emplace_back(type.zh, type.type);
  for (const auto& type : schema.relations) out.emplace_back(type.zh, type.type);
  return out;
}

}  // namespace wutong
