// Check, repair, backup and restore of a database that nobody else has open here.
#include "wutong/maintenance.h"

#include "build/check.h"
#include "build/migrate.h"
#include "build/repair.h"
#include "store/check.h"
#include "store/store.h"
#include "wutong/version.h"

namespace wutong {
namespace {

BackupRecord record_of(const kv::Backup& backup) {
  return {backup.number, backup.time, backup.bytes, backup.files, backup.of};
}

}  // namespace

std::vector<std::string> check_database(const std::string& path) {
  store::StoreOptions options;
  options.read_only = true;
  const auto store = store::Store::open(path, options);
  std::vector<std::string> findings = store->verify();
  // Reading on in damaged files says nothing more.
  if (!findings.empty()) return findings;
  findings = store::check(*store);
  // The records of an earlier format are others: opening it to write makes them anew.
  if (store->format() < kDatabaseFormatVersion) return findings;
  for (std::string& finding : build::check(*store->snapshot())) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<std::string> repair_database(const std::string& path) {
  std::vector<std::string> lost;
  const auto store = store::Store::repair(path, lost);
  if (store->format() >= kDatabaseFormatVersion) build::repair(*store, lost);
  store->end_repair();
  build::migrate(*store);
  return lost;
}

BackupRecord backup_database(const std::string& path, const std::string& to, std::size_t keep) {
  return record_of(store::Store::open(path, {})->backup(to, keep));
}

std::vector<BackupRecord> backups_at(const std::string& from) {
  std::vector<BackupRecord> records;
  for (const kv::Backup& backup : kv::backups(from)) records.push_back(record_of(backup));
  return records;
}

BackupRecord restore_database(const std::string& from, const std::string& path,
                              std::uint32_t number) {
  return record_of(kv::restore(from, path, number));
}

}  // namespace wutong
