// Prints the pairs of names that the relation model judges, with what it sees of them: the input of
// train_relations.py.
//   relation_candidates FILE... > candidates.jsonl
#include <fstream>
#include <iostream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "extract/relation_candidates.h"
#include "text/restore.h"

int main(int argc, char** argv) {
  using namespace wutong;
  const extract::Lexicon lexicon = extract::load_lexicon(extract::embedded_schema());
  for (int i = 1; i < argc; ++i) {
    std::ifstream file(argv[i], std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const text::Document document = text::restore(text::Source{argv[i], bytes, ""}, false);
    extract::Annotation annotation{document, lexicon, {}, {}, {}, {}, {}, -1, false, -1};
    extract::tokenise(annotation);
    extract::find_names(annotation);
    extract::cluster(annotation);
    const extract::RelationContext context(annotation);
    nlohmann::json out{{"document", argv[i]}, {"entities", nlohmann::json::array()}};
    for (const extract::EntityDraft& entity : annotation.entities) {
      nlohmann::json aliases = nlohmann::json::array();
      for (const auto& alias : entity.aliases) aliases.push_back(base::to_utf8(alias));
      out["entities"].push_back({{"id", out["entities"].size()},
                                 {"type", entity.type},
                                 {"name", base::to_utf8(entity.name)},
                                 {"aliases", aliases}});
    }
    nlohmann::json& pairs = out["pairs"] = nlohmann::json::array();
    extract::RelationCandidates(context, true).each([&](const extract::RelationCandidate& pair) {
      nlohmann::json features = nlohmann::json::array();
      for (const auto& text : pair.texts) features.push_back(base::to_utf8(text));
      pairs.push_back({{"first", pair.first}, {"second", pair.second}, {"features", features}});
    });
    std::cout << out.dump() << "\n";
  }
}
