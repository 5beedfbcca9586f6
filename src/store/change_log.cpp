#include "store/change_log.h"

namespace wutong::store {

void ChangeLog::push(Entry entry) {
  ids_ += entry.changes.nodes.size() + entry.changes.relationships.size();
  entries_.push_back(std::move(entry));
  while (ids_ > kMostIds && entries_.size() > 1) {
    const Changes& oldest = entries_.front().changes;
    ids_ -= oldest.nodes.size() + oldest.relationships.size();
    entries_.pop_front();
    ++first_;
  }
}

void ChangeLog::announce(Changes changes) {
  const std::lock_guard lock(mutex_);
  push({std::move(changes), false});
}

void ChangeLog::announce_everything() {
  const std::lock_guard lock(mutex_);
  push({{}, true});
}

void ChangeLog::settle(bool committed) {
  const std::lock_guard lock(mutex_);
  // Nobody knows what a failed commit left.
  if (!committed) push({{}, true});
  committed_ = first_ + entries_.size();
}

std::uint64_t ChangeLog::committed() const {
  const std::lock_guard lock(mutex_);
  return committed_;
}

std::optional<std::uint64_t> ChangeLog::quiet() const {
  const std::lock_guard lock(mutex_);
  return committed_ == first_ + entries_.size() ? std::optional(committed_) : std::nullopt;
}

std::optional<std::uint64_t> ChangeLog::since(std::uint64_t position, Changes& out) const {
  const std::lock_guard lock(mutex_);
  if (position < first_) return std::nullopt;
  for (std::size_t i = position - first_; i < entries_.size(); ++i) {
    const Entry& entry = entries_[i];
    if (entry.everything) return std::nullopt;
    out.nodes.insert(out.nodes.end(), entry.changes.nodes.begin(), entry.changes.nodes.end());
    out.relationships.insert(out.relationships.end(), entry.changes.relationships.begin(),
                             entry.changes.relationships.end());
  }
  return first_ + entries_.size();
}

}  // namespace wutong::store
