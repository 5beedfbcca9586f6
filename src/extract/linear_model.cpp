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
  slots_.assign(std::bit_ceil(2 * weights_.size() + 1), {});
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = 0; i < weights_.size();) {
    std::size_t end = i;
    while (end < weights_.size() && weights_[end].feature == weights_[i].feature) ++end;
    std::size_t at = weights_[i].feature & mask;
    while (slots_[at].count > 0) at = (at + 1) & mask;
    slots_[at] = {weights_[i].feature, static_cast<std::uint32_t>(i),
                  static_cast<std::uint32_t>(end - i)};
    i = end;
  }
}

void LinearModel::sum(const std::vector<std::uint64_t>& features,
                      std::vector<float>& sums) const {
  std::fill(sums.begin(), sums.end(), 0.0F);
  static const std::uint64_t kBias = feature_hash(U"bias");
  add_to(sums, kBias);
  for (const std::uint64_t feature : features) add_to(sums, feature);
}

}  // namespace wutong::extract
