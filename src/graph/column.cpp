// Column: values of one type lie packed; the first value of another type makes it Mixed.
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include <algorithm>
#include <bit>

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
  offsets_ = {};
  bytes_ = {};
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
    if (kind_ == Kind::String) offsets_.push_back(0);
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
      break;
    case Kind::Float:
      reals_.resize(rows_);
      reals_.back() = value.as_float();
      break;
    case Kind::String:
      offsets_.resize(rows_, bytes_.size());
      bytes_ += value.as_string();
      offsets_.push_back(bytes_.size());
      break;
    default:
      values_.resize(rows_);
      values_.back() = std::move(value);
  }
}

// Sixteen places at once: those with the first and the last byte of `wanted` are compared whole.
bool Column::text_contains(Node node, std::string_view wanted) const {
  const std::string_view text = this->text(node);
  if (wanted.size() > text.size()) return false;
#if defined(__SSE2__)
  if (wanted.size() >= 2) {
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
  if (kind_ == Kind::String) bytes_.append(16, '\0');
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
      return text(node);
    default:
      return values_[i];
  }
}

std::size_t Column::bytes() const {
  return present_.bytes() + 8 * (numbers_.capacity() + reals_.capacity() + offsets_.capacity()) +
         bytes_.capacity() + 80 * values_.size();
}

}  // namespace wutong::graph
