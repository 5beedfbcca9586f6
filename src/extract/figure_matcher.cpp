#include "extract/figure_matcher.h"

#include <algorithm>

#include "base/utf8.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kLongestIndicator = 26;
constexpr std::size_t kLongestNoun = 16;
constexpr std::size_t kLongestClause = 24;

bool is_clause_mark(char32_t c) {
  return c == U'，' || c == U'：' || c == U'（' || c == U'）' || is_sentence_end(c);
}
bool is_quote(char32_t c) {
  return c == U'“' || c == U'”' || c == U'《' || c == U'》' || c == U'"';
}

}  // namespace

struct FigureMatcher::State {
  const Figure& figure;
  std::size_t cursor = 0;
  std::map<std::string, std::u32string> kept;
  const Mention* name = nullptr;
};

FigureMatcher::FigureMatcher(const Annotation& annotation, const std::vector<Period>& periods,
                             const Subjects& subjects)
    : annotation_(annotation),
      periods_(periods),
      subjects_(subjects),
      text_(annotation.text()),
      opening_(annotation.lexicon.words("opening")),
      keep_(annotation.lexicon.words("keep")),
      stop_(annotation.lexicon.words("stop")),
      inner_(annotation.lexicon.words("inner")),
      whole_(annotation.lexicon.words("whole")),
      level_(annotation.lexicon.words("level")),
      aside_(annotation.lexicon.words("aside")),
      attributive_(annotation.lexicon.words("attributive")),
      measured_(annotation.lexicon.words("measured")) {}

bool FigureMatcher::boundary(std::size_t at) const {
  return at >= text_.size() || annotation_.tokens[annotation_.token_at[at]].range.begin == at;
}

std::size_t FigureMatcher::word_at(const WordSet& words, std::size_t at, std::size_t end) const {
  const std::size_t n = words.longest(text_, at, nullptr);
  return n > 0 && at + n <= end && boundary(at + n) ? n : 0;
}

std::size_t FigureMatcher::word_before(const WordSet& words, std::size_t begin,
                                       std::size_t at) const {
  const std::size_t n = words.longest_ending(part(begin, at));
  return n > 0 && boundary(at - n) ? n : 0;
}

Range FigureMatcher::clean(Range phrase) const {
  std::size_t at = phrase.begin, end = phrase.end;
  auto period = std::lower_bound(
      periods_.begin(), periods_.end(), at,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  while (at < end) {
    while (period != periods_.end() && period->range.begin < at) ++period;
    if (period != periods_.end() && period->range.begin == at && period->range.end <= end) {
      at = period->range.end;
      continue;
    }
    const Mention* mention = annotation_.mention_at(at);
    if (mention && mention->type != "Industry" && mention->type != "Policy" &&
        mention->range.end <= end) {
      at = mention->range.end;
      continue;
    }
    if (keep_.longest(text_, at, nullptr) > 0) break;
    // 中欧班列（武汉）开行: an aside of the name.
    if (text_[at] == U'（' && at > phrase.begin && !subjects_.ends_clause(at)) {
      const std::size_t close = text_.find(U'）', at);
      if (close >= end) break;
      at = close + 1;
      continue;
    }
    if (text_[at] == U' ' || text_[at] == U'　' || (text_[at] == U'”')) {
      ++at;
      continue;
    }
    const std::size_t n = word_at(opening_, at, end);
    if (n == 0) break;
    at += n;
  }
  while (end > at &&
         (text_[end - 1] == U'的' || text_[end - 1] == U' ' || text_[end - 1] == U'、' ||
          text_[end - 1] == U'“' || text_[end - 1] == U'了')) {
    --end;
  }
  // 上市企业从2015年的12家: a time behind the noun, with the word before it.
  const auto after = std::upper_bound(
      periods_.begin(), periods_.end(), end,
      [](std::size_t wanted, const Period& each) { return wanted <= each.range.begin; });
  if (after != periods_.begin() && std::prev(after)->range.end == end &&
      std::prev(after)->range.begin > at) {
    end = std::prev(after)->range.begin;
    while (end > at && View(U"从由自在于至到").find(text_[end - 1]) != View::npos) --end;
  }
  // 落地、总投资: what is done to the thing counted before.
  const std::size_t mark = part(at, end).find(U'、');
  if (mark != View::npos && mark <= 4 && mark > 0) {
    const Token& token = annotation_.tokens[annotation_.token_at[at]];
    if (token.tag[0] == 'v' && token.range.end == at + mark) at += mark + 1;
  }
  return {at, std::max(at, end)};
}

bool FigureMatcher::is_noun_phrase(Range phrase) const {
  if (phrase.size() < 2) return false;
  // 办结率: a verb, and how much of it.
  bool noun = phrase.size() > 2 && measured_.longest_ending(part(phrase.begin, phrase.end)) > 0;
  for (std::size_t i = phrase.begin; i < phrase.end;) {
    const Token& token = annotation_.tokens[annotation_.token_at[i]];
    const char tag = token.tag[0];
    const bool verbal = tag == 'v' && token.tag[1] != 'n';
    if (!verbal && tag != 'd' && tag != 'p' && tag != 'u' && tag != 'c' && tag != 'w') noun = true;
    i = token.range.end;
  }
  return noun;
}

Range FigureMatcher::nouns_of_clause(std::size_t begin, std::size_t end) const {
  const Range all = clean({begin, end});
  std::size_t at = all.begin;
  while (at < all.end) {
    const Token& token = annotation_.tokens[annotation_.token_at[at]];
    const char tag = token.tag[0];
    const bool verbal = tag == 'v' && token.tag[1] != 'n';
    const View word = text_.substr(at, token.range.end - at);
    if (tag == 'p' || tag == 'd' || (verbal && inner_.find(word) == nullptr)) break;
    if (level_.longest(text_, at, nullptr) > 0) break;
    at = token.range.end;
  }
  const Range nouns{all.begin, std::min(at, all.end)};
  return is_noun_phrase(nouns) && nouns.size() <= 20 ? nouns : Range{begin, begin};
}

Range FigureMatcher::noun_after(std::size_t begin, std::size_t limit) const {
  const std::size_t far = std::min({limit, text_.size(), begin + kLongestNoun});
  // 7家跻身我县体系企业
  if (begin < far) begin += std::min(whole_.longest(text_, begin, nullptr), far - begin);
  std::size_t at = begin, end = begin;  // end: behind the last noun
  bool noun = false;
  while (at < far) {
    const char32_t c = text_[at];
    if (is_quote(c) || c == U'（' || c == U'、') {
      // “高效办成一件事”改革; 合作办学机构（项目）; nouns side by side.
      if (c == U'、' && !noun) break;
      if (c == U'（') {
        const std::size_t close = text_.find(U'）', at);
        if (!noun || close == View::npos || close - at > 6 || close >= far) break;
        at = end = close + 1;
        continue;
      }
      if (c == U'、') break;
      ++at;
      continue;
    }
    if (is_mark(c)) break;
    const Token& token = annotation_.tokens[annotation_.token_at[at]];
    const View word = text_.substr(at, token.range.end - at);
    const char tag = token.tag[0];
    const bool verbal = tag == 'v' && token.tag[1] != 'n' && token.tag[1] != 'i';
    if (attributive_.find(word) != nullptr) {
      at = token.range.end;
      continue;
    }
    if (tag == 'm' && text::is_digit(c)) break;
    if (tag == 'u') {
      // 20亿元的产业基金; no 了, 着, 过 and no second 的.
      if (c != U'的' || at != begin) break;
      at = token.range.end;
      begin = end = at;
      continue;
    }
    if (text_.substr(at, 3) == U"及以上" || text_.substr(at, 3) == U"及以下") {
      at += 3;
      continue;
    }
    // 国际及地区航线, 国家和地区: a noun follows.
    if (noun && tag == 'c' && end == at && token.range.end < far &&
        (word == U"和" || word == U"及" || word == U"与" || word == U"以及")) {
      const Token& follower = annotation_.tokens[annotation_.token_at[token.range.end]];
      if (follower.tag[0] == 'n' && annotation_.mention_at(token.range.end) == nullptr) {
        at = token.range.end;
        continue;
      }
    }
    if (tag == 'p' || tag == 'd' || tag == 'c' || tag == 'r' || tag == 'y' || tag == 'f') {
      if (tag != 'f' || !noun) break;
    }
    if (verbal) {
      const bool inner = inner_.find(word) != nullptr;
      if (noun && !inner) break;
      if (!noun) {
        // 6个签约项目: a verb before its noun.
        const std::size_t next = token.range.end;
        if (next >= far || is_mark(text_[next])) break;
        const Token& follower = annotation_.tokens[annotation_.token_at[next]];
        const bool nominal = follower.tag[0] == 'n' || follower.tag[0] == 'b' ||
                             (follower.tag[0] == 'v' && follower.tag[1] == 'n');
        if (!nominal && !inner) break;
      }
      at = token.range.end;
      if (noun && inner) end = at;
      continue;
    }
    if (stop_.find(word) != nullptr && inner_.find(word) == nullptr && word.size() > 1) break;
    at = token.range.end;
    if (tag == 'n' || tag == 'v' || tag == 'x' || tag == 'e' || tag == 'j' || tag == 'l' ||
        tag == 'i' || tag == 'g' || tag == 'k' || tag == 's' || tag == 'z' || tag == 'a' ||
        tag == 'b' || tag == 'q' || tag == 't') {
      if (tag != 'a' && tag != 'b' && tag != 'q' && tag != 't') noun = true;
      end = at;
    }
  }
  end = std::min(end, far);
  if (!noun || end - begin < 2) return {begin, begin};
  return {begin, end};
}

bool FigureMatcher::applies(const FigureRule& rule, const Quantity& quantity) const {
  return rule.units.empty() ||
         std::any_of(rule.units.begin(), rule.units.end(), [&](const std::string& unit) {
           return unit == quantity.unit || unit == quantity.kind;
         });
}

bool FigureMatcher::keep(State& state, const std::string& capture, Range range) const {
  if (capture == "indicator" || capture == "verb") {
    range = clean(range);
    if (range.size() < 2 || range.size() > kLongestIndicator) return false;
    if (capture == "indicator" && !is_noun_phrase(range)) return false;
    if (capture == "indicator" && state.figure.quantity->kind == "count") {
      // A short phrase that ends in a verb counts nothing.
      const Token& last = annotation_.tokens[annotation_.token_at[range.end - 1]];
      if (range.size() <= 4 && last.tag[0] == 'v' && last.tag[1] != 'n') return false;
    }
  }
  if (capture == "whole" && (range.size() < 2 || text_[range.begin] == U'比')) return false;
  if (range.size() == 0) return false;
  state.kept[capture] = std::u32string(part(range.begin, range.end));
  return true;
}

// Where a phrase ends without the times and small words at its end: 且2021年上半年又.
std::size_t FigureMatcher::without_asides(std::size_t low, std::size_t at) const {
  while (at > low) {
    if (text_[at - 1] == U'、' || text_[at - 1] == U' ' || is_quote(text_[at - 1])) {
      --at;
      continue;
    }
    if (const std::size_t n = word_before(aside_, low, at); n > 0) {
      at -= n;
      continue;
    }
    const auto after = std::upper_bound(
        periods_.begin(), periods_.end(), at - 1,
        [](std::size_t wanted, const Period& each) { return wanted < each.range.begin; });
    if (after == periods_.begin() || std::prev(after)->range.end != at) break;
    at = std::max(low, std::prev(after)->range.begin);
  }
  return at;
}

bool FigureMatcher::match_before(const FigureRule& rule, State& state) const {
  std::size_t low = state.figure.phrase;
  std::size_t& cursor = state.cursor;
  cursor = state.figure.quantity->range.begin;
  for (std::size_t i = rule.before.size(); i-- > 0;) {
    const FigureItem& item = rule.before[i];
    while (cursor > low && text_[cursor - 1] == U' ') --cursor;
    switch (item.kind) {
      case FigureItem::Kind::Literal: {
        const std::size_t n = item.literal.size();
        const bool there = cursor >= state.figure.sentence + n &&
                           text_.substr(cursor - n, n) == View(item.literal);
        if (!there && !item.optional) return false;
        if (!there) break;
        cursor -= n;
        if (cursor < low) low = state.figure.sentence;
        break;
      }
      case FigureItem::Kind::Class: {
        const WordSet& words = annotation_.lexicon.words(item.name);
        std::size_t n = word_before(words, low, cursor);
        if (n == 0 && !item.optional) return false;
        cursor -= n;
        while (item.repeated && n > 0) {
          n = word_before(words, low, cursor);
          cursor -= n;
        }
        break;
      }
      case FigureItem::Kind::Begin:
        cursor = without_asides(low, cursor);
        if (cursor > low) return false;
        break;
      case FigureItem::Kind::Capture: {
        if (item.name == "name") {
          const Mention* mention = annotation_.mention_before(cursor);
          if (!mention || mention->range.begin < state.figure.sentence) return false;
          state.name = mention;
          cursor = mention->range.begin;
          break;
        }
        const bool phrase = item.name == "indicator" || item.name == "verb" || item.name == "whole";
        if (!phrase) {
          const std::size_t n = word_before(annotation_.lexicon.words(item.name), low, cursor);
          if (n == 0 || !keep(state, item.name, {cursor - n, cursor})) return false;
          cursor -= n;
          break;
        }
        std::size_t begin = low;
        if (i > 0 && rule.before[i - 1].kind == FigureItem::Kind::Literal) {
          const View literal = rule.before[i - 1].literal;
          const std::size_t found = part(low, cursor).rfind(literal);
          if (found == View::npos) return false;
          begin = low + found + literal.size();
        }
        if (!keep(state, item.name, {begin, cursor})) return false;
        cursor = begin;
        break;
      }
    }
  }
  return true;
}

bool FigureMatcher::match_after(const FigureRule& rule, State& state) const {
  std::size_t& cursor = state.cursor;
  cursor = state.figure.quantity->range.end;
  const std::size_t limit = state.figure.limit;
  for (const FigureItem& item : rule.after) {
    switch (item.kind) {
      case FigureItem::Kind::Literal: {
        const bool there = text_.substr(cursor, item.literal.size()) == View(item.literal);
        if (!there && !item.optional) return false;
        if (there) cursor += item.literal.size();
        break;
      }
      case FigureItem::Kind::Class: {
        const WordSet& words = annotation_.lexicon.words(item.name);
        for (bool first = true;; first = false) {
          const std::size_t n = cursor < limit ? words.longest(text_, cursor, nullptr) : 0;
          if (n == 0 && first && !item.optional) return false;
          cursor += n;
          if (n == 0 || !item.repeated) break;
        }
        break;
      }
      case FigureItem::Kind::Begin:
        return false;
      case FigureItem::Kind::Capture: {
        if (item.name == "name") {
          if (cursor < text_.size() && is_quote(text_[cursor]) && !annotation_.mention_at(cursor)) {
            ++cursor;
          }
          state.name = annotation_.mention_at(cursor);
          if (!state.name) return false;
          // 规模50亿元的人工智能基金: a field or place begins the name of something else.
          if (rule.subject == "name" &&
              (state.name->type == "Industry" || state.name->type == "Place")) {
            return false;
          }
          cursor = state.name->range.end;
          break;
        }
        Range range{cursor, cursor};
        if (item.name == "noun") {
          range = noun_after(cursor, limit);
          // 首批设备120台套进场: the noun stands before the figure.
          const std::size_t before = state.figure.quantity->range.begin;
          if (range.size() > 0 && before > state.figure.phrase &&
              state.figure.quantity->kind == "count") {
            const Token& left = annotation_.tokens[annotation_.token_at[before - 1]];
            const Token& right = annotation_.tokens[annotation_.token_at[range.begin]];
            if (left.tag[0] == 'n' && !annotation_.mention_before(before) && range.size() <= 2 &&
                right.tag[0] == 'v') {
              return false;
            }
          }
        } else if (item.name == "clause") {
          while (range.end < limit && range.size() < kLongestClause &&
                 !is_clause_mark(text_[range.end])) {
            ++range.end;
          }
          if (range.size() < 2 || range.size() == kLongestClause) return false;
        } else {
          const std::size_t n =
              cursor < limit ? annotation_.lexicon.words(item.name).longest(text_, cursor, nullptr)
                             : 0;
          range.end = cursor + n;
        }
        if (range.size() == 0) return false;
        state.kept[item.name] = std::u32string(part(range.begin, range.end));
        cursor = range.end;
        break;
      }
    }
  }
  return true;
}

std::optional<FigureMatch> FigureMatcher::match(const FigureRule& rule,
                                                const Figure& figure) const {
  if (!applies(rule, *figure.quantity)) return std::nullopt;
  State state{figure, 0, {}, nullptr};
  if (!match_before(rule, state) || !match_after(rule, state)) return std::nullopt;
  FigureMatch out;
  out.name = state.name;
  out.end = state.cursor;
  if (const auto base = state.kept.find("indicator"); base != state.kept.end()) {
    out.base = base->second;
  }
  for (const std::string& each : rule.parts) {
    if (each[0] != '{') {
      out.indicator += base::from_utf8(each);
      continue;
    }
    if (each == "{like") {
      if (figure.last.empty() || !figure.last_alike) return std::nullopt;
      continue;
    }
    if (each == "{last" || each == "{counted" || each == "{alike") {
      if (figure.last.empty() || (each == "{counted" && !figure.last_counted) ||
          (each == "{alike" && !figure.last_alike)) {
        return std::nullopt;
      }
      out.indicator += figure.last;
      continue;
    }
    if (each == "{previous") {
      if (figure.previous.empty()) return std::nullopt;
      out.indicator += figure.previous;
      continue;
    }
    const std::string name = each.substr(1);
    if (name == "name") {
      if (!state.name) return std::nullopt;
      out.indicator += part(state.name->range.begin, state.name->range.end);
      continue;
    }
    const auto kept = state.kept.find(name);
    if (kept == state.kept.end()) return std::nullopt;
    out.indicator += kept->second;
  }
  return out;
}

}  // namespace wutong::extract
