// A linear model over binary features: one sum of weights for each class. Its files are text: who
// reads them sees what speaks for what.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace wutong::extract {

// FNV-1a over the code points, 64 bits.
inline constexpr std::uint64_t kFeatureSeed = 14695981039346656037ULL;
inline std::uint64_t feature_hash(std::u32string_view text, std::uint64_t hash = kFeatureSeed) {
  for (const char32_t c : text) hash = (hash ^ c) * 1099511628211ULL;
  return hash;
}

class LinearModel {
 public:
  // `feature`: UTF-8.
  void add(std::size_t of_class, std::string_view feature, float weight);
  // Once, behind the last add().
  void finish();
  bool empty() const { return entries_.empty(); }
  // Whether anything was learnt of the class.
  bool knows(std::size_t of_class) const { return of_class < known_.size() && known_[of_class]; }

  // Adds the weights of a feature to the sums, by class; `sums` holds one for each.
  void add_to(std::vector<float>& sums, std::uint64_t feature) const {
    const Slot* slot = find(feature);
    if (!slot) return;
    const Entry* entry = &entries_[slot->place >> 8];
    for (std::uint32_t n = slot->place & 0xFF; n > 0; --n, ++entry) {
      sums[entry->of_class] += entry->value;
    }
  }
  // The sums of all features, that of the feature "bias" included.
  void sum(const std::vector<std::uint64_t>& features, std::vector<float>& sums) const;

 private:
  struct Weight {
    std::uint64_t feature = 0;
    std::uint32_t of_class = 0;
    float value = 0;
  };
  struct Entry {
    std::uint32_t of_class = 0;
    float value = 0;
  };
  // A feature by the upper half of its hash; where its weights lie: begin << 8 | count.
  struct Slot {
    std::uint32_t tag = 0, place = 0;
  };
  static std::uint32_t tag_of(std::uint64_t feature) {
    return static_cast<std::uint32_t>(feature >> 32);
  }
  // Most features of a text were never learnt: a bit in a table that stays in the cache says so.
  bool learnt(std::uint64_t feature) const {
    const std::uint64_t bit = feature >> kSeenShift;
    return (seen_[bit >> 6] >> (bit & 63) & 1U) != 0;
  }
  const Slot* find(std::uint64_t feature) const {
    if (seen_.empty() || !learnt(feature)) return nullptr;
    const std::size_t mask = slots_.size() - 1;
    const std::uint32_t tag = tag_of(feature);
    for (std::size_t at = feature & mask; slots_[at].place != 0; at = (at + 1) & mask) {
      if (slots_[at].tag == tag) return &slots_[at];
    }
    return nullptr;
  }

  static constexpr unsigned kSeenShift = 64 - 20;  // the highest bits of a hash, a megabit

  std::vector<std::uint64_t> seen_;
  std::vector<Weight> weights_;  // as added, until finish()
  std::vector<Entry> entries_;   // by feature
  std::vector<bool> known_;      // by class
  std::vector<Slot> slots_;      // open addressing; a power of two
};

}  // namespace wutong::extract
