#include <algorithm>
#include <thread>

#include "build/migrate.h"
#include "engine/implementation.h"

namespace wutong {
namespace {

// One record holds all aliases: alias 0x00 canonical 0x00 ...
constexpr std::string_view kAliasRecord = "name_aliases";
// Of memory for the copy of the graph that reading queries make.
constexpr std::uint64_t kSnapshotBytes = std::uint64_t{4} << 30;

// Threads beside that of the query.
std::size_t helpers_of(const OpenOptions& options) {
  const unsigned wanted = options.threads > 0 ? static_cast<unsigned>(options.threads)
                                              : std::thread::hardware_concurrency();
  return std::max(wanted, 1U) - 1;
}

}  // namespace

Database::Implementation::Implementation(std::unique_ptr<store::Store> store, OpenOptions options)
    : store_(std::move(store)),
      options_(options),
      snapshots_(*store_, kSnapshotBytes),
      team_(helpers_of(options)) {
  const auto record = store_->snapshot()->get_record(store::RecordSpace::Meta, kAliasRecord);
  if (!record) return;
  for (std::size_t at = 0; at < record->size();) {
    const std::size_t middle = record->find('\0', at);
    const std::size_t end = record->find('\0', middle + 1);
    if (middle == std::string::npos || end == std::string::npos) break;
    aliases_.emplace(record->substr(at, middle - at), record->substr(middle + 1, end - middle - 1));
    at = end + 1;
  }
}

std::map<std::string, std::string, std::less<>> Database::Implementation::aliases() const {
  const std::lock_guard lock(mutex_);
  return aliases_;
}

void Database::Implementation::set_aliases(
    const std::vector<std::pair<std::string, std::string>>& aliases) {
  std::map<std::string, std::string, std::less<>> wanted(aliases.begin(), aliases.end());
  {
    const std::lock_guard lock(mutex_);
    if (wanted == aliases_) return;
    aliases_ = wanted;
    plans_.clear();
  }
  std::string record;
  for (const auto& [alias, canonical] : wanted) record += alias + '\0' + canonical + '\0';
  const auto transaction = store_->begin_write();
  transaction->put_record(store::RecordSpace::Meta, kAliasRecord, record);
  transaction->commit();
}

Database::Database(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}
Database::~Database() = default;

std::unique_ptr<Database> Database::open(const std::string& path, const OpenOptions& options) {
  store::StoreOptions store_options;
  store_options.create = options.create;
  store_options.read_only = options.read_only;
  store_options.in_memory = options.in_memory;
  store_options.sync = options.sync;
  auto store = store::Store::open(path, store_options);
  if (!options.read_only) build::migrate(*store);
  return std::unique_ptr<Database>(
      new Database(std::make_unique<Implementation>(std::move(store), options)));
}

DatabaseCounts Database::counts() const {
  const auto view = implementation_->store().snapshot();
  const model::Statistics statistics = view->statistics();
  DatabaseCounts counts;
  counts.nodes = statistics.nodes;
  counts.relationships = statistics.relationships;
  const auto copy = [](const auto& from, auto& to) {
    for (const auto& [name, count] : from) {
      if (count > 0) to.emplace_back(name, count);
    }
  };
  copy(statistics.nodes_by_label, counts.labels);
  copy(statistics.relationships_by_type, counts.types);
  counts.property_keys = view->names().keys();
  return counts;
}

std::vector<std::pair<std::string, std::string>> Database::name_aliases() const {
  const auto aliases = implementation_->aliases();
  return {aliases.begin(), aliases.end()};
}

void Database::set_name_aliases(const std::vector<std::pair<std::string, std::string>>& aliases) {
  implementation_->set_aliases(aliases);
}

}  // namespace wutong
