#include "build/journal.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "wutong/error.h"

namespace wutong::build {
namespace {

using Json = nlohmann::ordered_json;
using store::RecordSpace;

constexpr std::string_view kStateNames[] = {"pending", "done", "rejected", "withdrawn"};

// Big-endian, so that bytes sort as numbers do.
std::string ordered(std::uint64_t number) {
  std::string out(8, '\0');
  for (std::size_t i = 8; i-- > 0; number >>= 8) out[i] = static_cast<char>(number & 0xff);
  return out;
}

std::string job_key(std::uint64_t id) { return "b" + ordered(id); }
std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

JobRecord job_of(std::string_view json_text) {
  const Json json = Json::parse(json_text);
  JobRecord job;
  job.id = json.at("job");
  job.command = json.at("command");
  job.started = json.at("started");
  job.ended = json.value("ended", std::int64_t{0});
  job.state = json.at("state");
  job.arguments = json.at("arguments").get<std::vector<std::string>>();
  job.added = json.value("added", std::uint64_t{0});
  job.replaced = json.value("replaced", std::uint64_t{0});
  job.unchanged = json.value("unchanged", std::uint64_t{0});
  job.rejected = json.value("rejected", std::uint64_t{0});
  job.withdrawn = json.value("withdrawn", std::uint64_t{0});
  return job;
}

DocumentRecord document_of(std::string_view uri, std::string_view json_text) {
  const Json json = Json::parse(json_text);
  DocumentRecord document;
  document.uri = uri;
  const std::string state = json.at("state");
  const auto* const name = std::find(std::begin(kStateNames), std::end(kStateNames), state);
  document.state = static_cast<DocumentState>(name - std::begin(kStateNames));
  document.job = json.at("job");
  document.since = json.at("since");
  document.code = json.value("code", std::string());
  document.reason = json.value("reason", std::string());
  return document;
}

}  // namespace

std::string member_prefix(const std::string& file) { return "c" + file + '\0'; }

std::string file_of(const std::string& uri) {
  const std::size_t member = uri.find('!');
  if (member != std::string::npos) return uri.substr(0, member);
  const std::size_t number = uri.rfind('#');
  const bool numbered = number != std::string::npos && number + 1 < uri.size() &&
                        uri.find_first_not_of("0123456789", number + 1) == std::string::npos;
  return numbered ? uri.substr(0, number) : uri;
}

std::uint64_t Journal::next_job() const {
  std::uint64_t last = 0;
  transaction_.scan_records(RecordSpace::Document, "b",
                            [&](std::string_view, std::string_view value) {
                              last = job_of(value).id;
                              return true;
                            });
  return last + 1;
}

void Journal::put_job(const JobRecord& job) {
  const Json json{{"job", job.id},
                  {"command", job.command},
                  {"started", job.started},
                  {"ended", job.ended},
                  {"state", job.state},
                  {"arguments", job.arguments},
                  {"added", job.added},
                  {"replaced", job.replaced},
                  {"unchanged", job.unchanged},
                  {"rejected", job.rejected},
                  {"withdrawn", job.withdrawn}};
  transaction_.put_record(RecordSpace::Document, job_key(job.id), text_of(json));
}

void Journal::add_pending(const std::string& file) {
  transaction_.put_record(RecordSpace::Document, "p" + file, "");
}
void Journal::finish(const std::string& file) {
  transaction_.delete_record(RecordSpace::Document, "p" + file);
}

void Journal::keep_former(const std::string& uri, std::int64_t now) {
  const auto graph = transaction_.get_record(RecordSpace::Document, document_graph_key(uri));
  if (!graph) return;
  const auto known = document(uri);
  const std::int64_t from = known ? known->since : 0;
  // Two versions within one second: only the last was known at any second.
  if (from == now) return;
  transaction_.put_record(RecordSpace::Document,
                          "h" + uri + '\0' + ordered(static_cast<std::uint64_t>(from)),
                          std::to_string(from) + " " + std::to_string(now) + "\n" + *graph);
}

void Journal::put_document(const DocumentRecord& document) {
  Json json{{"state", to_string(document.state)}, {"job", document.job}, {"since", document.since}};
  if (!document.code.empty()) {
    json["code"] = document.code;
    json["reason"] = document.reason;
  }
  transaction_.put_record(RecordSpace::Document, "j" + document.uri, text_of(json));
}

std::optional<DocumentRecord> Journal::document(const std::string& uri) const {
  const auto json = transaction_.get_record(RecordSpace::Document, "j" + uri);
  if (!json) return std::nullopt;
  return document_of(uri, *json);
}

void Journal::put_member(const std::string& file, const std::string& uri) {
  transaction_.put_record(RecordSpace::Document, member_prefix(file) + uri, "");
}
void Journal::remove_member(const std::string& file, const std::string& uri) {
  transaction_.delete_record(RecordSpace::Document, member_prefix(file) + uri);
}

std::vector<std::string> Journal::members(const std::string& file) const {
  std::vector<std::string> uris;
  const std::string prefix = member_prefix(file);
  transaction_.scan_records(RecordSpace::Document, prefix,
                            [&](std::string_view key, std::string_view) {
                              uris.emplace_back(key.substr(prefix.size()));
                              return true;
                            });
  return uris;
}

std::vector<JobRecord> jobs(const store::SnapshotView& view) {
  std::vector<JobRecord> out;
  view.scan_records(RecordSpace::Document, "b", [&](std::string_view, std::string_view value) {
    out.push_back(job_of(value));
    return true;
  });
  return out;
}

std::vector<std::string> pending_files(const store::SnapshotView& view) {
  std::vector<std::string> files;
  view.scan_records(RecordSpace::Document, "p", [&](std::string_view key, std::string_view) {
    files.emplace_back(key.substr(1));
    return true;
  });
  return files;
}

void for_each_document(const store::SnapshotView& view,
                       const std::function<void(const DocumentRecord&)>& visit) {
  for (const std::string& file : pending_files(view)) {
    DocumentRecord pending;
    pending.uri = file;
    pending.state = DocumentState::Pending;
    visit(pending);
  }
  view.scan_records(RecordSpace::Document, "j", [&](std::string_view key, std::string_view value) {
    visit(document_of(key.substr(1), value));
    return true;
  });
}

void for_each_graph_known_at(const store::SnapshotView& view, std::int64_t time,
                             const std::function<void(const std::string&)>& visit) {
  view.scan_records(RecordSpace::Document, "g", [&](std::string_view key, std::string_view value) {
    const auto record = view.get_record(RecordSpace::Document, "j" + std::string(key.substr(1)));
    if (!record || document_of("", *record).since <= time) visit(std::string(value));
    return true;
  });
  view.scan_records(RecordSpace::Document, "h", [&](std::string_view, std::string_view value) {
    const std::size_t line = value.find('\n');
    const std::string head(value.substr(0, line));
    const std::int64_t from = std::stoll(head), until = std::stoll(head.substr(head.find(' ')));
    if (from <= time && time < until) visit(std::string(value.substr(line + 1)));
    return true;
  });
}

}  // namespace wutong::build

namespace wutong {

const char* to_string(DocumentState state) {
  switch (state) {
    case DocumentState::Pending:
      return "pending";
    case DocumentState::Done:
      return "done";
    case DocumentState::Rejected:
      return "rejected";
    case DocumentState::Withdrawn:
      return "withdrawn";
  }
  return "";
}

}  // namespace wutong
