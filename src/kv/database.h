// The RocksDB quarantine: ordered byte maps, snapshots and atomic batches. No RocksDB type or
// status leaves this layer; its faults become wutong::Error.
//
// A View is one consistent state: a snapshot, and for a writer the changes of its own batch on top
// (overlay.h), so that a writer reads what it has written.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kv/backup.h"

namespace wutong::kv {

// Named by what orders them.
enum class Family : std::uint8_t {
  Node,
  Relationship,
  Adjacency,
  Label,
  Index,
  Dictionary,
  Support,
  Document,
  Meta,
};
inline constexpr std::size_t kFamilies = 9;

// What becomes of a value, nullptr where there is none, when `changes` are made to it one after
// another: returns false where they cannot be read. Throws nothing; a change may be given as the
// bytes of several, one behind the other.
using MergeFunction = bool (*)(const std::string_view* value,
                               const std::vector<std::string_view>& changes, std::string& out);

struct Options {
  bool create = false;
  bool read_only = false;
  bool in_memory = false;
  bool sync = true;
  MergeFunction merge = nullptr;  // a database that was changed by one needs the same for good
};

// Ordered by key. Key and value stay valid until the next call.
class Iterator {
 public:
  virtual ~Iterator() = default;
  virtual void seek(std::string_view key) = 0;
  // The last entry at or before `key`.
  virtual void seek_for_prev(std::string_view key) = 0;
  virtual bool valid() const = 0;
  virtual void next() = 0;
  virtual void prev() = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
};

class View {
 public:
  virtual ~View() = default;
  // Returns whether the key exists; fills `value`.
  virtual bool get(Family family, std::string_view key, std::string& value) const = 0;
  virtual std::unique_ptr<Iterator> iterator(Family family) const = 0;
  // Whether `key` exists (fills `value`) or is erased by the changes on top of the snapshot;
  // nothing where those leave it alone.
  virtual std::optional<bool> changed(Family, std::string_view, std::string&) const { return {}; }
  // Whether there are changes on top, of any key.
  virtual bool has_changes(Family) const { return false; }
  // Over the snapshot without the changes on top; later changes do not show in it either.
  virtual std::unique_ptr<Iterator> unchanged(Family family) const { return iterator(family); }
  // Calls `visit` with each entry under `prefix` in order until it returns false.
  void scan(Family family, std::string_view prefix,
            const std::function<bool(std::string_view key, std::string_view value)>& visit) const;
  // Like scan, but leaps: `visit` returns the key to go on from, or nothing to end.
  void skim(Family family, std::string_view prefix,
            const std::function<std::optional<std::string>(std::string_view key)>& visit) const;
};

class Batch : public View {
 public:
  virtual void put(Family family, std::string_view key, std::string_view value) = 0;
  virtual void erase(Family family, std::string_view key) = 0;
  // Changes a value without reading it: see MergeFunction.
  virtual void change(Family family, std::string_view key, std::string_view change) = 0;
  // What this batch and later ones get() of the family stays in memory for those that come after:
  // for a long row of batches that read the same. REQUIRES: no two batches overlap in time where
  // one of them does so and the other changes the family.
  virtual void remember(Family family) = 0;
  // Atomic and, with Options::sync, on disk when it returns.
  virtual void commit() = 0;
  // Forgets what is not committed and looks at the database as it is now.
  virtual void renew() = 0;
};

// A file of new entries, put in strictly ascending order of their keys. Safe from one thread each.
// It is written in the background; a fault of that shows at a later call, at ingest() at the
// latest.
class Table {
 public:
  virtual ~Table() = default;
  virtual void put(std::string_view key, std::string_view value) = 0;
  // No more entries come.
  virtual void end() = 0;
};

class Database {
 public:
  // A database whose making was cut short counts as new: a writer finishes it, a reader sees an
  // empty one. Errors: store.not_found, store.not_a_database, store.locked, store.corrupted,
  // store.disk_full, store.io.
  static std::unique_ptr<Database> open(const std::string& path, const Options& options);
  virtual ~Database() = default;
  virtual std::unique_ptr<View> snapshot() const = 0;
  virtual std::unique_ptr<Batch> batch() = 0;
  // Bulk load: `number` tells the files of one load apart. All tables of an ingest() show at once
  // and are on disk when it returns; a table that is not ingested leaves nothing behind.
  virtual std::unique_ptr<Table> table(Family family, int number) = 0;
  virtual void ingest(std::vector<std::unique_ptr<Table>> tables) = 0;
  // Empties a family; on disk when it returns.
  virtual void clear(Family family) = 0;
  // Reads all data files and compares their checksums: one line per file that is damaged.
  virtual std::vector<std::string> verify() const = 0;
  // Writes all data files anew from what they hold.
  virtual void rewrite() = 0;
  // See kv/backup.h.
  virtual Backup backup(const std::string& to, std::size_t keep) = 0;
};

}  // namespace wutong::kv
