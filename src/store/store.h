// Store: a graph on disk. Many readers, each on a snapshot; one writer at a time.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/bulk_load.h"
#include "store/snapshot_view.h"
#include "store/write_transaction.h"

namespace wutong::store {

struct StoreOptions {
  bool create = false;
  bool read_only = false;
  bool in_memory = false;
  bool sync = true;
};

class Store {
 public:
  // Errors: those of kv::Database::open, store.newer_format, store.half_repaired.
  static std::unique_ptr<Store> open(const std::string& path, const StoreOptions& options);
  // Opens a database that may be damaged: files that cannot be read are put aside, and what follows
  // from the records of nodes and relationships is made anew. `lost` gets a line for each thing
  // that had to go. The database opens for nobody else before end_repair().
  static std::unique_ptr<Store> repair(const std::string& path, std::vector<std::string>& lost);
  void end_repair();

  // The format it was written in; older than kDatabaseFormatVersion until set_format, and in
  // readers of an older database.
  int format() const { return format_; }
  // Once all records are of this program's format.
  void set_format();

  // Safe from many threads.
  std::unique_ptr<SnapshotView> snapshot() const;
  // Waits for the writer before it. Error: store.read_only.
  std::unique_ptr<WriteTransaction> begin_write();
  // As begin_write().
  std::unique_ptr<BulkLoad> begin_bulk_load();
  const ChangeLog& changes() const { return changes_; }
  // See kv::Database::verify.
  std::vector<std::string> verify() const { return database_->verify(); }
  // See kv/backup.h.
  kv::Backup backup(const std::string& to, std::size_t keep) { return database_->backup(to, keep); }

 private:
  std::unique_lock<std::mutex> writer_lock();
  Store(std::unique_ptr<kv::Database> database, bool read_only, int format);

  std::unique_ptr<kv::Database> database_;
  bool read_only_;
  int format_;
  std::unique_ptr<StoredNames> names_;
  std::mutex writer_;
  ChangeLog changes_;
  PostingMemory postings_;
};

}  // namespace wutong::store
