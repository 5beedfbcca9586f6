// Work on many records, some at a time, each time in one commit.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "store/store.h"

namespace wutong::build {

inline constexpr std::size_t kRecordsPerCommit = 8192;
inline constexpr std::size_t kDocumentsPerCommit = 128;

template <class Work>
void in_commits(store::Store& store, const std::vector<std::string>& items, std::size_t most,
                Work work) {
  for (std::size_t at = 0; at < items.size(); at += most) {
    const auto transaction = store.begin_write();
    const auto begin = items.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = items.begin() + static_cast<std::ptrdiff_t>(std::min(items.size(), at + most));
    work(*transaction, std::vector<std::string>(begin, end));
    transaction->commit();
  }
}

// The keys of `space` that begin with one of the letters of `kinds`.
inline std::vector<std::string> keys_of_kinds(const store::Store& store, store::RecordSpace space,
                                              std::string_view kinds) {
  std::vector<std::string> keys;
  const auto view = store.snapshot();
  for (const char kind : kinds) {
    view->scan_records(space, std::string(1, kind), [&](std::string_view key, std::string_view) {
      keys.emplace_back(key);
      return true;
    });
  }
  return keys;
}

inline void erase_records(store::Store& store, store::RecordSpace space,
                          const std::vector<std::string>& keys) {
  in_commits(store, keys, kRecordsPerCommit,
             [&](store::WriteTransaction& transaction, const std::vector<std::string>& some) {
               for (const std::string& key : some) transaction.delete_record(space, key);
             });
}

}  // namespace wutong::build
