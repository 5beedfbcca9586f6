#include "extract/respective.h"

#include <algorithm>

namespace wutong::extract {

using View = std::u32string_view;

std::optional<std::vector<Share>> Respective::match(const FigureRule& rule, std::size_t q) {
  shares_.clear();
  if (!respective(rule, q)) return std::nullopt;
  return shares_;
}

void Respective::remember(const std::u32string& indicator, std::size_t figure) {
  levels_.emplace_back(indicator, figure);
}

void Respective::add(const FigureRule& rule, const FigureMatch& match, std::size_t phrase) {
  shares_.push_back({rule, match, phrase, std::nullopt});
}

// Figures joined by 、 or 和: [first, last].
Range Respective::joined(std::size_t q) const {
  const auto listed = [&](std::size_t a) {  // a and the one behind it
    const Range left = figures_.quantities[a].range, right = figures_.quantities[a + 1].range;
    if (right.begin < left.end || right.begin - left.end > 4) return false;
    std::u32string between(figures_.part(left.end, right.begin));
    between.erase(std::remove(between.begin(), between.end(), U' '), between.end());
    return between == U"、" || between == U"和" || between == U"与" || between == U"及" ||
           between == U"以及";
  };
  std::size_t first = q, last = q;
  while (first > 0 && q - first < 30 && listed(first - 1)) --first;
  while (last + 1 < figures_.quantities.size() && last - q < 30 && listed(last)) ++last;
  return {first, last};
}

std::vector<Range> Respective::items_of(Range nouns) const {
  std::vector<Range> items;
  std::size_t begin = nouns.begin;
  for (std::size_t i = nouns.begin; i <= nouns.end; ++i) {
    const bool mark = i < nouns.end && (figures_.text[i] == U'、' || figures_.text[i] == U'和' ||
                                        figures_.text[i] == U'与' || figures_.text[i] == U'及');
    // 和 within a name or word joins nothing.
    if (mark && figures_.subjects.within_name(i)) continue;
    if (mark && figures_.text[i] != U'、') {
      const Token& token = figures_.annotation.tokens[figures_.annotation.token_at[i]];
      if (token.range.size() > 1) continue;
    }
    if (i < nouns.end && !mark) continue;
    if (i > begin) items.push_back({begin, i});
    begin = i + 1;
  }
  return items;
}

// 城乡居民收入: the k-th of two things named by one word.
std::optional<std::u32string> Respective::of_both(Range item, std::size_t k) const {
  struct Pair {
    View both, first, second;
  };
  static constexpr Pair kPairs[] = {{U"内外资", U"内资", U"外资"},
                                    {U"城乡", U"城镇", U"农村"},
                                    {U"省市", U"省级", U"市级"},
                                    {U"工农业", U"工业", U"农业"},
                                    {U"进出口", U"进口", U"出口"}};
  const Range clean = figures_.matcher.clean(item);
  std::u32string text(figures_.part(clean.begin, clean.end));
  for (const Pair& pair : kPairs) {
    const std::size_t at = text.find(pair.both);
    if (at == std::u32string::npos) continue;
    return text.replace(at, pair.both.size(), k == 0 ? pair.first : pair.second);
  }
  return std::nullopt;
}

// 高新技术企业和规上企业各2家: one figure of each of the nouns.
bool Respective::each_of(const FigureRule& rule, std::size_t q) {
  const std::size_t figure = figures_.quantities[q].range.begin, begin = figures_.clause_begin(q);
  if (figure <= begin || figures_.text[figure - 1] != U'各') return false;
  const std::vector<Range> items = items_of({begin, figure - 1});
  if (items.size() < 2) return false;
  std::vector<std::u32string> nouns;
  for (const Range& item : items) {
    const Range clean = figures_.matcher.clean(item);
    if (clean.size() < 2 || clean.size() > 20) return false;
    nouns.emplace_back(figures_.part(clean.begin, clean.end));
  }
  FigureRule each = rule;
  each.remembered = false;
  for (const std::u32string& noun : nouns) {
    add(each, {noun, {}, nullptr, figures_.quantities[q].range.end}, begin);
  }
  return true;
}

bool Respective::respective(const FigureRule& rule, std::size_t q) {
  const Range run = joined(q);
  const std::size_t count = run.end - run.begin + 1;
  if (count < 2) return each_of(rule, q);
  const std::size_t figure = figures_.quantities[run.begin].range.begin;
  std::size_t low = figure > kLongestPhrase ? figure - kLongestPhrase : 0;
  if (run.begin > 0) low = std::max(low, figures_.quantities[run.begin - 1].range.end);
  std::size_t begin = figure;
  while (begin > low && !figures_.subjects.ends_clause(begin - 1)) --begin;
  const auto& cues = figures_.lexicon.words("respective");
  std::size_t cue = figure, cue_end = figure;
  for (std::size_t i = figure; i > begin; --i) {
    const std::size_t n = cues.longest(figures_.text, i - 1, nullptr);
    if (n == 0 || i - 1 + n > figure) continue;
    cue = i - 1;
    cue_end = cue + n;
    break;
  }
  // The words between the nouns and the first figure.
  std::size_t end = figure;
  const auto strip = [&](const char* words) {
    std::size_t total = 0;
    for (std::size_t n = 1; n > 0; total += n) {
      n = figures_.matcher.word_before(figures_.lexicon.words(words),
                                       cue == figure ? begin : cue_end, end);
      end -= n;
    }
    return total > 0;
  };
  while (end > begin && figures_.text[end - 1] == U' ') --end;
  strip("lead");
  const bool rate = figures_.quantities[q].kind == "rate";
  bool growth = rate && strip("growth"), decline = false;
  if (rate && !growth) growth = decline = strip("decline");
  if (growth && cue != figure) strip("compared");
  const std::size_t change = end;
  if (cue == figure && !growth) {
    return over_years(rule, q, run, {begin, change}, false) || between_names(rule, q, run, begin);
  }
  const Range nouns{begin, cue == figure ? change : cue};
  if (over_years(rule, q, run, nouns, cue != figure)) return true;
  if (cue != figure && change > cue_end && !growth) {
    // A与B分别持有27%及68%股权: what is said of both stands behind 分别.
    if (names_share(rule, q, run, nouns, {cue_end, change})) return true;
  }
  std::vector<Range> items = items_of(nouns);
  if (items.size() == 1 && count == 2) {
    if (const auto both = of_both(items.front(), q - run.begin)) {
      FigureRule each = rule;
      each.sign = decline ? -1 : 1;
      each.remembered = false;
      if (q == run.begin) group_.clear();
      group_.push_back(*both);
      group_end_ = figures_.quantities[q].range.end;
      add(each, {*both + (growth ? U"增速" : U""), {}, nullptr, figures_.quantities[q].range.end},
          begin);
      return true;
    }
  }
  if (items.size() == 1 && growth && only_compares(items.front())) items.clear();
  // 分别为72315元和39842元，分别增长5.1%、7.3%: the nouns of the figures before.
  if (items.empty() && growth && group_.size() == count && group_end_ != View::npos &&
      figure >= group_end_ && figure - group_end_ < kNear) {
    FigureRule each = rule;
    each.sign = decline ? -1 : 1;
    each.remembered = false;
    add(each, {group_[q - run.begin] + U"增速", {}, nullptr, figures_.quantities[q].range.end},
        begin);
    return true;
  }
  // 签约项目64个，协议资金1420亿元，分别增长28%和35.6%.
  if (items.empty() && growth && cue != figure) {
    if (q == run.begin) recall(count, figure);
    if (recalled_.size() == count) {
      FigureRule each = rule;
      each.sign = decline ? -1 : 1;
      each.remembered = false;
      add(each, {recalled_[q - run.begin] + U"增速", {}, nullptr, figures_.quantities[q].range.end},
          begin);
      return true;
    }
  }
  // 引入甲、乙为股东，分别持股12%和10%
  if (items.empty() && !growth && cue != figure && change >= cue_end + 2 &&
      names_before(rule, q, run, begin, {cue_end, change})) {
    return true;
  }
  // 甲资金286亿元、乙债券1930亿元，分别支持项目1240个、2310个: the same is said of each.
  if (items.empty() && !growth && cue != figure && change >= cue_end + 4) {
    FigureRule each = rule;
    each.remembered = false;
    add(each,
        {std::u32string(figures_.part(cue_end, change)),
         {},
         nullptr,
         figures_.quantities[q].range.end},
        begin);
    return true;
  }
  if (items.size() == 1 && cue != figure && names_before(rule, q, run, begin, items.front())) {
    return true;
  }
  if (items.size() != count) return names_share(rule, q, run, nouns, {cue_end, change});
  if (names_share(rule, q, run, nouns, {cue_end, change})) return true;
  std::u32string indicator;
  const Range head = figures_.matcher.clean(items.front());
  const std::size_t k = q - run.begin;
  const Range item = k == 0 ? head : items[k];
  if (head.size() < 2 || item.size() == 0) return false;
  const View head_text = figures_.part(head.begin, head.end),
             item_text = figures_.part(item.begin, item.end);
  if (k > 0 && item_text.size() < head_text.size() && item_text.back() == head_text.back() &&
      item_text.size() <= 4) {
    // 实际使用内资、外资: what the first noun begins with holds for the others.
    indicator = head_text.substr(0, head_text.size() - item_text.size());
  }
  // 对东盟、中东出口
  if (k > 0 && View(U"对向与").find(head_text.front()) != View::npos &&
      item_text.front() != head_text.front() && indicator.empty()) {
    indicator = head_text.substr(0, 1);
  }
  indicator += item_text;
  std::u32string tail;
  if (k + 1 < count) tail = shared_tail(item, items.back(), growth || cue != figure);
  indicator += tail;
  // 对非洲、东盟分别出口470亿元、266亿元: what is said of each stands behind 分别.
  if (tail.empty() && cue != figure && change > cue_end && change - cue_end <= 6) {
    const View said = figures_.part(cue_end, change);
    if (!ends_with(indicator, said)) indicator += said;
  }
  if (q == run.begin) group_.clear();
  group_.push_back(indicator);
  group_end_ = figures_.quantities[q].range.end;
  if (growth && !ends_with(indicator, U"增速")) indicator += U"增速";
  FigureRule signed_rule = rule;
  signed_rule.sign = decline ? -1 : 1;
  signed_rule.remembered = false;
  add(signed_rule, {indicator, {}, nullptr, figures_.quantities[q].range.end}, begin);
  return true;
}

// What the last of several nouns has and the others share: 城镇、农村居民收入,
// “新三样”、集成电路出口.
std::u32string Respective::shared_tail(Range item, Range last, bool growth) const {
  const View text = figures_.part(item.begin, item.end),
             last_text = figures_.part(last.begin, last.end);
  const Token& first = figures_.annotation.tokens[figures_.annotation.token_at[item.begin]];
  const Token& other = figures_.annotation.tokens[figures_.annotation.token_at[last.begin]];
  if (first.range.end == item.end && other.range.size() == item.size() &&
      other.range.end < last.end) {
    return std::u32string(figures_.part(other.range.end, last.end));
  }
  if (!growth) return {};
  for (const View shared : {View(U"进出口"), View(U"出口"), View(U"进口"), View(U"产量"),
                            View(U"产值"), View(U"增加值"), View(U"投资"), View(U"零售额"),
                            View(U"收入"), View(U"销量"), View(U"销售额")}) {
    if (ends_with(last_text, shared)) {
      return ends_with(text, shared) ? std::u32string() : std::u32string(shared);
    }
  }
  return {};
}

// The names of a list, if [nouns] is one and as long as the figures.
std::vector<const Mention*> Respective::names_of(Range nouns, std::size_t count) const {
  std::vector<const Mention*> names;
  std::size_t at = nouns.begin;
  while (at < nouns.end && names.size() < count) {
    const Mention* mention = figures_.annotation.mention_at(at);
    if (!mention) {
      if (!names.empty()) return {};
      if (++at - nouns.begin > 6) return {};
      continue;
    }
    names.push_back(mention);
    at = mention->range.end;
    if (names.size() < count) {
      const char32_t c = at < nouns.end ? figures_.text[at] : U'。';
      if (c != U'、' && c != U'和' && c != U'与' && c != U'及') return {};
      ++at;
      while (at < nouns.end && figures_.text[at] == U' ') ++at;
    }
  }
  return names.size() == count ? names : std::vector<const Mention*>{};
}

bool Respective::names_share(const FigureRule& rule, std::size_t q, Range run, Range nouns,
                             Range said) {
  const std::size_t count = run.end - run.begin + 1;
  const auto names = names_of(nouns, count);
  if (names.empty() || names.back()->range.end + 2 < nouns.end) return false;
  std::u32string indicator(figures_.part(said.begin, said.end));
  const Range noun =
      figures_.matcher.noun_after(figures_.quantities[run.end].range.end, figures_.text.size());
  if (noun.size() > 0 && figures_.quantities[q].kind != "money") {
    indicator += figures_.part(noun.begin, noun.end);
  }
  if (indicator.size() < 2) return false;
  FigureRule plain = rule;
  plain.remembered = false;
  add(plain, {indicator, {}, names[q - run.begin], figures_.quantities[q].range.end});
  return true;
}

// Whether the words only say what is compared with: 同比.
bool Respective::only_compares(Range words) const {
  std::size_t at = words.begin;
  for (std::size_t n = 1; n > 0 && at < words.end; at += n) {
    n = figures_.matcher.word_at(figures_.lexicon.words("compared"), at, words.end);
  }
  return at >= words.end;
}

// The last `count` indicators of the sentence, for rates that follow all of them.
void Respective::recall(std::size_t count, std::size_t figure) {
  recalled_.clear();
  const std::size_t sentence = figures_.subjects.sentence_of(figure);
  std::vector<std::u32string> all;
  for (std::size_t i = levels_.size(); i > 0 && all.size() < count; --i) {
    if (levels_[i - 1].second < sentence || figure - levels_[i - 1].second > 200) break;
    all.push_back(levels_[i - 1].first);
  }
  if (all.size() == count) recalled_.assign(all.rbegin(), all.rend());
}

// 股东是甲、乙和丙，持股比例分别为5%、3%和2%: the clause before lists whose they are.
bool Respective::names_before(const FigureRule& rule, std::size_t q, Range run, std::size_t begin,
                              Range noun) {
  constexpr std::size_t kLongestList = 240;
  if (begin < 3 || figures_.text[begin - 1] != U'，') return false;
  const std::size_t low = begin > kLongestList ? begin - kLongestList : 0;
  std::size_t from = begin - 1;
  while (from > low && !figures_.subjects.ends_clause(from - 1)) --from;
  const std::size_t count = run.end - run.begin + 1;
  if (const auto listed = listed_in({from, begin - 1}, count); !listed.empty()) {
    const Range clean = figures_.matcher.clean(noun);
    if (clean.size() < 2) return false;
    FigureRule plain = rule;
    plain.remembered = false;
    std::u32string indicator(figures_.part(clean.begin, clean.end));
    // 分别给予300万元、100万元奖励
    if (indicator.size() == 2) {
      const Range behind =
          figures_.matcher.noun_after(figures_.quantities[run.end].range.end, figures_.text.size());
      indicator += figures_.part(behind.begin, behind.end);
    }
    add(plain, {indicator, {}, listed[q - run.begin], figures_.quantities[q].range.end});
    return true;
  }
  const std::vector<Range> items = items_of({from, begin - 1});
  if (items.size() != count) return false;
  std::vector<const Mention*> names;
  std::size_t known = 0;
  for (const Range& item : items) {
    const Mention* name = figures_.annotation.mention_before(item.end);
    const bool whole = name && (names.empty() || name->range.begin <= item.begin + 1);
    names.push_back(whole ? name : nullptr);
    known += whole ? 1 : 0;
  }
  if (2 * known <= items.size()) return false;
  const Mention* name = names[q - run.begin];
  if (!name) return true;  // it is of somebody whose name was not made out
  const Range clean = figures_.matcher.clean(noun);
  if (clean.size() < 2) return false;
  FigureRule plain = rule;
  plain.remembered = false;
  add(plain, {std::u32string(figures_.part(clean.begin, clean.end)),
              {},
              names[q - run.begin],
              figures_.quantities[q].range.end});
  return true;
}

// The last list of just so many names in [from, to).
std::vector<const Mention*> Respective::listed_in(Range clause, std::size_t count) const {
  std::vector<const Mention*> names;
  for (std::size_t at = clause.begin; at < clause.end;) {
    const Mention* mention = figures_.annotation.mention_at(at);
    if (!mention || mention->range.end > clause.end) {
      ++at;
      continue;
    }
    std::vector<const Mention*> run{mention};
    std::size_t next = mention->range.end;
    const auto skip_quotes = [&] {
      while (next < clause.end && View(U"“”《》").find(figures_.text[next]) != View::npos) ++next;
    };
    for (;;) {
      skip_quotes();
      if (next >= clause.end || View(U"、和与及").find(figures_.text[next]) == View::npos) break;
      const std::size_t joint = next++;
      skip_quotes();
      const Mention* other = figures_.annotation.mention_at(next);
      if (!other || other->range.end > clause.end) {
        next = joint;
        break;
      }
      run.push_back(other);
      next = other->range.end;
    }
    if (run.size() == count) names = run;
    at = std::max(next, at + 1);
  }
  return names;
}

// 2021年、2022年: the times joined before a figure, one for each of `count`.
std::vector<std::string> Respective::years_before(std::size_t figure, std::size_t count) const {
  const auto& periods = figures_.periods;
  const std::size_t sentence = figures_.subjects.sentence_of(figure);
  auto end = std::lower_bound(
      periods.begin(), periods.end(), figure,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  const auto enough = static_cast<std::ptrdiff_t>(count);
  for (; end - periods.begin() >= enough; --end) {
    const auto first = end - enough;
    if (first->range.begin < sentence || figure - first->range.begin > 120) break;
    bool joined = true;
    for (auto each = first; each + 1 != end; ++each) {
      const View between = figures_.part(each->range.end, (each + 1)->range.begin);
      joined =
          joined && (between == U"、" || between == U"和" || between == U"与" || between == U"及");
    }
    if (!joined) continue;
    std::vector<std::string> years;
    for (auto each = first; each != end; ++each) years.push_back(each->iso);
    return years;
  }
  return {};
}

// 2021年、2022年，收入分别为1.27亿元和0.86亿元；同期开支为3.9亿元、5.2亿元: one noun, a time for
// each figure. `told`: by 分别.
bool Respective::over_years(const FigureRule& rule, std::size_t q, Range run, Range nouns,
                            bool told) {
  const std::size_t count = run.end - run.begin + 1;
  const std::size_t figure = figures_.quantities[run.begin].range.begin;
  std::vector<std::string> years;
  if (told) years = years_before(figure, count);
  if (years.empty() && years_.size() == count && years_end_ <= figure &&
      figure - years_end_ < kNear) {
    years = years_;
  }
  if (years.empty()) return false;
  const Range noun = figures_.matcher.clean(nouns);
  if (noun.size() < 2 || noun.size() > 20 || items_of(noun).size() != 1) return false;
  years_ = years;
  years_end_ = figures_.quantities[q].range.end;
  FigureRule plain = rule;
  plain.remembered = false;
  add(plain, {std::u32string(figures_.part(noun.begin, noun.end)), {}, nullptr, years_end_},
      nouns.begin);
  shares_.back().period = years[q - run.begin];
  return true;
}

// 甲与乙仍维持68%与27%的比例: names and figures in pairs without 分别.
bool Respective::between_names(const FigureRule& rule, std::size_t q, Range run,
                               std::size_t begin) {
  const std::size_t count = run.end - run.begin + 1;
  const std::size_t figure = figures_.quantities[run.begin].range.begin;
  const auto names = names_of({begin, figure}, count);
  if (names.empty() || figures_.quantities[q].kind != "rate") return false;
  const std::size_t end = names.back()->range.end;
  if (figure - end > 6 || figure == end) return false;
  return names_share(rule, q, run, {begin, end}, {end, figure});
}

}  // namespace wutong::extract
