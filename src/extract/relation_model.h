// A linear model over features of a pair of names: one sum for each type of relation and order of
// its ends (logistic regression, one against the rest; trained by bench/train_relations.py).
#pragma once

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

class RelationModel {
 public:
  // A type of relation, by its place in the schema, and whether its head is the second name.
  struct Kind {
    std::size_t relation = 0;
    bool head_second = false;
    std::size_t index() const { return 2 * relation + (head_second ? 1 : 0); }
  };

  void add(Kind kind, std::u32string_view feature, float weight);
  // Once, behind the last add().
  void finish();
  bool empty() const { return weights_.empty(); }
  // Whether anything was learnt of the kind.
  bool knows(Kind kind) const { return kind.index() < known_.size() && known_[kind.index()]; }

  // The sum of the weights of each kind, by Kind::index(); `sums` must hold all of them. What was
  // added under the feature "bias" always counts.
  void sum(const std::vector<std::uint64_t>& features, std::vector<float>& sums) const;

 private:
  struct Weight {
    std::uint64_t feature = 0;
    std::uint32_t kind = 0;
    float value = 0;
  };
  struct Slot {
    std::uint64_t feature = 0;
    std::uint32_t begin = 0, count = 0;
  };
  const Slot* find(std::uint64_t feature) const;

  std::vector<Weight> weights_;  // by feature
  std::vector<bool> known_;      // by Kind::index()
  std::vector<Slot> slots_;      // open addressing; a power of two
};

}  // namespace wutong::extract
