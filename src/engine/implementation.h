// What the public classes Database, Session and Result hold.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/team.h"
#include "engine/plan_cache.h"
#include "exec/procedure.h"
#include "graph/read_view.h"
#include "store/store.h"
#include "wutong/database.h"

namespace wutong {

class Database::Implementation {
 public:
  Implementation(std::unique_ptr<store::Store> store, OpenOptions options);

  store::Store& store() { return *store_; }
  const OpenOptions& options() const { return options_; }
  exec::ProcedureRegistry& procedures() { return procedures_; }

  graph::Snapshots& snapshots() { return snapshots_; }
  PlanCache& plans() { return plans_; }
  // Threads that help with reading queries.
  base::Team& team() { return team_; }

  std::map<std::string, std::string, std::less<>> aliases() const;
  void set_aliases(const std::vector<std::pair<std::string, std::string>>& aliases);

 private:
  std::unique_ptr<store::Store> store_;
  OpenOptions options_;
  graph::Snapshots snapshots_;
  PlanCache plans_;
  base::Team team_;
  exec::ProcedureRegistry procedures_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> aliases_;
};

}  // namespace wutong
