// Numbers with their units. Units, bounds and kinds are data (lexicons/units.txt, figures.txt).
#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "extract/facts.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

bool at(View text, std::size_t i, View word) { return text.substr(i, word.size()) == word; }

struct Multiplier {
  View word;
  double factor;
};
// Longest first.
constexpr Multiplier kMultipliers[] = {{U"万亿", 1e12}, {U"千亿", 1e11}, {U"百亿", 1e10},
                                       {U"十亿", 1e9},  {U"千万", 1e7},  {U"百万", 1e6},
                                       {U"亿", 1e8},    {U"万", 1e4},    {U"千", 1e3}};

// A number as written: its value and length.
struct Number {
  double value = 0;
  std::size_t length = 0;
};

// Digits with separators and one point, at `i`.
Number read_digits(View text, std::size_t i) {
  std::size_t end = i;
  std::string digits;
  bool point = false;
  while (end < text.size()) {
    const char32_t c = text[end];
    const auto digit = [&](std::size_t k) {
      return end + k < text.size() && text::is_digit(text[end + k]);
    };
    if (text::is_digit(c)) {
      digits.push_back(static_cast<char>(c));
    } else if (c == U'.' && !point && digit(1)) {
      point = true;
      digits.push_back('.');
    } else if (c == U',' && !point && digits.size() <= 12 && digit(1) && digit(2) && digit(3) &&
               !digit(4)) {
      // 1,305
    } else {
      break;
    }
    ++end;
  }
  if (digits.empty() || digits.size() > 15) return {0, 0};
  return {std::stod(digits), end - i};
}

int numeral(char32_t c) {
  const std::size_t found = View(U"零一二三四五六七八九").find(c);
  if (found != View::npos) return static_cast<int>(found);
  return c == U'两' ? 2 : -1;
}

// A number in characters below a thousand, at `i`: 两, 十二, 三十五, 一百二十.
Number read_characters(View text, std::size_t i) {
  double value = 0, digit = -1;
  std::size_t end = i;
  for (; end < text.size() && end - i < 7; ++end) {
    const char32_t c = text[end];
    if (const int n = numeral(c); n >= 0) {
      if (digit > 0) return {0, 0};
      digit = n;
    } else if (c == U'十' || c == U'百') {
      if (digit < 0 && c == U'百') return {0, 0};
      value += (digit < 0 ? 1 : digit) * (c == U'十' ? 10 : 100);
      digit = -1;
    } else {
      break;
    }
  }
  if (digit > 0) value += digit;
  return {value, value > 0 ? end - i : 0};
}

bool is_range_mark(char32_t c) {
  return c == U'—' || c == U'-' || c == U'–' || c == U'~' || c == U'～' || c == U'至';
}

class QuantityFinder {
 public:
  explicit QuantityFinder(const Annotation& annotation)
      : annotation_(annotation),
        lexicon_(annotation.lexicon),
        text_(annotation.text()),
        at_least_(lexicon_.words("at_least")),
        at_most_(lexicon_.words("at_most")),
        about_(lexicon_.words("about")),
        after_at_least_(lexicon_.words("after.at_least")),
        after_at_most_(lexicon_.words("after.at_most")),
        after_about_(lexicon_.words("after.about")),
        money_(lexicon_.words("money")),
        owns_(lexicon_.words("owns")),
        population_(lexicon_.words("population")),
        lead_(lexicon_.words("lead")) {}

  std::vector<Quantity> run() {
    for (std::size_t i = 0; i < text_.size();) {
      const char32_t c = text_[i];
      if (text::is_digit(c)) {
        i = digits(i);
      } else if (numeral(c) > 0 || c == U'十') {
        i = characters(i);
      } else if (c == U'千' || c == U'百' || c == U'万') {
        i = round_number(i);
      } else {
        ++i;
      }
    }
    return std::move(found_);
  }

 private:
  std::size_t digits(std::size_t i) {
    const Number number = read_digits(text_, i);
    if (number.length == 0) {
      while (i < text_.size() && text::is_digit(text_[i])) ++i;
      return i;
    }
    std::size_t end = i + number.length;
    // 1/10, 24/7: no figures.
    if (end + 1 < text_.size() && text_[end] == U'/' && text::is_digit(text_[end + 1])) {
      while (end < text_.size() && (text::is_digit(text_[end]) || text_[end] == U'/')) ++end;
      return end;
    }
    if (!usable(i)) return end;
    if (const std::size_t after = range(i, end, number.value); after > 0) return after;
    // 分别增长10.2%、-3.5%
    const bool minus =
        i > 1 && (text_[i - 1] == U'-' || text_[i - 1] == U'−') && !text::is_digit(text_[i - 2]);
    return std::max(end,
                    minus ? quantity(i - 1, end, -number.value) : quantity(i, end, number.value));
  }

  // 10—15%, 3至5家: two bounds of one unit. 0 where there is none.
  std::size_t range(std::size_t begin, std::size_t end, double value) {
    std::size_t mark = end;
    std::size_t unit = 0;
    if (mark < text_.size() && text_[mark] == U'%') unit = 1;
    if (mark + unit >= text_.size() || !is_range_mark(text_[mark + unit])) return 0;
    const std::size_t second = mark + unit + 1;
    if (second >= text_.size() || !text::is_digit(text_[second])) return 0;
    const Number other = read_digits(text_, second);
    if (other.length == 0 || other.value <= value) return 0;
    const std::size_t count = found_.size();
    const std::size_t after = quantity(second, second + other.length, other.value);
    if (found_.size() == count) return 0;
    Quantity& last = found_.back();
    if (unit > 0 && last.unit != "%") {
      found_.pop_back();
      return 0;
    }
    Quantity first = last;
    // The unit's multiplier holds for both: 3—5万.
    first.value = other.value > 0 ? last.value * value / other.value : value;
    first.value = std::round(first.value * 1e6) / 1e6;
    first.range = {begin, end + unit};
    first.approx = last.approx = true;
    first.bound = "at_least";
    last.bound = "at_most";
    last.range.begin = second;
    last.continues = true;
    found_.insert(found_.end() - 1, first);
    return after;
  }

  // 现有两个专业, 六成, 翻两番: the few kinds of numbers in characters that are figures.
  std::size_t characters(std::size_t i) {
    const Number number = read_characters(text_, i);
    if (number.length == 0) return i + 1;
    std::size_t end = i + number.length;
    if (i > 0 && (text_[i - 1] == U'第' || text_[i - 1] == U'“' || text::is_digit(text_[i - 1]) ||
                  text_[i - 1] == U'几' || text_[i - 1] == U'千' || text_[i - 1] == U'万')) {
      return end;
    }
    if (inside_mention(i)) return end;
    if (at(text_, end, U"成") && number.value < 10 && number.length == 1 &&
        (end + 1 >= text_.size() ||
         View(U"立为员果功就本熟长效像都交份").find(text_[end + 1]) == View::npos)) {
      const bool half = at(text_, end + 1, U"半");
      Quantity out;
      out.value = number.value * 10 + (half ? 5 : 0);
      out.unit = "%";
      out.kind = "rate";
      out.approx = true;
      out.bound = "about";
      std::size_t last = end + (half ? 2 : 1);
      if (at(text_, last, U"多") || at(text_, last, U"以上")) {
        out.bound = "at_least";
        last += at(text_, last, U"多") ? 1 : 2;
      }
      out.range = {with_prefix(i, out), last};
      found_.push_back(std::move(out));
      return last;
    }
    if (at(text_, end, U"番") && i > 0 && text_[i - 1] == U'翻') {
      Quantity out;
      out.range = {i, end + 1};
      out.value = number.value;
      out.unit = "番";
      out.kind = "rate";
      found_.push_back(std::move(out));
      return end + 1;
    }
    if (number.value < 2 || !owned(i)) return end;
    const std::size_t n = unit_at(end, nullptr);
    const std::string* kind = nullptr;
    if (n == 0) return end;
    unit_at(end, &kind);
    if (*kind != "count" || at(text_, end, U"次") || at(text_, end, U"起")) return end;
    return quantity(i, end, number.value);
  }
  // 近千家, 上百个, 超万名, 近千亿元: a round number by a word that makes it a bound.
  std::size_t round_number(std::size_t i) {
    if (i == 0) return i + 1;
    const char32_t before = text_[i - 1];
    if (View(U"近超逾约上过").find(before) == View::npos || inside_mention(i)) return i + 1;
    const double value = text_[i] == U'千' ? 1e3 : text_[i] == U'百' ? 1e2 : 1e4;
    const std::size_t count = found_.size();
    const std::size_t end = quantity(i, i + 1, value);
    if (found_.size() > count && !found_.back().approx) {
      found_.back().approx = true;
      found_.back().bound = "at_least";
      found_.back().range.begin = i - 1;
    }
    return std::max(end, i + 1);
  }
  // Whether the clause before `i` says that something is there.
  bool owned(std::size_t i) const {
    const std::size_t from = i > 24 ? i - 24 : 0;
    for (std::size_t k = i; k > from; --k) {
      const char32_t c = text_[k - 1];
      if (c == U'，' || is_sentence_end(c)) return false;
      const std::size_t n = owns_.longest(text_, k - 1, nullptr);
      if (n > 0 && k - 1 + n <= i) return true;
    }
    return false;
  }

  bool inside_mention(std::size_t i) const {
    const auto after = std::upper_bound(
        annotation_.mentions.begin(), annotation_.mentions.end(), i,
        [](std::size_t wanted, const Mention& mention) { return wanted < mention.range.begin; });
    return after != annotation_.mentions.begin() && i < std::prev(after)->range.end;
  }

  bool usable(std::size_t i) const {
    if (i > 0) {
      const char32_t before = text_[i - 1];
      if (before == base::kReplacement) return false;  // a digit was lost
      if (before == U'第' || before == U'每' || before == U'.' || before == U'+' ||
          before == U'/' || before == U'#' || text::is_ascii_letter(before)) {
        return false;
      }
      if ((before == U'-' || before == U'—' || before == U'至') && i > 1 &&
          (text::is_digit(text_[i - 2]) || text::is_ascii_letter(text_[i - 2]))) {
        return false;
      }
    }
    return !inside_mention(i);
  }

  // Length and kind of the unit at `i`.
  std::size_t unit_at(std::size_t i, const std::string** kind) const {
    if (i >= text_.size()) return 0;
    return lexicon_.units.longest(text_, i, kind);
  }

  // Adds the figure whose digits are [begin, end); returns where it ends, unit included.
  std::size_t quantity(std::size_t begin, std::size_t end, double value) {
    Quantity out;
    double factor = 1;
    const auto more = [&] {
      if (at(text_, end, U"多") || at(text_, end, U"余") || at(text_, end, U"几")) {
        ++end;
        out.approx = true;
        out.bound = "at_least";
      }
    };
    more();
    for (const Multiplier& m : kMultipliers) {
      if (!at(text_, end, m.word)) continue;
      // 5千瓦, 2千米 and 35亿千瓦时 are units.
      if (unit_at(end, nullptr) > m.word.size()) break;
      factor = m.factor;
      end += m.word.size();
      break;
    }
    more();
    const std::string* kind = nullptr;
    const std::size_t length = unit_at(end, &kind);
    View unit = text_.substr(end, length);
    if (length > 0 && *kind == "none") {
      if (factor == 1 || !is_money(begin)) return end;
      unit = View();
    }
    if (unit == U"G" && value < 10) return end;
    if ((unit == U"位" || unit == U"名") && begin > 0 && text_[begin - 1] == U'前') return end;
    static const std::string kCount = "count", kMoney = "money";
    if (unit.empty()) {
      if (factor > 1 && is_money(begin)) {
        kind = &kMoney;
        unit = U"元";
        out.implied_unit = true;
      } else if (factor > 1 && counts_people(begin)) {
        kind = &kCount;
        unit = U"人";
        out.implied_unit = true;
      } else if (factor == 1 && after_index(begin)) {
        kind = &kCount;
      } else {
        return end;
      }
    }
    if (!out.implied_unit) end += unit.size();
    // 大约1分钟后: when, not how much.
    if (length > 0 && lexicon_.words("lasting").find(unit) != nullptr && end < text_.size() &&
        View(U"后内前").find(text_[end]) != View::npos) {
      return end;
    }
    // 15GW高效电池项目: a size that is part of a name.
    if (!unit.empty() && text::is_ascii_letter(unit.back()) && end < text_.size() &&
        text::is_han(text_[end])) {
      const Token& next = annotation_.tokens[annotation_.token_at[end]];
      if (next.tag[0] == 'n' || next.tag[0] == 'a' || next.tag[0] == 'b') return end;
    }
    // 74.3万头（只）: one unit or the other.
    std::size_t either = 0;
    if (at(text_, end, U"（") && *kind == "count" && !unit.empty()) {
      either = unit_at(end + 1, nullptr);
      either = either > 0 && at(text_, end + 1 + either, U"）") ? either + 2 : 0;
      unit = text_.substr(end - unit.size(), unit.size() + either);
      end += either;
    }
    bool whole = false;
    out.kind = *kind;
    end = with_suffix(begin, end, out, whole);
    if (whole) return end;
    out.range.begin = with_prefix(begin, out);
    out.range.end = end;
    std::string name = base::to_utf8(unit);
    if (const auto other = lexicon_.unit_names.find(name); other != lexicon_.unit_names.end()) {
      name = other->second;
    }
    if (*kind == "money" && factor > 1) {
      const bool billions = factor >= 1e8;
      value *= factor / (billions ? 1e8 : 1e4);
      name = (billions ? "亿" : "万") + name;
    } else {
      value *= factor;
    }
    out.value = std::round(value * 1e6) / 1e6;
    out.unit = name;
    out.kind = unit.empty() ? "" : *kind;
    found_.push_back(std::move(out));
    return end;
  }

  bool does_ahead(std::size_t begin) const {
    if (begin == 0) return false;
    const Token& token = annotation_.tokens[annotation_.token_at[begin - 1]];
    return token.range.end == begin && token.tag[0] == 'v' && token.tag[1] != 'n';
  }
  // Whether the clause has another number: 新增百人以上企业3家.
  bool figure_follows(std::size_t i) const {
    for (std::size_t end = std::min(text_.size(), i + 20); i < end; ++i) {
      if (text_[i] == U'，' || text_[i] == U'、' || is_sentence_end(text_[i])) return false;
      if (text::is_digit(text_[i])) return true;
    }
    return false;
  }

  // 以上, 左右 behind the unit; `qualifies` where the whole is said of a noun: 亿元以上项目.
  std::size_t with_suffix(std::size_t begin, std::size_t end, Quantity& out,
                          bool& qualifies) const {
    if (end >= text_.size()) return end;
    struct Kind {
      const WordSet& words;
      const char* bound;
    };
    const Kind kinds[] = {
        {after_at_least_, "at_least"}, {after_at_most_, "at_most"}, {after_about_, "about"}};
    for (const Kind& each : kinds) {
      const std::size_t n = each.words.longest(text_, end, nullptr);
      if (n == 0) continue;
      const std::size_t after = end + n;
      if (each.bound != std::string("about") && n >= 2 && after < text_.size() &&
          text::is_han(text_[after])) {
        const Token& next = annotation_.tokens[annotation_.token_at[after]];
        qualifies = next.tag[0] != 'v' && next.tag[0] != 'd';
        if (text_[after] == U'的') qualifies = true;
        // 引进330名以上产业人才: a verb before the number has the noun for its object.
        if (qualifies && out.kind == "count" && does_ahead(begin) && !figure_follows(after)) {
          qualifies = false;
        }
      }
      out.approx = true;
      out.bound = each.bound;
      return after;
    }
    return end;
  }

  std::size_t with_prefix(std::size_t begin, Quantity& out) const {
    const View before = text_.substr(begin > 8 ? begin - 8 : 0, std::min<std::size_t>(begin, 8));
    struct Kind {
      const WordSet& words;
      const char* bound;
    };
    const Kind kinds[] = {{at_least_, "at_least"}, {at_most_, "at_most"}, {about_, "about"}};
    std::size_t longest = 0;
    for (const Kind& each : kinds) {
      const std::size_t n = each.words.longest_ending(before);
      if (n <= longest) continue;
      longest = n;
      out.approx = true;
      if (out.bound.empty() || out.bound == "about") out.bound = each.bound;
    }
    return begin - longest;
  }

  // 指数达到101.89: a figure without a unit.
  bool after_index(std::size_t i) const {
    const std::size_t from = i > 8 ? i - 8 : 0;
    const View before = text_.substr(from, i - from);
    if (before.find_first_of(U"，。；、：") != View::npos) return false;
    return before.find(U"指数") != View::npos || before.find(U"得分") != View::npos ||
           before.find(U"系数") != View::npos || before.find(U"总分") != View::npos;
  }
  // Whether the clause before `i` speaks of money.
  bool is_money(std::size_t i) const {
    const std::size_t from = i > 12 ? i - 12 : 0;
    for (std::size_t k = i; k > from; --k) {
      const char32_t c = text_[k - 1];
      if (c == U'，' || is_sentence_end(c)) return false;
      if (money_.longest(text_, k - 1, nullptr) > 0) return true;
    }
    return false;
  }

  // 常住人口约39.9万: its unit goes without saying.
  bool counts_people(std::size_t i) const {
    const auto before = [&](std::size_t size) {
      return text_.substr(i > size ? i - size : 0, std::min(i, size));
    };
    for (int words = 0; words < 2; ++words) {  // 达到 近
      i -= std::max(lead_.longest_ending(before(4)), about_.longest_ending(before(4)));
    }
    return population_.longest_ending(before(8)) > 0;
  }

  const Annotation& annotation_;
  const Lexicon& lexicon_;
  View text_;
  const WordSet &at_least_, &at_most_, &about_, &after_at_least_, &after_at_most_, &after_about_,
      &money_, &owns_, &population_, &lead_;
  std::vector<Quantity> found_;
};

}  // namespace

std::vector<Quantity> find_quantities(const Annotation& annotation) {
  return QuantityFinder(annotation).run();
}

}  // namespace wutong::extract
