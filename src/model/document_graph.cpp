// DocumentGraph as one line of JSON, and back.
#include "wutong/document_graph.h"

#include <nlohmann/json.hpp>

#include "wutong/error.h"

namespace wutong {
namespace {

using Json = nlohmann::ordered_json;

Json to_value(const Evidence& evidence) {
  return {{"start", evidence.start}, {"end", evidence.end}, {"text", evidence.text}};
}
Evidence evidence_of(const Json& json) {
  return {json.at("start").get<std::size_t>(), json.at("end").get<std::size_t>(),
          json.value("text", std::string())};
}

FactStatus status_of(const Json& json) {
  const std::string status = json.value("status", std::string("actual"));
  if (status == "planned") return FactStatus::Planned;
  if (status == "negated") return FactStatus::Negated;
  if (status == "hearsay") return FactStatus::Hearsay;
  return FactStatus::Actual;
}

Json entity_json(const Entity& entity) {
  Json mentions = Json::array();
  for (const Evidence& mention : entity.mentions) mentions.push_back(to_value(mention));
  return {{"id", entity.id},
          {"type", entity.type},
          {"name", entity.name},
          {"aliases", entity.aliases},
          {"mentions", mentions},
          {"rule", entity.rule},
          {"confidence", entity.confidence}};
}

Json relation_json(const Relation& relation) {
  Json json{{"head", relation.head},
            {"type", relation.type},
            {"tail", relation.tail},
            {"evidence", to_value(relation.evidence)},
            {"status", to_string(relation.status)},
            {"rule", relation.rule},
            {"confidence", relation.confidence}};
  if (relation.cue) json["cue"] = to_value(*relation.cue);
  if (relation.status_cue) json["status_cue"] = to_value(*relation.status_cue);
  return json;
}

Json statistic_json(const Statistic& statistic) {
  Json json{{"subject", statistic.subject},
            {"indicator", statistic.indicator},
            {"value", statistic.value},
            {"unit", statistic.unit},
            {"approx", statistic.approx},
            {"bound", statistic.bound},
            {"period", nullptr},
            {"evidence", to_value(statistic.evidence)},
            {"status", to_string(statistic.status)},
            {"rule", statistic.rule},
            {"confidence", statistic.confidence}};
  if (statistic.period) json["period"] = *statistic.period;
  if (statistic.status_cue) json["status_cue"] = to_value(*statistic.status_cue);
  return json;
}

}  // namespace

const char* to_string(FactStatus status) {
  switch (status) {
    case FactStatus::Actual:
      return "actual";
    case FactStatus::Planned:
      return "planned";
    case FactStatus::Negated:
      return "negated";
    case FactStatus::Hearsay:
      return "hearsay";
  }
  return "actual";
}

std::string to_json(const DocumentGraph& graph) {
  Json json{{"document", graph.document}, {"sha256", graph.sha256}};
  json["properties"] = graph.properties;
  for (const char* part : {"entities", "relations", "statistics"}) json[part] = Json::array();
  for (const Entity& entity : graph.entities) json["entities"].push_back(entity_json(entity));
  for (const Relation& relation : graph.relations) {
    json["relations"].push_back(relation_json(relation));
  }
  for (const Statistic& statistic : graph.statistics) {
    json["statistics"].push_back(statistic_json(statistic));
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

DocumentGraph document_graph_from_json(const std::string& line) {
  try {
    const Json json = Json::parse(line);
    DocumentGraph graph;
    graph.document = json.at("document");
    graph.sha256 = json.value("sha256", std::string());
    if (json.contains("properties")) {
      for (const auto& [key, value] : json["properties"].items()) graph.properties[key] = value;
    }
    for (const Json& item : json.at("entities")) {
      Entity entity;
      entity.id = item.at("id");
      entity.type = item.at("type");
      entity.name = item.at("name");
      entity.aliases = item.value("aliases", std::vector<std::string>{});
      for (const Json& mention : item.at("mentions"))
        entity.mentions.push_back(evidence_of(mention));
      entity.rule = item.value("rule", std::string());
      entity.confidence = item.value("confidence", 0.0);
      graph.entities.push_back(std::move(entity));
    }
    for (const Json& item : json.at("relations")) {
      Relation relation;
      relation.head = item.at("head");
      relation.type = item.at("type");
      relation.tail = item.at("tail");
      relation.evidence = evidence_of(item.at("evidence"));
      if (item.contains("cue")) relation.cue = evidence_of(item["cue"]);
      if (item.contains("status_cue")) relation.status_cue = evidence_of(item["status_cue"]);
      relation.status = status_of(item);
      relation.rule = item.value("rule", std::string());
      relation.confidence = item.value("confidence", 0.0);
      graph.relations.push_back(std::move(relation));
    }
    for (const Json& item : json.at("statistics")) {
      Statistic statistic;
      statistic.subject = item.at("subject");
      statistic.indicator = item.at("indicator");
      statistic.value = item.at("value");
      statistic.unit = item.value("unit", std::string());
      statistic.approx = item.value("approx", false);
      statistic.bound = item.value("bound", std::string());
      if (item.contains("period") && item["period"].is_string()) statistic.period = item["period"];
      statistic.evidence = evidence_of(item.at("evidence"));
      if (item.contains("status_cue")) statistic.status_cue = evidence_of(item["status_cue"]);
      statistic.status = status_of(item);
      statistic.rule = item.value("rule", std::string());
      statistic.confidence = item.value("confidence", 0.0);
      graph.statistics.push_back(std::move(statistic));
    }
    return graph;
  } catch (const nlohmann::json::exception& fault) {
    throw Error("extract.bad_json", "not a document graph: " + std::string(fault.what()));
  }
}

}  // namespace wutong
