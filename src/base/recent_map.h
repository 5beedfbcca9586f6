// RecentMap: a map that keeps what was used lately within a bound of bytes.
//
// Entries live in two generations. What is found moves to the younger one; when that is half of
// the bound, the older one goes as a whole and the younger takes its place. So what is used often
// stays, and no entry pays for an order of all.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace wutong::base {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>()(text);
  }
};

template <class Key, class Value, class Hash = std::hash<Key>>
class RecentMap {
 public:
  explicit RecentMap(std::size_t most_bytes) : most_(most_bytes) {}

  // nullptr where it is not known. Valid until trim() or a change of this entry.
  template <class Like>
  Value* find(const Like& key) {
    if (const auto it = young_.find(key); it != young_.end()) return &it->second.value;
    const auto it = old_.find(key);
    if (it == old_.end()) return nullptr;
    bytes_ += it->second.bytes;
    return &young_.insert(old_.extract(it)).position->second.value;
  }
  // `bytes`: of key and value, what they allocate included.
  Value& put(Key key, Value value, std::size_t bytes) {
    erase(key);
    bytes += sizeof(Key) + sizeof(Entry) + kNode;
    bytes_ += bytes;
    return young_.emplace(std::move(key), Entry{std::move(value), bytes}).first->second.value;
  }
  // The value that find() has just given takes `bytes` more, or less.
  template <class Like>
  void grow(const Like& key, std::ptrdiff_t bytes) {
    const auto it = young_.find(key);
    it->second.bytes += static_cast<std::size_t>(bytes);
    bytes_ += static_cast<std::size_t>(bytes);
  }
  template <class Like>
  void erase(const Like& key) {
    if (const auto it = young_.find(key); it != young_.end()) {
      bytes_ -= it->second.bytes;
      young_.erase(it);
    } else if (const auto before = old_.find(key); before != old_.end()) {
      old_.erase(before);
    }
  }
  void clear() {
    young_.clear();
    old_.clear();
    bytes_ = 0;
  }
  // Lets go of what is beyond the bound.
  void trim() {
    if (bytes_ <= most_ / 2) return;
    old_ = std::exchange(young_, {});
    bytes_ = 0;
  }

 private:
  struct Entry {
    Value value;
    std::size_t bytes;
  };
  static constexpr std::size_t kNode = 32;  // of a hash table, an entry
  using Entries = std::unordered_map<Key, Entry, Hash, std::equal_to<>>;

  std::size_t most_;
  std::size_t bytes_ = 0;  // of young_
  Entries young_, old_;
};

}  // namespace wutong::base
