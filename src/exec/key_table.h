// KeyTable: the different keys of rows, numbered in the order in which they came. Equal keys are
// equivalent ones. Keys lie one behind the other: none has memory of its own.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "model/compare.h"

namespace wutong::exec {

class KeyTable {
 public:
  // Of keys with so many values.
  explicit KeyTable(std::size_t width) : width_(width), slots_(8) {}

  std::size_t size() const { return hashes_.size(); }
  std::size_t hash(std::size_t number) const { return hashes_[number]; }
  const Value& value(std::size_t number, std::size_t k) const { return keys_[number * width_ + k]; }
  Value* key(std::size_t number) { return keys_.data() + number * width_; }

  static std::size_t hash_of(const std::vector<Value>& key) {
    std::size_t hash = 0;
    for (const Value& value : key) hash = hash * 1000003 + model::hash(value);
    return hash ^ (hash >> 29);
  }
  static std::size_t hash_of(const Value& key) {
    const std::size_t hash = model::hash(key);
    return hash ^ (hash >> 29);
  }
  // The number of a key that is there.
  std::optional<std::size_t> find(std::size_t hash, const Value* key) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
      const std::size_t number = slots_[slot] - 1;
      if (hashes_[number] == hash &&
          std::equal(key, key + width_, keys_.data() + number * width_, model::equivalent)) {
        return number;
      }
    }
    return std::nullopt;
  }
  // The number of a key, and whether it is new; takes the values then, or copies what is const.
  // Open addressing: a slot holds a number + 1.
  template <class V>
  std::pair<std::size_t, bool> number_of(std::size_t hash, V* key) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t slot = hash & mask;
    for (; slots_[slot] != 0; slot = (slot + 1) & mask) {
      const std::size_t number = slots_[slot] - 1;
      if (hashes_[number] != hash) continue;
      if (std::equal(key, key + width_, keys_.data() + number * width_, model::equivalent)) {
        return {number, false};
      }
    }
    slots_[slot] = static_cast<std::uint32_t>(size() + 1);
    hashes_.push_back(hash);
    for (std::size_t k = 0; k < width_; ++k) keys_.push_back(std::move(key[k]));
    if (size() * 2 > slots_.size()) grow();
    return {size() - 1, true};
  }

 private:
  void grow() {
    slots_.assign(slots_.size() * 4, 0);
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t number = 0; number < size(); ++number) {
      std::size_t slot = hashes_[number] & mask;
      while (slots_[slot] != 0) slot = (slot + 1) & mask;
      slots_[slot] = static_cast<std::uint32_t>(number + 1);
    }
  }

  std::size_t width_;
  std::vector<Value> keys_;
  std::vector<std::size_t> hashes_;
  std::vector<std::uint32_t> slots_;
};

}  // namespace wutong::exec
