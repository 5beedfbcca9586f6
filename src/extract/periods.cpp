// Times in the ISO form of statistics: 2021年1—8月 is 2021-01/2021-08. A time without a year, and
// one that is told from the day of writing (今年, 去年同期), counts only where the document's date
// is known: from its properties, a date line, or the year in the name of an event that it dates.
#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "extract/facts.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

bool at(View text, std::size_t i, View word) { return text.substr(i, word.size()) == word; }

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

bool is_dash(char32_t c) {
  return c == U'—' || c == U'-' || c == U'至' || c == U'–' || c == U'~' || c == U'～' || c == U'到';
}

// A part of a year at `i`: its ISO form behind the year's digits, "" for none, and its end.
struct Part {
  std::string iso;
  std::size_t end = 0;
};

Part named_part(View text, std::size_t i, const std::string& year) {
  struct Word {
    View word;
    const char* suffix;  // "H1", or "1/9": from January to September
  };
  static constexpr Word kWords[] = {{U"上半年", "H1"},     {U"下半年", "H2"},   {U"前三季度", "/9"},
                                    {U"前三个季度", "/9"}, {U"前两季度", "/6"}, {U"前两个月", "/2"},
                                    {U"前二季度", "/6"},   {U"第一季度", "Q1"}, {U"第二季度", "Q2"},
                                    {U"第三季度", "Q3"},   {U"第四季度", "Q4"}, {U"一季度", "Q1"},
                                    {U"二季度", "Q2"},     {U"三季度", "Q3"},   {U"四季度", "Q4"},
                                    {U"首季", "Q1"},       {U"1季度", "Q1"},    {U"2季度", "Q2"},
                                    {U"3季度", "Q3"},      {U"4季度", "Q4"},    {U"前3季度", "/9"}};
  for (const Word& each : kWords) {
    if (!at(text, i, each.word)) continue;
    const std::string suffix = each.suffix;
    if (suffix[0] != '/') return {year + suffix, i + each.word.size()};
    return {year + "-01/" + year + "-0" + suffix[1], i + each.word.size()};
  }
  // 前11个月
  if (at(text, i, U"前")) {
    std::size_t n = 0;
    const std::size_t months = small_number(text, i + 1, n);
    if (n > 0 && months >= 2 && months <= 12 && at(text, i + 1 + n, U"个月")) {
      return {year + "-01/" + year + "-" + two(months), i + 3 + n};
    }
  }
  return {"", i};
}

// Months and days at `i`.
Part dated_part(View text, std::size_t i, const std::string& year) {
  std::size_t n = 0;
  const std::size_t month = small_number(text, i, n);
  if (n == 0 || n > 2 || month < 1 || month > 12) return {"", i};
  std::size_t end = i + n;
  const std::size_t bare = at(text, end, U"月") && end + 1 < text.size() ? end + 1 : end;
  if (bare < text.size() && is_dash(text[bare])) {
    std::size_t m = 0;
    const std::size_t last = small_number(text, bare + 1, m);
    if (m > 0 && last >= month && last <= 12 && at(text, bare + 1 + m, U"月") &&
        !(bare + 2 + m < text.size() && text::is_digit(text[bare + 2 + m]))) {
      return {year + "-" + two(month) + "/" + year + "-" + two(last), bare + 2 + m};
    }
  }
  if (!at(text, end, U"月")) return {"", i};
  ++end;
  std::size_t d = 0;
  const std::size_t day = small_number(text, end, d);
  const std::string head = year + "-" + two(month);
  if (d == 0 || d > 2 || day < 1 || day > 31) return {head, end};
  const std::size_t after = end + d;
  if (at(text, after, U"日")) {
    // 11月2日至3日
    std::size_t m = 0;
    if (after + 1 < text.size() && is_dash(text[after + 1])) {
      const std::size_t last = small_number(text, after + 2, m);
      if (m > 0 && m <= 2 && last > day && last <= 31 && at(text, after + 2 + m, U"日")) {
        return {head + "-" + two(day) + "/" + head + "-" + two(last), after + 3 + m};
      }
    }
    return {head + "-" + two(day), after + 1};
  }
  if (after < text.size() && is_dash(text[after])) {  // 11月19—21日
    std::size_t m = 0;
    const std::size_t last = small_number(text, after + 1, m);
    if (m > 0 && m <= 2 && last > day && last <= 31 && at(text, after + 1 + m, U"日")) {
      return {head + "-" + two(day) + "/" + head + "-" + two(last), after + 2 + m};
    }
    return {head + "-" + two(day), after + 1};
  }
  return {head, end};
}

Part within_year(View text, std::size_t i, const std::string& year) {
  if (Part part = named_part(text, i, year); !part.iso.empty()) return part;
  return dated_part(text, i, year);
}

// "十四五"期间: the years of a five-year plan, the tenth from 2001 to 2005.
Part plan_years(View text, std::size_t i) {
  static constexpr View kNumbers[] = {U"十", U"十一", U"十二", U"十三", U"十四", U"十五", U"十六"};
  const bool quoted = text[i] == U'“' || text[i] == U'"';
  const std::size_t from = quoted ? i + 1 : i;
  for (std::size_t k = std::size(kNumbers); k-- > 0;) {
    const View number = kNumbers[k];
    if (!at(text, from, number) || !at(text, from + number.size(), U"五")) continue;
    std::size_t end = from + number.size() + 1;
    if (quoted && end < text.size() && (text[end] == U'”' || text[end] == U'"')) ++end;
    const std::size_t last = 2005 + 5 * k;
    for (const View word : {View(U"期间"), View(U"时期"), View(U"以来")}) {
      if (at(text, end, word)) {
        return {std::to_string(last - 4) + "/" + std::to_string(last), end + word.size()};
      }
    }
    for (const View word : {View(U"期末"), View(U"末"), View(U"收官之年")}) {
      if (at(text, end, word)) return {std::to_string(last), end + word.size()};
    }
    return {"", i};
  }
  return {"", i};
}

// 今年 and its kind: how many years from the document's.
struct Relative {
  View word;
  int years;
};
constexpr Relative kRelative[] = {{U"今年以来", 0}, {U"今年", 0},  {U"本年度", 0}, {U"本年", 0},
                                  {U"去年", -1},    {U"上年", -1}, {U"明年", 1},   {U"前年", -2},
                                  {U"年内", 0},     {U"年初", 0}};

// Whether what stands before the time makes it the base of a comparison: 比2020年增长.
bool is_base(View text, std::size_t begin, std::size_t end) {
  const View before = text.substr(begin >= 3 ? begin - 3 : 0, std::min<std::size_t>(begin, 3));
  const auto ends = [&](View word) {
    return before.size() >= word.size() && before.substr(before.size() - word.size()) == word;
  };
  if (ends(U"比") || ends(U"较") || ends(U"同比") || ends(U"比照")) return true;
  return (ends(U"与") || ends(U"和") || ends(U"是") || ends(U"为")) &&
         (at(text, end, U"相比") || at(text, end, U"同期") || at(text, end, U"的"));
}

// Whether the time belongs to a noun, 2015年9月成立的孵化器, to what began then, 成立于1992年, or
// to a beginning, 自2014年以来.
bool is_attached(View text, std::size_t begin, std::size_t end) {
  static constexpr View kBegan[] = {U"成立", U"创立",   U"创建",   U"始建",   U"建成",   U"设立",
                                    U"创办", U"创设",   U"组建",   U"认定",   U"落户",   U"投产",
                                    U"启用", U"开园",   U"开业",   U"上市",   U"建于",   U"入选",
                                    U"获评", U"举办的", U"发布的", U"出台的", U"制定的", U"挂牌",
                                    U"开工", U"竣工",   U"揭牌",   U"注册",   U"建立"};
  for (const View word : kBegan) {
    if (at(text, end, word)) {
      const View rest = text.substr(end + word.size(), 6);
      // 2014年成立的X is said of X; 2014年成立，注册资本... goes on with it.
      return rest.substr(0, 1) == U"的" || word.back() == U'的' || rest.substr(0, 1) == U"，" ||
             rest.substr(0, 1) == U"于" || rest.substr(0, 2) == U"以来";
    }
    for (const View link : {View(U"于"), View(U"时间是"), View(U"时间为"), View(U"在")}) {
      const std::size_t n = word.size() + link.size();
      if (begin >= n && at(text, begin - n, word) && at(text, begin - link.size(), link)) {
        return true;
      }
    }
  }
  // 举行2022年第三季度签约仪式: the time is part of the occasion's name.
  for (const View act :
       {View(U"举行"), View(U"举办"), View(U"召开"), View(U"印发"), View(U"发布")}) {
    if (begin >= 2 && at(text, begin - 2, act)) return true;
  }
  for (const View since : {View(U"以来"), View(U"后"), View(U"起"), View(U"至今"), View(U"之前"),
                           View(U"之后"), View(U"前，"), View(U"前后")}) {
    if (at(text, end, since)) return true;
  }
  return begin > 0 && text[begin - 1] == U'自' && at(text, end, U"起");
}

class PeriodFinder {
 public:
  PeriodFinder(View text, const DocumentTime& time) : text_(text), time_(time) {}

  std::vector<Period> run() {
    for (std::size_t i = 0; i < text_.size();) i = one(i);
    return std::move(periods_);
  }

 private:
  std::size_t one(std::size_t i) {
    const char32_t c = text_[i];
    if (text::is_digit(c)) {
      if (i > 0 && (text::is_digit(text_[i - 1]) || text_[i - 1] == U'.')) return i + 1;
      return digits(i);
    }
    if (c == U'“' || c == U'"' || c == U'十') {
      const Part part = plan_years(text_, i);
      if (!part.iso.empty()) return add(i, part.end, part.iso);
    }
    if (!time_.year) return i + 1;
    for (const Relative& each : kRelative) {
      if (!at(text_, i, each.word)) continue;
      const std::string year = std::to_string(static_cast<int>(*time_.year) + each.years);
      std::size_t end = i + each.word.size();
      if (at(text_, end, U"同期")) return end + 2;
      const Part part = within_year(text_, end, year);
      if (!part.iso.empty()) return add(i, part.end, part.iso);
      return add(i, end, year);
    }
    if (time_.month) {
      for (const auto& [word, months] : {std::pair(View(U"上个月"), 1), std::pair(View(U"上月"), 1),
                                         std::pair(View(U"本月"), 0)}) {
        if (!at(text_, i, word) || at(text_, i + word.size(), U"末")) continue;
        const std::size_t month = *time_.month > static_cast<std::size_t>(months)
                                      ? *time_.month - static_cast<std::size_t>(months)
                                      : 12;
        const std::size_t year = month > *time_.month ? *time_.year - 1 : *time_.year;
        return add(i, i + word.size(), std::to_string(year) + "-" + two(month));
      }
    }
    const Part part = named_part(text_, i, std::to_string(*time_.year));
    return part.iso.empty() ? i + 1 : add(i, part.end, part.iso);
  }

  std::size_t digits(std::size_t i) {
    std::size_t n = 0;
    const std::size_t year = small_number(text_, i, n);
    const std::size_t end = i + n;
    if (n == 4 && year >= 1900 && year <= 2100) {
      if (at(text_, end, U"年")) return with_year(i, end + 1, year);
      // 2018—2020年
      if (end < text_.size() && is_dash(text_[end])) {
        std::size_t m = 0;
        const std::size_t last = small_number(text_, end + 1, m);
        if (m == 4 && last > year && last <= 2100 && at(text_, end + 1 + m, U"年")) {
          return add(i, end + 2 + m, std::to_string(year) + "/" + std::to_string(last));
        }
      }
    }
    if (time_.year && n <= 2) {
      const Part part = dated_part(text_, i, std::to_string(year_of_month(i)));
      if (!part.iso.empty()) return add(i, part.end, part.iso);
    }
    std::size_t skip = end;
    while (skip < text_.size() && text::is_digit(text_[skip])) ++skip;
    return skip;
  }
  // A month behind the document's date was the year before.
  std::size_t year_of_month(std::size_t i) const {
    std::size_t n = 0;
    const std::size_t month = small_number(text_, i, n);
    return time_.month && month > *time_.month ? *time_.year - 1 : *time_.year;
  }

  std::size_t with_year(std::size_t begin, std::size_t end, std::size_t year) {
    std::string iso = std::to_string(year);
    if (at(text_, end, U"度")) ++end;
    const Part part = within_year(text_, end, iso);
    if (!part.iso.empty()) {
      iso = part.iso;
      end = part.end;
      // 2015年7月17日至2015年8月14日
      if (iso.size() == 10 && end < text_.size() && is_dash(text_[end])) {
        std::size_t n = 0;
        const std::size_t second = small_number(text_, end + 1, n);
        if (n == 4 && at(text_, end + 5, U"年")) {
          const Part last = dated_part(text_, end + 6, std::to_string(second));
          if (last.iso.size() == 10) return add(begin, last.end, iso + "/" + last.iso);
        } else if (n > 0 && n <= 2) {
          const Part last = dated_part(text_, end + 1, std::to_string(year));
          if (last.iso.size() == 10) return add(begin, last.end, iso + "/" + last.iso);
        }
      }
    }
    if (at(text_, end, U"初") || at(text_, end, U"底") || at(text_, end, U"末")) ++end;
    return add(begin, end, iso);
  }

  std::size_t add(std::size_t begin, std::size_t end, const std::string& iso) {
    periods_.push_back(
        {{begin, end}, iso, is_base(text_, begin, end) || is_attached(text_, begin, end)});
    return end;
  }

  View text_;
  const DocumentTime& time_;
  std::vector<Period> periods_;
};

// The first full date in `line`: 2023年1月5日 or 2023-01-05.
std::optional<DocumentTime> date_in(View line) {
  for (std::size_t i = 0; i + 8 <= line.size(); ++i) {
    std::size_t n = 0;
    if (i > 0 && text::is_digit(line[i - 1])) continue;
    const std::size_t year = small_number(line, i, n);
    if (n != 4 || year < 1900 || year > 2100) continue;
    const char32_t mark = line[i + 4];
    if (mark != U'年' && mark != U'-' && mark != U'/' && mark != U'.') continue;
    std::size_t m = 0, d = 0;
    const std::size_t month = small_number(line, i + 5, m);
    if (m == 0 || month < 1 || month > 12 || i + 5 + m >= line.size()) continue;
    const std::size_t day = small_number(line, i + 6 + m, d);
    if (d == 0 || day < 1 || day > 31) continue;
    return DocumentTime{year, month, {}};
  }
  return std::nullopt;
}

// The year that a title begins with or holds: 2023年...统计公报.
std::optional<std::size_t> year_in(View title) {
  for (std::size_t i = 0; i + 5 <= title.size(); ++i) {
    std::size_t n = 0;
    if (i > 0 && text::is_digit(title[i - 1])) continue;
    const std::size_t year = small_number(title, i, n);
    if (n == 4 && year >= 1949 && year <= 2100 && title[i + 4] == U'年') return year;
  }
  return std::nullopt;
}

// The period that a title of figures names: 前三季度某市进出口总值..., some with their year only in
// the text's first lines.
std::optional<std::string> period_of_title(View title, View text) {
  static constexpr View kIndicators[] = {
      U"进出口", U"外贸", U"出口",   U"吞吐量", U"生产总值", U"GDP",  U"增加值", U"财政收入",
      U"产值",   U"投资", U"零售额", U"营收",   U"净利润",   U"销量", U"产量",   U"用电量"};
  if (std::none_of(std::begin(kIndicators), std::end(kIndicators),
                   [&](View each) { return title.find(each) != View::npos; })) {
    return std::nullopt;
  }
  const auto named = PeriodFinder(title, DocumentTime{}).run();
  if (!named.empty()) return named.front().iso;
  DocumentTime any;
  any.year = 2000;
  const auto parts = PeriodFinder(title, any).run();
  if (parts.empty() || parts.front().iso == "2000") return std::nullopt;
  const std::string& part = parts.front().iso;
  for (const Period& each : PeriodFinder(text.substr(0, 300), DocumentTime{}).run()) {
    const std::string year = each.iso.substr(0, 4);
    std::string wanted = part;
    for (std::size_t i = wanted.find("2000"); i != std::string::npos; i = wanted.find("2000")) {
      wanted.replace(i, 4, year);
    }
    if (each.iso == wanted) return wanted;
  }
  return std::nullopt;
}

// The lines that are no paragraphs: short, and without the end of a sentence.
bool is_heading(View line) {
  return line.size() <= 60 && line.find_first_of(U"。！？；") == View::npos;
}

// 2024年6月，某园区获批设立: the first month with its year that the first paragraph tells near its
// beginning; what it tells of is news.
std::optional<DocumentTime> time_of_body(const std::vector<View>& lines) {
  constexpr std::size_t kNear = 80;
  int bodies = 0;
  for (const View line : lines) {
    if (is_heading(line)) continue;
    if (++bodies > 1) break;
    for (const Period& each : PeriodFinder(line.substr(0, kNear), DocumentTime{}).run()) {
      if (each.aside || each.iso.size() < 7 || each.iso.find('/') != std::string::npos) continue;
      if (each.iso[4] != '-') continue;
      const View before = line.substr(0, each.range.begin);
      // An entry tells when its subject came about.
      if (before.find(U'，') != View::npos && before.find_first_of(U"。电讯）") == View::npos) {
        return std::nullopt;
      }
      const std::u32string iso = base::from_utf8(each.iso);
      std::size_t n = 0;
      return DocumentTime{small_number(iso, 0, n), small_number(iso, 5, n), {}};
    }
  }
  return std::nullopt;
}

// 某市统计局通报2024年前三季度经济运行情况; 记者从某局获悉，2023年，...: the time that a report's
// first paragraph is of, or begins with, is that of its figures.
std::optional<std::string> period_of_report(const Annotation& annotation,
                                            const std::vector<View>& lines) {
  constexpr std::size_t kNear = 80;
  const WordSet& reports = annotation.lexicon.words("reports");
  const auto body =
      std::find_if(lines.begin(), lines.end(), [](const View line) { return !is_heading(line); });
  if (body == lines.end()) return std::nullopt;
  for (const Period& each : PeriodFinder(body->substr(0, kNear), DocumentTime{}).run()) {
    const std::string& iso = each.iso;
    // A year, a half of one, or some of its months; no day and no month.
    const bool span = iso.size() == 4 || iso.size() == 6 || iso.find('/') == 7;
    const View behind = body->substr(each.range.end, 2);
    if (!span || each.aside || behind.empty() ||
        View(U"度底末起后前以之").find(behind[0]) != View::npos) {
      return std::nullopt;
    }
    const View before = body->substr(0, each.range.begin);
    if (before.empty()) {
      const bool begins =
          behind[0] == U'，' || behind[0] == U'是' || behind[0] == U'全' || behind[0] == U'我';
      return begins ? std::optional<std::string>(iso) : std::nullopt;
    }
    const View said = before.back() == U'，' ? before.substr(0, before.size() - 1) : before;
    if (reports.longest_ending(said) > 0) return iso;
  }
  return std::nullopt;
}

// 2026年，全省研发投入强度力争达到...: the one year that an excerpt names, at its beginning, is
// that of all its figures.
std::optional<std::string> only_year(View text) {
  constexpr std::size_t kNear = 80;
  const auto periods = PeriodFinder(text, DocumentTime{}).run();
  if (periods.empty() || periods.front().iso.size() != 4 || periods.front().range.begin > kNear ||
      periods.front().aside) {
    return std::nullopt;
  }
  const std::size_t end = periods.front().range.end;
  if (end >= text.size() || (text[end] != U'，' && text[end] != U'全' && text[end] != U'我')) {
    return std::nullopt;
  }
  const std::string year = periods.front().iso;
  for (const Period& each : periods) {
    if (each.iso.compare(0, 4, year) != 0 || each.iso.find('/') != std::string::npos) {
      return std::nullopt;
    }
  }
  return year;
}

}  // namespace

DocumentTime document_time(const Annotation& annotation) {
  const View text = annotation.text();
  DocumentTime time;
  std::vector<View> lines;
  for (std::size_t begin = 0; begin < text.size() && lines.size() < 6;) {
    std::size_t end = std::min(text.find(U'\n', begin), text.size());
    if (end > begin) lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  // A bulletin's figures are of the year in its title.
  if (!lines.empty() && is_heading(lines.front())) {
    const View title = lines.front();
    if (const auto year = year_in(title)) {
      for (const View kind : {View(U"公报"), View(U"统计"), View(U"经济运行"), View(U"概况")}) {
        if (title.find(kind) == View::npos) continue;
        time.year = year;
        PeriodFinder finder(title, time);
        const auto periods = finder.run();
        time.figures = periods.empty() ? std::to_string(*year) : periods.front().iso;
        return time;
      }
    }
  }
  const auto& properties = annotation.document.properties;
  if (const auto date = properties.find("date"); date != properties.end()) {
    if (const auto found = date_in(base::from_utf8(date->second))) return *found;
  }
  if (!lines.empty() && lines.size() > 1 && lines.front().size() <= 60) {
    time.figures = period_of_title(lines.front(), text);
  }
  if (!time.figures) time.figures = period_of_report(annotation, lines);
  for (const View line : lines) {
    if (line.size() > 80) continue;
    if (auto found = date_in(line)) {
      found->figures = time.figures;
      return *found;
    }
  }
  // 2021年7月12日，某公司公告...: what the text begins with.
  if (!lines.empty()) {
    const View first = lines.size() > 1 && is_heading(lines.front()) ? lines[1] : lines.front();
    const View head = first.substr(0, 12);
    if (const auto found = date_in(head); found && text::is_digit(head.front())) {
      time.year = found->year;
      time.month = found->month;
      return time;
    }
  }
  if (const auto told = time_of_body(lines)) {
    time.year = told->year;
    time.month = told->month;
    return time;
  }
  if (time.figures) {
    std::size_t n = 0;
    time.year = small_number(base::from_utf8(*time.figures), 0, n);
    return time;
  }
  // 11月2日，2018年某大会举行: the year of the event is the day's.
  for (const Mention& mention : annotation.mentions) {
    if (mention.type != "Event") continue;
    const View name = annotation.text(mention.range);
    if (name.size() < 6 || !std::all_of(name.begin(), name.begin() + 4, text::is_digit)) continue;
    std::size_t n = 0;
    const std::size_t year = small_number(name, 0, n);
    if (year < 1949 || year > 2100) continue;
    const Range sentence = annotation.sentences[annotation.sentence_of(mention.range.begin)];
    const std::size_t from =
        std::max(sentence.begin, mention.range.begin > 40 ? mention.range.begin - 40 : 0);
    for (std::size_t i = from; i < mention.range.begin; ++i) {
      if (!text::is_digit(text[i]) || (i > 0 && text::is_digit(text[i - 1]))) continue;
      const Part part = dated_part(text, i, "2000");
      if (part.iso.size() >= 10) return {year, std::nullopt, {}};
    }
  }
  time.figures = only_year(text);
  return time;
}

std::vector<Section> find_sections(const Annotation& annotation) {
  static constexpr View kPlans[] = {U"安排",     U"打算",     U"展望",     U"预期目标",
                                    U"主要任务", U"目标任务", U"重点任务", U"工作建议",
                                    U"下一步",   U"主要目标", U"草案"};
  static constexpr View kPast[] = {U"回顾",     U"总结",     U"完成情况",
                                   U"运行情况", U"执行情况", U"成效"};
  const View text = annotation.text();
  std::vector<Section> sections;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find(U'\n', begin), text.size());
    const View line = text.substr(begin, std::min<std::size_t>(end - begin, 61));
    Section section;
    section.begin = end;
    // The first line is the document's title.
    if (begin > 0 && line.size() > 3 && line.size() <= 40 && is_heading(line)) {
      bool told = false;
      for (const View word : kPlans) {
        const std::size_t found = line.find(word);
        if (found == View::npos || section.plan) continue;
        section.plan = Range{begin + found, begin + found + word.size()};
        told = true;
      }
      for (const View word : kPast) {
        if (line.find(word) == View::npos) continue;
        section.plan = std::nullopt;
        told = true;
      }
      const auto periods = PeriodFinder(line, DocumentTime{}).run();
      // 二、2026年主要目标和措施; a year in the midst of a heading, 迈向2030年, dates nothing.
      const bool dated = !periods.empty() && periods.front().iso.size() == 4 &&
                         periods.front().range.begin < 5;
      if (told || dated) {
        if (!periods.empty()) section.figures = periods.front().iso;
        sections.push_back(section);
      }
    }
    begin = end + 1;
  }
  return sections;
}

std::vector<Period> find_periods(View text, const DocumentTime& time) {
  return PeriodFinder(text, time).run();
}

std::vector<Period> find_periods(View text) { return find_periods(text, DocumentTime{}); }

}  // namespace wutong::extract
