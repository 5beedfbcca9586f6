#include "build/payload.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace wutong::build {
namespace {

using Json = nlohmann::json;

void append_text(const std::string& text, std::string& out) {
  const bool plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
  });
  if (!plain) {
    out += Json(text).dump();
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void append_field(std::string_view name, const std::string& text, std::string& out) {
  out += fmt::format(",\"{}\":", name);
  append_text(text, out);
}

// As far as the text.
std::string begun(const Evidence& evidence) {
  std::string out = fmt::format("{{\"start\":{},\"end\":{}", evidence.start, evidence.end);
  append_field("text", evidence.text, out);
  return out;
}

std::string ended(std::string out, double confidence) {
  out += ",\"confidence\":";
  out += Json(confidence).dump();
  out += '}';
  return out;
}

// What stands behind the name; empty where it is missing.
std::string_view behind(std::string_view payload, std::string_view name) {
  for (std::size_t at = payload.find(name); at != std::string_view::npos;
       at = payload.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool is_name = at >= 2 && payload[at - 1] == '"' &&
                         (payload[at - 2] == '{' || payload[at - 2] == ',') &&
                         payload.substr(end, 2) == "\":";
    if (is_name) return payload.substr(end + 2);
  }
  return {};
}

}  // namespace

std::string entity_payload(const std::string& name, const std::vector<std::string>& aliases,
                           double confidence) {
  std::string out = "{\"name\":";
  append_text(name, out);
  out += ",\"aliases\":[";
  for (const std::string& alias : aliases) {
    if (out.back() != '[') out += ',';
    append_text(alias, out);
  }
  out += ']';
  return ended(std::move(out), confidence);
}

std::string mention_payload(const Evidence& mention) { return begun(mention) + '}'; }

std::string relation_payload(const Relation& relation) {
  std::string out = begun(relation.evidence);
  append_field("rule", relation.rule, out);
  return ended(std::move(out), relation.confidence);
}

std::string statistic_payload(const Statistic& statistic) {
  std::string out = begun(statistic.evidence);
  append_field("bound", statistic.bound, out);
  append_field("rule", statistic.rule, out);
  return ended(std::move(out), statistic.confidence);
}

std::string confidence_text(double confidence) { return fmt::format("{}", confidence); }

Share share_of(char kind, std::string_view payload) {
  const auto json = Json::parse(payload);
  Share share{confidence_text(json.value("confidence", 0.0)), {}};
  if (kind == 'E') {
    share.words.push_back(json.at("name").get<std::string>());
    for (const auto& alias : json.at("aliases")) share.words.push_back(alias.get<std::string>());
  } else if (kind == 'R') {
    share.words.push_back(json.at("rule").get<std::string>());
  }
  return share;
}

std::int64_t number_in(std::string_view payload, std::string_view name) {
  const std::string_view text = behind(payload, name);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string text_in(std::string_view payload, std::string_view name) {
  const std::string_view text = behind(payload, name);
  const std::size_t end = text.empty() ? 0 : text.find_first_of("\"\\", 1);
  if (end != std::string_view::npos && end > 0 && text[end] == '"') {
    return std::string(text.substr(1, end - 1));
  }
  return Json::parse(payload).at(std::string(name)).get<std::string>();
}

}  // namespace wutong::build
