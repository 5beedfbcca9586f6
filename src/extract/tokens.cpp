// Sentences, and words by the most probable path through the base lexicon (a unigram model, as
// jieba's without its hidden Markov part).
#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "extract/annotation.h"
#include "text/character.h"
#include "text/tables.h"

namespace wutong::extract {
namespace {

constexpr std::size_t kLongestWord = 8;
constexpr std::size_t kLongestSentence = 2000;
// 16 * ln of the base lexicon's total frequency, about 60 million.
constexpr int kTotal = 286;

struct Step {
  int cost = 1 << 29;
  std::size_t from = 0;
  text::Word word;
};

// Letters, digits and what joins them make one token.
std::size_t ascii_run(std::u32string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() &&
         (text::is_digit(text[end]) || text::is_ascii_letter(text[end]) ||
          (end > at && (text[end] == U'.' || text[end] == U'+' || text[end] == U'-')))) {
    ++end;
  }
  return end - at;
}

// The best path through a run of Chinese characters.
void split_run(Annotation& annotation, std::size_t begin, std::size_t end) {
  const std::u32string_view text = annotation.text();
  std::vector<Step> best(end - begin + 1);
  best[0].cost = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Step here = best[i - begin];
    std::string word;
    const unsigned lengths = i + 1 < end ? text::word_lengths(text[i], text[i + 1]) : 0;
    for (std::size_t n = 1; n <= kLongestWord && i + n <= end; ++n) {
      if (n > 1 && lengths >> (n - 1) == 0) break;
      base::append_utf8(text[i + n - 1], word);
      if (n > 1 && (lengths >> (n - 1) & 1U) == 0) continue;
      text::Word found = text::find_word(word);
      if (n > 1 && found.frequency == 0) continue;
      const int cost = here.cost + kTotal - std::max<int>(found.frequency, n == 1 ? 8 : 1);
      Step& next = best[i + n - begin];
      if (cost < next.cost) next = {cost, i, found};
    }
  }
  std::vector<Token> reversed;
  for (std::size_t at = end; at > begin;) {
    const Step& step = best[at - begin];
    Token token;
    token.range = {step.from, at};
    token.known = step.word.frequency > 0;
    token.tag[0] = token.known ? step.word.tag[0] : 'x';
    token.tag[1] = token.known ? step.word.tag[1] : '\0';
    reversed.push_back(token);
    at = step.from;
  }
  annotation.tokens.insert(annotation.tokens.end(), reversed.rbegin(), reversed.rend());
}

}  // namespace

bool is_sentence_end(char32_t c) {
  return c == U'。' || c == U'！' || c == U'？' || c == U'；' || c == U'\n' || c == U'!' ||
         c == U'?';
}

bool is_mark(char32_t c) {
  return !text::is_han(c) && !text::is_digit(c) && !text::is_ascii_letter(c) && c != U'+' &&
         c != U'%' && c != U'.' && c != U'·';
}

std::size_t Annotation::sentence_of(std::size_t at) const {
  const auto after = std::upper_bound(
      sentences.begin(), sentences.end(), at,
      [](std::size_t wanted, const Range& sentence) { return wanted < sentence.begin; });
  return static_cast<std::size_t>(after - sentences.begin()) - 1;
}

void tokenise(Annotation& annotation) {
  const std::u32string_view text = annotation.text();
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Text without marks is cut: what is asked of a sentence may take its length squared.
    if (is_sentence_end(text[i]) || i + 1 == text.size() || i + 1 - begin >= kLongestSentence) {
      annotation.sentences.push_back({begin, i + 1});
      begin = i + 1;
    }
  }
  for (std::size_t i = 0; i < text.size();) {
    if (text::is_han(text[i])) {
      std::size_t end = i;
      while (end < text.size() && text::is_han(text[end]) && end - i < 200) ++end;
      split_run(annotation, i, end);
      i = end;
      continue;
    }
    const std::size_t length = std::max<std::size_t>(1, ascii_run(text, i));
    Token token;
    token.range = {i, i + length};
    const bool number =
        text::is_digit(text[i]) &&
        std::none_of(text.begin() + static_cast<std::ptrdiff_t>(i),
                     text.begin() + static_cast<std::ptrdiff_t>(i + length),
                     [](char32_t c) { return text::is_ascii_letter(c) || c == U'+'; });
    const bool foreign = text::is_digit(text[i]) || text::is_ascii_letter(text[i]);
    token.tag[0] = number ? 'm' : foreign ? 'e' : 'w';
    annotation.tokens.push_back(token);
    i += length;
  }
  // The base lexicon has 大连 for an adverb.
  for (Token& token : annotation.tokens) {
    if (token.range.size() >= 2 && token.tag[0] != 'n' &&
        annotation.lexicon.places.find(annotation.text(token.range))) {
      token.tag[0] = 'n';
      token.tag[1] = 's';
    }
  }
  annotation.token_at.resize(text.size());
  for (std::size_t t = 0; t < annotation.tokens.size(); ++t) {
    const Range range = annotation.tokens[t].range;
    for (std::size_t i = range.begin; i < range.end; ++i) annotation.token_at[i] = t;
  }
}

}  // namespace wutong::extract
