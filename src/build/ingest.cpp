#include "build/ingest.h"

#include <algorithm>
#include <condition_variable>
#include <iostream>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <thread>

#include "build/graph_updater.h"
#include "text/reader.h"
#include "text/restore.h"
#include "wutong/error.h"

namespace wutong::build {
namespace {

struct Extracted {
  DocumentReport report;
  std::optional<DocumentChange> change;  // of added and replaced documents
};

text::Source read_source(const std::string& uri) {
  if (uri != "-") return text::read_file(uri);
  std::string bytes{std::istreambuf_iterator<char>(std::cin), {}};
  return {uri, std::move(bytes), ""};
}

Extracted rejected(const std::string& uri, const Error& error) {
  Extracted result;
  result.report.uri = uri;
  result.report.outcome = DocumentOutcome::Rejected;
  result.report.code = error.code();
  result.report.reason = error.message_with_notes();
  return result;
}

// One document: compare with what is known, extract.
Extracted extract_one(text::SourceDocument&& source,
                      const std::map<std::string, std::string>& known,
                      const Extraction& extraction) {
  Extracted result;
  const std::string uri = source.uri;
  result.report.uri = uri;
  result.report.bytes = source.bytes;
  const std::string state = source.sha256 + " " + extraction.fingerprint +
                            (source.text_field.empty() ? "" : " " + source.text_field);
  const auto before = known.find(uri);
  if (before != known.end() && before->second == state) {
    result.report.outcome = DocumentOutcome::Unchanged;
    return result;
  }
  DocumentGraph graph = extraction.extract(std::move(source));
  result.report.outcome =
      before == known.end() ? DocumentOutcome::Added : DocumentOutcome::Replaced;
  result.report.entities = graph.entities.size();
  result.report.relations = graph.relations.size();
  result.report.statistics = graph.statistics.size();
  result.change = DocumentChange{uri, std::move(graph), state};
  return result;
}

// The documents of one file. Every fault is a document's own, or the file's.
std::vector<Extracted> extract_file(const std::string& uri,
                                    const std::map<std::string, std::string>& known,
                                    const Extraction& extraction, const ReadOptions& options) {
  std::vector<Extracted> results;
  try {
    text::read_documents(
        read_source(uri), options,
        [&](text::SourceDocument&& document) {
          results.push_back(extract_one(std::move(document), known, extraction));
        },
        [&](const std::string& document, const Error& error) {
          results.push_back(rejected(document, error));
        });
  } catch (const Error& error) {
    results.push_back(rejected(uri, error));
  }
  return results;
}

// Runs extract_file over all files on `threads` threads and hands the results out in order.
class OrderedExtraction {
 public:
  OrderedExtraction(const std::vector<std::string>& uris,
                    const std::map<std::string, std::string>& known, const Extraction& extraction,
                    const ReadOptions& options, std::size_t threads, std::size_t window)
      : uris_(uris),
        known_(known),
        extraction_(extraction),
        options_(options),
        window_(window),
        slots_(uris.size()) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }
  ~OrderedExtraction() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  OrderedExtraction(const OrderedExtraction&) = delete;
  OrderedExtraction& operator=(const OrderedExtraction&) = delete;

  // The results for file `taken_`, in the order of the list. Rethrows what is no document's
  // fault.
  std::vector<Extracted> take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return fault_ || slots_[taken_].has_value(); });
    if (fault_) std::rethrow_exception(fault_);
    std::vector<Extracted> result = std::move(*slots_[taken_]);
    slots_[taken_++].reset();
    lock.unlock();
    changed_.notify_all();
    return result;
  }

 private:
  void work() {
    for (;;) {
      std::size_t mine = 0;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(
            lock, [this] { return stop_ || next_ >= uris_.size() || next_ < taken_ + window_; });
        if (stop_ || next_ >= uris_.size()) return;
        mine = next_++;
      }
      try {
        std::vector<Extracted> result = extract_file(uris_[mine], known_, extraction_, options_);
        const std::lock_guard lock(mutex_);
        slots_[mine] = std::move(result);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        if (!fault_) fault_ = std::current_exception();
        stop_ = true;
      }
      changed_.notify_all();
    }
  }

  const std::vector<std::string>& uris_;
  const std::map<std::string, std::string>& known_;
  const Extraction& extraction_;
  const ReadOptions& options_;
  const std::size_t window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::optional<std::vector<Extracted>>> slots_;
  std::size_t next_ = 0;
  std::size_t taken_ = 0;
  bool stop_ = false;
  std::exception_ptr fault_;
  std::vector<std::thread> threads_;
};

std::map<std::string, std::string> known_states(const store::Store& store) {
  std::map<std::string, std::string> known;
  store.snapshot()->scan_records(store::RecordSpace::Document, "s",
                                 [&](std::string_view key, std::string_view value) {
                                   known.emplace(key.substr(1), value);
                                   return true;
                                 });
  return known;
}

void commit(store::Store& store, std::vector<DocumentChange>& changes) {
  if (changes.empty()) return;
  const auto transaction = store.begin_write();
  GraphUpdater(*transaction).apply(changes);
  transaction->commit();
  changes.clear();
}

void count(IngestReport& report, DocumentReport&& document) {
  switch (document.outcome) {
    case DocumentOutcome::Added:
      ++report.added;
      break;
    case DocumentOutcome::Replaced:
      ++report.replaced;
      break;
    case DocumentOutcome::Unchanged:
      ++report.unchanged;
      break;
    case DocumentOutcome::Rejected:
      ++report.rejected;
      break;
  }
  report.documents.push_back(std::move(document));
}

// Users look things up by name and by stable id.
void ensure_indexes(store::Store& store) {
  const auto transaction = store.begin_write();
  const auto existing = transaction->indexes();
  const auto ensure = [&](const char* name, const char* label, const char* key) {
    const bool present = std::any_of(existing.begin(), existing.end(),
                                     [&](const auto& index) { return index.name == name; });
    if (!present) transaction->create_index({name, label, {key}, false});
  };
  ensure("entity_name", "Entity", "name");
  ensure("entity_id", "Entity", "id");
  ensure("document_uri", "Document", "uri");
  transaction->commit();
}

}  // namespace

IngestReport ingest(store::Store& store, const Extraction& extraction,
                    const std::vector<std::string>& paths, const IngestOptions& options) {
  const std::vector<std::string> uris = find_documents(paths);
  const std::map<std::string, std::string> known = known_states(store);
  if (!options.dry_run) ensure_indexes(store);
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t threads =
      std::min(options.jobs > 0 ? static_cast<std::size_t>(options.jobs) : cores, uris.size());
  OrderedExtraction extractions(uris, known, extraction, options.read, threads,
                                2 * options.batch + threads);

  IngestReport report;
  IngestProgress progress;
  progress.total = uris.size();
  std::vector<DocumentChange> changes;
  for (std::size_t i = 0; i < uris.size() && !report.stopped; ++i) {
    progress.finished = i + 1;
    progress.current = uris[i];
    for (Extracted& extracted : extractions.take()) {
      progress.bytes += extracted.report.bytes;
      if (extracted.report.outcome == DocumentOutcome::Rejected) ++progress.rejected;
      if (extracted.change && !options.dry_run) changes.push_back(std::move(*extracted.change));
      count(report, std::move(extracted.report));
      if (changes.size() >= options.batch) commit(store, changes);
    }
    if (options.progress && !options.progress(progress)) report.stopped = i + 1 < uris.size();
  }
  commit(store, changes);
  return report;
}

std::size_t forget(store::Store& store, const std::vector<std::string>& uris) {
  const auto transaction = store.begin_write();
  std::vector<DocumentChange> changes;
  for (const std::string& uri : std::set<std::string>(uris.begin(), uris.end())) {
    if (document_state(*transaction, uri)) changes.push_back({uri, std::nullopt, ""});
  }
  const std::size_t known = changes.size();
  GraphUpdater(*transaction).apply(changes);
  transaction->commit();
  return known;
}

}  // namespace wutong::build

namespace wutong {
namespace {

const char* outcome_name(DocumentOutcome outcome) {
  switch (outcome) {
    case DocumentOutcome::Added:
      return "added";
    case DocumentOutcome::Replaced:
      return "replaced";
    case DocumentOutcome::Unchanged:
      return "unchanged";
    case DocumentOutcome::Rejected:
      return "rejected";
  }
  return "";
}

}  // namespace

std::string to_json(const IngestReport& report) {
  using Json = nlohmann::ordered_json;
  Json documents = Json::array();
  for (const DocumentReport& document : report.documents) {
    Json entry{{"uri", document.uri},
               {"outcome", outcome_name(document.outcome)},
               {"bytes", document.bytes}};
    if (document.outcome == DocumentOutcome::Rejected) {
      entry["code"] = document.code;
      entry["reason"] = document.reason;
    } else if (document.outcome != DocumentOutcome::Unchanged) {
      entry["entities"] = document.entities;
      entry["relations"] = document.relations;
      entry["statistics"] = document.statistics;
    }
    documents.push_back(std::move(entry));
  }
  const Json out{{"added", report.added},         {"replaced", report.replaced},
                 {"unchanged", report.unchanged}, {"rejected", report.rejected},
                 {"stopped", report.stopped},     {"documents", std::move(documents)}};
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace wutong
