// Sentences, and words by the most probable path through the base lexicon (a unigram model, as
// jieba's without its hidden Markov part).
#include <algorithm>
#include <cstdint>

#include "extract/annotation.h"
#include "text/character.h"
#include "text/tables.h"

namespace wutong::extract {
namespace {

constexpr std::size_t kLongestWord = 8;
constexpr std::size_t kLongestSentence = 2000;
// 16 * ln of the base lexicon's total frequency, about 60 million.
constexpr int kTotal = 286;

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

// The best path through runs of Chinese characters.
class RunSplitter {
 public:
  explicit RunSplitter(Annotation& annotation) : annotation_(annotation) {}

  void split(std::size_t begin, std::size_t end) {
    ask(begin, end);
    best_.assign(end - begin + 1, {});
    best_[0].cost = 0;
    for (const Candidate& each : candidates_) {
      const text::Word found = text::find_word(each.key);
      if (each.size > 1 && found.frequency == 0) continue;
      const int cost =
          best_[each.from].cost + kTotal - std::max<int>(found.frequency, each.size == 1 ? 8 : 1);
      Step& next = best_[each.from + each.size];
      if (cost < next.cost) {
        next = {cost, each.from, {found.tag[0], found.tag[1]}, found.frequency > 0};
      }
    }
    const std::size_t first = annotation_.tokens.size();
    for (std::size_t at = end - begin; at > 0;) {
      const Step& step = best_[at];
      Token token;
      token.range = {begin + step.from, begin + at};
      token.known = step.known;
      token.tag[0] = token.known ? step.tag[0] : 'x';
      token.tag[1] = token.known ? step.tag[1] : '\0';
      annotation_.tokens.push_back(token);
      at = step.from;
    }
    std::reverse(annotation_.tokens.begin() + static_cast<std::ptrdiff_t>(first),
                 annotation_.tokens.end());
  }

 private:
  // What may be a word; positions count from the run's begin.
  struct Candidate {
    std::uint64_t key = 0;
    std::uint32_t from = 0, size = 0;
  };
  struct Step {
    int cost = 1 << 29;
    std::uint32_t from = 0;
    char tag[2] = {0, 0};
    bool known = false;
  };

  // Gathers the candidates of a run, and asks for the memory that says what they are: the lexicon
  // is larger than the caches.
  void ask(std::size_t begin, std::size_t end) {
    const std::u32string_view text = annotation_.text();
    // All at once, for none waits for another then.
    lengths_.assign(end - begin, 0);
    for (std::size_t i = begin; i + 1 < end; ++i) {
      lengths_[i - begin] = static_cast<std::uint8_t>(text::word_lengths(text[i], text[i + 1]));
    }
    candidates_.clear();
    for (std::size_t i = begin; i < end; ++i) {
      const unsigned lengths = lengths_[i - begin];
      std::uint64_t key = text::kNoWord;
      for (std::size_t n = 1; n <= kLongestWord && i + n <= end; ++n) {
        if (n > 1 && lengths >> (n - 1) == 0) break;
        key = text::word_key(key, text[i + n - 1]);
        if (n > 1 && (lengths >> (n - 1) & 1U) == 0) continue;
        text::prefetch_word(key);
        candidates_.push_back(
            {key, static_cast<std::uint32_t>(i - begin), static_cast<std::uint32_t>(n)});
      }
    }
  }

  Annotation& annotation_;
  std::vector<std::uint8_t> lengths_;  // by position: text::word_lengths
  std::vector<Candidate> candidates_;
  std::vector<Step> best_;
};

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

std::size_t Annotation::first_mention(std::size_t at) const {
  const auto it = std::lower_bound(
      mentions.begin(), mentions.end(), at,
      [](const Mention& mention, std::size_t wanted) { return mention.range.begin < wanted; });
  return static_cast<std::size_t>(it - mentions.begin());
}

const Mention* Annotation::mention_at(std::size_t at) const {
  const std::size_t i = first_mention(at);
  return i < mentions.size() && mentions[i].range.begin == at ? &mentions[i] : nullptr;
}

const Mention* Annotation::mention_before(std::size_t at) const {
  const std::size_t i = first_mention(at);
  return i > 0 && mentions[i - 1].range.end == at ? &mentions[i - 1] : nullptr;
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
  RunSplitter runs(annotation);
  for (std::size_t i = 0; i < text.size();) {
    if (text::is_han(text[i])) {
      std::size_t end = i;
      while (end < text.size() && text::is_han(text[end]) && end - i < 200) ++end;
      runs.split(i, end);
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
