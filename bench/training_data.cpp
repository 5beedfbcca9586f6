// Prints what the models see of documents, one line of JSON for each: the input of train_names.py,
// train_relations.py and train_choices.py.
//   training_data names|relations|subjects|periods [--schema FILE] FILE...
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "extract/name_pieces.h"
#include "extract/period_candidates.h"
#include "extract/relation_candidates.h"
#include "extract/subject_candidates.h"
#include "text/restore.h"

namespace {

using namespace wutong;
using nlohmann::json;

json texts_of(const std::vector<std::u32string>& texts) {
  json out = json::array();
  for (const std::u32string& text : texts) out.push_back(base::to_utf8(text));
  return out;
}

// {"text", "pieces": [{"begin", "end" (characters), "sentence", "rule", "features"}]}
void names(extract::Annotation& annotation, json& out) {
  json& pieces = out["pieces"] = json::array();
  out["text"] = base::to_utf8(annotation.text());
  extract::see_names(annotation, [&](const extract::NameContext& context) {
    const extract::NamePieces seen(context, annotation.mentions);
    std::size_t sentence = 0;
    for (std::size_t i = 0; i < seen.pieces().size(); ++i) {
      const extract::NamePiece& piece = seen.pieces()[i];
      while (sentence < annotation.sentences.size() &&
             annotation.sentences[sentence].end <= piece.range.begin) {
        ++sentence;
      }
      extract::FeatureList features(true);
      seen.features(i, features);
      pieces.push_back({{"begin", piece.range.begin},
                        {"end", piece.range.end},
                        {"sentence", sentence},
                        {"rule", base::to_utf8(context.lexicon().name_labels[piece.rule_label])},
                        {"features", texts_of(features.texts())}});
    }
  });
}

void entities(extract::Annotation& annotation, json& out) {
  extract::find_names(annotation);
  extract::cluster(annotation);
  json& found = out["entities"] = json::array();
  for (const extract::EntityDraft& entity : annotation.entities) {
    found.push_back({{"id", found.size()},
                     {"type", entity.type},
                     {"name", base::to_utf8(entity.name)},
                     {"aliases", texts_of(entity.aliases)}});
  }
}

json figure_of(const extract::StatisticDraft& figure, json candidates) {
  return {{"indicator", figure.indicator},
          {"value", figure.value},
          {"unit", figure.unit},
          {"period", figure.period ? json(*figure.period) : json()},
          {"subject", figure.subject},
          {"candidates", std::move(candidates)}};
}

// {"entities": [...], "figures": [{"indicator", "value", "unit", "period", "subject", "candidates":
// [{"is", "offered", "features", "previous"}]}]}; "is": the id of an entity
void subjects(extract::Annotation& annotation, json& out) {
  entities(annotation, out);
  json& figures = out["figures"] = json::array();
  extract::SeeFigures see;
  see.subjects = [&](const extract::StatisticDraft& figure, const auto& candidates) {
    json seen = json::array();
    for (const extract::SubjectCandidate& each : candidates) {
      seen.push_back({{"is", each.entity},
                      {"offered", each.offered},
                      {"features", texts_of(each.texts)},
                      {"previous", texts_of(each.previous_texts)}});
    }
    figures.push_back(figure_of(figure, std::move(seen)));
  };
  extract::find_statistics(annotation, see);
}

// The same; "is": a period or null
void periods(extract::Annotation& annotation, json& out) {
  entities(annotation, out);
  json& figures = out["figures"] = json::array();
  extract::SeeFigures see;
  see.periods = [&](const extract::StatisticDraft& figure, const auto& candidates) {
    json seen = json::array();
    for (const extract::PeriodCandidate& each : candidates) {
      seen.push_back({{"is", each.iso ? json(*each.iso) : json()},
                      {"offered", each.offered},
                      {"features", texts_of(each.texts)},
                      {"previous", texts_of(each.previous_texts)}});
    }
    figures.push_back(figure_of(figure, std::move(seen)));
  };
  extract::find_statistics(annotation, see);
}

// {"entities": [...], "pairs": [{"first", "second", "features"}]}
void relations(extract::Annotation& annotation, json& out) {
  entities(annotation, out);
  json& pairs = out["pairs"] = json::array();
  extract::RelationContext context(annotation);
  extract::apply_relation_rules(context);
  extract::apply_relation_patterns(context);
  extract::RelationCandidates(context, true).each([&](const extract::RelationCandidate& pair) {
    pairs.push_back({{"first", pair.first},
                     {"second", pair.second},
                     {"features", texts_of(pair.features.texts())}});
  });
}

}  // namespace

int main(int argc, char** argv) {
  static const std::map<std::string, void (*)(extract::Annotation&, json&)> kModels{
      {"names", names}, {"relations", relations}, {"subjects", subjects}, {"periods", periods}};
  const auto model = kModels.find(argc > 2 ? argv[1] : "");
  if (model == kModels.end()) {
    std::cerr << "usage: training_data names|relations|subjects|periods [--schema FILE] FILE...\n";
    return 2;
  }
  const bool own_schema = argc > 4 && std::strcmp(argv[2], "--schema") == 0;
  const extract::Lexicon lexicon = extract::load_lexicon(
      own_schema ? extract::schema_on_disk(argv[3]) : extract::embedded_schema());
  for (int i = own_schema ? 4 : 2; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    if (!file) {
      std::cerr << "training_data: no file '" << argv[i] << "'\n";
      return 1;
    }
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const text::Document document = text::restore(text::Source{argv[i], bytes, ""}, false);
    extract::Annotation annotation{document, lexicon, {}, {}, {}, {}, {}, -1, false, -1};
    extract::tokenise(annotation);
    json out{{"document", argv[i]}};
    model->second(annotation, out);
    std::cout << out.dump() << "\n";
  }
  return 0;
}
