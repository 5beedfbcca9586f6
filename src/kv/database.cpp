#include "kv/database.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/sst_file_reader.h>
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "kv/backup.h"
#include "kv/directory.h"
#include "kv/overlay.h"
#include "kv/remembered.h"
#include "kv/rocks.h"
#include "kv/sorting_gate.h"
#include "wutong/error.h"

namespace wutong::kv {
namespace {

using rocksdb::ColumnFamilyHandle;
using rocksdb::Status;

constexpr int kOpenAgain = 10;
constexpr std::uint64_t kFlushAtClose = 1 << 20;  // bytes of logs
constexpr std::size_t kMostLogs = 24;
constexpr std::uint64_t kSortAfter = 4 << 20;  // bytes
constexpr std::size_t kManyFiles = 16, kManySmallFiles = 6;
constexpr std::uint64_t kSmallFile = 4 << 20;  // bytes
constexpr int kLongestWait = 3000;             // of 10 ms

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(const rocksdb::Slice& text) { return {text.data(), text.size()}; }

// The database, its column families and the environment it lives in.
struct Handle {
  std::unique_ptr<rocksdb::Env> env;
  SortingGate* gate = nullptr;  // env, where the database is writable
  std::unique_ptr<rocksdb::DB> db;
  std::vector<ColumnFamilyHandle*> families;
  bool writable = false;  // and on disk
  std::atomic<std::uint64_t> written{0};
  std::atomic<bool> sorting{false};
  bool sorts_to_the_end = false;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  // What the logs hold beyond a little goes into files: each opening would read them again, and
  // begins a log of its own.
  ~Handle() {
    if (!db) return;
    if (sorts_to_the_end) wait_for_sorting();
    if (writable && has_much_log()) {
      db->Flush(rocksdb::FlushOptions(), families).PermitUncheckedError();
      if (!sorting) join_small_files();
    }
    for (ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family);
    db->Close().PermitUncheckedError();
  }
  ColumnFamilyHandle* family(Family f) const { return families[static_cast<std::size_t>(f)]; }

  // Sorting files costs what the database is large. A short command would begin it, throw it away
  // at its end, and so would the next: it is left to those that write much, and to one of very
  // many. The small files that short commands leave are joined with one another instead.
  void begin_sorting() {
    sorting = true;
    if (gate) gate->open();
  }
  void wrote(std::uint64_t bytes) {
    if ((written += bytes) > kSortAfter) begin_sorting();
  }
  void sort_if_many_files() {
    for (ColumnFamilyHandle* family : families) {
      if (unsorted_files(family).size() >= kManyFiles) sorts_to_the_end = true;
    }
    if (sorts_to_the_end) begin_sorting();
  }

 private:
  void wait_for_sorting() const {
    const auto count = [&](const std::string& property) {
      std::uint64_t number = 0;
      db->GetAggregatedIntProperty(property, &number);
      return number;
    };
    const auto sorting_now = [&] {
      return count(rocksdb::DB::Properties::kCompactionPending) > 0 ||
             count(rocksdb::DB::Properties::kNumRunningCompactions) > 0;
    };
    for (int waited = 0; waited < kLongestWait && sorting_now(); ++waited) {
      if (count(rocksdb::DB::Properties::kBackgroundErrors) > 0) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
  bool has_much_log() const {
    rocksdb::VectorLogPtr logs;
    if (!db->GetSortedWalFiles(logs).ok()) return false;
    std::uint64_t bytes = 0;
    for (const auto& log : logs) bytes += log->SizeFileBytes();
    return bytes > kFlushAtClose || logs.size() > kMostLogs;
  }
  // The latest first.
  std::vector<rocksdb::SstFileMetaData> unsorted_files(ColumnFamilyHandle* family) const {
    rocksdb::ColumnFamilyMetaData data;
    db->GetColumnFamilyMetaData(family, &data);
    return data.levels.empty() ? std::vector<rocksdb::SstFileMetaData>() : data.levels[0].files;
  }
  void join_small_files() const {
    for (ColumnFamilyHandle* family : families) {
      std::vector<std::string> small;
      for (const rocksdb::SstFileMetaData& file : unsorted_files(family)) {
        if (file.size > kSmallFile) break;
        small.push_back(file.name);
      }
      if (small.size() < kManySmallFiles) continue;
      rocksdb::CompactionOptions options;
      options.compression = db->GetOptions(family).compression;
      db->CompactFiles(options, family, small, 0).PermitUncheckedError();
    }
  }
};

class RocksIterator : public Iterator {
 public:
  explicit RocksIterator(rocksdb::Iterator* iterator) : iterator_(iterator) {}
  void seek(std::string_view key) override { iterator_->Seek(slice(key)); }
  void seek_for_prev(std::string_view key) override { iterator_->SeekForPrev(slice(key)); }
  bool valid() const override {
    if (iterator_->Valid()) return true;
    check(iterator_->status());
    return false;
  }
  void next() override { iterator_->Next(); }
  void prev() override { iterator_->Prev(); }
  std::string_view key() const override { return view(iterator_->key()); }
  std::string_view value() const override { return view(iterator_->value()); }

 private:
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

// A RocksDB snapshot, released at the end.
class Pinned {
 public:
  explicit Pinned(std::shared_ptr<Handle> handle)
      : handle_(std::move(handle)), snapshot_(handle_->db->GetSnapshot()) {
    options_.snapshot = snapshot_;
  }
  ~Pinned() { handle_->db->ReleaseSnapshot(snapshot_); }
  Pinned(const Pinned&) = delete;
  Pinned& operator=(const Pinned&) = delete;
  const rocksdb::ReadOptions& options() const { return options_; }
  const Handle& handle() const { return *handle_; }

 private:
  std::shared_ptr<Handle> handle_;
  const rocksdb::Snapshot* snapshot_;
  rocksdb::ReadOptions options_;
};

class SnapshotView : public View {
 public:
  explicit SnapshotView(std::shared_ptr<Handle> handle) : pinned_(std::move(handle)) {}
  bool get(Family family, std::string_view key, std::string& value) const override {
    rocksdb::PinnableSlice found;
    const Handle& handle = pinned_.handle();
    const Status status =
        handle.db->Get(pinned_.options(), handle.family(family), slice(key), &found);
    if (status.IsNotFound()) return false;
    check(status);
    value.assign(found.data(), found.size());
    return true;
  }
  std::unique_ptr<Iterator> iterator(Family family) const override {
    const Handle& handle = pinned_.handle();
    return std::make_unique<RocksIterator>(
        handle.db->NewIterator(pinned_.options(), handle.family(family)));
  }

 private:
  Pinned pinned_;
};

// The changes lie in a map beside the snapshot and become RocksDB's batch at commit, sorted: that
// is several times cheaper than its own indexed batch, and its memory tables take sorted keys
// faster. Iterators over the snapshot are kept and used again.
class WriteView : public Batch {
 public:
  WriteView(std::shared_ptr<Handle> handle, std::shared_ptr<Remembered> remembered, bool sync,
            MergeFunction merge)
      : handle_(std::move(handle)), remembered_(std::move(remembered)), sync_(sync), merge_(merge) {
    renew();
  }
  bool get(Family family, std::string_view key, std::string& value) const override {
    if (const auto own = changed(family, key, value)) return *own;
    return below(family, key, value);
  }
  std::optional<bool> changed(Family family, std::string_view key,
                              std::string& value) const override {
    const Overlay& overlay = *changes_[index(family)];
    if (const auto change = overlay.find(key); change != overlay.end()) {
      if (change->second) value = *change->second;
      return change->second.has_value();
    }
    const auto waiting = waiting_[index(family)].find(key);
    if (waiting == waiting_[index(family)].end()) return std::nullopt;
    const bool there = below(family, key, value);
    const std::string_view before = value;
    value = merged(there ? &before : nullptr, waiting->second);
    return true;
  }
  bool has_changes(Family family) const override {
    return changes_[index(family)]->size() > 0 || !waiting_[index(family)].empty();
  }
  std::unique_ptr<Iterator> unchanged(Family family) const override {
    return std::make_unique<RocksIterator>(
        handle_->db->NewIterator(pinned_->options(), handle_->family(family)));
  }
  std::unique_ptr<Iterator> iterator(Family family) const override {
    settle(family);
    std::vector<std::unique_ptr<Iterator>>& free = (*free_)[index(family)];
    std::unique_ptr<Iterator> base;
    if (free.empty()) {
      base = std::make_unique<RocksIterator>(
          handle_->db->NewIterator(pinned_->options(), handle_->family(family)));
    } else {
      base = std::move(free.back());
      free.pop_back();
    }
    return std::make_unique<OverlayIterator>(
        changes_[index(family)], std::move(base),
        [kept = std::weak_ptr(free_), family](std::unique_ptr<Iterator> back) {
          if (const auto list = kept.lock()) (*list)[index(family)].push_back(std::move(back));
        });
  }
  void put(Family family, std::string_view key, std::string_view value) override {
    drop_waiting(family, key);
    changes_[index(family)]->put(key, value);
  }
  void erase(Family family, std::string_view key) override {
    drop_waiting(family, key);
    changes_[index(family)]->erase(key);
  }
  void change(Family family, std::string_view key, std::string_view change) override {
    Overlay& overlay = *changes_[index(family)];
    if (const auto place = overlay.find(key); place != overlay.end()) {
      overlay.put(key, merged(place->second ? &*place->second : nullptr, change));
    } else {
      waiting_[index(family)][std::string(key)] += change;
    }
  }
  void commit() override {
    constexpr std::size_t kHead = 12, kPerEntry = 16;
    std::size_t bytes = kHead;
    for (const auto& overlay : changes_) bytes += overlay->bytes() + kPerEntry * overlay->size();
    rocksdb::WriteBatch batch(bytes);
    // What is remembered is changed on the way, while the entries are at hand.
    Status status;
    const auto add = [&](Status added) {
      if (status.ok()) status = std::move(added);
    };
    for (std::size_t i = 0; i < kFamilies; ++i) {
      ColumnFamilyHandle* const column = handle_->families[i];
      Remembered::Values* const known = remembered_->of(i);
      for (const auto& [key, value] : *changes_[i]) {
        add(value ? batch.Put(column, slice(key), slice(*value))
                  : batch.Delete(column, slice(key)));
        if (known) known->change(key, value);
      }
      for (const auto& [key, changes] : waiting_[i]) {
        add(batch.Merge(column, slice(key), slice(changes)));
        if (known) known->erase(key);
      }
      if (known) known->trim();
    }
    // On disk before anybody reads it.
    rocksdb::WriteOptions options;
    options.sync = sync_;
    if (status.ok()) status = handle_->db->Write(options, &batch);
    // Nobody knows what a failed commit left.
    if (!status.ok()) remembered_->clear();
    check(status);
    handle_->wrote(batch.GetDataSize());
    forget();
  }
  void remember(Family family) override { remembered_->begin(index(family)); }
  void renew() override {
    forget();
    free_ = std::make_shared<Free>();
    pinned_ = std::make_unique<Pinned>(handle_);
  }

 private:
  using Free = std::array<std::vector<std::unique_ptr<Iterator>>, kFamilies>;

  static std::size_t index(Family family) { return static_cast<std::size_t>(family); }
  bool below(Family family, std::string_view key, std::string& value) const {
    Remembered::Values* const known = remembered_->of(index(family));
    if (known) {
      if (const auto* const entry = known->find(key)) {
        if (*entry) value = **entry;
        return entry->has_value();
      }
    }
    rocksdb::PinnableSlice found;
    const Status status =
        handle_->db->Get(pinned_->options(), handle_->family(family), slice(key), &found);
    if (status.IsNotFound()) {
      if (known) known->put(key, std::nullopt);
      return false;
    }
    check(status);
    value.assign(found.data(), found.size());
    if (known) known->put(key, value);
    return true;
  }
  // Iterators may still look at the former changes.
  void forget() {
    for (auto& overlay : changes_) overlay = std::make_shared<Overlay>();
    for (auto& waiting : waiting_) waiting.clear();
  }
  std::string merged(const std::string_view* value, std::string_view change) const {
    std::string out;
    if (!merge_(value, {change}, out)) check(Status::Corruption("a change cannot be read"));
    return out;
  }
  void drop_waiting(Family family, std::string_view key) {
    auto& waiting = waiting_[index(family)];
    if (waiting.empty()) return;
    if (const auto place = waiting.find(key); place != waiting.end()) waiting.erase(place);
  }
  // Iterators show values: those that changes wait for are read after all.
  void settle(Family family) const {
    auto& waiting = waiting_[index(family)];
    if (waiting.empty()) return;
    std::map<std::string, std::string, std::less<>> values;
    for (const auto& [key, changes] : waiting) get(family, key, values[key]);
    waiting.clear();
    for (const auto& [key, value] : values) changes_[index(family)]->put(key, value);
  }

  std::shared_ptr<Handle> handle_;
  std::shared_ptr<Remembered> remembered_;
  std::unique_ptr<Pinned> pinned_;
  bool sync_;
  MergeFunction merge_;
  std::array<std::shared_ptr<Overlay>, kFamilies> changes_;
  // Changes to what is below and not in changes_.
  mutable std::array<std::map<std::string, std::string, std::less<>>, kFamilies> waiting_;
  std::shared_ptr<Free> free_;
};

// Entries are gathered into chunks, which a thread of the table's own writes into the file: blocks
// are built and compressed while the caller makes the next entries.
class RocksTable : public Table {
 public:
  RocksTable(std::shared_ptr<Handle> handle, Family family, std::string path)
      : handle_(std::move(handle)),
        family_(family),
        path_(std::move(path)),
        writer_(rocksdb::EnvOptions(), handle_->db->GetOptions(handle_->family(family)),
                handle_->family(family)) {
    check(writer_.Open(path_));
    thread_ = std::thread([this] { write(); });
  }
  ~RocksTable() override {
    abandon();
    handle_->db->GetEnv()->DeleteFile(path_).PermitUncheckedError();
  }
  void put(std::string_view key, std::string_view value) override {
    chunk_.lengths.emplace_back(key.size(), value.size());
    chunk_.bytes += key;
    chunk_.bytes += value;
    empty_ = false;
    if (chunk_.bytes.size() >= kChunk) hand_over(false);
  }
  void end() override {
    if (!ended_) hand_over(true);
    ended_ = true;
  }
  // Waits for the end of the file; false where it holds nothing.
  bool finish() {
    end();
    if (thread_.joinable()) thread_.join();
    check(status_);
    return !empty_;
  }
  Family family() const { return family_; }
  const std::string& path() const { return path_; }

 private:
  static constexpr std::size_t kChunk = 256 << 10, kWaiting = 8;
  struct Chunk {
    std::vector<std::pair<std::size_t, std::size_t>> lengths;  // of key and value
    std::string bytes;
    bool last = false;
  };

  void hand_over(bool last) {
    chunk_.last = last;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return chunks_.size() < kWaiting || !status_.ok(); });
    check(status_);
    chunks_.push_back(std::exchange(chunk_, {}));
    changed_.notify_all();
  }
  void abandon() {
    {
      const std::lock_guard lock(mutex_);
      abandoned_ = true;
      changed_.notify_all();
    }
    if (thread_.joinable()) thread_.join();
  }
  void write() {
    for (bool last = false; !last;) {
      Chunk chunk;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !chunks_.empty() || abandoned_; });
        if (abandoned_) return;
        chunk = std::move(chunks_.front());
        chunks_.pop_front();
        changed_.notify_all();
      }
      last = chunk.last;
      Status status;
      std::string_view rest = chunk.bytes;
      for (const auto& [key, value] : chunk.lengths) {
        status = writer_.Put(slice(rest.substr(0, key)), slice(rest.substr(key, value)));
        if (!status.ok()) break;
        rest.remove_prefix(key + value);
      }
      if (last && status.ok() && !empty_) status = writer_.Finish();
      if (status.ok()) continue;
      const std::lock_guard lock(mutex_);
      status_ = status;
      changed_.notify_all();
      return;
    }
  }

  std::shared_ptr<Handle> handle_;
  Family family_;
  std::string path_;
  rocksdb::SstFileWriter writer_;
  bool empty_ = true, ended_ = false;
  Chunk chunk_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Chunk> chunks_;
  bool abandoned_ = false;
  Status status_;
  std::thread thread_;  // last: it uses the others
};

class RocksDatabase : public Database {
 public:
  RocksDatabase(std::shared_ptr<Handle> handle, const Options& options)
      : handle_(std::move(handle)),
        sync_(options.sync && !options.in_memory),
        merge_(options.merge) {}
  std::unique_ptr<View> snapshot() const override {
    return std::make_unique<SnapshotView>(handle_);
  }
  std::unique_ptr<Batch> batch() override {
    return std::make_unique<WriteView>(handle_, remembered_, sync_, merge_);
  }
  std::unique_ptr<Table> table(Family family, int number) override {
    return std::make_unique<RocksTable>(
        handle_, family, handle_->db->GetName() + "/load-" + std::to_string(number) + ".sst");
  }
  void ingest(std::vector<std::unique_ptr<Table>> tables) override {
    std::vector<rocksdb::IngestExternalFileArg> arguments;
    for (const auto& table : tables) {
      auto& file = static_cast<RocksTable&>(*table);
      if (!file.finish()) continue;
      rocksdb::ColumnFamilyHandle* family = handle_->family(file.family());
      const auto same = std::find_if(arguments.begin(), arguments.end(), [&](const auto& argument) {
        return argument.column_family == family;
      });
      if (same != arguments.end()) {
        same->external_files.push_back(file.path());
        continue;
      }
      rocksdb::IngestExternalFileArg argument;
      argument.column_family = family;
      argument.external_files = {file.path()};
      argument.options.move_files = true;
      argument.options.write_global_seqno = false;
      arguments.push_back(std::move(argument));
    }
    handle_->begin_sorting();
    remembered_->clear();
    if (!arguments.empty()) check(handle_->db->IngestExternalFiles(arguments));
  }
  void clear(Family family) override {
    remembered_->clear();
    ColumnFamilyHandle* column = handle_->family(family);
    rocksdb::WriteOptions options;
    options.sync = sync_;
    handle_->begin_sorting();
    // Not dropped and made anew: salvage() counts on the ids of families.
    check(handle_->db->DeleteRange(options, column, "", std::string(16, '\xff')));
    check(handle_->db->CompactRange(rocksdb::CompactRangeOptions(), column, nullptr, nullptr));
  }
  std::vector<std::string> verify() const override {
    std::vector<std::string> findings;
    std::vector<rocksdb::LiveFileMetaData> files;
    handle_->db->GetLiveFilesMetaData(&files);
    for (const rocksdb::LiveFileMetaData& file : files) {
      rocksdb::SstFileReader reader(handle_->db->GetOptions());
      Status status = reader.Open(file.db_path + "/" + file.name);
      if (status.ok()) status = reader.VerifyChecksum(rocksdb::ReadOptions());
      if (status.ok()) continue;
      findings.push_back("file " + file.name.substr(file.name.rfind('/') + 1) + " of " +
                         file.column_family_name + " is damaged: " + status.ToString());
    }
    std::sort(findings.begin(), findings.end());
    return findings;
  }
  void rewrite() override {
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    handle_->begin_sorting();
    for (ColumnFamilyHandle* family : handle_->families) {
      check(handle_->db->CompactRange(options, family, nullptr, nullptr));
    }
  }
  Backup backup(const std::string& to, std::size_t keep) override {
    return make_backup(*handle_->db, to, keep);
  }

 private:
  std::shared_ptr<Handle> handle_;
  const std::shared_ptr<Remembered> remembered_ = std::make_shared<Remembered>();
  bool sync_;
  MergeFunction merge_;
};

[[noreturn]] void raise_open(const Status& status, const std::string& path) {
  const std::string text = status.ToString();
  // That the file of the lock cannot be opened is another fault.
  if (status.IsIOError() && text.find("lock") != std::string::npos &&
      text.find("While open a file for lock") == std::string::npos) {
    // RocksDB names our own process otherwise; asking the file would give up our own lock.
    raise_locked(path, text.find("current process") != std::string::npos);
  }
  // Files that the list names and that are not there, or a list that lacks a column family.
  if (status.IsPathNotFound() || text.find("No such file") != std::string::npos ||
      status.IsInvalidArgument()) {
    raise(Status::Corruption(text));
  }
  raise(status);
}

}  // namespace

void View::scan(Family family, std::string_view prefix,
                const std::function<bool(std::string_view, std::string_view)>& visit) const {
  const auto it = iterator(family);
  for (it->seek(prefix); it->valid(); it->next()) {
    const std::string_view key = it->key();
    if (key.substr(0, prefix.size()) != prefix || !visit(key, it->value())) return;
  }
}

void View::skim(Family family, std::string_view prefix,
                const std::function<std::optional<std::string>(std::string_view)>& visit) const {
  const auto it = iterator(family);
  for (it->seek(prefix); it->valid();) {
    const std::string_view key = it->key();
    if (key.substr(0, prefix.size()) != prefix) return;
    const auto next = visit(key);
    if (!next) return;
    it->seek(*next);
  }
}

std::unique_ptr<Database> Database::open(const std::string& path, const Options& options) {
  const auto handle = std::make_shared<Handle>();
  rocksdb::Options rocks = rocks_options(options);
  bool in_memory = options.in_memory;
  if (!in_memory) {
    const DirectoryState state = directory_state(path, family_names());
    const bool unfinished = state == DirectoryState::Unfinished;
    if (!unfinished && !(options.create && state == DirectoryState::Missing)) {
      require_database(path);
    }
    // What RocksDB says where it cannot is what it says of a damaged database.
    std::error_code fault;
    if (state == DirectoryState::Missing) std::filesystem::create_directory(path, fault);
    if (fault && fault != std::errc::no_space_on_device) {
      throw Error("store.io", "cannot make the database '" + path + "': " + fault.message());
    }
    // A reader cannot finish it: what it sees is an empty database.
    in_memory = unfinished && options.read_only;
    rocks.create_if_missing = rocks.create_if_missing || unfinished;
  }
  if (in_memory) {
    handle->env.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    rocks.env = handle->env.get();
    rocks.create_if_missing = true;
  } else if (!options.read_only) {
    auto gate = std::make_unique<SortingGate>();
    handle->gate = gate.get();
    handle->env = std::move(gate);
    rocks.env = handle->env.get();
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> columns;
  for (const std::string& name : family_names()) {
    columns.emplace_back(name, family_options(rocks, name));
  }
  columns.emplace_back(rocksdb::kDefaultColumnFamilyName, rocks);
  rocksdb::DB* db = nullptr;
  const auto open_once = [&] {
    handle->families.clear();
    if (in_memory) return rocksdb::DB::Open(rocks, "/memory", columns, &handle->families, &db);
    if (options.read_only) {
      return rocksdb::DB::OpenForReadOnly(rocks, path, columns, &handle->families, &db);
    }
    return rocksdb::DB::Open(rocks, path, columns, &handle->families, &db);
  };
  Status status = open_once();
  // A writer beside us may have replaced files between our reading of the list and the files.
  for (int again = 0; again < kOpenAgain && options.read_only && !status.ok(); ++again) {
    status = open_once();
  }
  // RocksDB sets the old log of messages aside before it takes the lock: of two that open at once
  // one may find it gone. The next try meets the lock.
  const auto lost_log = [&] {
    return !options.read_only && status.IsIOError() &&
           status.ToString().find("/LOG") != std::string::npos;
  };
  for (int again = 0; again < kOpenAgain && lost_log(); ++again) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    status = open_once();
  }
  if (!status.ok()) raise_open(status, path);
  handle->db.reset(db);
  handle->writable = !options.read_only && !in_memory;
  if (handle->writable) handle->sort_if_many_files();
  return std::make_unique<RocksDatabase>(handle, options);
}

}  // namespace wutong::kv
