// LastRecord: the last record read of nodes or of relationships, as its parts are often asked for
// one after another. Records that are asked for in ascending order are read ahead, and those of the
// last few thousand stay at hand: rows are filtered a batch at a time and then changed. A long
// ascent is read by another thread, a window ahead of the caller.
#pragma once

#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kv/database.h"

namespace wutong::store {

class LastRecord {
 public:
  explicit LastRecord(kv::Family family) : family_(family) {}
  ~LastRecord() { reset(); }
  LastRecord(const LastRecord&) = delete;
  LastRecord& operator=(const LastRecord&) = delete;
  // False where there is none.
  bool load(const kv::View& view, std::uint64_t id);
  // Valid after load() until the next call.
  std::string_view bytes() const { return bytes_; }
  // It has just been written so.
  void replace(std::uint64_t id, std::string bytes);
  // It has been erased.
  void forget() { loaded_ = false; }
  // The view looks at another state.
  void reset();

 private:
  // All records of ids `from` to `to`, as the view has them beneath its own changes.
  struct Window {
    struct Entry {
      std::uint64_t id;
      std::size_t begin, size;
    };
    std::vector<Entry> entries;  // ascending
    std::string bytes;
    std::uint64_t from = 1, to = 0;
    std::size_t at = 0;  // the entry last asked for

    bool covers(std::uint64_t id) const { return from <= id && id <= to; }
    std::optional<std::string_view> find(std::uint64_t id);
    void clear();
  };
  void read_ahead(const kv::View& view, std::uint64_t id, const std::string& key);
  // Into `window`, what stands at place_: the records from id `from` on.
  void fill(Window& window, std::uint64_t from);
  void fill_next();

  kv::Family family_;
  std::optional<std::uint64_t> id_;
  bool loaded_ = false;
  std::string_view bytes_;
  std::string own_;                      // what bytes_ shows outside of windows
  std::unique_ptr<kv::Iterator> place_;  // behind the window
  Window window_, before_;
  Window next_;                // behind window_; it and place_ are the other thread's while ...
  std::future<void> filling_;  // ... this is valid
  std::size_t length_ = 0;     // of the next window
  int ascending_ = 0;
};

}  // namespace wutong::store
