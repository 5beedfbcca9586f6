// Persons: a surname and one or two characters beside an office.
#include <algorithm>

#include "extract/annotation.h"
#include "extract/word_map.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

// The length of a personal name at `at`; 0 for none.
std::size_t name_length(const Annotation& annotation, std::size_t at, bool strict) {
  const View text = annotation.text();
  const auto surnames = annotation.lexicon.classes.find("surname");
  if (surnames == annotation.lexicon.classes.end() || at >= text.size()) return 0;
  const std::size_t surname = surnames->second.longest(text, at, nullptr);
  if (surname == 0) return 0;
  std::size_t best = 0;
  for (const std::size_t given : {2, 1}) {
    const std::size_t end = at + surname + given;
    if (end > text.size()) continue;
    bool han = true;
    for (std::size_t i = at + surname; i < end; ++i) han = han && text::is_han(text[i]);
    if (!han) continue;
    const std::size_t next = annotation.token_at.size() > end ? annotation.token_at[end] : 0;
    const bool at_end = end == text.size();
    // What follows must begin a word, and be a mark or a word that follows a person.
    const bool clean = at_end || annotation.tokens[next].range.begin == end;
    const View after = at_end ? View() : annotation.text(annotation.tokens[next].range);
    // Verbs, particles and prepositions follow a person; a noun would go on with the word.
    const char tag = at_end ? 'w' : annotation.tokens[next].tag[0];
    const bool follows = at_end || is_mark(after.front()) || tag == 'v' || tag == 'u' ||
                         tag == 'p' || tag == 'd' || tag == 'c' || tag == 'r' || tag == 'm' ||
                         tag == 't' || annotation.lexicon.is("title", after) ||
                         annotation.lexicon.is("stop", after);
    const Token& first = annotation.tokens[annotation.token_at[at]];
    const bool tagged = first.tag[0] == 'n' && first.tag[1] == 'r' && first.range.end == end &&
                        first.range.begin == at;
    // A common word is no name: 高新, 金融.
    const bool common = first.known && first.range.begin == at && first.range.end >= end &&
                        !(first.tag[0] == 'n' && first.tag[1] == 'r');
    if (common) continue;
    // 刘哲对记者说: 对 is the sentence's.
    constexpr View kParticles = U"对以的在于说称就被把将也都还则曾已及等";
    if (given == 2 && !tagged && kParticles.find(text[end - 1]) != View::npos) continue;
    if (tagged || (!strict && clean && follows)) {
      best = surname + given;
      break;
    }
  }
  return best;
}

// 高新区 before 书记 is no person.
bool is_area(const Annotation& annotation, std::size_t begin, std::size_t end) {
  const View name = annotation.text({begin, end});
  return annotation.lexicon.suffixes.find(name) != nullptr ||
         (View(U"区市县镇省").find(name.back()) != View::npos && name.size() == 3);
}

// NAME说，: a name between a mark and a word of speech.
void speakers(const Annotation& annotation, std::vector<Mention>& found) {
  const View text = annotation.text();
  for (const Token& token : annotation.tokens) {
    const std::size_t verb = token.range.begin;
    if (!annotation.lexicon.is("speech", annotation.text(token.range))) continue;
    for (const std::size_t length : {3, 2}) {
      if (verb < length || (verb > length && !is_mark(text[verb - length - 1]))) continue;
      if (name_length(annotation, verb - length, false) != length) continue;
      found.push_back({{verb - length, verb}, "Person", "person.speaker", 0.7, -1, false});
      break;
    }
  }
}

// （中国周刊 宋联军） at the end of a text, 张国胜是…的副司长 at the head of a sentence.
void bylines(const Annotation& annotation, std::vector<Mention>& found) {
  const View text = annotation.text();
  const auto add = [&](std::size_t begin, std::size_t length, const char* rule) {
    found.push_back({{begin, begin + length}, "Person", rule, 0.65, -1, false});
  };
  for (std::size_t i = 0; i + 4 < text.size(); ++i) {
    if (!text::is_blank(text[i]) || text[i] == U'\n') continue;
    std::size_t open = i;
    while (open > 0 && i - open < 16 && text[open - 1] != U'（' && text[open - 1] != U'）') --open;
    if (open == 0 || text[open - 1] != U'（') continue;
    for (const std::size_t length : {3, 2}) {
      if (i + 1 + length < text.size() && text[i + 1 + length] == U'）' &&
          name_length(annotation, i + 1, false) == length) {
        add(i + 1, length, "person.byline");
        break;
      }
    }
  }
  const WordSet& titles = annotation.lexicon.words("title");
  for (const Range& sentence : annotation.sentences) {
    const std::size_t length = name_length(annotation, sentence.begin, false);
    const std::size_t verb = sentence.begin + length;
    if (length < 2 || verb >= sentence.end || (text[verb] != U'是' && text[verb] != U'任'))
      continue;
    const std::size_t end = std::min(text.find(U'，', verb), sentence.end - 1);
    if (titles.longest_ending(text.substr(verb, end - verb)) > 0) {
      add(sentence.begin, length, "person.predicate");
    }
  }
}

// 冯一诺：…: who speaks, at the head of a line.
void dialogues(const Annotation& annotation, std::vector<Mention>& found) {
  const View text = annotation.text();
  for (std::size_t i = 0; i + 3 < text.size(); ++i) {
    if (i > 0 && text[i - 1] != U'\n') continue;
    for (const std::size_t length : {3, 2}) {
      if (i + length < text.size() && text[i + length] == U'：' &&
          name_length(annotation, i, false) == length) {
        found.push_back({{i, i + length}, "Person", "person.dialogue", 0.65, -1, false});
        break;
      }
    }
  }
}

// A person named once is named so everywhere.
void again(const Annotation& annotation, std::vector<Mention>& found) {
  const View text = annotation.text();
  WordMap<bool> names;
  for (const Mention& mention : found) {
    if (mention.type == "Person") names.add(annotation.text(mention.range), true);
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool* known = nullptr;
    const std::size_t n = names.longest(text, i, &known);
    if (n > 0) found.push_back({{i, i + n}, "Person", "person.again", 0.65, -1, false});
  }
}

}  // namespace

void find_people(Annotation& annotation, std::vector<Mention>& found) {
  const auto titles = annotation.lexicon.classes.find("title");
  if (titles == annotation.lexicon.classes.end()) return;
  const View text = annotation.text();
  const auto add = [&](std::size_t begin, std::size_t length, const char* rule) {
    found.push_back({{begin, begin + length}, "Person", rule, 0.75, -1, false});
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t n = titles->second.longest(text, i, nullptr);
    if (n == 0) continue;
    std::size_t after = i + n;
    const bool by_line =
        annotation.text({i, i + n}) == U"作者" || annotation.text({i, i + n}) == U"记者" ||
        annotation.text({i, i + n}) == U"责任编辑" || annotation.text({i, i + n}) == U"编辑" ||
        annotation.text({i, i + n}) == U"责编";
    while (after < text.size() && (text::is_blank(text[after]) || text[after] == U'、' ||
                                   (by_line && text[after] == U'：'))) {
      if (text[after] == U'\n') break;
      if (text[after] == U'、') {
        const std::size_t next = titles->second.longest(text, after + 1, nullptr);
        if (next == 0) break;
        after += 1 + next;
      } else {
        ++after;
      }
    }
    if (after < text.size() && (text[after] == U'为' || text[after] == U'是')) ++after;
    std::size_t length = name_length(annotation, after, false);
    // 记者：钱从哪里来: a question, not a name.
    if (length > 0 && after > i + n && text[after - 1] == U'：' && after + length < text.size() &&
        text::is_han(text[after + length])) {
      length = 0;
    }
    // 曾友祥教授吴家清教授: the first title is of the name before it.
    const bool own =
        length > 0 && after == i + n &&
        titles->second.longest(text, std::min(after + length, text.size() - 1), nullptr) > 0;
    if (length > 0) {
      // 董事长柳江在…表示: who holds the office is no river.
      const bool sure = after == i + n && !by_line;
      found.push_back(
          {{after, after + length}, "Person", "person.after_title", sure ? 0.88 : 0.75, -1, false});
    }
    if (length == 0 || own) {
      // NAME TITLE: 盛勇军董事长
      for (const std::size_t before : {3, 2}) {
        if (i < before) continue;
        if (is_area(annotation, i - before, i)) continue;
        const bool edge =
            i == before || is_mark(text[i - before - 1]) || text[i - before - 1] == U'的';
        if (name_length(annotation, i - before, !edge) != before) continue;
        add(i - before, before, "person.before_title");
        break;
      }
    }
    i += n - 1;
  }
  bylines(annotation, found);
  speakers(annotation, found);
  dialogues(annotation, found);
  again(annotation, found);
}

}  // namespace wutong::extract
