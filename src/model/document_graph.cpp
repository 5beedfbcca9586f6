// DocumentGraph as one line of JSON, and back.
#include "wutong/document_graph.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

#include "base/utf8.h"
#include "wutong/error.h"

namespace wutong {
namespace {

using Json = nlohmann::ordered_json;

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

// A line of JSON, written piece by piece: a graph is thousands of short strings, and a tree of
// them would be built for nothing.
class Line {
 public:
  Line& raw(std::string_view json) {
    out_ += json;
    return *this;
  }
  Line& text(std::string_view value) {
    if (!plain(value)) return raw(dumped(value));
    out_ += '"';
    out_ += value;
    out_ += '"';
    return *this;
  }
  Line& number(std::size_t value) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return raw({digits, static_cast<std::size_t>(end - digits)});
  }
  Line& number(double value) {
    // Confidences: the same ones over and over.
    const std::size_t at = std::bit_cast<std::uint64_t>(value) * 0x9E3779B97F4A7C15ULL >> 58;
    Number& known = numbers_[at];
    if (known.text.empty() || known.value != value || value == 0) known = {value, dumped(value)};
    return raw(known.text);
  }
  Line& evidence(const Evidence& evidence) {
    raw("{\"start\":").number(evidence.start).raw(",\"end\":").number(evidence.end);
    return raw(",\"text\":").text(evidence.text).raw("}");
  }
  // Calls `write` with each item, a comma between two.
  template <class Items, class Write>
  Line& list(const Items& items, Write write) {
    out_ += '[';
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += ',';
      first = false;
      write(item);
    }
    out_ += ']';
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  struct Number {
    double value = 0;
    std::string text;
  };
  template <class Value>
  static std::string dumped(const Value& value) {
    return Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  // Well-formed, and nothing in it to escape.
  static bool plain(std::string_view value) {
    return std::none_of(value.begin(), value.end(),
                        [](char c) {
                          const auto byte = static_cast<unsigned char>(c);
                          return byte < 0x20 || byte == 0x7F || c == '"' || c == '\\';
                        }) &&
           !base::first_invalid_utf8(value);
  }

  std::string out_;
  std::array<Number, 64> numbers_;
};

void write(Line& line, const Entity& entity) {
  line.raw("{\"id\":").text(entity.id).raw(",\"type\":").text(entity.type);
  line.raw(",\"name\":").text(entity.name).raw(",\"aliases\":");
  line.list(entity.aliases, [&](const std::string& alias) { line.text(alias); });
  line.raw(",\"mentions\":");
  line.list(entity.mentions, [&](const Evidence& mention) { line.evidence(mention); });
  line.raw(",\"rule\":").text(entity.rule);
  line.raw(",\"confidence\":").number(entity.confidence).raw("}");
}

void write(Line& line, const Relation& relation) {
  line.raw("{\"head\":").text(relation.head).raw(",\"type\":").text(relation.type);
  line.raw(",\"tail\":").text(relation.tail).raw(",\"evidence\":").evidence(relation.evidence);
  line.raw(",\"status\":").text(to_string(relation.status));
  line.raw(",\"rule\":").text(relation.rule);
  line.raw(",\"confidence\":").number(relation.confidence);
  if (relation.cue) line.raw(",\"cue\":").evidence(*relation.cue);
  if (relation.status_cue) line.raw(",\"status_cue\":").evidence(*relation.status_cue);
  line.raw("}");
}

void write(Line& line, const Statistic& statistic) {
  line.raw("{\"subject\":").text(statistic.subject);
  line.raw(",\"indicator\":").text(statistic.indicator);
  line.raw(",\"value\":").number(statistic.value).raw(",\"unit\":").text(statistic.unit);
  line.raw(statistic.approx ? ",\"approx\":true" : ",\"approx\":false");
  line.raw(",\"bound\":").text(statistic.bound).raw(",\"period\":");
  if (statistic.period) {
    line.text(*statistic.period);
  } else {
    line.raw("null");
  }
  line.raw(",\"evidence\":").evidence(statistic.evidence);
  line.raw(",\"status\":").text(to_string(statistic.status));
  line.raw(",\"rule\":").text(statistic.rule);
  line.raw(",\"confidence\":").number(statistic.confidence);
  if (statistic.status_cue) line.raw(",\"status_cue\":").evidence(*statistic.status_cue);
  line.raw("}");
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
  Line line;
  line.raw("{\"document\":").text(graph.document).raw(",\"sha256\":").text(graph.sha256);
  line.raw(",\"properties\":{");
  for (const char* comma = ""; const auto& [key, value] : graph.properties) {
    line.raw(comma).text(key).raw(":").text(value);
    comma = ",";
  }
  const auto part = [&](const auto& item) { write(line, item); };
  line.raw("},\"entities\":").list(graph.entities, part);
  line.raw(",\"relations\":").list(graph.relations, part);
  line.raw(",\"statistics\":").list(graph.statistics, part).raw("}");
  return line.take();
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
