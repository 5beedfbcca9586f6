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
  // What says much of many classes is seen most: such features share few pages of memory.
  struct Group {
    std::size_t begin, size;
  };
  std::vector<Group> features;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    if (i == 0 || weights_[i].feature != weights_[i - 1].feature) features.push_back({i, 0});
    ++features.back().size;
  }
  std::stable_sort(features.begin(), features.end(),
                   [](const Group& a, const Group& b) { return a.size > b.size; });
  slots_.assign(std::bit_ceil(features.size() * 3 / 2 + 1), {});
  seen_.assign(kSeenWords, 0);
  if (!features.empty()) make_rows(features.size(), known_.size());
  const std::size_t mask = slots_.size() - 1;
  std::uint32_t row = 0;
  for (const Group& group : features) {
    const std::uint64_t feature = weights_[group.begin].feature;
    ++row;
    for (std::size_t i = group.begin; i < group.begin + group.size; ++i) {
      add_weight(row, weights_[i].of_class, weights_[i].value);
    }
    std::size_t at = feature & mask;
    while (slots_[at].row != 0) at = (at + 1) & mask;
    slots_[at] = {tag_of(feature), row};
    const std::uint64_t bit = feature >> kSeenShift;
    seen_[bit >> 6] |= std::uint64_t{1} << (bit & 63);
  }
  weights_ = {};
}

void LinearModel::make_rows(std::size_t features, std::size_t classes) {
  width_ = (classes + kLanes - 1) / kLanes;
  rows_.assign((features + 1) * width_, Lanes{});
}

namespace {

constexpr std::string_view kMagic{"wutong\0\3", 8};

// The head of a compiled model; behind it stand the names of the classes, a line each, and the
// tables in the order of their sizes.
struct Head {
  char magic[8];
  std::uint64_t names = 0, seen = 0, rows = 0, entries = 0, slots = 0;
  float threshold = 0;
  std::uint32_t none = 0;
};

template <class Items>
void put(std::string& out, const Items& items) {
  out.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(items[0]));
}
template <class Items>
void take(std::string_view& bytes, std::size_t count, Items& items) {
  using Item = typename Items::value_type;
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
  std::vector<Entry> entries;
  if (width_ > 0) head.rows = rows_.size() / width_ - 1;
  for (std::size_t row = 1; row <= head.rows; ++row) {
    const std::size_t before = entries.size();
    for (std::size_t i = 0; i < known_.size(); ++i) {
      const float weight = rows_[row * width_ + i / kLanes][i % kLanes];
      if (weight != 0) entries.push_back({static_cast<std::uint32_t>(i), weight});
    }
    if (entries.size() == before) entries.push_back({});
    entries.back().of_class |= kLast;
  }
  head.entries = entries.size();
  head.slots = slots_.size();
  head.threshold = threshold_;
  std::string out(reinterpret_cast<const char*>(&head), sizeof head);
  out += names;
  put(out, seen_);
  put(out, entries);
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
  if (head.entries > bytes.size() / sizeof(Entry) || head.rows > head.entries) {
    throw Error("model.bad_file", "a compiled model is cut");
  }
  const std::string_view entries = bytes.substr(0, head.entries * sizeof(Entry));
  bytes.remove_prefix(entries.size());
  take(bytes, head.slots, model.slots_);
  model.known_.resize(classes.size());
  if (head.rows > 0) model.make_rows(head.rows, classes.size());
  std::size_t row = 1;
  for (std::size_t at = 0; at < entries.size(); at += sizeof(Entry)) {
    Entry entry;
    std::memcpy(&entry, entries.data() + at, sizeof entry);
    const std::uint32_t number = entry.of_class & ~kLast;
    if (number >= class_of.size() || row > head.rows) {
      throw Error("model.bad_file", "a compiled model is damaged");
    }
    model.add_weight(row, class_of[number], entry.value);
    model.known_[class_of[number]] = true;
    if ((entry.of_class & kLast) != 0) ++row;
  }
  std::size_t used = 0;
  for (const Slot& slot : model.slots_) {
    if (slot.row != 0) ++used;
    if (slot.row > head.rows) throw Error("model.bad_file", "a compiled model is damaged");
  }
  if (!bytes.empty() || row != head.rows + 1 || model.seen_.size() != kSeenWords ||
      !std::has_single_bit(head.slots) || used == head.slots) {
    throw Error("model.bad_file", "a compiled model is damaged");
  }
  return model;
}

std::uint32_t LinearModel::row_of(std::uint64_t key) const {
  const std::size_t mask = slots_.size() - 1;
  const std::uint32_t tag = tag_of(key);
  std::size_t at = key & mask;
  while (slots_[at].row != 0 && slots_[at].tag != tag) at = (at + 1) & mask;
  return slots_[at].row;
}

void LinearModel::ask(const std::vector<std::uint64_t>& features, Asked& asked) const {
  static constexpr std::uint64_t kBias = TextHash(U"bias").sum;
  asked.rows.clear();
  asked.keys.resize(features.size() + 1);
  if (empty()) return;
  // Without a branch, for none could be foreseen.
  asked.keys[0] = key_of(kBias);
  std::size_t count = 1;
  for (const std::uint64_t feature : features) {
    const std::uint64_t key = key_of(feature);
    asked.keys[count] = key;
    count += learnt(key) ? 1 : 0;
  }
  asked.keys.resize(count);
  const std::size_t mask = slots_.size() - 1;
  for (const std::uint64_t key : asked.keys) __builtin_prefetch(&slots_[key & mask]);
}

void LinearModel::find(Asked& asked) const {
  if (empty()) return;
  asked.rows.resize(asked.keys.size());
  std::size_t count = 0;
  for (const std::uint64_t key : asked.keys) {
    const std::uint32_t row = row_of(key);
    const auto* weights = reinterpret_cast<const char*>(&rows_[row * width_]);
    __builtin_prefetch(weights);
    if (width_ > 1) __builtin_prefetch(weights + width_ * sizeof(Lanes) - 1);
    asked.rows[count] = row;
    count += row != 0 ? 1 : 0;
  }
  asked.rows.resize(count);
}

void LinearModel::add_up(const Asked& asked, std::vector<float>& sums) const {
  std::fill(sums.begin(), sums.end(), 0.0F);
  for (std::size_t column = 0; column < width_;) {
    switch (width_ - column) {
      case 1:
        column += add<1>(asked, column, sums);
        break;
      case 2:
      case 3:
      case 4:
        column += add<2>(asked, column, sums);
        break;
      case 5:
        column += add<5>(asked, column, sums);
        break;
      default:
        column += add<6>(asked, column, sums);
    }
  }
}

void LinearModel::sum(const std::vector<std::uint64_t>& features, std::vector<float>& sums) const {
  thread_local Asked asked;
  ask(features, asked);
  find(asked);
  add_up(asked, sums);
}

template <std::size_t Columns>
std::size_t LinearModel::add(const Asked& asked, std::size_t column,
                             std::vector<float>& sums) const {
  Lanes sum[Columns] = {};
  for (const std::uint32_t row : asked.rows) {
    const Lanes* weights = &rows_[row * width_ + column];
    for (std::size_t k = 0; k < Columns; ++k) sum[k] += weights[k];
  }
  const float* all = reinterpret_cast<const float*>(sum);
  const std::size_t first = column * kLanes;
  for (std::size_t i = 0; i < Columns * kLanes && first + i < sums.size(); ++i) {
    sums[first + i] = all[i];
  }
  return Columns;
}

}  // namespace wutong::extract
