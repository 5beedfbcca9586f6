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
  bool empty() const { return weights_.empty(); }
  // Whether anything was learnt of the class.
  bool knows(std::size_t of_class) const {
    return of_class < known_.size() && known_[of_class];
  }

  // Adds the weights of a feature to the sums, by class; `sums` holds one for each.
  void add_to(std::vector<float>& sums, std::uint64_t feature) const {
    const Slot* slot = find(feature);
    if (!slot) return;
    for (std::uint32_t i = slot->begin; i < slot->begin + slot->count; ++i) {
      sums[weights_[i].of_class] += weights_[i].value;
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
  struct Slot {
    std::uint64_t feature = 0;
    std::uint32_t begin = 0, count = 0;
  };
  const Slot* find(std::uint64_t feature) const {
    if (slots_.empty()) return nullptr;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = feature & mask; slots_[at].count > 0; at = (at + 1) & mask) {
      if (slots_[at].feature == feature) return &slots_[at];
    }
    return nullptr;
  }

  std::vector<Weight> weights_;  // by feature
  std::vector<bool> known_;      // by class
  std::vector<Slot> slots_;      // open addressing; a power of two
};

}  // namespace wutong::extract
