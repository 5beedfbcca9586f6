#include "extract/linear_model.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "base/utf8.h"

namespace wutong::extract {

void LinearModel::add(std::size_t of_class, std::string_view feature, float weight) {
  std::uint64_t hash = kFeatureSeed;
  for (std::size_t at = 0; at < feature.size();) {
    const base::Decoded next = base::decode_utf8(feature, at);
    hash = feature_hash(std::u32string_view(&next.code_point, 1), hash);
    at += next.length;
  }
  weights_.push_back({hash, static_cast<std::uint32_t>(of_class), weight});
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

void LinearModel::sum(const std::vector<std::uint64_t>& features, std::vector<float>& sums) const {
  std::fill(sums.begin(), sums.end(), 0.0F);
  static const std::uint64_t kBias = feature_hash(U"bias");
  add_to(sums, kBias);
  // Slots are asked for all at once and looked at later: each lies in a cache line of its own.
  if (slots_.empty()) return;
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint64_t feature : features) {
    if (learnt(feature)) __builtin_prefetch(&slots_[feature & mask]);
  }
  for (const std::uint64_t feature : features) add_to(sums, feature);
}

}  // namespace wutong::extract
