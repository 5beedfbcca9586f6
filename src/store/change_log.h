// What commits touched, in order, so that copies of the graph in memory know which of their nodes
// to read from storage instead. Safe from many threads; kept for the life of the process.
//
// A writer announces its changes before it commits and says when it has. So whoever
//   reads committed() and then takes a snapshot sees at least the changes before that position, and
//   takes a snapshot and then reads since(position) learns of at least the changes that it shows.
// A change that is listed but does not show costs a needless read, never a wrong one.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "wutong/value.h"

namespace wutong::store {

struct Changes {
  std::vector<NodeId> nodes;  // made, deleted, relabelled, or with other properties or neighbours
  std::vector<RelationshipId> relationships;  // with other properties, or gone
};

class ChangeLog {
 public:
  void announce(Changes changes);
  // A bulk load: no copy made before is of use.
  void announce_everything();
  // What was announced is committed, or has failed.
  void settle(bool committed);

  std::uint64_t committed() const;
  // The position, where no commit is under way: a snapshot taken since an equal one is current.
  std::optional<std::uint64_t> quiet() const;
  // Appends the changes after `position` and returns the position now; nullopt where they are too
  // many to list: make a new copy.
  std::optional<std::uint64_t> since(std::uint64_t position, Changes& out) const;

 private:
  static constexpr std::size_t kMostIds = 1 << 20;

  struct Entry {
    Changes changes;
    bool everything = false;
  };
  void push(Entry entry);

  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
  std::uint64_t first_ = 0;  // position before entries_[0]
  std::uint64_t committed_ = 0;
  std::size_t ids_ = 0;
};

}  // namespace wutong::store
