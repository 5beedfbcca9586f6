#include "extract/word_classes.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/utf8.h"
#include "wutong/error.h"

namespace wutong::extract {
namespace {

constexpr std::string_view kMagic{"wutong\0\2", 8};

constexpr std::size_t kLongest = 64;  // characters of an ending

}  // namespace

void WordClasses::add(std::string_view word, const Classes& classes) {
  // Until finish() the words stand in a row.
  const std::u32string text = base::from_utf8(word);
  const std::uint64_t hash = TextHash(text).sum;
  if (hash != 0) slots_.push_back({hash, classes});
}

void WordClasses::finish() {
  std::vector<Slot> words = std::move(slots_);
  slots_.assign(std::bit_ceil(words.size() * 3 / 2 + 1), {});
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& word : words) {
    std::size_t at = place_of(word.word) & mask;
    while (slots_[at].word != 0 && slots_[at].word != word.word) at = (at + 1) & mask;
    slots_[at] = word;
  }
  if (words.empty()) slots_.clear();
  write_parts();
}

void WordClasses::write_parts() {
  std::uint16_t most = 0;
  for (const Slot& slot : slots_) {
    most = std::max(most, *std::max_element(slot.classes.begin(), slot.classes.end()));
  }
  parts_.clear();
  for (std::uint16_t number = 0; !slots_.empty() && number <= most; ++number) {
    for (const bool ending : {false, true}) {
      char32_t digits[4];
      std::size_t n = 0;
      for (unsigned rest = number; n == 0 || rest > 0; rest /= 10) digits[n++] = U'0' + rest % 10;
      Part& part = parts_.emplace_back();
      if (ending) part.text[part.size++] = U's';
      while (n > 0) part.text[part.size++] = digits[--n];
      part.hash = TextHash(std::u32string_view(part.text, part.size));
    }
  }
}

std::string WordClasses::compiled() const {
  const std::uint64_t size = slots_.size();
  std::string out(kMagic);
  out.append(reinterpret_cast<const char*>(&size), sizeof size);
  for (const Slot& slot : slots_) {
    out.append(reinterpret_cast<const char*>(&slot.word), sizeof slot.word);
    out.append(reinterpret_cast<const char*>(slot.classes.data()), sizeof slot.classes);
  }
  return out;
}

bool WordClasses::is_compiled(std::string_view bytes) {
  return bytes.substr(0, kMagic.size()) == kMagic;
}

WordClasses WordClasses::from_compiled(std::string_view bytes) {
  std::uint64_t size = 0;
  constexpr std::size_t kSlot = sizeof(std::uint64_t) + sizeof(Classes);
  if (bytes.size() >= kMagic.size() + sizeof size) {
    std::memcpy(&size, bytes.data() + kMagic.size(), sizeof size);
    bytes.remove_prefix(kMagic.size() + sizeof size);
  }
  WordClasses out;
  if (size > bytes.size() || size * kSlot != bytes.size() ||
      (size > 0 && !std::has_single_bit(size))) {
    throw Error("model.bad_file", "the compiled classes of words are cut");
  }
  out.slots_.resize(size);
  std::size_t used = 0;
  for (Slot& slot : out.slots_) {
    std::memcpy(&slot.word, bytes.data(), sizeof slot.word);
    std::memcpy(slot.classes.data(), bytes.data() + sizeof slot.word, sizeof slot.classes);
    bytes.remove_prefix(kSlot);
    if (slot.word != 0) ++used;
    if (*std::max_element(slot.classes.begin(), slot.classes.end()) >= kMost) {
      throw Error("model.bad_file", "the compiled classes of words are damaged");
    }
  }
  if (size > 0 && used == size) {
    throw Error("model.bad_file", "the compiled classes of words are damaged");
  }
  out.write_parts();
  return out;
}

const WordClasses::Classes* WordClasses::find(std::uint64_t word) const {
  if (slots_.empty()) return nullptr;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = place_of(word) & mask; slots_[at].word != 0; at = (at + 1) & mask) {
    if (slots_[at].word == word) return &slots_[at].classes;
  }
  return nullptr;
}

const WordClasses::Classes* WordClasses::find_ending(std::u32string_view word) const {
  for (std::size_t at = word.size() > kLongest ? word.size() - kLongest : 1; at < word.size();
       ++at) {
    if (const Classes* found = find(TextHash(word.substr(at)).sum)) return found;
  }
  return nullptr;
}

}  // namespace wutong::extract
