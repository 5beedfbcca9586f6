// Payloads of references: what one document says of a fact, as JSON.
//
//   E  {"name", "aliases", "confidence"}
//   M  {"start", "end", "text"}
//   R  {"start", "end", "text", "rule", "confidence"}
//   S  {"start", "end", "text", "bound", "rule", "confidence"}
//
// They are written and read by the hundred thousand, so that single fields are read without parsing
// the rest: a name in quotation marks stands in no text unescaped.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wutong/document_graph.h"

namespace wutong::build {

// What a reference adds to its fact's summary.
struct Share {
  std::string confidence;          // as summaries write it
  std::vector<std::string> words;  // of an entity its forms, of a relation its rule
};

std::string entity_payload(const std::string& name, const std::vector<std::string>& aliases,
                           double confidence);
std::string mention_payload(const Evidence& mention);
std::string relation_payload(const Relation& relation);
std::string statistic_payload(const Statistic& statistic);
std::string confidence_text(double confidence);

Share share_of(char kind, std::string_view payload);
std::int64_t number_in(std::string_view payload, std::string_view name);
std::string text_in(std::string_view payload, std::string_view name);

}  // namespace wutong::build
