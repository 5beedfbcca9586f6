#include "build/pipeline.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/input.h"
#include "build/journal.h"
#include "text/restore.h"
#include "wutong/error.h"

namespace wutong::build {
namespace {

Extracted rejected(const std::string& uri, const std::string& code, const std::string& reason) {
  Extracted result;
  result.report.uri = uri;
  result.report.outcome = DocumentOutcome::Rejected;
  result.report.code = code;
  result.report.reason = reason;
  return result;
}
Extracted rejected(const std::string& uri, const Error& error) {
  return rejected(uri, error.code(), error.message_with_notes());
}

// The caller commits what workers extract, in order, and is the narrower place: where it shares its
// core with them, they fill the window and then leave a core idle until it has caught up. So each
// takes half the share of it, and it has a core to itself where there are two.
void give_way_to_caller() {
  constexpr int kHalfTheShare = 3;
  const auto self = static_cast<id_t>(gettid());
  setpriority(PRIO_PROCESS, self, getpriority(PRIO_PROCESS, self) + kHalfTheShare);
}

constexpr std::string_view kDocumentFirst = "{\"document\":\"";

// Whether the line is what `wutong extract --lines` writes for a document it cannot read.
bool begins_error(const std::string& line) {
  return line.rfind(kDocumentFirst, 0) == 0 && line.find("\",\"error\":{") != std::string::npos;
}

void complete(Extracted& result) {
  result.json = to_json(*result.graph);
  result.report.entities = result.graph->entities.size();
  result.report.relations = result.graph->relations.size();
  result.report.statistics = result.graph->statistics.size();
}

// A document about which all but the graph is known: whether it has to be extracted at all.
Extracted compared(const std::string& uri, const std::string& file, std::size_t bytes,
                   std::string state, const store::SnapshotView& known) {
  Extracted result;
  result.file = file;
  result.report.uri = uri;
  result.report.bytes = bytes;
  const auto before = known.get_record(store::RecordSpace::Document, document_state_key(uri));
  result.report.outcome = !before            ? DocumentOutcome::Added
                          : *before == state ? DocumentOutcome::Unchanged
                                             : DocumentOutcome::Replaced;
  result.state = std::move(state);
  return result;
}

// One line of `wutong extract`: a graph, or the error of a document.
Extracted of_line(const Extracted& begun, const std::string& line) {
  Extracted result = begun;
  try {
    if (begins_error(line)) {
      const auto error = nlohmann::json::parse(line).at("error");
      result = rejected(begun.report.uri, error.at("code").get<std::string>(),
                        error.at("message").get<std::string>());
    } else {
      result.graph = document_graph_from_json(line);
      complete(result);
    }
  } catch (const Error& error) {
    result = rejected(begun.report.uri, error);
  } catch (const nlohmann::json::exception& fault) {
    result = rejected(begun.report.uri, "extract.bad_json", fault.what());
  }
  result.file = begun.file;
  return result;
}

// The document that a line is about; empty: it names none. Our own lines begin with it, so that
// most of the line need not be read.
std::string document_of(const std::string& line) {
  if (line.rfind(kDocumentFirst, 0) == 0) {
    std::size_t end = kDocumentFirst.size();
    while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
    const auto uri = nlohmann::json::parse(
        line.substr(kDocumentFirst.size() - 1, end - kDocumentFirst.size() + 2), nullptr, false);
    return uri.is_string() ? uri.get<std::string>() : "";
  }
  std::string found;
  const auto callback = [&](int depth, nlohmann::json::parse_event_t event,
                            nlohmann::json& parsed) {
    if (depth == 1 && event == nlohmann::json::parse_event_t::key) return parsed == "document";
    if (depth == 1 && event == nlohmann::json::parse_event_t::value && parsed.is_string()) {
      found = parsed.get<std::string>();
    }
    return depth <= 1;
  };
  const auto json = nlohmann::json::parse(line, callback, false);
  return json.is_discarded() ? "" : found;
}

}  // namespace

Pipeline::Pipeline(const store::Store& store, const Extraction& extraction,
                   const std::vector<std::string>& files, const PipelineOptions& options)
    : store_(store), extraction_(extraction), files_(files), options_(options) {
  threads_.emplace_back([this] { read(); });
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { work(); });
}

Pipeline::~Pipeline() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::optional<Pipeline::Result> Pipeline::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock,
                [this] { return fault_ || (line_.empty() ? read_all_ : line_.front()->done); });
  if (fault_) std::rethrow_exception(fault_);
  if (line_.empty()) return std::nullopt;
  Result result = std::move(line_.front()->result);
  bytes_ -= line_.front()->bytes;
  line_.pop_front();
  lock.unlock();
  changed_.notify_all();
  return result;
}

void Pipeline::put(std::unique_ptr<Entry> entry) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      return stop_ || line_.empty() ||
             (line_.size() < options_.window && bytes_ + entry->bytes <= options_.window_bytes);
    });
    if (stop_) throw Stopped{};
    bytes_ += entry->bytes;
    if (entry->work) waiting_.push_back(entry.get());
    line_.push_back(std::move(entry));
  }
  changed_.notify_all();
}

void Pipeline::put_result(Result result) {
  auto entry = std::make_unique<Entry>();
  entry->result = std::move(result);
  entry->done = true;
  put(std::move(entry));
}

void Pipeline::put_work(std::size_t bytes, std::function<Extracted()> work) {
  auto entry = std::make_unique<Entry>();
  entry->work = std::move(work);
  entry->bytes = bytes;
  put(std::move(entry));
}

void Pipeline::fail() {
  {
    const std::lock_guard lock(mutex_);
    if (!fault_) fault_ = std::current_exception();
    stop_ = true;
  }
  changed_.notify_all();
}

void Pipeline::work() {
  give_way_to_caller();
  for (;;) {
    Entry* entry = nullptr;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || read_all_ || !waiting_.empty(); });
      if (stop_) return;
      if (waiting_.empty()) {
        if (read_all_) return;
        continue;
      }
      entry = waiting_.front();
      waiting_.pop_front();
    }
    try {
      Extracted result = entry->work();
      entry->work = nullptr;
      const std::lock_guard lock(mutex_);
      entry->result = std::move(result);
      entry->done = true;
    } catch (...) {
      return fail();
    }
    changed_.notify_all();
  }
}

void Pipeline::read() {
  try {
    for (const std::string& file : files_) read_file(file);
  } catch (const Stopped&) {
  } catch (...) {
    return fail();
  }
  {
    const std::lock_guard lock(mutex_);
    read_all_ = true;
  }
  changed_.notify_all();
}

void Pipeline::read_file(const std::string& file) {
  FileEnd end{file, 0, false};
  std::error_code fault;
  if (const auto size = std::filesystem::file_size(file, fault); !fault) end.bytes = size;
  try {
    const auto known = store_.snapshot();
    options_.extracted ? read_extracted(file, *known) : read_source(file, *known);
    end.complete = true;
  } catch (const Error& error) {
    Extracted result = rejected(file, error);
    result.file = file;
    put_result(std::move(result));
  }
  put_result(end);
}

void Pipeline::read_source(const std::string& file, const store::SnapshotView& known) {
  text::Source source =
      file == "-" ? text::Source{file, base::read_all(std::cin), ""} : text::read_file(file);
  text::read_documents(
      source, options_.read,
      [&](text::SourceDocument&& document) {
        const std::string state = document.sha256 + " " + extraction_.fingerprint +
                                  (document.text_field.empty() ? "" : " " + document.text_field);
        Extracted begun = compared(document.uri, file, document.bytes, state, known);
        if (begun.report.outcome == DocumentOutcome::Unchanged) return put_result(begun);
        const std::size_t bytes = document.bytes;
        auto held = std::make_shared<text::SourceDocument>(std::move(document));
        put_work(bytes, [this, begun = std::move(begun), held]() mutable {
          try {
            begun.graph = extraction_.extract(std::move(*held));
          } catch (const Error& error) {
            Extracted result = rejected(begun.report.uri, error);
            result.file = begun.file;
            return result;
          }
          complete(begun);
          return std::move(begun);
        });
      },
      [&](const std::string& uri, const Error& error) {
        Extracted result = rejected(uri, error);
        result.file = file;
        put_result(std::move(result));
      });
}

void Pipeline::read_extracted(const std::string& file, const store::SnapshotView& known) {
  if (file == "-") return read_lines(file, std::cin, known);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error("text.cannot_read", "cannot read '" + file + "'");
  read_lines(file, in, known);
}

void Pipeline::read_lines(const std::string& file, std::istream& in,
                          const store::SnapshotView& known) {
  std::string line;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const std::string uri = document_of(line);
    if (uri.empty()) {
      Extracted result =
          rejected(file + "#" + std::to_string(number), "extract.bad_json",
                   "the line is no document graph; wutong extract writes such lines");
      result.file = file;
      put_result(std::move(result));
      continue;
    }
    const std::string state = "extracted " + base::sha256_hex(line);
    Extracted begun = compared(uri, file, line.size(), state, known);
    if (begun.report.outcome == DocumentOutcome::Unchanged) {
      put_result(std::move(begun));
      continue;
    }
    const std::size_t bytes = line.size();
    put_work(bytes, [begun = std::move(begun), line] { return of_line(begun, line); });
  }
  if (in.bad()) throw Error("text.cannot_read", "cannot read '" + file + "' to its end");
}

}  // namespace wutong::build
