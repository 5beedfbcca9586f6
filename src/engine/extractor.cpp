// The public Extractor: restoration and extraction in a row.
#include "wutong/extractor.h"

#include "base/utf8.h"
#include "extract/extract.h"
#include "extract/lexicon.h"
#include "model/schema.h"
#include "text/restore.h"

namespace wutong {

class Extractor::Implementation {
 public:
  explicit Implementation(const std::string& schema_path)
      : lexicon(extract::load_lexicon(schema_path.empty() ? extract::embedded_schema()
                                                          : extract::schema_on_disk(schema_path))) {}
  extract::Lexicon lexicon;
};

RestoredText restore_text(const std::string& uri, const std::string& bytes) {
  const text::Document document = text::restore({uri, bytes, ""});
  RestoredText out;
  out.text = base::to_utf8(document.text);
  out.encoding = document.encoding;
  for (const text::Repair& repair : document.repairs) {
    out.repairs.push_back({repair.span.begin, repair.span.end, repair.from, repair.to, repair.rule,
                           repair.score});
  }
  return out;
}

Extractor::Extractor(const std::string& schema_path)
    : implementation_(std::make_unique<Implementation>(schema_path)) {}
Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;

DocumentGraph Extractor::extract(const std::string& uri, const std::string& bytes) const {
  return extract::extract(text::restore({uri, bytes, ""}), implementation_->lexicon);
}

std::string Extractor::explain(const std::string& uri, const std::string& bytes) const {
  const DocumentGraph graph = extract(uri, bytes);
  std::string out;
  const auto line = [&](const std::string& kind, const std::string& what, const std::string& rule,
                        double confidence, const Evidence& evidence) {
    out += kind + "\t" + what + "\t" + rule + "\t" + std::to_string(confidence).substr(0, 4) + "\t" +
           uri + "#" + std::to_string(evidence.start) + "-" + std::to_string(evidence.end) + "\t" +
           evidence.text + "\n";
  };
  const auto name_of = [&](const std::string& id) {
    for (const Entity& entity : graph.entities) {
      if (entity.id == id) return entity.name;
    }
    return id;
  };
  for (const Entity& entity : graph.entities) {
    line("entity", entity.type + " " + entity.name, entity.rule, entity.confidence,
         entity.mentions.front());
  }
  for (const Relation& relation : graph.relations) {
    line("relation",
         name_of(relation.head) + " " + relation.type + " " + name_of(relation.tail) +
             (relation.status == FactStatus::Actual ? "" : std::string(" (") + to_string(relation.status) + ")"),
         relation.rule, relation.confidence, relation.evidence);
  }
  for (const Statistic& statistic : graph.statistics) {
    std::string value = std::to_string(statistic.value);
    value.erase(value.find_last_not_of('0') + 1);
    if (value.back() == '.') value.pop_back();
    line("statistic",
         name_of(statistic.subject) + " " + statistic.indicator + " = " + value + statistic.unit + " (" +
             statistic.period.value_or("no period") + ")",
         statistic.rule, statistic.confidence, statistic.evidence);
  }
  return out;
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
