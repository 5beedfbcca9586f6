#include "kv/salvage.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>

#include "kv/directory.h"
#include "kv/rocks.h"
#include "wutong/error.h"

namespace wutong::kv {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarker = "\xff\xffsalvage";

std::vector<rocksdb::ColumnFamilyDescriptor> columns(const rocksdb::Options& options) {
  std::vector<rocksdb::ColumnFamilyDescriptor> out;
  for (const std::string& name : family_names()) out.emplace_back(name, options);
  out.emplace_back(rocksdb::kDefaultColumnFamilyName, options);
  return out;
}

// Opens a database with all column families, lets `work` use it, and closes it.
template <class Work>
void with_database(const rocksdb::Options& options, const std::string& path, const Work& work) {
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* opened = nullptr;
  check(rocksdb::DB::Open(options, path, columns(options), &handles, &opened));
  const std::unique_ptr<rocksdb::DB> db(opened);
  work(*db, handles);
  for (rocksdb::ColumnFamilyHandle* handle : handles) check(db->DestroyColumnFamilyHandle(handle));
  check(db->Close());
}

std::set<std::string> data_files(const fs::path& directory) {
  std::set<std::string> names;
  std::error_code fault;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory, fault)) {
    if (entry.path().extension() == ".sst") names.insert(entry.path().filename().string());
  }
  return names;
}

// RocksDB learns of column families from data files alone, and drops what its log says of others:
// one file for each family, of a marker that is erased again, names them all. Families get their
// ids in the order in which they are made, so those of a new database are those of any.
void name_families(const rocksdb::Options& options, const std::string& path) {
  std::uint64_t number = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(path)) {
    const std::string stem = entry.path().stem().string();
    if (!stem.empty() && stem.size() < 10 &&
        stem.find_first_not_of("0123456789") == std::string::npos) {
      number = std::max<std::uint64_t>(number, std::stoull(stem));
    }
  }
  const std::unique_ptr<rocksdb::Env> memory(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  rocksdb::Options sample = options;
  sample.env = memory.get();
  sample.create_if_missing = true;
  with_database(sample, "/sample", [&](rocksdb::DB&, const auto& handles) {
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      rocksdb::SstFileWriter writer(rocksdb::EnvOptions(), options, handle);
      std::string name = std::to_string(++number);
      name.insert(0, 6 - std::min<std::size_t>(6, name.size()), '0');
      check(writer.Open(path + "/" + name + ".sst"));
      check(writer.Put(kMarker, ""));
      check(writer.Finish());
    }
  });
}

}  // namespace

std::vector<std::string> salvage(const std::string& path, MergeFunction merge) {
  const DirectoryState state = directory_state(path, family_names());
  if (state != DirectoryState::Database && state != DirectoryState::Headless) {
    require_database(path);
  }
  if (lock_holder(path) != 0) raise_locked(path, false);
  Options ours;
  ours.merge = merge;
  const rocksdb::Options options = rocks_options(ours);
  const std::set<std::string> lost_before = data_files(fs::path(path) / "lost");
  name_families(options, path);
  check(rocksdb::RepairDB(path, options, columns(options)));
  with_database(options, path, [&](rocksdb::DB& db, const auto& handles) {
    for (rocksdb::ColumnFamilyHandle* handle : handles) {
      check(db.Delete(rocksdb::WriteOptions(), handle, kMarker));
    }
  });
  std::vector<std::string> lost;
  for (const std::string& name : data_files(fs::path(path) / "lost")) {
    if (lost_before.count(name) == 0) lost.push_back(name);
  }
  return lost;
}

}  // namespace wutong::kv
