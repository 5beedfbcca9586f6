#include "extract/name_context.h"

#include <algorithm>

#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

bool is_proper(const Token& token) {
  return token.tag[0] == 'n' && token.tag[1] != '\0' && token.tag[1] != 'g';
}

}  // namespace

bool NameContext::is_place_word(View word) const {
  if (lexicon_.places.find(word)) return true;
  constexpr View kAdministrative = U"省市县区镇乡村州盟旗江河湖山海岛港湾";
  return word.size() >= 3 && kAdministrative.find(word.back()) != View::npos &&
         lexicon_.places.find(word.substr(0, word.size() - 1));
}

const Suffix* NameContext::suffix_of(Range range) const {
  const Suffix* kind = nullptr;
  lexicon_.suffixes.longest_ending(part(range.begin + 1, range.end), &kind);
  return kind;
}

bool NameContext::cuts_word(std::size_t begin, std::size_t end) const {
  const Token& last = token_before(end);
  if (last.range.end <= end || last.range.begin <= begin) return false;
  // 澎湃新闻记者: who follows is no part of the word.
  return !lexicon_.is("title", part(end, last.range.end));
}

bool NameContext::bounded_left(std::size_t i) const {
  if (i == 0) return true;
  const Token& before = token_before(i);
  const View text = word(before);
  const char tag = before.tag[0];
  return is_mark(text.front()) || lexicon_.is("stop", text) || tag == 'v' || tag == 'p' ||
         tag == 'u' || tag == 'c' || tag == 'd';
}

bool NameContext::ends_phrase(std::size_t end) const {
  if (end >= text_.size() || is_mark(text_[end])) return true;
  const Token& next = token(end);
  const char tag = next.tag[0];
  // 科技创新: a noun made of a verb goes on with the phrase.
  if (tag == 'v' && next.tag[1] == 'n' && !lexicon_.is("stop", word(next))) return false;
  return lexicon_.is("stop", word(next)) || tag == 'v' || tag == 'p' || tag == 'u' || tag == 'c' ||
         tag == 'd' || tag == 'm' || tag == 't';
}

bool NameContext::has_name(std::size_t begin, std::size_t end) const {
  if (opens_with_name(begin, end)) return true;
  for (std::size_t i = begin; i < end;) {
    const Token& each = token(i);
    const bool proper =
        each.tag[0] == 'n' && (each.tag[1] == 's' || each.tag[1] == 'r' || each.tag[1] == 't' ||
                               (each.tag[1] == 'z' && !lexicon_.industries.find(word(each)) &&
                                !lexicon_.is("generic", word(each))));
    if (proper || each.tag[0] == 'e' || word(each) == U"”" || is_place_word(word(each))) {
      return true;
    }
    i = each.range.end;
  }
  return false;
}

bool NameContext::opens_with_name(std::size_t begin, std::size_t end) const {
  if (begin >= end) return false;
  const Token& first = token(begin);
  const View opening = word(first);
  if (first.tag[0] == 'e' || is_place_word(opening)) return true;
  if (lexicon_.names.longest(text_, begin, nullptr) > 0) return true;
  const std::size_t place = lexicon_.places.longest(text_, begin, nullptr);
  if (place > 0 && begin + place <= end) return true;
  if (is_proper(first) && !lexicon_.industries.find(opening) && !lexicon_.is("generic", opening)) {
    return true;
  }
  // Two characters side by side that make no word.
  if (first.range.size() != 1 || first.range.end >= end || !text::is_han(opening.front())) {
    return false;
  }
  constexpr View kCommon = U"新大小老高低全多各每省市县区一二三四五六七八九十百千万首第本我两双";
  const Token& second = token(first.range.end);
  return second.range.size() == 1 && kCommon.find(opening.front()) == View::npos &&
         !lexicon_.is("stop", opening) && text::is_han(word(second).front()) &&
         !lexicon_.is("stop", word(second));
}

bool NameContext::place_body(std::size_t begin, std::size_t suffix) const {
  const View body = part(begin, suffix);
  if (lexicon_.places.find(body)) return true;
  // Two or three characters that are no common word, or a name of the base lexicon.
  const Token& first = token(begin);
  if (first.tag[0] == 'n' && first.tag[1] == 's') return true;
  return body.size() >= 2 && body.size() <= 3 && !lexicon_.is("generic", body) &&
         !(first.known && first.range.end >= suffix && first.tag[1] == '\0');
}

std::size_t NameContext::town_end(std::size_t begin) const {
  constexpr View kNever = U"的了和与个座这该全各每一几多城乡";
  for (std::size_t end = begin; end < text_.size() && end - begin <= 3; ++end) {
    if (end - begin >= 2) {
      for (const View kind : {View(U"街道"), View(U"镇"), View(U"乡"), View(U"村")}) {
        if (at(end, kind)) return lexicon_.is("generic", part(begin, end)) ? 0 : end + kind.size();
      }
    }
    if (!text::is_han(text_[end]) || kNever.find(text_[end]) != View::npos) return 0;
  }
  return 0;
}

bool NameContext::all_generic(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end; i = token(i).range.end) {
    const View each = word(token(i));
    if (!is_mark(each.front()) && !lexicon_.is("generic", each) && token(i).tag[0] != 'm') {
      return false;
    }
  }
  return true;
}

void NameContext::add(Range range, const std::string& type, const char* rule, double confidence,
                      bool quoted) {
  const View name = annotation_.text(range);
  // 旅游 and 物流 are common words, and industries.
  const bool common =
      lexicon_.is("generic", name) && !(type == "Industry" && lexicon_.industries.find(name));
  if (range.size() >= 2 && !counted(range) && !common) {
    found.push_back({range, type, rule, confidence, -1, quoted});
  }
}

// A measure word between a number or a pronoun and a kind of thing.
bool NameContext::counted(Range range) const {
  constexpr View kMeasures = U"个座家所批项条名件届只座处位场";
  constexpr View kCounts = U"一二三四五六七八九十百千万几数多余两这那该此每各首";
  if (range.begin == 0 || kMeasures.find(text_[range.begin]) == View::npos) return false;
  const char32_t before = text_[range.begin - 1];
  return text::is_digit(before) || kCounts.find(before) != View::npos;
}

}  // namespace wutong::extract
