#include "kv/backup.h"

#include <fcntl.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/utilities/backup_engine.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "kv/directory.h"
#include "kv/rocks.h"
#include "wutong/error.h"

namespace wutong::kv {
namespace {

namespace fs = std::filesystem;
using rocksdb::BackupEngine;
using rocksdb::BackupEngineReadOnly;

rocksdb::BackupEngineOptions engine_options(const std::string& directory) {
  rocksdb::BackupEngineOptions options(directory);
  options.share_table_files = true;
  options.share_files_with_checksum = true;
  options.sync = true;
  return options;
}

Backup described(const rocksdb::BackupInfo& info) {
  Backup backup;
  backup.number = info.backup_id;
  backup.time = info.timestamp;
  backup.bytes = info.size;
  backup.files = info.number_files;
  backup.of = info.app_metadata;
  return backup;
}

Backup last_of(const std::vector<rocksdb::BackupInfo>& infos) { return described(infos.back()); }

void require_backup(const std::string& path) {
  switch (directory_state(path, family_names())) {
    case DirectoryState::Backup:
      return;
    case DirectoryState::Missing:
      throw Error("store.no_backup", "no backup at '" + path + "'")
          .with_note("wutong backup DIR " + path + " makes one");
    default:
      throw Error("store.not_a_backup", "'" + path + "' is not a directory of backups");
  }
}

void sync_directory(const std::string& path) {
  const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (directory < 0) return;
  fsync(directory);
  close(directory);
}

}  // namespace

Backup make_backup(rocksdb::DB& db, const std::string& to, std::size_t keep) {
  const DirectoryState state = directory_state(to, family_names());
  if (state != DirectoryState::Missing && state != DirectoryState::Backup) {
    throw Error("store.not_a_backup", "'" + to + "' holds something other than backups")
        .with_note("name a new or an empty directory");
  }
  BackupEngine* opened = nullptr;
  check(BackupEngine::Open(rocksdb::Env::Default(), engine_options(to), &opened));
  const std::unique_ptr<BackupEngine> engine(opened);
  // What a killed backup left.
  check(engine->GarbageCollect());
  std::error_code fault;
  const std::string of = fs::absolute(db.GetName(), fault).lexically_normal().string();
  check(engine->CreateNewBackupWithMetadata(&db, of, true));
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos);
  check(engine->VerifyBackup(infos.back().backup_id, true));
  if (keep > 0) check(engine->PurgeOldBackups(static_cast<std::uint32_t>(keep)));
  return last_of(infos);
}

std::vector<Backup> backups(const std::string& from) {
  require_backup(from);
  BackupEngineReadOnly* opened = nullptr;
  check(BackupEngineReadOnly::Open(rocksdb::Env::Default(), engine_options(from), &opened));
  const std::unique_ptr<BackupEngineReadOnly> engine(opened);
  std::vector<rocksdb::BackupInfo> infos;
  engine->GetBackupInfo(&infos);
  std::vector<Backup> out;
  for (const rocksdb::BackupInfo& info : infos) out.push_back(described(info));
  return out;
}

Backup restore(const std::string& from, const std::string& to, std::uint32_t number) {
  const std::vector<Backup> known = backups(from);
  if (known.empty()) throw Error("store.no_backup", "no whole backup at '" + from + "'");
  const Backup* wanted = &known.back();
  if (number != 0) {
    wanted = nullptr;
    for (const Backup& backup : known) {
      if (backup.number == number) wanted = &backup;
    }
    if (!wanted) {
      throw Error("store.no_backup", "no backup " + std::to_string(number) + " at '" + from + "'")
          .with_note("wutong restore " + from + " lists them");
    }
  }
  if (directory_state(to, family_names()) != DirectoryState::Missing) {
    throw Error("store.exists", "'" + to + "' is there already")
        .with_note("name a new or an empty directory");
  }
  BackupEngineReadOnly* opened = nullptr;
  check(BackupEngineReadOnly::Open(rocksdb::Env::Default(), engine_options(from), &opened));
  const std::unique_ptr<BackupEngineReadOnly> engine(opened);
  if (const rocksdb::Status status = engine->VerifyBackup(wanted->number, true); !status.ok()) {
    throw Error("store.corrupted", "backup " + std::to_string(wanted->number) + " at '" + from +
                                       "' is damaged: " + status.ToString())
        .with_note("wutong restore FROM DIR --backup N takes another one");
  }
  // Beside its place first, so that a restore that is cut short leaves no half database there.
  fs::path place = fs::path(to).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();
  const std::string beside = place.string() + ".restoring";
  fs::remove_all(beside);
  check(engine->RestoreDBFromBackup(wanted->number, beside, beside));
  sync_directory(beside);
  std::error_code fault;
  fs::remove(place, fault);  // an empty directory
  fs::rename(beside, place, fault);
  if (fault) {
    throw Error("store.io", "cannot put the database at '" + to + "': " + fault.message())
        .with_note("it is at '" + beside + "'");
  }
  sync_directory(place.has_parent_path() ? place.parent_path().string() : ".");
  return *wanted;
}

}  // namespace wutong::kv
