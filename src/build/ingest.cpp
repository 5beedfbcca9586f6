#include "build/ingest.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <thread>
#include <utility>

#include "build/graph_updater.h"
#include "build/journal.h"
#include "wutong/error.h"

namespace wutong::build {
namespace {

constexpr std::size_t kShownArguments = 100;
constexpr std::size_t kFilesPerCommit = 4096;
constexpr std::uint64_t kBytesPerCommit = 4 << 20;

// Users look things up by name and by stable id.
void ensure_indexes(store::Store& store) {
  const auto transaction = store.begin_write();
  const auto existing = transaction->indexes();
  bool changed = false;
  const auto ensure = [&](const char* name, const char* label, const char* key) {
    const bool present = std::any_of(existing.begin(), existing.end(),
                                     [&](const auto& index) { return index.name == name; });
    if (present) return;
    transaction->create_index({name, label, {key}, false});
    changed = true;
  };
  ensure("entity_name", "Entity", "name");
  ensure("entity_id", "Entity", "id");
  ensure("document_uri", "Document", "uri");
  if (changed) transaction->commit();
}

std::size_t& count_of(IngestReport& report, DocumentOutcome outcome) {
  switch (outcome) {
    case DocumentOutcome::Added:
      return report.added;
    case DocumentOutcome::Replaced:
      return report.replaced;
    case DocumentOutcome::Unchanged:
      return report.unchanged;
    case DocumentOutcome::Rejected:
      return report.rejected;
    case DocumentOutcome::Withdrawn:
      return report.withdrawn;
  }
  return report.added;
}

JobRecord begun_job(const char* command, const std::vector<std::string>& arguments,
                    std::int64_t now) {
  JobRecord job;
  job.command = command;
  job.arguments.assign(
      arguments.begin(),
      arguments.begin() + static_cast<std::ptrdiff_t>(std::min(arguments.size(), kShownArguments)));
  job.started = now;
  job.state = "running";
  return job;
}

// One run of ingest().
class Job {
 public:
  Job(store::Store& store, const IngestOptions& options, IngestReport& report)
      : store_(store), options_(options), report_(report) {}

  void begin(const std::vector<std::string>& paths, const std::vector<std::string>& files) {
    if (options_.dry_run) return;
    ensure_indexes(store_);
    job_ = begun_job("ingest", paths, now());
    for (std::size_t at = 0; at < files.size() || at == 0;) {
      const auto transaction = store_.begin_write();
      Journal journal(*transaction);
      if (at == 0) {
        job_.id = report_.job = journal.next_job();
        journal.put_job(job_);
      }
      const std::size_t end = std::min(files.size(), at + kFilesPerCommit);
      for (; at < end; ++at) journal.add_pending(files[at]);
      transaction->commit();
      if (files.empty()) return;
    }
  }

  void add(Extracted&& extracted) {
    const std::string& uri = extracted.report.uri;
    if (uri != extracted.file) seen_.insert(uri);
    batch_bytes_ += extracted.report.bytes;
    changed_ += extracted.report.outcome == DocumentOutcome::Unchanged ? 0 : 1;
    batch_.push_back(std::move(extracted));
    if (changed_ >= options_.batch || batch_bytes_ >= kBytesPerCommit ||
        batch_.size() >= kFilesPerCommit) {
      commit();
    }
  }

  // Documents that the file held formerly and holds no more are withdrawn.
  void end_file(const FileEnd& end) {
    ended_.push_back(end.file);
    if (end.complete) {
      const auto view = store_.snapshot();
      const std::string prefix = member_prefix(end.file);
      view->scan_records(store::RecordSpace::Document, prefix,
                         [&](std::string_view key, std::string_view) {
                           std::string uri(key.substr(prefix.size()));
                           if (seen_.count(uri) == 0) withdraw(end.file, std::move(uri));
                           return true;
                         });
    }
    seen_.clear();
    if (ended_.size() >= kFilesPerCommit) commit();
  }

  void commit() {
    if (!options_.dry_run && (changed_ > 0 || !ended_.empty())) write();
    for (Extracted& extracted : batch_) {
      ++count_of(report_, extracted.report.outcome);
      report_.entities += extracted.report.entities;
      report_.relations += extracted.report.relations;
      report_.statistics += extracted.report.statistics;
      if (options_.document) options_.document(extracted.report);
      if (options_.keep_documents) report_.documents.push_back(std::move(extracted.report));
    }
    batch_.clear();
    ended_.clear();
    changed_ = batch_bytes_ = 0;
  }

  void end(bool stopped) {
    commit();
    report_.stopped = stopped;
    if (options_.dry_run) return;
    job_.ended = now();
    job_.state = stopped ? "stopped" : "done";
    count_job();
    const auto transaction = store_.begin_write();
    Journal(*transaction).put_job(job_);
    transaction->commit();
  }

 private:
  std::int64_t now() const { return options_.now > 0 ? options_.now : current_time(); }

  void withdraw(const std::string& file, std::string uri) {
    Extracted gone;
    gone.file = file;
    gone.report.uri = std::move(uri);
    gone.report.outcome = DocumentOutcome::Withdrawn;
    gone.report.code = "ingest.gone";
    gone.report.reason = "no longer in '" + file + "'";
    batch_.push_back(std::move(gone));
    ++changed_;
  }

  void count_job() {
    job_.added = report_.added;
    job_.replaced = report_.replaced;
    job_.unchanged = report_.unchanged;
    job_.rejected = report_.rejected;
    job_.withdrawn = report_.withdrawn;
  }

  // One atomic commit: the graph, the states of the documents, what is no longer pending.
  void write() {
    const auto transaction = store_.begin_write();
    transaction->remember_reads();
    Journal journal(*transaction);
    const std::int64_t time = now();
    std::vector<DocumentChange> changes;
    // A document named twice in a batch: the last counts.
    std::set<std::string> named;
    for (auto it = batch_.rbegin(); it != batch_.rend(); ++it) {
      if (named.insert(it->report.uri).second) write_document(journal, *it, time, changes);
    }
    // Somebody else may have changed what is known of names and facts.
    if (store_.changes().committed() != known_until_)
      memory_ = std::make_unique<GraphUpdater::Memory>();
    GraphUpdater(*transaction, memory_.get()).apply(changes);
    for (const std::string& file : ended_) journal.finish(file);
    transaction->commit();
    known_until_ = store_.changes().committed();
  }

  void write_document(Journal& journal, Extracted& extracted, std::int64_t time,
                      std::vector<DocumentChange>& changes) {
    DocumentRecord record;
    record.uri = extracted.report.uri;
    record.job = job_.id;
    record.since = time;
    record.code = extracted.report.code;
    record.reason = extracted.report.reason;
    switch (extracted.report.outcome) {
      case DocumentOutcome::Unchanged: {
        const auto known = journal.document(record.uri);
        if (known && known->state == DocumentState::Done) return;
        record.state = DocumentState::Done;
        break;
      }
      case DocumentOutcome::Added:
      case DocumentOutcome::Replaced:
        record.state = DocumentState::Done;
        journal.keep_former(record.uri, time);
        changes.push_back(
            {record.uri, std::move(extracted.graph), extracted.state, std::move(extracted.json)});
        if (record.uri != extracted.file) journal.put_member(extracted.file, record.uri);
        break;
      case DocumentOutcome::Withdrawn:
        record.state = DocumentState::Withdrawn;
        journal.keep_former(record.uri, time);
        changes.push_back({record.uri, std::nullopt, "", ""});
        journal.remove_member(extracted.file, record.uri);
        break;
      case DocumentOutcome::Rejected: {
        // What was known of it before stays: since when, too.
        record.state = DocumentState::Rejected;
        if (const auto known = journal.document(record.uri)) record.since = known->since;
        break;
      }
    }
    journal.put_document(record);
  }

  store::Store& store_;
  const IngestOptions& options_;
  IngestReport& report_;
  JobRecord job_;
  std::vector<Extracted> batch_;
  std::vector<std::string> ended_;  // files whose documents all are in batch_ or committed
  std::set<std::string> seen_;      // documents of the present file
  std::size_t changed_ = 0;         // of batch_
  std::uint64_t batch_bytes_ = 0;
  std::unique_ptr<GraphUpdater::Memory> memory_ = std::make_unique<GraphUpdater::Memory>();
  std::uint64_t known_until_ = 0;  // commits
};

std::uint64_t size_of(const std::vector<std::string>& files) {
  std::uint64_t total = 0;
  for (const std::string& file : files) {
    std::error_code fault;
    const auto size = std::filesystem::file_size(file, fault);
    if (!fault) total += size;
  }
  return total;
}

}  // namespace

std::int64_t current_time() {
  if (const char* fixed = std::getenv("SOURCE_DATE_EPOCH")) {
    std::int64_t time = 0;
    const std::string_view text(fixed);
    if (std::from_chars(text.data(), text.data() + text.size(), time).ec == std::errc()) {
      return time;
    }
  }
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

IngestReport ingest(store::Store& store, const Extraction& extraction,
                    const std::vector<std::string>& paths, const IngestOptions& options) {
  const std::vector<std::string> files =
      paths.empty() ? pending_files(*store.snapshot()) : find_documents(paths);
  PipelineOptions pipeline_options;
  const std::size_t cores = std::max(1u, std::thread::hardware_concurrency());
  pipeline_options.threads = options.jobs > 0 ? static_cast<std::size_t>(options.jobs) : cores;
  pipeline_options.window = 2 * options.batch + pipeline_options.threads;
  pipeline_options.read = options.read;
  pipeline_options.extracted = options.extracted;

  IngestReport report;
  Job job(store, options, report);
  job.begin(paths, files);
  Pipeline pipeline(store, extraction, files, pipeline_options);
  IngestProgress progress;
  progress.total = files.size();
  progress.total_bytes = size_of(files);
  std::uint64_t file_bytes = 0;  // of the documents in the present file
  bool go_on = true;
  const auto tell = [&] {
    if (options.progress) go_on = options.progress(progress);
  };
  while (go_on) {
    auto result = pipeline.take();
    if (!result) break;
    if (auto* const extracted = std::get_if<Extracted>(&*result)) {
      progress.bytes += extracted->report.bytes;
      file_bytes += extracted->report.bytes;
      if (extracted->report.outcome == DocumentOutcome::Rejected) ++progress.rejected;
      ++progress.documents;
      progress.current = extracted->report.uri;
      job.add(std::move(*extracted));
    } else {
      const auto& end = std::get<FileEnd>(*result);
      job.end_file(end);
      ++progress.finished;
      progress.finished_bytes += end.bytes;
      file_bytes = 0;
    }
    progress.current_bytes = progress.finished_bytes + file_bytes;
    tell();
  }
  job.end(!go_on && progress.finished < files.size());
  return report;
}

std::size_t forget(store::Store& store, const std::vector<std::string>& uris, std::int64_t now) {
  const std::int64_t time = now > 0 ? now : current_time();
  const auto transaction = store.begin_write();
  Journal journal(*transaction);
  JobRecord job = begun_job("forget", uris, time);
  job.id = journal.next_job();
  std::vector<DocumentChange> changes;
  for (const std::string& uri : std::set<std::string>(uris.begin(), uris.end())) {
    if (!document_state(*transaction, uri)) continue;
    journal.keep_former(uri, time);
    DocumentRecord record;
    record.uri = uri;
    record.state = DocumentState::Withdrawn;
    record.job = job.id;
    record.since = time;
    journal.put_document(record);
    changes.push_back({uri, std::nullopt, "", ""});
  }
  const std::size_t known = changes.size();
  if (known == 0) return 0;
  GraphUpdater(*transaction).apply(changes);
  job.withdrawn = known;
  job.ended = time;
  job.state = "done";
  journal.put_job(job);
  transaction->commit();
  return known;
}

}  // namespace wutong::build
