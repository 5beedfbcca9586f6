#include "store/store.h"

#include <charconv>

#include "kv/salvage.h"
#include "store/rebuild.h"
#include "store/relationship_change.h"
#include "wutong/error.h"
#include "wutong/version.h"

namespace wutong::store {
namespace {

constexpr std::string_view kFormat = "format";

int checked_format(const std::string& record, const std::string& path) {
  int version = 0;
  std::from_chars(record.data(), record.data() + record.size(), version);
  if (version > kDatabaseFormatVersion) {
    throw Error("store.newer_format", "'" + path + "' has database format " + record +
                                          "; this program reads up to " +
                                          std::to_string(kDatabaseFormatVersion))
        .with_note("use the newer program that wrote it");
  }
  if (version < 1) {
    throw Error("store.corrupted", "the database is damaged: its format is '" + record + "'");
  }
  return version;
}

}  // namespace

Store::Store(std::unique_ptr<kv::Database> database, bool read_only, int format)
    : database_(std::move(database)), read_only_(read_only), format_(format) {
  names_ = std::make_unique<StoredNames>(*database_->snapshot());
}

std::unique_ptr<Store> Store::open(const std::string& path, const StoreOptions& options) {
  kv::Options kv_options;
  kv_options.create = options.create;
  kv_options.read_only = options.read_only;
  kv_options.in_memory = options.in_memory;
  kv_options.sync = options.sync;
  kv_options.merge = change_relationship;
  auto database = kv::Database::open(path, kv_options);
  std::string record;
  int format = kDatabaseFormatVersion;
  if (database->snapshot()->get(kv::Family::Meta, kRepairMark, record)) {
    throw Error("store.half_repaired", "a repair of '" + path + "' was cut short")
        .with_note("wutong repair " + path + " ends it");
  }
  if (database->snapshot()->get(kv::Family::Meta, kFormat, record)) {
    format = checked_format(record, path);
  } else if (!options.read_only) {
    const auto batch = database->batch();
    batch->put(kv::Family::Meta, kFormat, std::to_string(kDatabaseFormatVersion));
    batch->commit();
  }
  return std::unique_ptr<Store>(new Store(std::move(database), options.read_only, format));
}

std::unique_ptr<Store> Store::repair(const std::string& path, std::vector<std::string>& lost) {
  kv::Options options;
  options.merge = change_relationship;
  const auto sound = [&]() -> std::unique_ptr<kv::Database> {
    try {
      auto database = kv::Database::open(path, options);
      if (database->verify().empty()) return database;
    } catch (const Error& error) {
      if (error.code() != "store.corrupted" && error.code() != "store.io") throw;
      lost.push_back(error.what() + std::string("; what missing files held is lost"));
    }
    return nullptr;
  };
  auto database = sound();
  if (!database) {
    for (const std::string& file : kv::salvage(path, options.merge)) {
      lost.push_back("file " + file + " cannot be read: moved to " + path + "/lost");
    }
    database = kv::Database::open(path, options);
    // Entries that can all be read may stand beside a filter or an index that cannot.
    if (!database->verify().empty()) database->rewrite();
  }
  std::string record;
  int format = kDatabaseFormatVersion;
  if (database->snapshot()->get(kv::Family::Meta, kFormat, record)) {
    format = checked_format(record, path);
  }
  for (std::string& line : rebuild(*database)) lost.push_back(std::move(line));
  return std::unique_ptr<Store>(new Store(std::move(database), false, format));
}

void Store::end_repair() {
  const auto batch = database_->batch();
  batch->erase(kv::Family::Meta, kRepairMark);
  batch->put(kv::Family::Meta, kFormat, std::to_string(format_));
  batch->commit();
}

void Store::set_format() {
  const auto batch = database_->batch();
  batch->put(kv::Family::Meta, kFormat, std::to_string(kDatabaseFormatVersion));
  batch->commit();
  format_ = kDatabaseFormatVersion;
}

std::unique_ptr<SnapshotView> Store::snapshot() const {
  return std::make_unique<SnapshotView>(database_->snapshot(), *names_);
}

std::unique_lock<std::mutex> Store::writer_lock() {
  if (read_only_) {
    throw Error("store.read_only", "the database was opened read-only and cannot be changed");
  }
  return std::unique_lock(writer_);
}

std::unique_ptr<BulkLoad> Store::begin_bulk_load() {
  return std::make_unique<BulkLoad>(*database_, *names_, writer_lock(), changes_, postings_);
}

std::unique_ptr<WriteTransaction> Store::begin_write() {
  std::unique_lock lock = writer_lock();
  return std::make_unique<WriteTransaction>(database_->batch(), *names_, std::move(lock), changes_,
                                            postings_);
}

}  // namespace wutong::store
