#include "kv/rocks.h"

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include "kv/directory.h"
#include "wutong/error.h"

namespace wutong::kv {

namespace {

// RocksDB's file of messages is of no use to users, and writing it ends the process where the disk
// is full: Debian's build asserts that nothing is appended to a file after a failed write.
class NoMessages : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

std::string_view view(const rocksdb::Slice& text) { return {text.data(), text.size()}; }

// Changes wait behind their value until it is read or its file is written anew.
class Changes : public rocksdb::MergeOperator {
 public:
  explicit Changes(MergeFunction merge) : merge_(merge) {}
  bool FullMergeV2(const MergeOperationInput& in, MergeOperationOutput* out) const override {
    std::vector<std::string_view> changes;
    for (const rocksdb::Slice& operand : in.operand_list) changes.push_back(view(operand));
    const std::string_view value = in.existing_value ? view(*in.existing_value) : "";
    return merge_(in.existing_value ? &value : nullptr, changes, out->new_value);
  }
  bool PartialMergeMulti(const rocksdb::Slice&, const std::deque<rocksdb::Slice>& operands,
                         std::string* out, rocksdb::Logger*) const override {
    for (const rocksdb::Slice& operand : operands) out->append(operand.data(), operand.size());
    return true;
  }
  const char* Name() const override { return "wutong.changes"; }

 private:
  MergeFunction merge_;
};

}  // namespace

std::vector<std::string> family_names() {
  return {"node",       "rel",     "adjacency", "label", "index",
          "dictionary", "support", "document",  "meta"};
}

// Small and quick to open: the data of one region fits in a few files.
rocksdb::Options rocks_options(const Options& options) {
  rocksdb::Options out;
  out.create_if_missing = options.create || options.in_memory;
  out.create_missing_column_families = true;
  // A reader holds all files open: the process that writes beside it may delete them.
  out.max_open_files = options.read_only ? -1 : 256;
  out.skip_stats_update_on_db_open = true;
  out.skip_checking_sst_file_sizes_on_db_open = true;
  out.max_file_opening_threads = 1;  // threads cost more than the few files
  out.info_log = std::make_shared<NoMessages>();
  // A short command that only reads must not pay for writing the log's entries into files.
  out.avoid_flush_during_recovery = true;
  // A log that ends in the middle of a record is what a killed process leaves; any other damage of
  // it would lose what was acknowledged, and must not pass in silence.
  out.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  out.track_and_verify_wals_in_manifest = true;
  out.max_background_jobs = 2;
  // The log bounds what all families hold in memory together. The few large ones share that as they
  // fill, so that their files are large and seldom sorted again.
  out.write_buffer_size = 64 << 20;
  out.max_total_wal_size = 128 << 20;
  out.wal_bytes_per_sync = 1 << 20;
  // Batches are sorted, so that an entry goes behind the one before it.
  out.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(1));
  out.compression = rocksdb::kLZ4Compression;
  if (options.merge) out.merge_operator = std::make_shared<Changes>(options.merge);
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_size = 8 << 10;
  // A short command reads a few records of large files: only the parts of their indexes and filters
  // that lead there.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.metadata_block_size = 8 << 10;
  table.block_cache = rocksdb::NewLRUCache(256 << 20);  // for all column families
  out.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return out;
}

rocksdb::Options family_options(const rocksdb::Options& options, const std::string& name) {
  rocksdb::Options out = options;
  // Most facts of a document are new: looking for them in memory must cost little. A filter costs
  // each opening its memory, so that others have none.
  if (name == "support") {
    out.memtable_whole_key_filtering = true;
    out.memtable_prefix_bloom_size_ratio = 0.05;
  }
  return out;
}

void raise(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (status.IsCorruption()) {
    throw Error("store.corrupted", "the database is damaged: " + text)
        .with_note("wutong check DIR names what is wrong, wutong repair DIR rebuilds what it can")
        .with_note("wutong restore FROM DIR brings back a backup");
  }
  if (status.IsNoSpace() || text.find("No space left") != std::string::npos) {
    throw Error("store.disk_full", "the disk is full: " + text)
        .with_note("what was committed is kept; make room and run the same command again");
  }
  throw Error("store.io", "the database cannot be used: " + text);
}

void require_database(const std::string& path) {
  switch (directory_state(path, family_names())) {
    case DirectoryState::Database:
      return;
    case DirectoryState::Missing:
    case DirectoryState::Unfinished:
      throw Error("store.not_found", "no database at '" + path + "'")
          .with_note("wutong ingest --db " + path + " PATH... makes one");
    case DirectoryState::File:
      throw Error("store.not_a_database", "'" + path + "' is a file, not a database directory");
    case DirectoryState::Backup:
      throw Error("store.not_a_database", "'" + path + "' holds backups of a database")
          .with_note("wutong restore " + path + " DIR makes a database of one");
    case DirectoryState::Headless:
      throw Error("store.corrupted",
                  "the database is damaged: the list of its files, CURRENT or MANIFEST in '" +
                      path + "', is missing or cut short")
          .with_note("wutong repair " + path + " rebuilds what it can")
          .with_note("wutong restore FROM DIR brings back a backup");
    case DirectoryState::Foreign:
      throw Error("store.not_a_database", "'" + path + "' is a directory of something else")
          .with_note("name a new or an empty directory to make a database");
  }
}

void raise_locked(const std::string& path, bool by_this_process) {
  const int holder = by_this_process ? 0 : lock_holder(path);
  throw Error("store.locked", "the database '" + path + "' is in use by " +
                                  (by_this_process ? std::string("this process")
                                   : holder == 0   ? std::string("another process")
                                                   : "process " + std::to_string(holder)))
      .with_note("--read-only opens it beside the process that writes");
}

}  // namespace wutong::kv
