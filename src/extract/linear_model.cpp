#include "extract/linear_model.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <tuple>

#include "base/utf8.h"
#include "wutong/error.h"

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
  seen_.assign(kSeenWords, 0);
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

namespace {

constexpr std::string_view kMagic{"wutong\0\1", 8};

// The head of a compiled model; behind it stand the names of the classes, a line each, and the
// tables in the order of their sizes.
struct Head {
  char magic[8];
  std::uint64_t names = 0, seen = 0, entries = 0, slots = 0;
  float threshold = 0;
  std::uint32_t none = 0;
};

template <class Item>
void put(std::string& out, const std::vector<Item>& items) {
  out.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Item));
}
template <class Item>
void take(std::string_view& bytes, std::size_t count, std::vector<Item>& items) {
  if (count > bytes.size() / sizeof(Item)) throw Error("model.bad_file", "a compiled model is cut");
  items.resize(count);
  if (count > 0) std::memcpy(items.data(), bytes.data(), count * sizeof(Item));
  bytes.remove_prefix(count * sizeof(Item));
}

}  // namespace

std::string LinearModel::compiled(const std::vector<std::string>& classes) const {
  std::string names;
  for (const std::string& name : classes) names += name + "\n";
  Head head;
  std::memcpy(head.magic, kMagic.data(), kMagic.size());
  head.names = names.size();
  head.seen = seen_.size();
  head.entries = entries_.size();
  head.slots = slots_.size();
  head.threshold = threshold_;
  std::string out(reinterpret_cast<const char*>(&head), sizeof head);
  out += names;
  put(out, seen_);
  put(out, entries_);
  put(out, slots_);
  return out;
}

bool LinearModel::is_compiled(std::string_view bytes) {
  return bytes.substr(0, kMagic.size()) == kMagic;
}

LinearModel LinearModel::from_compiled(std::string_view bytes,
                                       const std::vector<std::string>& classes) {
  Head head;
  if (bytes.size() < sizeof head) throw Error("model.bad_file", "a compiled model is cut");
  std::memcpy(&head, bytes.data(), sizeof head);
  bytes.remove_prefix(sizeof head);
  std::vector<std::uint32_t> class_of;  // by the number in the file
  std::string_view names = bytes.substr(0, head.names);
  bytes.remove_prefix(names.size());
  while (!names.empty()) {
    const std::size_t end = std::min(names.find('\n'), names.size() - 1);
    const auto found = std::find(classes.begin(), classes.end(), names.substr(0, end));
    if (found == classes.end()) {
      throw Error("model.bad_file",
                  "the schema has nothing called '" + std::string(names.substr(0, end)) + "'");
    }
    class_of.push_back(static_cast<std::uint32_t>(found - classes.begin()));
    names.remove_prefix(end + 1);
  }
  LinearModel model;
  model.threshold_ = head.threshold;
  take(bytes, head.seen, model.seen_);
  take(bytes, head.entries, model.entries_);
  take(bytes, head.slots, model.slots_);
  model.known_.resize(classes.size());
  for (std::size_t i = 1; i < model.entries_.size(); ++i) {
    std::uint32_t& of_class = model.entries_[i].of_class;
    if (of_class >= class_of.size()) throw Error("model.bad_file", "a compiled model is damaged");
    of_class = class_of[of_class];
    model.known_[of_class] = true;
  }
  std::size_t used = 0;
  for (const Slot& slot : model.slots_) {
    if (slot.place != 0) ++used;
    if ((slot.place >> 8) + (slot.place & 0xFF) > model.entries_.size() && slot.place != 0) {
      throw Error("model.bad_file", "a compiled model is damaged");
    }
  }
  if (!bytes.empty() || model.seen_.size() != kSeenWords || !std::has_single_bit(head.slots) ||
      used == head.slots) {
    throw Error("model.bad_file", "a compiled model is damaged");
  }
  return model;
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
