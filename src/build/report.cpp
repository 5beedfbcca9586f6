// Reports of documents and jobs as JSON.
#include <nlohmann/json.hpp>

#include "wutong/builder.h"

namespace wutong {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

const char* to_string(DocumentOutcome outcome) {
  switch (outcome) {
    case DocumentOutcome::Added:
      return "added";
    case DocumentOutcome::Replaced:
      return "replaced";
    case DocumentOutcome::Unchanged:
      return "unchanged";
    case DocumentOutcome::Rejected:
      return "rejected";
    case DocumentOutcome::Withdrawn:
      return "withdrawn";
  }
  return "";
}

std::string to_json(const DocumentReport& document) {
  Json entry{
      {"uri", document.uri}, {"outcome", to_string(document.outcome)}, {"bytes", document.bytes}};
  if (!document.code.empty()) {
    entry["code"] = document.code;
    entry["reason"] = document.reason;
  } else if (document.outcome != DocumentOutcome::Unchanged) {
    entry["entities"] = document.entities;
    entry["relations"] = document.relations;
    entry["statistics"] = document.statistics;
  }
  return text_of(entry);
}

std::string to_json(const IngestReport& report) {
  return text_of({{"job", report.job},
                  {"added", report.added},
                  {"replaced", report.replaced},
                  {"unchanged", report.unchanged},
                  {"rejected", report.rejected},
                  {"withdrawn", report.withdrawn},
                  {"entities", report.entities},
                  {"relations", report.relations},
                  {"statistics", report.statistics},
                  {"stopped", report.stopped}});
}

}  // namespace wutong
