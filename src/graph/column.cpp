// Column: values of one type lie packed; the first value of another type makes it Mixed.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

#include "graph/base.h"

namespace wutong::graph {

void Column::widen() {
  if (kind_ == Kind::Mixed) return;
  std::vector<Value> values(rows_);
  for (std::size_t i = 0; i < rows_; ++i) {
    if (present_.test(i)) values[i] = value(static_cast<Node>(first_ + i));
  }
  values_ = std::move(values);
  numbers_ = {};
  reals_ = {};
  zones_ = {};
  offsets_ = {};
  bytes_ = {};
  codes_ = {};
  words_ = {};
  code_of_ = {};
  kind_ = Kind::Mixed;
}

void Column::append(Node node, Value value) {
  const Kind kind = value.is_integer()  ? Kind::Integer
                    : value.is_float()  ? Kind::Float
                    : value.is_string() ? Kind::String
                                        : Kind::Mixed;
  if (kind_ == Kind::Empty) {
    first_ = node;
    kind_ = kind;
  } else if (kind_ != kind) {
    widen();
  }
  const std::size_t row = node - first_;
  rows_ = row + 1;
  present_.set(row);
  switch (kind_) {
    case Kind::Integer:
      numbers_.resize(rows_);
      numbers_.back() = value.as_integer();
      least_ = std::min(least_, value.as_integer());
      greatest_ = std::max(greatest_, value.as_integer());
      while (zones_.size() <= row / kZone) {
        zones_.emplace_back(std::numeric_limits<std::int64_t>::max(),
                            std::numeric_limits<std::int64_t>::min());
      }
      zones_.back().first = std::min(zones_.back().first, value.as_integer());
      zones_.back().second = std::max(zones_.back().second, value.as_integer());
      break;
    case Kind::Float:
      reals_.resize(rows_);
      reals_.back() = value.as_float();
      break;
    case Kind::String:
      append_text(row, std::move(value));
      break;
    default:
      values_.resize(rows_);
      values_.back() = std::move(value);
  }
}

// As codes while the words come again, else one behind the other.
void Column::append_text(std::size_t row, Value value) {
  ++texts_;
  if (offsets_.empty()) {
    const auto [known, fresh] =
        code_of_.try_emplace(value.as_string(), static_cast<std::uint32_t>(words_.size()));
    const std::uint32_t code = known->second;
    if (fresh) {
      // The key is the text of a value that stays.
      code_of_.erase(known);
      words_.push_back(std::move(value));
      code_of_.emplace(words_.back().as_string(), code);
    }
    codes_.resize(row + 1);
    codes_.back() = code;
    const std::size_t most = std::min(kMostWords, 1024 + texts_ / kUsesOfWord);
    if (words_.size() > most) spell_out();
    return;
  }
  offsets_.resize(row + 1, bytes_.size());
  bytes_ += value.as_string();
  offsets_.push_back(bytes_.size());
}

void Column::spell_out() {
  const std::vector<std::uint32_t> codes = std::move(codes_);
  const std::vector<Value> words = std::move(words_);
  codes_ = {};
  words_ = {};
  code_of_ = {};
  offsets_.push_back(0);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (present_.test(i)) bytes_ += words[codes[i]].as_string();
    offsets_.push_back(bytes_.size());
  }
}

std::optional<std::pair<std::int64_t, std::int64_t>> Column::bounds(Node from, Node to) const {
  if (to < first_ || kind_ != Kind::Integer) return std::nullopt;
  const std::size_t begin = from < first_ ? 0 : (from - first_) / kZone;
  const std::size_t end = std::min(zones_.size(), (to - first_) / kZone + 1);
  std::pair all{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};
  for (std::size_t zone = begin; zone < end; ++zone) {
    all.first = std::min(all.first, zones_[zone].first);
    all.second = std::max(all.second, zones_[zone].second);
  }
  if (all.first > all.second) return std::nullopt;
  return all;
}

// Sixteen places at once: those with the first and the last byte of `wanted` are compared whole.
bool Column::text_contains(Node node, std::string_view wanted) const {
  const std::string_view text = this->text(node);
  if (wanted.size() > text.size()) return false;
#if defined(__SSE2__)
  if (wanted.size() >= 2 && !is_coded()) {
    const __m128i first = _mm_set1_epi8(wanted.front());
    const __m128i last = _mm_set1_epi8(wanted.back());
    const std::size_t places = text.size() - wanted.size() + 1;
    // finish() has left room to read past the end.
    for (std::size_t i = 0; i < places; i += 16) {
      const auto load = [&](std::size_t at) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
      };
      const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(first, load(i)),
                                         _mm_cmpeq_epi8(last, load(i + wanted.size() - 1)));
      for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(both)); mask != 0;
           mask &= mask - 1) {
        const std::size_t at = i + static_cast<std::size_t>(std::countr_zero(mask));
        if (at >= places) return false;
        if (text.substr(at, wanted.size()) == wanted) return true;
      }
    }
    return false;
  }
#endif
  return text.find(wanted) != std::string_view::npos;
}

void Column::finish() {
  // Few texts, each its own word, gain nothing by codes.
  if (is_coded() && words_.size() * 2 > texts_ && texts_ > 16) spell_out();
  code_of_ = {};
  if (kind_ == Kind::String) bytes_.append(16, '\0');
  codes_.shrink_to_fit();
  numbers_.shrink_to_fit();
  offsets_.shrink_to_fit();
  bytes_.shrink_to_fit();
}

Value Column::value(Node node) const {
  if (!has(node)) return {};
  const std::size_t i = node - first_;
  switch (kind_) {
    case Kind::Integer:
      return numbers_[i];
    case Kind::Float:
      return reals_[i];
    case Kind::String:
      return is_coded() ? words_[codes_[i]] : Value(text(node));
    default:
      return values_[i];
  }
}

std::size_t Column::bytes() const {
  return present_.bytes() + 8 * (numbers_.capacity() + reals_.capacity() + offsets_.capacity()) +
         bytes_.capacity() + 80 * values_.size() + 4 * codes_.capacity() +
         16 * zones_.capacity() +
         std::accumulate(words_.begin(), words_.end(), std::size_t{0},
                         [](std::size_t sum, const Value& word) {
                           return sum + 64 + word.as_string().size();
                         });
}

}  // namespace wutong::graph
