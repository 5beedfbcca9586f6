#include "kv/directory.h"

#include <fcntl.h>
#include <rocksdb/db.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>

namespace wutong::kv {
namespace {

namespace fs = std::filesystem;

// Files that RocksDB writes before CURRENT makes them a database, and what earlier versions of this
// program wrote beside them.
bool precedes_database(const std::string& name) {
  const auto begins = [&](const char* start) { return name.rfind(start, 0) == 0; };
  return name == "LOCK" || name == "IDENTITY" || name == "HOLDER" || begins("LOG") ||
         begins("MANIFEST-") || begins("OPTIONS-") ||
         (name.size() > 6 && name.compare(name.size() - 6, 6, ".dbtmp") == 0);
}

// Whether a database with no family but RocksDB's default one is empty.
bool is_bare(const std::string& path) {
  rocksdb::DB* opened = nullptr;
  if (!rocksdb::DB::OpenForReadOnly(rocksdb::Options(), path, &opened).ok()) return true;
  const std::unique_ptr<rocksdb::DB> db(opened);
  const std::unique_ptr<rocksdb::Iterator> it(db->NewIterator(rocksdb::ReadOptions()));
  it->SeekToFirst();
  return !it->Valid();
}

bool has_data(const std::string& path) {
  std::error_code fault;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, fault)) {
    if (entry.path().extension() == ".sst") return true;
  }
  return false;
}

}  // namespace

DirectoryState directory_state(const std::string& path, const std::vector<std::string>& families) {
  std::error_code fault;
  if (!fs::exists(path, fault)) return DirectoryState::Missing;
  if (!fs::is_directory(path, fault)) return DirectoryState::File;
  if (!fs::exists(fs::path(path) / "CURRENT", fault)) {
    if (fs::is_directory(fs::path(path) / "meta", fault) &&
        fs::is_directory(fs::path(path) / "private", fault)) {
      return DirectoryState::Backup;
    }
    bool empty = true, foreign = false, data = false, list = false;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, fault)) {
      const fs::path name = entry.path().filename();
      data = data || name.extension() == ".sst" || name.extension() == ".log";
      list = list || name.string().rfind("MANIFEST-", 0) == 0 || name == "IDENTITY";
      foreign = foreign || !precedes_database(name.string());
      empty = false;
    }
    if (data && list) return DirectoryState::Headless;
    if (foreign) return DirectoryState::Foreign;
    return empty ? DirectoryState::Missing : DirectoryState::Unfinished;
  }
  std::vector<std::string> found;
  if (!rocksdb::DB::ListColumnFamilies(rocksdb::Options(), path, &found).ok()) {
    return DirectoryState::Database;  // damaged: opening it says how
  }
  const auto known = [&](const std::string& name) {
    return name == rocksdb::kDefaultColumnFamilyName ||
           std::find(families.begin(), families.end(), name) != families.end();
  };
  if (!std::all_of(found.begin(), found.end(), known)) return DirectoryState::Foreign;
  if (found.size() == 1 && !is_bare(path)) return DirectoryState::Foreign;
  if (found.size() > families.size()) return DirectoryState::Database;
  // Data files are written only once all families are there: their list was cut short, and opening
  // would delete the files that it lacks.
  return has_data(path) ? DirectoryState::Headless : DirectoryState::Unfinished;
}

int lock_holder(const std::string& path) {
  const int file = open((fs::path(path) / "LOCK").c_str(), O_RDWR | O_CLOEXEC);
  if (file < 0) return 0;
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const bool held = fcntl(file, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
  close(file);
  return held ? lock.l_pid : 0;
}

}  // namespace wutong::kv
