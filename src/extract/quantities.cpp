// Numbers with units, and times.
#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "extract/facts.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

bool at(View text, std::size_t i, View word) { return text.substr(i, word.size()) == word; }

// Longest first within a group of the same beginning.
constexpr View kUnits[] = {
    U"个百分点", U"平方公里", U"平方千米", U"平方米", U"立方米", U"千瓦时", U"标准箱", U"人民币",
    U"批次",     U"场次",     U"人次",     U"人份",   U"架次",   U"班次",   U"车次",   U"公里",
    U"公顷",     U"公斤",     U"千瓦",     U"兆瓦",   U"吉瓦",   U"标箱",   U"美元",   U"欧元",
    U"日元",     U"港元",     U"元",       U"EFLOPS", U"PFLOPS", U"个",     U"家",     U"人",
    U"名",       U"位",       U"户",       U"座",     U"台",     U"辆",     U"套",     U"条",
    U"项",       U"件",       U"亩",       U"吨",     U"米",     U"度",     U"所",     U"处",
    U"场",       U"次",       U"天",       U"种",     U"列",     U"架",     U"艘",     U"只",
    U"头",       U"株",       U"册",       U"倍",     U"番",     U"枚",     U"款",     U"支",
    U"对",       U"间",       U"张",       U"片",     U"盏",     U"幢",     U"栋",     U"期",
    U"届",       U"国",       U"类",       U"批",     U"班",     U"岁",     U"克",     U"公斤",
    U"小时",     U"分钟",     U"秒",       U"GB",     U"TB",     U"PB",     U"G",      U"P",
    U"MW",       U"GW",       U"%",        U"只",     U"企",     U"层"};

struct Multiplier {
  View word;
  double factor;
};
constexpr Multiplier kMultipliers[] = {{U"万亿", 1e12}, {U"千亿", 1e11}, {U"百亿", 1e10},
                                       {U"亿", 1e8},    {U"千万", 1e7},  {U"百万", 1e6},
                                       {U"万", 1e4}};

bool is_currency(View unit) {
  return unit == U"元" || unit == U"美元" || unit == U"欧元" || unit == U"日元" ||
         unit == U"港元" || unit == U"人民币";
}

// Digits with separators and one point, at `i`; its length.
std::size_t read_number(View text, std::size_t i, double& value) {
  std::size_t end = i;
  std::string digits;
  bool point = false;
  while (end < text.size()) {
    const char32_t c = text[end];
    if (text::is_digit(c)) {
      digits.push_back(static_cast<char>(c));
    } else if (c == U'.' && !point && end + 1 < text.size() && text::is_digit(text[end + 1])) {
      point = true;
      digits.push_back('.');
    } else if ((c == U',' || c == U'，') && end + 3 < text.size() && end - i <= 3 &&
               text::is_digit(text[end + 1]) && text::is_digit(text[end + 2]) &&
               text::is_digit(text[end + 3]) &&
               (end + 4 >= text.size() || !text::is_digit(text[end + 4])) && c == U',') {
      // 1,305
    } else {
      break;
    }
    ++end;
  }
  if (digits.size() > 15) return 0;
  value = digits.empty() ? 0 : std::stod(digits);
  return end - i;
}

class QuantityFinder {
 public:
  explicit QuantityFinder(const Annotation& annotation)
      : annotation_(annotation), text_(annotation.text()) {}

  std::vector<Quantity> run() {
    for (std::size_t i = 0; i < text_.size();) {
      if (!text::is_digit(text_[i])) {
        ++i;
        continue;
      }
      double value = 0;
      const std::size_t n = read_number(text_, i, value);
      if (n == 0) {
        while (i < text_.size() && text::is_digit(text_[i])) ++i;
        continue;
      }
      if (usable(i)) quantity(i, i + n, value);
      i += n;
    }
    return std::move(found_);
  }

 private:
  bool usable(std::size_t i) const {
    if (i > 0) {
      const char32_t before = text_[i - 1];
      if (before == base::kReplacement) return false;  // a digit was lost
      if (before == U'第' || text::is_ascii_letter(before) || before == U'.' || before == U'+')
        return false;
      if ((before == U'-' || before == U'—' || before == U'至') && i > 1 &&
          text::is_digit(text_[i - 2])) {
        return false;
      }
    }
    return std::none_of(annotation_.mentions.begin(), annotation_.mentions.end(),
                        [&](const Mention& m) { return m.range.begin <= i && i < m.range.end; });
  }

  void quantity(std::size_t begin, std::size_t end, double value) {
    Quantity out;
    double factor = 1;
    const auto more = [&](std::size_t& e) {
      if (at(text_, e, U"多") || at(text_, e, U"余") || at(text_, e, U"几")) {
        ++e;
        out.approx = true;
        out.bound = "at_least";
      }
    };
    more(end);
    for (const Multiplier& m : kMultipliers) {
      if (at(text_, end, m.word)) {
        factor = m.factor;
        end += m.word.size();
        break;
      }
    }
    more(end);
    const View unit = unit_at(end);
    if (unit.empty() && factor == 1 && !after_index(begin)) return;
    // Years, dates, ordinals and editions are no quantities.
    if (unit.empty() &&
        (at(text_, end, U"年") || at(text_, end, U"月") || at(text_, end, U"日") ||
         at(text_, end, U"号") || at(text_, end, U"时") || at(text_, end, U"世纪") ||
         at(text_, end, U"+") || at(text_, end, U"强") || at(text_, end, U":"))) {
      return;
    }
    if (unit == U"届" || unit == U"期" || unit == U"国") return;
    if (unit == U"G" && value < 10) return;
    end += unit.size();
    if (at(text_, end, U"以上") || at(text_, end, U"左右") || at(text_, end, U"以下")) {
      out.approx = true;
      out.bound = at(text_, end, U"以上")   ? "at_least"
                  : at(text_, end, U"以下") ? "at_most"
                                            : "about";
      // "亿元以上项目" qualifies a noun and is no figure.
      if (end + 2 < text_.size() && text::is_han(text_[end + 2]) && at(text_, end, U"以上")) return;
      end += 2;
    }
    begin = with_prefix(begin, out);
    std::string name = base::to_utf8(unit);
    if (name == "平方千米") name = "平方公里";
    if (name == "人民币") name = "元";
    if (is_currency(unit) && factor > 1) {
      const double in_yi = factor / 1e8;
      if (in_yi >= 1) {
        value *= in_yi;
        name = "亿" + name;
      } else {
        value *= factor / 1e4;
        name = "万" + name;
      }
    } else {
      value *= factor;
    }
    out.range = {begin, end};
    out.value = std::round(value * 1e6) / 1e6;
    out.unit = name;
    found_.push_back(std::move(out));
  }

  View unit_at(std::size_t i) const {
    View best;
    for (const View unit : kUnits) {
      if (unit.size() > best.size() && at(text_, i, unit)) best = unit;
    }
    return best;
  }
  // 指数达到101.89: a figure without a unit.
  bool after_index(std::size_t i) const {
    const std::size_t from = i > 8 ? i - 8 : 0;
    const View before = text_.substr(from, i - from);
    return before.find(U"指数") != View::npos || before.find(U"得分") != View::npos ||
           before.find(U"系数") != View::npos;
  }
  std::size_t with_prefix(std::size_t begin, Quantity& out) const {
    struct Prefix {
      View word;
      const char* bound;
    };
    static constexpr Prefix kPrefixes[] = {
        {U"不少于", "at_least"}, {U"不低于", "at_least"}, {U"超过", "at_least"},
        {U"突破", "at_least"},   {U"将近", "about"},      {U"接近", "about"},
        {U"大约", "about"},      {U"达到", ""},           {U"近", "about"},
        {U"超", "at_least"},     {U"逾", "at_least"},     {U"约", "about"}};
    for (const Prefix& prefix : kPrefixes) {
      const std::size_t n = prefix.word.size();
      if (begin < n || !at(text_, begin - n, prefix.word)) continue;
      if (*prefix.bound == 0) return begin;
      out.approx = true;
      if (out.bound.empty()) out.bound = prefix.bound;
      return begin - n;
    }
    return begin;
  }

  const Annotation& annotation_;
  View text_;
  std::vector<Quantity> found_;
};

std::string two(std::size_t n) { return (n < 10 ? "0" : "") + std::to_string(n); }

// Digits at `i`, at most four; `n` gets how many.
std::size_t small_number(View text, std::size_t i, std::size_t& n) {
  std::size_t value = 0;
  n = 0;
  while (i + n < text.size() && text::is_digit(text[i + n]) && n < 4) {
    value = value * 10 + (text[i + n] - U'0');
    ++n;
  }
  return value;
}

// What follows a year: months, halves, quarters, days. Returns the ISO form and the end.
std::pair<std::string, std::size_t> within_year(View text, std::size_t i, const std::string& year) {
  struct Part {
    View word;
    const char* suffix;
  };
  static constexpr Part kParts[] = {
      {U"上半年", "H1"},   {U"下半年", "H2"},   {U"前三季度", "-01/9"}, {U"一季度", "Q1"},
      {U"二季度", "Q2"},   {U"三季度", "Q3"},   {U"四季度", "Q4"},      {U"第一季度", "Q1"},
      {U"第二季度", "Q2"}, {U"第三季度", "Q3"}, {U"第四季度", "Q4"},    {U"前两个月", "-01/2"}};
  for (const Part& part : kParts) {
    if (!at(text, i, part.word)) continue;
    const std::string suffix = part.suffix;
    const std::size_t slash = suffix.find('/');
    if (slash == std::string::npos) return {year + suffix, i + part.word.size()};
    const std::size_t last = static_cast<std::size_t>(suffix[slash + 1] - '0');
    return {year + "-01/" + year + "-" + two(last), i + part.word.size()};
  }
  std::size_t n = 0;
  const std::size_t month = small_number(text, i, n);
  if (n == 0 || n > 2 || month < 1 || month > 12) return {year, i};
  std::size_t end = i + n;
  if (end < text.size() && (text[end] == U'—' || text[end] == U'-' || text[end] == U'至' ||
                            text[end] == U'–' || text[end] == U'~' || text[end] == U'～')) {
    std::size_t m = 0;
    const std::size_t last = small_number(text, end + 1, m);
    if (m > 0 && last >= 1 && last <= 12 && at(text, end + 1 + m, U"月")) {
      return {year + "-" + two(month) + "/" + year + "-" + two(last), end + 2 + m};
    }
  }
  if (!at(text, end, U"月")) return {year, i};
  ++end;
  std::size_t d = 0;
  const std::size_t day = small_number(text, end, d);
  if (d > 0 && day >= 1 && day <= 31 && (at(text, end + d, U"日") || at(text, end + d, U"—"))) {
    return {year + "-" + two(month) + "-" + two(day), end + d + 1};
  }
  return {year + "-" + two(month), end};
}

}  // namespace

std::vector<Quantity> find_quantities(const Annotation& annotation) {
  return QuantityFinder(annotation).run();
}

std::vector<Period> find_periods(View text) {
  std::vector<Period> periods;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!text::is_digit(text[i]) || (i > 0 && text::is_digit(text[i - 1]))) continue;
    std::size_t n = 0;
    const std::size_t year = small_number(text, i, n);
    if (n != 4 || year < 1900 || year > 2100 || !at(text, i + n, U"年")) continue;
    std::size_t end = i + n + 1;
    const auto [iso, after] = within_year(text, end, std::to_string(year));
    end = after;
    if (at(text, end, U"底") || at(text, end, U"末")) ++end;
    periods.push_back({{i, end}, iso});
    i = end - 1;
  }
  return periods;
}

}  // namespace wutong::extract
