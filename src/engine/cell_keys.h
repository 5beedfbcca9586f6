// From the keys of nodes, as the cells of a file write them, to the nodes: the text of the cell
// decides. Canonical decimal numbers, the common case, lie in one array, by open addressing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wutong/value.h"

namespace wutong {

class CellKeys {
 public:
  // False where the key is known already.
  bool add(std::string_view cell, NodeId node) {
    std::uint64_t number = 0;
    if (!pack(cell, number)) return texts_.emplace(cell, node).second;
    if (2 * (count_ + 1) > slots_.size()) grow();
    Slot& slot = slots_[place(number)];
    if (slot.number != kFree) return false;
    slot = {number, node};
    ++count_;
    return true;
  }
  std::optional<NodeId> find(std::string_view cell) const {
    std::uint64_t number = 0;
    if (pack(cell, number)) {
      if (slots_.empty()) return std::nullopt;
      const Slot& slot = slots_[place(number)];
      return slot.number == kFree ? std::nullopt : std::optional(slot.node);
    }
    const auto it = texts_.find(std::string(cell));
    return it == texts_.end() ? std::nullopt : std::optional(it->second);
  }

 private:
  static constexpr std::uint64_t kFree = ~std::uint64_t{0};  // above all of 18 digits
  struct Slot {
    std::uint64_t number = kFree;
    NodeId node{};
  };
  static bool pack(std::string_view cell, std::uint64_t& out) {
    if (cell.empty() || cell.size() > 18 || (cell.size() > 1 && cell.front() == '0')) return false;
    out = 0;
    for (const char c : cell) {
      if (c < '0' || c > '9') return false;
      out = out * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return true;
  }
  // Where the number is or would be.
  std::size_t place(std::uint64_t number) const {
    std::size_t at = (number * 0x9E3779B97F4A7C15ULL) >> shift_;
    while (slots_[at].number != number && slots_[at].number != kFree) {
      at = (at + 1) & (slots_.size() - 1);
    }
    return at;
  }
  void grow() {
    const std::vector<Slot> old = std::move(slots_);
    shift_ -= old.empty() ? 10 : 2;
    slots_.assign(std::size_t{1} << (64 - shift_), Slot{});
    for (const Slot& slot : old) {
      if (slot.number != kFree) slots_[place(slot.number)] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
  unsigned shift_ = 64;  // the hash's upper bits are the place
  std::unordered_map<std::string, NodeId> texts_;
};

}  // namespace wutong
