#include "extract/relation_model.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace wutong::extract {

void RelationModel::add(Kind kind, std::u32string_view feature, float weight) {
  weights_.push_back({feature_hash(feature), static_cast<std::uint32_t>(kind.index()), weight});
  if (known_.size() <= kind.index()) known_.resize(kind.index() + 1);
  known_[kind.index()] = true;
}

void RelationModel::finish() {
  std::sort(weights_.begin(), weights_.end(), [](const Weight& a, const Weight& b) {
    return std::tie(a.feature, a.kind) < std::tie(b.feature, b.kind);
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

const RelationModel::Slot* RelationModel::find(std::uint64_t feature) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = feature & mask; slots_[at].count > 0; at = (at + 1) & mask) {
    if (slots_[at].feature == feature) return &slots_[at];
  }
  return nullptr;
}

void RelationModel::sum(const std::vector<std::uint64_t>& features,
                        std::vector<float>& sums) const {
  std::fill(sums.begin(), sums.end(), 0.0F);
  if (empty()) return;
  const auto count = [&](std::uint64_t feature) {
    const Slot* slot = find(feature);
    if (!slot) return;
    for (std::uint32_t i = slot->begin; i < slot->begin + slot->count; ++i) {
      sums[weights_[i].kind] += weights_[i].value;
    }
  };
  static const std::uint64_t kBias = feature_hash(U"bias");
  count(kBias);
  for (const std::uint64_t feature : features) count(feature);
}

}  // namespace wutong::extract
