#include "kv/database.h"

#include <rocksdb/db.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "wutong/error.h"

using namespace wutong;
namespace fs = std::filesystem;

namespace {

// A path that nothing lies at, cleared with the test.
struct Path {
  Path()
      : text((fs::temp_directory_path() / ("wutong-kv-" + std::to_string(::getpid()))).string()) {
    fs::remove_all(text);
  }
  ~Path() { fs::remove_all(text); }
  std::string text;
};

kv::Options with(bool create, bool read_only) {
  kv::Options options;
  options.create = create;
  options.read_only = read_only;
  return options;
}

// A RocksDB database with some of our column families, as a process leaves it that was killed while
// it made one.
void make_with_families(const std::string& path, const std::vector<std::string>& families) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* opened = nullptr;
  REQUIRE(rocksdb::DB::Open(options, path, &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  for (const std::string& name : families) {
    rocksdb::ColumnFamilyHandle* handle = nullptr;
    REQUIRE(db->CreateColumnFamily({}, name, &handle).ok());
    db->DestroyColumnFamilyHandle(handle);
  }
}

std::string code_of(const std::string& path, const kv::Options& options) {
  try {
    kv::Database::open(path, options);
    return "opens";
  } catch (const Error& error) {
    return error.code();
  }
}

bool is_empty(const kv::Database& database) {
  bool any = false;
  database.snapshot()->scan(kv::Family::Node, "", [&](auto, auto) { return !(any = true); });
  return !any;
}

}  // namespace

TEST_CASE("a database whose making was cut short is a new one") {
  const Path path;
  const auto opens_as_new = [&] {
    CHECK(is_empty(*kv::Database::open(path.text, with(false, true))));
    const auto database = kv::Database::open(path.text, with(true, false));
    const auto batch = database->batch();
    batch->put(kv::Family::Meta, "key", "value");
    batch->commit();
    std::string value;
    CHECK(database->snapshot()->get(kv::Family::Meta, "key", value));
  };
  SECTION("before the first column family") { make_with_families(path.text, {}); }
  SECTION("between the column families") {
    make_with_families(path.text, {"node", "rel", "adjacency"});
  }
  SECTION("before RocksDB's own files are complete") {
    fs::create_directory(path.text);
    for (const char* name : {"LOCK", "LOG", "IDENTITY", "MANIFEST-000001", "000001.dbtmp"}) {
      std::ofstream(fs::path(path.text) / name) << "";
    }
  }
  opens_as_new();
  CHECK(code_of(path.text, with(false, true)) == "opens");
}

TEST_CASE("directories of something else stay as they are") {
  const Path path;
  SECTION("a RocksDB database of another program") {
    make_with_families(path.text, {"accounts"});
    CHECK(code_of(path.text, with(true, false)) == "store.not_a_database");
    CHECK(code_of(path.text, with(false, true)) == "store.not_a_database");
  }
  SECTION("files") {
    fs::create_directory(path.text);
    std::ofstream(fs::path(path.text) / "LOG.txt") << "";
    std::ofstream(fs::path(path.text) / "letter.txt") << "";
    CHECK(code_of(path.text, with(true, false)) == "store.not_a_database");
  }
  SECTION("nothing") {
    CHECK(code_of(path.text, with(false, false)) == "store.not_found");
    CHECK(code_of(path.text, with(false, true)) == "store.not_found");
  }
}

TEST_CASE("one writer, readers beside it") {
  const Path path;
  const auto writer = kv::Database::open(path.text, with(true, false));
  CHECK(code_of(path.text, with(true, false)) == "store.locked");
  CHECK(code_of(path.text, with(false, true)) == "opens");
}

// Random changes over a committed state, compared with a plain map after each.
TEST_CASE("a batch reads what it has written") {
  kv::Options options;
  options.in_memory = true;
  const auto database = kv::Database::open("", options);
  std::mt19937 random(5);
  std::map<std::string, std::string> expected;
  const auto key = [&] { return std::string(1, static_cast<char>('a' + random() % 20)); };
  for (int round = 0; round < 40; ++round) {
    const auto batch = database->batch();
    const auto before = expected;
    const auto early = batch->iterator(kv::Family::Node);
    for (int change = 0; change < 30; ++change) {
      const std::string at = key();
      if (random() % 2 == 0) {
        batch->erase(kv::Family::Node, at);
        expected.erase(at);
      } else {
        batch->put(kv::Family::Node, at, std::to_string(change));
        expected[at] = std::to_string(change);
      }
      std::string value;
      const std::string asked = key();
      CHECK(batch->get(kv::Family::Node, asked, value) == (expected.count(asked) > 0));
      std::map<std::string, std::string> seen;
      batch->scan(kv::Family::Node, "", [&](auto k, auto v) {
        return seen.emplace(std::string(k), std::string(v)).second;
      });
      CHECK(seen == expected);
      const auto it = batch->iterator(kv::Family::Node);
      auto place = expected.upper_bound(asked);
      for (it->seek_for_prev(asked); place != expected.begin(); it->prev()) {
        --place;
        REQUIRE(it->valid());
        CHECK(it->key() == place->first);
        CHECK(it->value() == place->second);
      }
      CHECK(!it->valid());
    }
    if (round % 3 == 0) {
      batch->renew();
      expected = before;
      CHECK(is_empty(*database) == before.empty());
    } else {
      batch->commit();
    }
    early->seek("a");  // what it was made over is kept alive
    CHECK_NOTHROW(early->valid());
  }
}
