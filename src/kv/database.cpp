#include "kv/database.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/write_batch_with_index.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "kv/directory.h"
#include "wutong/error.h"

namespace wutong::kv {
namespace {

using rocksdb::ColumnFamilyHandle;
using rocksdb::Status;

constexpr std::array<const char*, kFamilies> kFamilyNames = {
    "node", "rel", "adjacency", "label", "index", "dictionary", "support", "document", "meta"};
constexpr int kOpenAgain = 10;

rocksdb::Slice slice(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(const rocksdb::Slice& text) { return {text.data(), text.size()}; }

[[noreturn]] void raise(const Status& status) {
  if (status.IsCorruption()) {
    throw Error("store.corrupted", "the database is damaged: " + status.ToString())
        .with_note("restore a backup, or ingest the documents into a new directory");
  }
  if (status.IsNoSpace() || status.ToString().find("No space left") != std::string::npos) {
    throw Error("store.disk_full", "the disk is full: " + status.ToString())
        .with_note("what was committed is kept; make room and run the same command again");
  }
  throw Error("store.io", "the database cannot be used: " + status.ToString());
}
void check(const Status& status) {
  if (!status.ok()) raise(status);
}

// The database, its column families and, in memory, the environment it lives in.
struct Handle {
  std::unique_ptr<rocksdb::Env> env;
  std::unique_ptr<rocksdb::DB> db;
  std::vector<ColumnFamilyHandle*> families;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (!db) return;
    for (ColumnFamilyHandle* family : families) db->DestroyColumnFamilyHandle(family);
    db->Close().PermitUncheckedError();
  }
  ColumnFamilyHandle* family(Family f) const { return families[static_cast<std::size_t>(f)]; }
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

class WriteView : public Batch {
 public:
  WriteView(std::shared_ptr<Handle> handle, bool sync)
      : handle_(std::move(handle)),
        pinned_(std::make_unique<Pinned>(handle_)),
        sync_(sync),
        batch_(rocksdb::BytewiseComparator(), 0, true) {}
  bool get(Family family, std::string_view key, std::string& value) const override {
    const Handle& handle = *handle_;
    const Status status = batch_.GetFromBatchAndDB(handle.db.get(), pinned_->options(),
                                                   handle.family(family), slice(key), &value);
    if (status.IsNotFound()) return false;
    check(status);
    return true;
  }
  std::unique_ptr<Iterator> iterator(Family family) const override {
    const Handle& handle = *handle_;
    ColumnFamilyHandle* column = handle.family(family);
    return std::make_unique<RocksIterator>(
        batch_.NewIteratorWithBase(column, handle.db->NewIterator(pinned_->options(), column)));
  }
  void put(Family family, std::string_view key, std::string_view value) override {
    check(batch_.Put(handle_->family(family), slice(key), slice(value)));
  }
  void erase(Family family, std::string_view key) override {
    check(batch_.Delete(handle_->family(family), slice(key)));
  }
  void commit() override {
    rocksdb::WriteOptions options;
    options.sync = sync_;
    check(handle_->db->Write(options, batch_.GetWriteBatch()));
    batch_.Clear();
  }
  void renew() override {
    batch_.Clear();
    pinned_ = std::make_unique<Pinned>(handle_);
  }

 private:
  std::shared_ptr<Handle> handle_;
  std::unique_ptr<Pinned> pinned_;
  bool sync_;
  mutable rocksdb::WriteBatchWithIndex batch_;
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
  RocksDatabase(std::shared_ptr<Handle> handle, bool sync)
      : handle_(std::move(handle)), sync_(sync) {}
  std::unique_ptr<View> snapshot() const override {
    return std::make_unique<SnapshotView>(handle_);
  }
  std::unique_ptr<Batch> batch() override { return std::make_unique<WriteView>(handle_, sync_); }
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
    if (!arguments.empty()) check(handle_->db->IngestExternalFiles(arguments));
  }

 private:
  std::shared_ptr<Handle> handle_;
  bool sync_;
};

// Small and quick to open: the data of one region fits in a few files.
rocksdb::Options database_options(const Options& options) {
  rocksdb::Options out;
  out.create_if_missing = options.create || options.in_memory;
  out.create_missing_column_families = true;
  // A reader holds all files open: the process that writes beside it may delete them.
  out.max_open_files = options.read_only ? -1 : 256;
  out.skip_stats_update_on_db_open = true;
  out.skip_checking_sst_file_sizes_on_db_open = true;
  out.max_file_opening_threads = 1;  // threads cost more than the few files
  out.keep_log_file_num = 2;
  out.max_log_file_size = 1 << 20;
  out.info_log_level = rocksdb::WARN_LEVEL;
  // A short command that only reads must not pay for writing the log's entries into files.
  out.avoid_flush_during_recovery = true;
  out.max_background_jobs = 2;
  out.write_buffer_size = 16 << 20;
  out.max_total_wal_size = 64 << 20;
  out.compression = rocksdb::kLZ4Compression;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_size = 8 << 10;
  table.block_cache = rocksdb::NewLRUCache(64 << 20);  // for all column families
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

std::vector<std::string> family_names() { return {kFamilyNames.begin(), kFamilyNames.end()}; }

[[noreturn]] void refuse(DirectoryState state, const std::string& path) {
  if (state == DirectoryState::Missing || state == DirectoryState::Unfinished) {
    throw Error("store.not_found", "no database at '" + path + "'")
        .with_note("wutong ingest --db " + path + " PATH... makes one");
  }
  if (state == DirectoryState::File) {
    throw Error("store.not_a_database", "'" + path + "' is a file, not a database directory");
  }
  throw Error("store.not_a_database", "'" + path + "' is a directory of something else")
      .with_note("name a new or an empty directory to make a database");
}

[[noreturn]] void raise_open(const Status& status, const std::string& path) {
  const std::string text = status.ToString();
  if (status.IsIOError() && text.find("lock") != std::string::npos) {
    // RocksDB names our own process otherwise; asking the file would give up our own lock.
    const bool ours = text.find("current process") != std::string::npos;
    const int holder = ours ? 0 : lock_holder(path);
    throw Error("store.locked", "the database '" + path + "' is in use by " +
                                    (ours          ? std::string("this process")
                                     : holder == 0 ? std::string("another process")
                                                   : "process " + std::to_string(holder)))
        .with_note("--read-only opens it beside the process that writes");
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
  rocksdb::Options rocks = database_options(options);
  bool in_memory = options.in_memory;
  if (!in_memory) {
    const DirectoryState state = directory_state(path, family_names());
    const bool unfinished = state == DirectoryState::Unfinished;
    if (state != DirectoryState::Database &&
        !(options.create && state != DirectoryState::File && state != DirectoryState::Foreign) &&
        !unfinished) {
      refuse(state, path);
    }
    // A reader cannot finish it: what it sees is an empty database.
    in_memory = unfinished && options.read_only;
    rocks.create_if_missing = rocks.create_if_missing || unfinished;
  }
  if (in_memory) {
    handle->env.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    rocks.env = handle->env.get();
    rocks.create_if_missing = true;
  }
  std::vector<rocksdb::ColumnFamilyDescriptor> columns;
  for (const char* name : kFamilyNames) columns.emplace_back(name, rocks);
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
  if (!status.ok()) raise_open(status, path);
  handle->db.reset(db);
  return std::make_unique<RocksDatabase>(handle, options.sync && !in_memory);
}

}  // namespace wutong::kv
