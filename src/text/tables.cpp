#include "text/tables.h"

#include <array>
#include <cstring>

// Behind a head of 8 bytes the slots begin with a cache line, so that none lies in two.
#define WUTONG_EMBED(symbol, file)                                                   \
  asm(".section .rodata\n.balign 64\n.skip 56\n.global " #symbol "\n" #symbol        \
      ":\n.incbin \"" WUTONG_TABLES "/" file "\"\n.global " #symbol "_end\n" #symbol \
      "_end:\n.byte 0\n.previous\n")

WUTONG_EMBED(wutong_t2s_characters, "t2s_characters.bin");
WUTONG_EMBED(wutong_t2s_phrases, "t2s_phrases.txt");
WUTONG_EMBED(wutong_readings, "readings.bin");
WUTONG_EMBED(wutong_words, "words.bin");
WUTONG_EMBED(wutong_word_starts, "word_starts.bin");
WUTONG_EMBED(wutong_bigrams, "bigrams.bin");
WUTONG_EMBED(wutong_model, "model.bin");
WUTONG_EMBED(wutong_characters, "characters.bin");
WUTONG_EMBED(wutong_names, "names.bin");

extern "C" {
extern const char wutong_t2s_characters[];
extern const char wutong_t2s_phrases[];
extern const char wutong_t2s_phrases_end[];
extern const char wutong_readings[];
extern const char wutong_words[];
extern const char wutong_word_starts[];
extern const char wutong_bigrams[];
extern const char wutong_model[];
extern const char wutong_characters[];
extern const char wutong_names[];
}

namespace wutong::text {
namespace {

constexpr char32_t kFirst = 0x3400, kLast = 0x9FFF;

template <class Number>
Number read(const char* at) {
  Number value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

// FNV-1a over the bytes of UTF-8.
std::uint64_t with_byte(std::uint64_t key, std::uint32_t byte) {
  return (key ^ byte) * 0x100000001B3ULL;
}

}  // namespace

char32_t simplified(char32_t c) {
  if (c > 0xFFFF) return c;
  const auto simple = read<std::uint16_t>(wutong_t2s_characters + 2 * c);
  return simple != 0 ? simple : c;
}

std::string_view simplified_phrases() {
  return {wutong_t2s_phrases,
          static_cast<std::size_t>(wutong_t2s_phrases_end - wutong_t2s_phrases)};
}

bool is_reading(char32_t c, std::string_view pinyin) {
  if (c < kFirst || c > kLast) return false;
  const char* offsets = wutong_readings + 4 * (c - kFirst);
  const auto begin = read<std::uint32_t>(offsets), end = read<std::uint32_t>(offsets + 4);
  const char* texts = wutong_readings + 4 * (kLast - kFirst + 2);
  const std::string_view readings(texts + begin, end - begin);
  for (std::size_t at = 0; at + pinyin.size() <= readings.size(); ++at) {
    std::size_t same = 0;
    while (same < pinyin.size() && readings[at + same] == pinyin[same]) ++same;
    at += same;
    if (same == pinyin.size() && (at == readings.size() || readings[at] == ',')) return true;
    while (at < readings.size() && readings[at] != ',') ++at;
  }
  return false;
}

std::uint32_t bigram_weight(char32_t a, char32_t b) {
  if (a > 0xFFFF || b > 0xFFFF) return 0;
  const auto key = static_cast<std::uint32_t>(a << 16 | b);
  const auto size = read<std::uint32_t>(wutong_bigrams);
  for (std::uint32_t at = (key * 0x9E3779B1U >> 8) & (size - 1);; at = (at + 1) & (size - 1)) {
    const char* slot = wutong_bigrams + 8 + 8 * static_cast<std::size_t>(at);
    const auto found = read<std::uint32_t>(slot);
    if (found == key) return read<std::uint32_t>(slot + 4);
    if (found == 0) return 0;
  }
}

unsigned word_lengths(char32_t a, char32_t b) {
  const std::uint32_t key =
      static_cast<std::uint32_t>(a) * 0x9E3779B1U ^ static_cast<std::uint32_t>(b) * 0x85EBCA6BU;
  return static_cast<unsigned char>(wutong_word_starts[key >> 14]);
}

Word find_word(std::string_view utf8) {
  std::uint64_t key = kNoWord;
  for (const char c : utf8) key = with_byte(key, static_cast<unsigned char>(c));
  return find_word(key);
}

std::uint64_t word_key(std::uint64_t before, char32_t next) {
  if (next < 0x80) return with_byte(before, next);
  if (next < 0x800) return with_byte(with_byte(before, 0xC0 | next >> 6), 0x80 | (next & 0x3F));
  std::uint64_t key =
      next < 0x10000 ? with_byte(before, 0xE0 | next >> 12)
                     : with_byte(with_byte(before, 0xF0 | next >> 18), 0x80 | (next >> 12 & 0x3F));
  key = with_byte(key, 0x80 | (next >> 6 & 0x3F));
  return with_byte(key, 0x80 | (next & 0x3F));
}

void prefetch_word(std::uint64_t key) {
  const auto size = read<std::uint32_t>(wutong_words);
  __builtin_prefetch(wutong_words + 8 + 16 * static_cast<std::size_t>(key & (size - 1)));
}

Word find_word(std::uint64_t key) {
  if (key == 0) key = 1;
  const auto size = read<std::uint32_t>(wutong_words);
  for (auto at = static_cast<std::uint32_t>(key & (size - 1));; at = (at + 1) & (size - 1)) {
    const char* slot = wutong_words + 8 + 16 * static_cast<std::size_t>(at);
    const auto found = read<std::uint64_t>(slot);
    if (found == key) {
      Word word;
      word.frequency = read<std::uint16_t>(slot + 8);
      std::memcpy(word.tag, slot + 10, 2);
      const auto packed = read<std::uint32_t>(slot + 12);
      word.number = packed & 0x1FFFF;
      word.longer = static_cast<float>(packed >> 17) / 64;
      return word;
    }
    if (found == 0) return {};
  }
}

NameParts::Packed packed_name_parts(char32_t c) {
  NameParts::Packed parts{};
  if (c <= 0xFFFF) std::memcpy(parts.data(), wutong_names + parts.size() * c, parts.size());
  return parts;
}

float character_cost(char32_t c) {
  return static_cast<float>(read<std::uint8_t>(wutong_characters + (c <= 0xFFFF ? c : 0))) / 8;
}

float unigram_cost(std::uint32_t word) {
  return static_cast<float>(read<std::uint16_t>(wutong_model + 8 + 4 * std::size_t{word})) / 512;
}

float bigram_cost(std::uint32_t before, std::uint32_t word) {
  const auto words = read<std::uint32_t>(wutong_model);
  const char* firsts = wutong_model + 8 + 4 * std::size_t{words};
  const char* pairs = firsts + 4 * (std::size_t{words} + 1);
  auto low = read<std::uint32_t>(firsts + 4 * std::size_t{before});
  auto high = read<std::uint32_t>(firsts + 4 * std::size_t{before} + 4);
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    const auto pair = read<std::uint32_t>(pairs + 4 * std::size_t{middle});
    if (pair >> 15 == word) return static_cast<float>(pair & 0x7FFF) / 1024;
    if (pair >> 15 < word) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const auto backoff = read<std::int16_t>(wutong_model + 10 + 4 * std::size_t{before});
  return static_cast<float>(backoff) / 512 + unigram_cost(word);
}

}  // namespace wutong::text
