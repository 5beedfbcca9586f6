#include "extract/linear_model.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "base/utf8.h"

namespace wutong::extract {

void LinearModel::add(std::size_t of_class, std::string_view feature, float weight) {
  std::uint64_t hash = 0;
  for (std::size_t at = 0; at < feature.size();) {
    const base::Decoded next = base::decode_utf8(feature, at);
    hash = hash * TextHash::kBase + next.code_point;
    at += next.length;
  }
  weights_.push_back({key_of(hash), static_cast<std::uint32_t>(of_class), weight});
  if (known_.size() <= of_class) known_.resize(of_class + 1);
  known_[of_class] = true;
}

void LinearModel::finish() {
  std::sort(weights_.begin(), weights_.end(), [](const Weight& a, const Weight& b) {
    return std::tie(a.feature, a.of_class) < std::tie(b.feature, b.of_class);
  });
  std::size_t features = 0;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    if (i == 0 || weights_[i].feature != weights_[i - 1].feature) ++features;
  }
  slots_.assign(std::bit_ceil(features * 3 / 2 + 1), {});
  seen_.assign((std::size_t{1} << (64 - kSeenShift)) / 64, 0);
  entries_.assign(1, {});  // place 0 is no place
  entries_.reserve(weights_.size() + 1);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < weights_.size();) {
    const std::uint64_t feature = weights_[i].feature;
    const std::size_t begin = entries_.size();
    for (; i < weights_.size() && weights_[i].feature == feature; ++i) {
      if (entries_.size() - begin < 0xFF) {
        entries_.push_back({weights_[i].of_class, weights_[i].value});
      }
    }
    std::size_t at = feature & mask;
    while (slots_[at].place != 0) at = (at + 1) & mask;
    slots_[at] = {tag_of(feature),
                  static_cast<std::uint32_t>(begin << 8 | (entries_.size() - begin))};
    const std::uint64_t bit = feature >> kSeenShift;
    seen_[bit >> 6] |= std::uint64_t{1} << (bit & 63);
  }
  if (weights_.empty()) entries_.clear();
  weights_ = {};
}

std::uint32_t LinearModel::place_of(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  const std::uint32_t tag = tag_of(key);
  std::size_t at = key & mask;
  while (slots_[at].place != 0 && slots_[at].tag != tag) at = (at + 1) & mask;
  return slots_[at].place;
}

void LinearModel::sum(const std::vector<std::uint64_t>& features, std::vector<float>& sums) const {
  static constexpr std::uint64_t kBias = TextHash(U"bias").sum;
  std::fill(sums.begin(), sums.end(), 0.0F);
  if (empty()) return;
  add(&kBias, 1, sums);
  add(features.data(), features.size(), sums);
}

// In three rounds, for the memory of a feature lies in two places that are in no near cache: each
// round asks for what the next one reads. The first has no branch, for none could be foreseen.
void LinearModel::add(const std::uint64_t* features, std::size_t count,
                      std::vector<float>& sums) const {
  constexpr std::size_t kAtOnce = 64;
  std::uint64_t keys[kAtOnce];
  std::uint32_t places[kAtOnce];
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t begin = 0; begin < count; begin += kAtOnce) {
    const std::size_t end = std::min(count, begin + kAtOnce);
    std::size_t seen = 0, found = 0;
    for (std::size_t i = begin; i < end; ++i) {
      keys[seen] = key_of(features[i]);
      seen += learnt(keys[seen]) ? 1 : 0;
    }
    for (std::size_t i = 0; i < seen; ++i) __builtin_prefetch(&slots_[keys[i] & mask]);
    for (std::size_t i = 0; i < seen; ++i) {
      places[found] = place_of(keys[i]);
      __builtin_prefetch(&entries_[places[found] >> 8]);
      found += places[found] != 0 ? 1 : 0;
    }
    for (std::size_t i = 0; i < found; ++i) {
      const Entry* entry = &entries_[places[i] >> 8];
      for (std::uint32_t n = places[i] & 0xFF; n > 0; --n, ++entry) {
        sums[entry->of_class] += entry->value;
      }
    }
  }
}

}  // namespace wutong::extract
