#include "text/document_memory.h"

#include <algorithm>
#include <cmath>

#include "text/character.h"
#include "text/tables.h"

namespace wutong::text {
namespace {

// The share that is given back of a character's cost above the usual, where it stands behind the
// same two characters elsewhere, or behind the same one.
constexpr double kAfterTwo = 0.6, kUsualAfterTwo = 2;
constexpr double kAfterOne = 0.4, kUsualAfterOne = 3;
constexpr double kMostGiven = 5;
// Nats for each pair, triple and four of a whole reading that the document has elsewhere, and what
// its characters count; found with the weights of whole readings in run_search.cpp.
constexpr double kPair = 1, kTriple = 0.4, kFour = 2, kCharacters = 0.7;
// The share of the document in what a character is expected to be, what is taken off its count (a
// single one says little: absolute discounting), and how many times more often than elsewhere it
// may stand there.
constexpr double kDocument = 0.3, kDiscount = 0.9, kMostOften = 200;
constexpr std::size_t kRemembered = 1 << 16;  // characters of a document

}  // namespace

DocumentMemory::DocumentMemory(const FoundText& text) {
  const std::size_t end = std::min(text.size(), kRemembered);
  char32_t before = 0, a = 0, b = 0;
  for (std::size_t at = 0; at < end; ++at) {
    if (const std::size_t length = text.annotation(at)) {
      at += length - 1;
      continue;
    }
    const char32_t c = simplified(text.code(at));
    ++size_;
    if (c >= kFirst && c <= kLast && counts_[c - kFirst] < 0xFFFF) ++counts_[c - kFirst];
    if (is_han(b) && is_han(c)) {
      add(is_han(a) ? a : 0, b, c);
      if (is_han(a) && is_han(before)) set(place(before, a, b, c));
    }
    before = a;
    a = b;
    b = c;
  }
}

double DocumentMemory::given_back(double cost, char32_t previous, char32_t last, char32_t c) const {
  if (cost <= kUsualAfterTwo || last == 0) return 0;
  last = simplified(last);
  c = simplified(c);
  if (!holds(last, c)) return 0;
  double given = kAfterOne * (cost - kUsualAfterOne);
  if (previous != 0 && holds(simplified(previous), last, c)) {
    given = kAfterTwo * (cost - kUsualAfterTwo);
  }
  return std::clamp(given, 0.0, kMostGiven);
}

// ln of how much likelier the document makes it.
double DocumentMemory::said_elsewhere(char32_t c) const {
  if (c < kFirst || c > kLast || size_ == 0) return 0;
  const std::uint16_t count = counts_[c - kFirst];
  if (count == 0) return std::log(1 - kDocument);
  const double often =
      (count - kDiscount) * std::exp(character_cost(c)) / static_cast<double>(size_);
  return std::log(1 - kDocument + kDocument * std::min(often, kMostOften));
}

double DocumentMemory::said_elsewhere(std::u32string_view text, std::size_t begin,
                                      std::size_t end) const {
  double given = 0;
  std::size_t run = 0;  // Chinese characters in a row
  for (std::size_t at = 0; at < text.size(); ++at) {
    run = is_han(text[at]) ? run + 1 : 0;
    if (at >= begin && at < end) given += kCharacters * said_elsewhere(text[at]);
    if (at < begin || run < 2 || !holds(text[at - 1], text[at])) continue;
    const auto reaches = [&](std::size_t length) { return run >= length && at + 1 < end + length; };
    if (reaches(2)) given += kPair;
    if (!reaches(3) || !holds(text[at - 2], text[at - 1], text[at])) continue;
    given += kTriple;
    if (reaches(4) && is_set(place(text[at - 3], text[at - 2], text[at - 1], text[at]))) {
      given += kFour;
    }
  }
  return given;
}

}  // namespace wutong::text
