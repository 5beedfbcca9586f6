#include "extract/explain.h"

#include <nlohmann/json.hpp>
#include <optional>

namespace wutong::extract {
namespace {

using Json = nlohmann::ordered_json;

std::string name_of(const DocumentGraph& graph, const std::string& id) {
  for (const Entity& entity : graph.entities) {
    if (entity.id == id) return entity.name;
  }
  return id;
}

Json span(const Evidence& evidence) {
  return {{"start", evidence.start}, {"end", evidence.end}, {"text", evidence.text}};
}

std::string line(const DocumentGraph& graph, const char* fact, const std::string& says,
                 const std::string& rule, double confidence, FactStatus status,
                 const Evidence& evidence, const std::optional<Evidence>& cue,
                 const std::optional<Evidence>& status_cue) {
  Json json{{"fact", fact},
            {"says", says},
            {"rule", rule},
            {"confidence", confidence},
            {"status", to_string(status)},
            {"document", graph.document},
            {"start", evidence.start},
            {"end", evidence.end},
            {"text", evidence.text}};
  if (cue) json["cue"] = span(*cue);
  if (status_cue) json["status_cue"] = span(*status_cue);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

std::string explain(const DocumentGraph& graph) {
  std::string out;
  for (const Entity& entity : graph.entities) {
    out += line(graph, "entity", entity.type + " " + entity.name, entity.rule, entity.confidence,
                FactStatus::Actual, entity.mentions.front(), std::nullopt, std::nullopt);
  }
  for (const Relation& relation : graph.relations) {
    out += line(
        graph, "relation",
        name_of(graph, relation.head) + " " + relation.type + " " + name_of(graph, relation.tail),
        relation.rule, relation.confidence, relation.status, relation.evidence, relation.cue,
        relation.status_cue);
  }
  for (const Statistic& statistic : graph.statistics) {
    out += line(graph, "statistic",
                name_of(graph, statistic.subject) + " " + statistic.indicator + " " +
                    Json(statistic.value).dump() + statistic.unit + " " +
                    statistic.period.value_or("without period"),
                statistic.rule, statistic.confidence, statistic.status, statistic.evidence,
                std::nullopt, statistic.status_cue);
  }
  return out;
}

}  // namespace wutong::extract
