// Database and Session: a graph on disk, asked in openCypher.
//
//   auto database = wutong::Database::open("graph.db", {.create = true});
//   auto session = database->session();
//   auto result = session.run("MATCH (c:Company) RETURN c.name AS name LIMIT 3");
//   while (const wutong::Row* row = result.next()) use((*row)[0].as_string());
//
// One process writes, any number read (OpenOptions::read_only). A Database is safe to use from many
// threads; a Session and its Results belong to one thread. A Session must not outlive its Database,
// nor a Result its Session, nor the transaction that it reads from.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wutong/error.h"
#include "wutong/value.h"

namespace wutong {

struct OpenOptions {
  bool create = false;     // make the database where there is none
  bool read_only = false;  // beside another process that writes
  bool in_memory = false;  // nothing touches the disk; the path is only a name
  bool sync = true;        // a commit is on disk before it returns
  int threads = 0;         // that work on one reading query; 0: one per core
};

using Row = std::vector<Value>;
using Parameters = Map;  // sorted by name: make one with Value::map(...).as_map()

struct SideEffects {
  std::uint64_t nodes_created = 0, nodes_deleted = 0;
  std::uint64_t relationships_created = 0, relationships_deleted = 0;
  std::uint64_t properties_set = 0, properties_removed = 0;
  std::uint64_t labels_added = 0, labels_removed = 0;  // label tokens on nodes
  std::uint64_t indexes_added = 0, indexes_removed = 0;
  std::uint64_t constraints_added = 0, constraints_removed = 0;
  bool any() const;
  friend bool operator==(const SideEffects&, const SideEffects&) = default;
};

struct RunOptions {
  std::optional<std::chrono::milliseconds> timeout;
  std::uint64_t memory_limit = 0;  // bytes of rows held at once; 0: none
  // Whether a reading query may copy parts of the graph into memory. Unset: where it reads much.
  std::optional<bool> snapshot;
  // From what estimated cost on (one is about ten nanoseconds) several threads share a reading
  // query that has its data in memory. The rows and their order are the same either way.
  double parallel_from = 30000;
  bool read_files = true;                   // whether LOAD CSV may
  std::vector<std::string> disabled_rules;  // optimiser rules to leave out; "*" for all
};

// A stream of rows. Nodes, relationships and paths in rows are resolved (carry their records).
class Result {
 public:
  class Implementation;
  explicit Result(std::unique_ptr<Implementation> implementation);
  Result(Result&&) noexcept;
  Result& operator=(Result&&) noexcept;
  ~Result();

  const std::vector<std::string>& columns() const;
  // The next row, valid until the following call; nullptr at the end. Writes are committed when the
  // end is reached (or before the first row, for a query that only writes).
  const Row* next();
  // Complete once next() has returned nullptr.
  const SideEffects& side_effects() const;
  // What may be a mistake but is no error: an unknown label, type or property, with its place.
  const std::vector<Error>& notices() const;
  // The plan as text, for EXPLAIN and, with rows, time and reads up to now, for PROFILE; empty
  // otherwise.
  const std::string& plan() const;

 private:
  std::unique_ptr<Implementation> implementation_;
};

class Session {
 public:
  class Implementation;
  explicit Session(std::unique_ptr<Implementation> implementation);
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;
  ~Session();

  // Parses, binds, optimises and starts one statement. Throws Error with source() set to `text`.
  Result run(std::string_view text, const Parameters& parameters = {},
             const RunOptions& options = {});

  // An explicit transaction over the following statements.
  void begin();
  void commit();
  void rollback();
  bool in_transaction() const;

  // Ends the running statement with query.cancelled. Safe from any thread and a signal handler.
  void cancel() noexcept;

 private:
  std::unique_ptr<Implementation> implementation_;
};

struct DatabaseCounts {
  std::uint64_t nodes = 0, relationships = 0;
  std::vector<std::pair<std::string, std::uint64_t>> labels;  // sorted by name
  std::vector<std::pair<std::string, std::uint64_t>> types;
  std::vector<std::string> property_keys;
};

class Database {
 public:
  class Implementation;
  // Errors: store.not_found, store.not_a_database, store.newer_format, store.locked (names the
  // holder's process id), store.corrupted, store.io.
  static std::unique_ptr<Database> open(const std::string& path, const OpenOptions& options = {});
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Session session();
  DatabaseCounts counts() const;
  // Chinese and English names of labels, types and properties that queries may use for one another:
  // {alias, canonical}. Kept in the database; set at ingest from the schema.
  std::vector<std::pair<std::string, std::string>> name_aliases() const;
  void set_name_aliases(const std::vector<std::pair<std::string, std::string>>& aliases);

  Implementation& implementation() { return *implementation_; }

 private:
  explicit Database(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

// What the shell completes: clause keywords and function names, sorted.
std::vector<std::string> keywords();
std::vector<std::string> function_names();

// Splits a script at semicolons outside of quotes and comments; the parts keep their places.
struct StatementText {
  std::string text;
  std::size_t offset = 0;
  bool terminated = false;  // by a semicolon
};
std::vector<StatementText> split_statements(std::string_view script);

}  // namespace wutong
