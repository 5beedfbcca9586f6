// Words over code points, each with a value, matched at a position in a text. Open addressing over
// one pool of characters: a lookup allocates nothing.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wutong::extract {

template <class Value>
class WordMap {
 public:
  using View = std::u32string_view;

  // The value of a word added twice is the later one. Words longer than 63 characters are cut.
  void add(View word, Value value) {
    word = word.substr(0, kLongest);
    if (word.empty()) return;
    if (Entry* known = entry(word)) {
      known->value = std::move(value);
      return;
    }
    if (2 * (entries_.size() + 1) > slots_.size()) grow();
    entries_.push_back({static_cast<std::uint32_t>(pool_.size()),
                        static_cast<std::uint32_t>(word.size()), std::move(value)});
    pool_.append(word);
    insert(hash(word), static_cast<std::uint32_t>(entries_.size()));
    lengths_by(firsts_, word.front()) |= bit(word.size());
    lengths_by(lasts_, word.back()) |= bit(word.size());
    add_pairs(word);
    if (word.size() == 1) add_character(word.front());
    longest_ = std::max(longest_, word.size());
  }

  // Length of the longest word at `at`, 0 for none; `value` gets what it stands for.
  std::size_t longest(View text, std::size_t at, const Value** value) const {
    if (at >= text.size() || entries_.empty()) return 0;
    const bool pair = at + 1 < text.size() && opening_.may_hold(text[at], text[at + 1]);
    return pair || is_character(text[at]) ? longest_of(text, at, value, pair) : 0;
  }
  // Length of the longest word that `text` ends with, 0 for none.
  std::size_t longest_ending(View text, const Value** value = nullptr) const {
    if (text.empty() || entries_.empty()) return 0;
    const bool pair = text.size() > 1 && closing_.may_hold(text[text.size() - 2], text.back());
    if (!pair && !is_character(text.back())) return 0;
    std::uint64_t lengths = lengths_of(lasts_, text.back());
    if (!pair) lengths &= bit(1);
    if (lengths == 0) return 0;
    for (std::size_t n = std::min(longest_, text.size()); n > 0; --n) {
      if ((lengths & bit(n)) == 0) continue;
      const View word = text.substr(text.size() - n);
      const Entry* found = entry(word, hash(word));
      if (!found) continue;
      if (value) *value = &found->value;
      return n;
    }
    return 0;
  }
  const Value* find(View word) const {
    if (word.empty() || word.size() > longest_ ||
        (word.size() > 1 ? !opening_.may_hold(word[0], word[1]) : !is_character(word[0])) ||
        (lengths_of(firsts_, word.front()) & bit(word.size())) == 0) {
      return nullptr;
    }
    const Entry* found = entry(word, hash(word));
    return found ? &found->value : nullptr;
  }
  std::size_t size() const { return entries_.size(); }
  // In the order in which they were added.
  template <class Use>
  void each(Use use) const {
    for (const Entry& entry : entries_) use(word(entry), entry.value);
  }

 private:
  static constexpr std::size_t kLongest = 63;
  static constexpr std::uint64_t kSeed = 0x9E3779B97F4A7C15ULL;

  struct Entry {
    std::uint32_t begin, size;
    Value value;
  };
  // The lengths of the words with one first or last character, a bit each; by open addressing.
  struct Lengths {
    char32_t character = 0;
    std::uint64_t lengths = 0;
  };
  struct LengthTable {
    std::vector<Lengths> slots;
    std::size_t used = 0;
  };
  // The two characters that words begin or end with, two bits of one number for each pair: most
  // places of a text are done with before a slot is looked at, which lies far away in memory.
  struct Pairs {
    std::vector<std::uint64_t> bits;
    static std::uint64_t hash(char32_t a, char32_t b) {
      return (a * 0x9E3779B97F4A7C15ULL + b) * 0xFF51AFD7ED558CCDULL;
    }
    static std::uint64_t marks(std::uint64_t hash) {
      return std::uint64_t{1} << (hash >> 26 & 63) | std::uint64_t{1} << (hash >> 32 & 63);
    }
    std::size_t place(std::uint64_t hash) const {
      return static_cast<std::size_t>(hash >> 38) & (bits.size() - 1);
    }
    bool may_hold(char32_t a, char32_t b) const {
      const std::uint64_t sum = hash(a, b);
      return (~bits[place(sum)] & marks(sum)) == 0;
    }
    void add(char32_t a, char32_t b) {
      const std::uint64_t sum = hash(a, b);
      bits[place(sum)] |= marks(sum);
    }
  };

  // Of the words with one character, and where `pair` of those with more.
  std::size_t longest_of(View text, std::size_t at, const Value** value, bool pair) const {
    std::uint64_t lengths = lengths_of(firsts_, text[at]);
    if (!pair) lengths &= bit(1);
    if (lengths == 0) return 0;
    std::uint64_t hashes[kLongest + 1];
    std::uint64_t sum = kSeed;
    const std::size_t most = std::min(longest_, text.size() - at);
    for (std::size_t n = 1; n <= most && lengths >> n != 0; ++n) {
      sum = mix(sum, text[at + n - 1]);
      hashes[n] = sum;
    }
    for (std::size_t n = most; n > 0; --n) {
      if ((lengths & bit(n)) == 0) continue;
      const Entry* found = entry(text.substr(at, n), hashes[n]);
      if (!found) continue;
      if (value) *value = &found->value;
      return n;
    }
    return 0;
  }

  static std::uint64_t bit(std::size_t n) { return std::uint64_t{1} << n; }
  static std::uint64_t mix(std::uint64_t sum, char32_t c) {
    sum = (sum ^ c) * 0xFF51AFD7ED558CCDULL;
    return sum ^ (sum >> 32);
  }
  static std::uint64_t hash(View word) {
    std::uint64_t sum = kSeed;
    for (const char32_t c : word) sum = mix(sum, c);
    return sum;
  }
  View word(const Entry& entry) const { return View(pool_).substr(entry.begin, entry.size); }

  const Entry* entry(View word, std::uint64_t sum) const {
    if (slots_.empty()) return nullptr;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = sum & mask; slots_[at].index != 0; at = (at + 1) & mask) {
      if (slots_[at].tag != static_cast<std::uint32_t>(sum >> 32)) continue;
      const Entry& found = entries_[slots_[at].index - 1];
      if (this->word(found) == word) return &found;
    }
    return nullptr;
  }
  Entry* entry(View word) { return const_cast<Entry*>(entry(word, hash(word))); }
  void insert(std::uint64_t sum, std::uint32_t index) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = sum & mask;
    while (slots_[at].index != 0) at = (at + 1) & mask;
    slots_[at] = {index, static_cast<std::uint32_t>(sum >> 32)};
  }
  void grow() {
    slots_.assign(std::max<std::size_t>(16, slots_.size() * 2), {});
    for (Pairs* pairs : {&opening_, &closing_}) pairs->bits.assign(slots_.size() / 16, 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      insert(hash(word(entries_[i])), static_cast<std::uint32_t>(i + 1));
      add_pairs(word(entries_[i]));
    }
  }
  void add_pairs(View word) {
    if (word.size() < 2) return;
    opening_.add(word[0], word[1]);
    closing_.add(word[word.size() - 2], word.back());
  }

  static constexpr std::size_t kCharacters = 4096;
  bool is_character(char32_t c) const {
    return !characters_.empty() && (characters_[c % kCharacters / 64] >> (c % 64) & 1U) != 0;
  }
  void add_character(char32_t c) {
    if (characters_.empty()) characters_.resize(kCharacters / 64);
    characters_[c % kCharacters / 64] |= std::uint64_t{1} << (c % 64);
  }

  static std::size_t place_of(char32_t c, std::size_t size) {
    return (c * 0x9E3779B1U >> 7) & (size - 1);
  }
  static std::uint64_t lengths_of(const LengthTable& table, char32_t c) {
    if (table.slots.empty()) return 0;
    for (std::size_t at = place_of(c, table.slots.size());;
         at = (at + 1) & (table.slots.size() - 1)) {
      const Lengths& slot = table.slots[at];
      if (slot.character == c || slot.lengths == 0) return slot.lengths;
    }
  }
  static std::uint64_t& lengths_by(LengthTable& table, char32_t c) {
    if (3 * (table.used + 1) > table.slots.size()) {
      std::vector<Lengths> old(std::max<std::size_t>(16, table.slots.size() * 4));
      old.swap(table.slots);
      table.used = 0;
      for (const Lengths& slot : old) {
        if (slot.lengths != 0) lengths_by(table, slot.character) = slot.lengths;
      }
    }
    std::size_t at = place_of(c, table.slots.size());
    while (table.slots[at].lengths != 0 && table.slots[at].character != c) {
      at = (at + 1) & (table.slots.size() - 1);
    }
    if (table.slots[at].lengths == 0) ++table.used;
    table.slots[at].character = c;
    return table.slots[at].lengths;
  }

  struct Slot {
    std::uint32_t index = 0, tag = 0;  // index + 1, upper half of the hash
  };
  std::u32string pool_;
  std::vector<Entry> entries_;
  std::vector<Slot> slots_;
  LengthTable firsts_, lasts_;
  Pairs opening_, closing_;
  std::size_t longest_ = 0;
  // Words of one character, a bit each and for others like them; empty where there is none.
  std::vector<std::uint64_t> characters_;
};

}  // namespace wutong::extract
