// RecentMap: a map that keeps what was used lately within a bound of bytes.
//
// Entries are young or old. What is found or put becomes young; when the young ones take half of the
// bound, the old ones go and the young become old. So what is used often stays, and no entry pays
// for an order of all.
#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
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
    const auto it = entries_.find(key);
    if (it == entries_.end()) return nullptr;
    make_young(it->second);
    return &it->second.value;
  }
  // `bytes`: of key and value, what they allocate included.
  Value& put(Key key, Value value, std::size_t bytes) {
    bytes += sizeof(Key) + sizeof(Entry) + kNode;
    const auto [place, is_new] = entries_.try_emplace(std::move(key));
    Entry& entry = place->second;
    if (!is_new && entry.generation == young_) bytes_ -= entry.bytes;
    bytes_ += bytes;
    entry = {std::move(value), bytes, young_};
    return entry.value;
  }
  // The value that find() has just given takes `bytes` more, or less.
  template <class Like>
  void grow(const Like& key, std::ptrdiff_t bytes) {
    const auto it = entries_.find(key);
    it->second.bytes += static_cast<std::size_t>(bytes);
    bytes_ += static_cast<std::size_t>(bytes);
  }
  // Where `key` is known, `set` changes its value; `bytes` as in put().
  template <class Like, class Set>
  void change(const Like& key, std::size_t bytes, Set set) {
    const auto it = entries_.find(key);
    if (it == entries_.end()) return;
    make_young(it->second);
    bytes += sizeof(Key) + sizeof(Entry) + kNode;
    bytes_ += bytes - it->second.bytes;
    it->second.bytes = bytes;
    set(it->second.value);
  }
  template <class Like>
  void erase(const Like& key) {
    const auto it = entries_.find(key);
    if (it == entries_.end()) return;
    if (it->second.generation == young_) bytes_ -= it->second.bytes;
    entries_.erase(it);
  }
  void clear() {
    entries_.clear();
    bytes_ = 0;
  }
  // Lets go of what is beyond the bound.
  void trim() {
    if (bytes_ <= most_ / 2) return;
    for (auto it = entries_.begin(); it != entries_.end();) {
      it = it->second.generation == young_ ? std::next(it) : entries_.erase(it);
    }
    young_ = !young_;
    bytes_ = 0;
  }

 private:
  struct Entry {
    Value value{};
    std::size_t bytes = 0;
    bool generation = false;
  };
  static constexpr std::size_t kNode = 32;  // of a hash table, an entry

  void make_young(Entry& entry) {
    if (entry.generation == young_) return;
    entry.generation = young_;
    bytes_ += entry.bytes;
  }

  std::size_t most_;
  std::size_t bytes_ = 0;  // of the young
  bool young_ = true;      // the generation of the young
  std::unordered_map<Key, Entry, Hash, std::equal_to<>> entries_;
};

}  // namespace wutong::base
