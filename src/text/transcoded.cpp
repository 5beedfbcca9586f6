#include "text/transcoded.h"

#include <algorithm>

#include "base/utf8.h"

namespace wutong::text {

Transcoded::Transcoded(std::vector<DecodedCharacter> characters)
    : characters_(std::move(characters)) {
  utf8_.reserve(3 * characters_.size());
  places_.reserve(3 * characters_.size());
  for (std::size_t i = 0; i < characters_.size(); ++i) {
    const char32_t c = characters_[i].code_point;
    base::append_utf8(c == 0 ? base::kReplacement : c, utf8_);
    places_.resize(utf8_.size(), static_cast<std::uint32_t>(i));
  }
}

base::ByteSpan Transcoded::source(std::size_t begin, std::size_t end) const {
  if (begin >= places_.size()) {
    const std::size_t last = characters_.empty() ? 0 : characters_.back().span.end;
    return {last, last};
  }
  const base::ByteSpan first = characters_[places_[begin]].span;
  if (end <= begin) return {first.begin, first.begin};
  return {first.begin, characters_[places_[std::min(end, places_.size()) - 1]].span.end};
}

}  // namespace wutong::text
