// Statistics: each quantity with what it measures, of what, and when.
//
// The rules of rules/statistics.json are tried in their order on the phrase that leads up to the
// figure and the nouns that follow it; the first that applies names the indicator. Two shapes are
// algorithms: several figures that belong to several nouns (分别), and the second of two figures of
// one thing (从A增加到B).
#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "extract/facts.h"
#include "extract/figure_matcher.h"
#include "extract/subjects.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

// How far a phrase reaches back; a text without marks must not cost the square of its length.
constexpr std::size_t kLongestPhrase = 80;
// How far the indicator before still says what a bare figure is of.
constexpr std::size_t kNear = 60;

bool ends_with(View text, View end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::vector<std::size_t> sentence_begins(View text) {
  std::vector<std::size_t> out{0};
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == U'。' || text[i] == U'！' || text[i] == U'？' || text[i] == U'\n') {
      out.push_back(i + 1);
    }
  }
  return out;
}

class StatisticFinder {
 public:
  explicit StatisticFinder(const Annotation& annotation)
      : annotation_(annotation),
        lexicon_(annotation.lexicon),
        text_(annotation.text()),
        quantities_(find_quantities(annotation)),
        time_(document_time(annotation)),
        periods_(find_periods(annotation.text(), time_)),
        sections_(find_sections(annotation)),
        sentences_(sentence_begins(annotation.text())),
        subjects_(annotation, periods_, sentences_),
        matcher_(annotation, periods_, subjects_) {}

  std::vector<StatisticDraft> run() {
    for (std::size_t q = 0; q < quantities_.size(); ++q) one(q);
    without_repeats();
    return std::move(found_);
  }

 private:
  View part(std::size_t begin, std::size_t end) const {
    return begin < end ? text_.substr(begin, end - begin) : View();
  }

  std::size_t clause_begin(std::size_t q) const {
    const std::size_t figure = quantities_[q].range.begin;
    std::size_t low = figure > kLongestPhrase ? figure - kLongestPhrase : 0;
    if (q > 0) low = std::max(low, std::max(quantities_[q - 1].range.end, taken_));
    std::size_t i = figure;
    while (i > low && !subjects_.ends_clause(i - 1)) --i;
    return i;
  }

  Figure figure_at(std::size_t q) const {
    Figure figure;
    figure.quantity = &quantities_[q];
    figure.phrase = std::min(clause_begin(q), quantities_[q].range.begin);
    figure.sentence = subjects_.sentence_of(quantities_[q].range.begin);
    figure.limit = q + 1 < quantities_.size() ? quantities_[q + 1].range.begin : text_.size();
    const bool near = last_end_ != View::npos && last_end_ <= quantities_[q].range.begin &&
                      quantities_[q].range.begin - last_end_ <= kNear &&
                      last_end_ >= figure.sentence;
    if (near) {
      figure.last = last_;
      figure.last_counted = last_kind_ == "count";
      figure.last_alike =
          last_kind_ == figure.quantity->kind && last_unit_ == figure.quantity->unit;
    }
    figure.previous = previous_clause(figure.phrase, q);
    return figure;
  }

  // The nouns at the head of the clause before `phrase`, where it has no figure.
  std::u32string previous_clause(std::size_t phrase, std::size_t q) const {
    if (phrase < 3 || text_[phrase - 1] != U'，') return {};
    std::size_t begin = phrase - 1;
    const std::size_t low = phrase > kNear ? phrase - kNear : 0;
    while (begin > low && !subjects_.ends_clause(begin - 1)) --begin;
    if (q > 0 && quantities_[q - 1].range.end > begin) return {};
    const Range nouns = matcher_.nouns_of_clause(begin, phrase - 1);
    return std::u32string(part(nouns.begin, nouns.end));
  }

  void one(std::size_t q) {
    const Figure figure = figure_at(q);
    const Range range = figure.quantity->range;
    // 这30家: spoken of before. 50家重点企业之一 counts others.
    if (ends_with(part(figure.phrase, range.begin), U"这")) return;
    for (const FigureRule& rule : lexicon_.figures) {
      if (rule.shape == "respective") {
        if (respective(rule, q)) return;
      } else if (rule.shape == "from-to") {
        if (from_to(q) && !figure.last.empty()) {
          add(rule, q, {figure.last, {}, nullptr, range.end});
          return;
        }
      } else if (const auto match = matcher_.match(rule, figure)) {
        const View behind = part(range.end, std::min(text_.size(), range.end + 24));
        const std::size_t one_of = behind.find(U"之一");
        if (one_of != View::npos && behind.find_first_of(U"，。；") > one_of) return;
        // 12个国家的46所高校: the first says of which.
        if (figure.quantity->kind == "count" && q + 1 < quantities_.size() &&
            quantities_[q + 1].range.begin == match->end + 1 && text_[match->end] == U'的') {
          return;
        }
        add(rule, q, *match);
        return;
      }
    }
  }

  // ---- 分别
  // Figures joined by 、 or 和: [first, last].
  Range joined(std::size_t q) const {
    const auto listed = [&](std::size_t a) {  // a and the one behind it
      const Range left = quantities_[a].range, right = quantities_[a + 1].range;
      if (right.begin < left.end || right.begin - left.end > 4) return false;
      std::u32string between(part(left.end, right.begin));
      between.erase(std::remove(between.begin(), between.end(), U' '), between.end());
      return between == U"、" || between == U"和" || between == U"与" || between == U"及" ||
             between == U"以及";
    };
    std::size_t first = q, last = q;
    while (first > 0 && q - first < 30 && listed(first - 1)) --first;
    while (last + 1 < quantities_.size() && last - q < 30 && listed(last)) ++last;
    return {first, last};
  }

  std::vector<Range> items_of(Range nouns) const {
    std::vector<Range> items;
    std::size_t begin = nouns.begin;
    for (std::size_t i = nouns.begin; i <= nouns.end; ++i) {
      const bool mark = i < nouns.end && (text_[i] == U'、' || text_[i] == U'和' ||
                                          text_[i] == U'与' || text_[i] == U'及');
      // 和 within a name or word joins nothing.
      if (mark && subjects_.within_name(i)) continue;
      if (mark && text_[i] != U'、') {
        const Token& token = annotation_.tokens[annotation_.token_at[i]];
        if (token.range.size() > 1) continue;
      }
      if (i < nouns.end && !mark) continue;
      if (i > begin) items.push_back({begin, i});
      begin = i + 1;
    }
    return items;
  }

  // 城乡居民收入: the k-th of two things named by one word.
  std::optional<std::u32string> of_both(Range item, std::size_t k) const {
    struct Pair {
      View both, first, second;
    };
    static constexpr Pair kPairs[] = {{U"内外资", U"内资", U"外资"},
                                      {U"城乡", U"城镇", U"农村"},
                                      {U"省市", U"省级", U"市级"},
                                      {U"工农业", U"工业", U"农业"},
                                      {U"进出口", U"进口", U"出口"}};
    const Range clean = matcher_.clean(item);
    std::u32string text(part(clean.begin, clean.end));
    for (const Pair& pair : kPairs) {
      const std::size_t at = text.find(pair.both);
      if (at == std::u32string::npos) continue;
      return text.replace(at, pair.both.size(), k == 0 ? pair.first : pair.second);
    }
    return std::nullopt;
  }

  // 高新技术企业和规上企业各2家: one figure of each of the nouns.
  bool each_of(const FigureRule& rule, std::size_t q) {
    const std::size_t figure = quantities_[q].range.begin, begin = clause_begin(q);
    if (figure <= begin || text_[figure - 1] != U'各') return false;
    const std::vector<Range> items = items_of({begin, figure - 1});
    if (items.size() < 2) return false;
    std::vector<std::u32string> nouns;
    for (const Range& item : items) {
      const Range clean = matcher_.clean(item);
      if (clean.size() < 2 || clean.size() > 20) return false;
      nouns.emplace_back(part(clean.begin, clean.end));
    }
    FigureRule each = rule;
    each.remembered = false;
    for (const std::u32string& noun : nouns) {
      add(each, q, {noun, {}, nullptr, quantities_[q].range.end}, begin);
    }
    return true;
  }

  bool respective(const FigureRule& rule, std::size_t q) {
    const Range run = joined(q);
    const std::size_t count = run.end - run.begin + 1;
    if (count < 2) return each_of(rule, q);
    const std::size_t figure = quantities_[run.begin].range.begin;
    std::size_t low = figure > kLongestPhrase ? figure - kLongestPhrase : 0;
    if (run.begin > 0) low = std::max(low, quantities_[run.begin - 1].range.end);
    std::size_t begin = figure;
    while (begin > low && !subjects_.ends_clause(begin - 1)) --begin;
    const auto& cues = lexicon_.words("respective");
    std::size_t cue = figure, cue_end = figure;
    for (std::size_t i = figure; i > begin; --i) {
      const std::size_t n = cues.longest(text_, i - 1, nullptr);
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
        n = matcher_.word_before(lexicon_.words(words), cue == figure ? begin : cue_end, end);
        end -= n;
      }
      return total > 0;
    };
    while (end > begin && text_[end - 1] == U' ') --end;
    strip("lead");
    const bool rate = quantities_[q].kind == "rate";
    bool growth = rate && strip("growth"), decline = false;
    if (rate && !growth) growth = decline = strip("decline");
    if (growth && cue != figure) strip("compared");
    if (cue == figure && !growth) return between_names(rule, q, run, begin);
    const std::size_t change = end;
    const Range nouns{begin, cue == figure ? change : cue};
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
        group_end_ = quantities_[q].range.end;
        add(each, q, {*both + (growth ? U"增速" : U""), {}, nullptr, quantities_[q].range.end},
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
      add(each, q, {group_[q - run.begin] + U"增速", {}, nullptr, quantities_[q].range.end}, begin);
      return true;
    }
    // 签约项目64个，协议资金1420亿元，分别增长28%和35.6%.
    if (items.empty() && growth && cue != figure) {
      if (q == run.begin) recall(count, figure);
      if (recalled_.size() == count) {
        FigureRule each = rule;
        each.sign = decline ? -1 : 1;
        each.remembered = false;
        add(each, q, {recalled_[q - run.begin] + U"增速", {}, nullptr, quantities_[q].range.end},
            begin);
        return true;
      }
    }
    // 甲资金286亿元、乙债券1930亿元，分别支持项目1240个、2310个: the same is said of each.
    if (items.empty() && !growth && cue != figure && change >= cue_end + 4) {
      FigureRule each = rule;
      each.remembered = false;
      add(each, q, {std::u32string(part(cue_end, change)), {}, nullptr, quantities_[q].range.end},
          begin);
      return true;
    }
    if (items.size() == 1 && cue != figure && names_before(rule, q, run, begin, items.front())) {
      return true;
    }
    if (items.size() != count) return names_share(rule, q, run, nouns, {cue_end, change});
    if (names_share(rule, q, run, nouns, {cue_end, change})) return true;
    std::u32string indicator;
    const Range head = matcher_.clean(items.front());
    const std::size_t k = q - run.begin;
    const Range item = k == 0 ? head : items[k];
    if (head.size() < 2 || item.size() == 0) return false;
    const View head_text = part(head.begin, head.end), item_text = part(item.begin, item.end);
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
      const View said = part(cue_end, change);
      if (!ends_with(indicator, said)) indicator += said;
    }
    if (q == run.begin) group_.clear();
    group_.push_back(indicator);
    group_end_ = quantities_[q].range.end;
    if (growth && !ends_with(indicator, U"增速")) indicator += U"增速";
    FigureRule signed_rule = rule;
    signed_rule.sign = decline ? -1 : 1;
    signed_rule.remembered = false;
    add(signed_rule, q, {indicator, {}, nullptr, quantities_[q].range.end}, begin);
    return true;
  }

  // What the last of several nouns has and the others share: 城镇、农村居民收入,
  // “新三样”、集成电路出口.
  std::u32string shared_tail(Range item, Range last, bool growth) const {
    const View text = part(item.begin, item.end), last_text = part(last.begin, last.end);
    const Token& first = annotation_.tokens[annotation_.token_at[item.begin]];
    const Token& other = annotation_.tokens[annotation_.token_at[last.begin]];
    if (first.range.end == item.end && other.range.size() == item.size() &&
        other.range.end < last.end) {
      return std::u32string(part(other.range.end, last.end));
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
  std::vector<const Mention*> names_of(Range nouns, std::size_t count) const {
    std::vector<const Mention*> names;
    std::size_t at = nouns.begin;
    while (at < nouns.end && names.size() < count) {
      const Mention* mention = subjects_.beginning(at);
      if (!mention) {
        if (!names.empty()) return {};
        if (++at - nouns.begin > 6) return {};
        continue;
      }
      names.push_back(mention);
      at = mention->range.end;
      if (names.size() < count) {
        const char32_t c = at < nouns.end ? text_[at] : U'。';
        if (c != U'、' && c != U'和' && c != U'与' && c != U'及') return {};
        ++at;
        while (at < nouns.end && text_[at] == U' ') ++at;
      }
    }
    return names.size() == count ? names : std::vector<const Mention*>{};
  }

  bool names_share(const FigureRule& rule, std::size_t q, Range run, Range nouns, Range said) {
    const std::size_t count = run.end - run.begin + 1;
    const auto names = names_of(nouns, count);
    if (names.empty() || names.back()->range.end + 2 < nouns.end) return false;
    std::u32string indicator(part(said.begin, said.end));
    const Range noun = matcher_.noun_after(quantities_[run.end].range.end, text_.size());
    if (noun.size() > 0 && quantities_[q].kind != "money") {
      indicator += part(noun.begin, noun.end);
    }
    if (indicator.size() < 2) return false;
    FigureRule plain = rule;
    plain.remembered = false;
    add(plain, q, {indicator, {}, names[q - run.begin], quantities_[q].range.end});
    return true;
  }

  // Whether the words only say what is compared with: 同比.
  bool only_compares(Range words) const {
    std::size_t at = words.begin;
    for (std::size_t n = 1; n > 0 && at < words.end; at += n) {
      n = matcher_.word_at(lexicon_.words("compared"), at, words.end);
    }
    return at >= words.end;
  }

  // The last `count` indicators of the sentence, for rates that follow all of them.
  void recall(std::size_t count, std::size_t figure) {
    recalled_.clear();
    const std::size_t sentence = subjects_.sentence_of(figure);
    std::vector<std::u32string> all;
    for (std::size_t i = levels_.size(); i > 0 && all.size() < count; --i) {
      if (levels_[i - 1].second < sentence || figure - levels_[i - 1].second > 200) break;
      all.push_back(levels_[i - 1].first);
    }
    if (all.size() == count) recalled_.assign(all.rbegin(), all.rend());
  }

  // 股东是甲、乙和丙，持股比例分别为5%、3%和2%: the clause before lists whose they are.
  bool names_before(const FigureRule& rule, std::size_t q, Range run, std::size_t begin,
                    Range noun) {
    constexpr std::size_t kLongestList = 240;
    if (begin < 3 || text_[begin - 1] != U'，') return false;
    const std::size_t low = begin > kLongestList ? begin - kLongestList : 0;
    std::size_t from = begin - 1;
    while (from > low && !subjects_.ends_clause(from - 1)) --from;
    const std::vector<Range> items = items_of({from, begin - 1});
    if (items.size() != run.end - run.begin + 1) return false;
    std::vector<const Mention*> names;
    std::size_t known = 0;
    for (const Range& item : items) {
      const Mention* name = subjects_.ending(item.end);
      const bool whole = name && (names.empty() || name->range.begin <= item.begin + 1);
      names.push_back(whole ? name : nullptr);
      known += whole ? 1 : 0;
    }
    if (2 * known <= items.size()) return false;
    const Mention* name = names[q - run.begin];
    if (!name) return true;  // it is of somebody whose name was not made out
    const Range clean = matcher_.clean(noun);
    if (clean.size() < 2) return false;
    FigureRule plain = rule;
    plain.remembered = false;
    add(plain, q,
        {std::u32string(part(clean.begin, clean.end)),
         {},
         names[q - run.begin],
         quantities_[q].range.end});
    return true;
  }

  // 甲与乙仍维持68%与27%的比例: names and figures in pairs without 分别.
  bool between_names(const FigureRule& rule, std::size_t q, Range run, std::size_t begin) {
    const std::size_t count = run.end - run.begin + 1;
    const std::size_t figure = quantities_[run.begin].range.begin;
    const auto names = names_of({begin, figure}, count);
    if (names.empty() || quantities_[q].kind != "rate") return false;
    const std::size_t end = names.back()->range.end;
    if (figure - end > 6 || figure == end) return false;
    return names_share(rule, q, run, {begin, end}, {end, figure});
  }

  // ---- from A to B
  bool from_to(std::size_t q) const {
    if (q == 0) return false;
    if (quantities_[q].continues) return true;
    const Quantity &a = quantities_[q - 1], &b = quantities_[q];
    if (b.range.begin < a.range.end || b.range.begin - a.range.end > 8 || a.kind != b.kind) {
      return false;
    }
    const View between = part(a.range.end, b.range.begin);
    if (between.empty()) return false;
    if (!std::all_of(between.begin(), between.end(), text::is_han)) return false;
    const bool steps = ends_with(between, U"到") || ends_with(between, U"至") ||
                       ends_with(between, U"为") || ends_with(between, U"成") ||
                       ends_with(between, U"到近") || ends_with(between, U"达");
    if (!steps) return false;
    const View before = part(a.range.begin > 2 ? a.range.begin - 2 : 0, a.range.begin);
    const bool from = before.find(U'从') != View::npos || before.find(U'由') != View::npos;
    return from || View(U"增升提扩降发跃上减压到至").find(between.front()) != View::npos;
  }

  // ---- what is added
  void add(const FigureRule& rule, std::size_t q, const FigureMatch& match,
           std::size_t phrase = View::npos) {
    const Quantity& quantity = quantities_[q];
    const Range figure = quantity.range;
    if (phrase == View::npos) phrase = std::min(clause_begin(q), figure.begin);
    if (match.indicator.size() < 2 || match.indicator.size() > 40) return;
    if (quantity.kind == "count" && quantity.value < 20) {
      if (lexicon_.words("trivial").longest_ending(match.indicator) > 0) return;
    }
    StatisticDraft out;
    if (match.name && (rule.shape != "pattern" || rule.subject == "name")) {
      out.subject = match.name->entity;
      if (rule.shape != "pattern") subjects_.carry(out.subject, figure.begin);
    } else {
      out.subject = subjects_.of(phrase, figure.begin);
    }
    if (rule.remembered) {
      last_ = match.indicator;
      last_end_ = figure.end;
    } else if (!match.base.empty()) {
      last_ = match.base;
      last_end_ = figure.end;
    } else if (last_end_ != View::npos) {
      last_end_ = std::max(last_end_, figure.end);
    }
    if (rule.remembered) levels_.emplace_back(match.indicator, figure.begin);
    if (rule.remembered || !match.base.empty()) {
      last_kind_ = quantity.kind;
      last_unit_ = quantity.unit;
    }
    taken_ = std::max(taken_, std::min(match.end, figure.end + 20));
    if (out.subject < 0) return;
    out.value = quantity.value * rule.sign;
    out.unit = quantity.unit;
    out.approx = quantity.approx;
    out.bound = quantity.bound;
    out.rule = rule.id;
    out.confidence = rule.confidence;
    out.indicator = base::to_utf8(match.indicator);
    out.period = period_of(q, out.subject, match.indicator);
    out.evidence = {std::min(phrase, figure.begin), std::max(figure.end, match.end)};
    modality(out, figure);
    found_.push_back(std::move(out));
  }

  void modality(StatisticDraft& out, Range figure) {
    std::size_t clause = figure.begin;
    const std::size_t sentence = subjects_.sentence_of(figure.begin);
    const std::size_t low =
        std::max(sentence, figure.begin > kLongestPhrase ? figure.begin - kLongestPhrase : 0);
    while (clause > low && !subjects_.ends_clause(clause - 1)) --clause;
    Modality found = modality_of(annotation_, {clause, figure.begin});
    // 规划面积 and 计划总投资 are facts of a plan's own.
    if (found.cue && found.status == FactStatus::Planned && found.cue->end < figure.begin) {
      const Token& next = annotation_.tokens[annotation_.token_at[found.cue->end]];
      const bool compound = next.tag[0] == 'n' && next.range.end <= figure.begin;
      if (compound && part(found.cue->begin, found.cue->end) == U"规划") found = {};
    }
    // 争取中央预算内投资286亿元 is won; 争取达到 is an aim.
    if (found.cue && part(found.cue->begin, found.cue->end) == U"争取" &&
        found.cue->end < figure.begin &&
        annotation_.tokens[annotation_.token_at[found.cue->end]].tag[0] == 'n') {
      found = {};
    }
    if (found.status == FactStatus::Actual) {
      const WordSet& far = lexicon_.words("target.far");
      for (std::size_t i = low; i < figure.begin; ++i) {
        if (text_[i] == U'；') continue;
        const std::size_t n = matcher_.word_at(far, i, figure.begin);
        if (n > 0) found = {FactStatus::Planned, Range{i, i + n}};
      }
    }
    const Section* section = section_of(figure.begin);
    if (found.status == FactStatus::Actual && section && section->plan &&
        part(clause, figure.begin).find(U'已') == View::npos) {
      found = {FactStatus::Planned, section->plan};
    }
    // 将投资12亿元建设某中心，建筑面积18万平方米: a plan goes on in the clauses behind it.
    if (found.status == FactStatus::Actual && !found_.empty() &&
        found_.back().status == FactStatus::Planned && found_.back().subject == out.subject &&
        found_.back().evidence.end >= sentence) {
      const WordSet& done = lexicon_.words("done");
      bool came = false;
      for (std::size_t i = clause; i < figure.begin; ++i) {
        came = came || done.longest(text_, i, nullptr) > 0;
      }
      if (!came) found = {FactStatus::Planned, found_.back().status_cue};
    }
    out.status = found.status;
    out.status_cue = found.cue;
  }

  std::optional<std::string> period_of(std::size_t q, int subject, View indicator) {
    const std::size_t at = quantities_[q].range.begin;
    const std::size_t end = quantities_[q].range.end;
    const std::size_t sentence = subjects_.sentence_of(at);
    const std::size_t clause = clause_begin(q);
    auto period = std::lower_bound(
        periods_.begin(), periods_.end(), at,
        [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
    // 人口120万（2020年）
    if (period != periods_.end() && period->range.begin == end + 1 && text_[end] == U'（') {
      return period->iso;
    }
    std::vector<const Period*> before;  // the nearest first
    for (; period != periods_.begin() && before.size() < 2;) {
      --period;
      if (period->range.begin < sentence || at - period->range.end > 400) break;
      // 12月9日晚间，公司公告…，总投资12.6亿元: the day is of the announcement.
      const bool day = period->iso.size() == 10 && period->range.end < clause;
      if (!period->aside && !day && !starts_from(*period, at)) before.push_back(&*period);
    }
    if (lexicon_.words("timeless.always").longest_ending(indicator) > 0) {
      before.erase(std::remove_if(before.begin(), before.end(),
                                  [&](const Period* each) { return each->range.end < clause; }),
                   before.end());
    }
    const bool timeless = lexicon_.words("timeless").longest_ending(indicator) > 0;
    if (!before.empty()) {
      // 从2014年到2021年, 从A到B: the first figure is of the first year.
      if (before.size() == 2) {
        const View between = part(before[1]->range.end, before[0]->range.begin);
        const bool pair = between == U"到" || between == U"至";
        if (pair && q + 1 < quantities_.size() && from_to(q + 1)) return before[1]->iso;
      }
      if (!since_then(before[0]->range.end, at)) return before[0]->iso;
      return timeless ? std::nullopt : figures_at(at);
    }
    if (auto year = time_of_event(subject)) return year;
    // 其中，出口...: a part of what the sentence before gave.
    if (kept_sentence_ == sentence) return kept_period_;
    if (!found_.empty() && goes_on(sentence, found_.back().evidence.end)) {
      kept_sentence_ = sentence;
      kept_period_ = found_.back().period;
      return kept_period_;
    }
    if (this_edition(sentence)) {
      if (auto held = period_before(sentence)) return held;
    }
    if (timeless) return std::nullopt;
    const auto figures = figures_at(at);
    // 由上年的251亿元提高到278亿元
    const View lead = part(at > 3 ? at - 3 : 0, at);
    if (figures && figures->size() == 4 && (lead == U"上年的" || lead == U"去年的")) {
      return std::to_string(std::stoi(*figures) - 1);
    }
    return figures;
  }
  // Whether the sentence takes apart what the last figure of its paragraph is of.
  bool goes_on(std::size_t sentence, std::size_t last) const {
    if (last > sentence || sentence - last > 60) return false;
    if (part(last, sentence).find(U'\n') != View::npos) return false;
    const View head = text_.substr(sentence, 12);
    if (head.substr(0, 2) == U"其中" || head.substr(0, 2) == U"此外") return true;
    const std::size_t mark = head.find(U'，');
    return mark != View::npos && mark > 1 && head[mark - 1] == U'看' &&
           (head[0] == U'分' || head[0] == U'从' || head[0] == U'按');
  }
  // 本届博览会共有..., behind the sentence that dates it.
  bool this_edition(std::size_t sentence) const {
    const View head = text_.substr(sentence, 2);
    return head == U"本届" || head == U"本次" || head == U"此次" || head == U"会上" ||
           head == U"会议";
  }
  std::optional<std::string> period_before(std::size_t sentence) const {
    if (sentence < 2) return std::nullopt;
    const std::size_t from = subjects_.sentence_of(sentence - 1);
    auto period = std::lower_bound(
        periods_.begin(), periods_.end(), sentence,
        [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
    if (period == periods_.begin() || text_[sentence - 1] == U'\n') return std::nullopt;
    --period;
    if (period->range.begin < from || period->aside) return std::nullopt;
    return period->iso;
  }
  const Section* section_of(std::size_t at) const {
    const auto after = std::upper_bound(
        sections_.begin(), sections_.end(), at,
        [](std::size_t wanted, const Section& each) { return wanted < each.begin; });
    return after == sections_.begin() ? nullptr : &*std::prev(after);
  }
  std::optional<std::string> figures_at(std::size_t at) const {
    const Section* section = section_of(at);
    return section && section->figures ? section->figures : time_.figures;
  }
  // 从2015年的12家增加到31家: the time is the first figure's alone.
  bool starts_from(const Period& period, std::size_t figure) const {
    const std::size_t begin = period.range.begin, end = period.range.end;
    if (begin == 0 || end + 2 >= text_.size()) return false;
    if (View(U"从由自").find(text_[begin - 1]) == View::npos) return false;
    const std::size_t number = text_[end] == U'的' ? end + 1 : end;
    return text::is_digit(text_[number]) && number < figure;
  }
  // Whether 目前 stands between a time and the figure.
  bool since_then(std::size_t begin, std::size_t end) const {
    const WordSet& now = lexicon_.words("now");
    for (std::size_t i = begin; i < end; ++i) {
      if (matcher_.word_at(now, i, end) > 0) return true;
    }
    return false;
  }

  // The figures of an event are of its year, 2023年服贸会, or of the month in which it was held.
  std::optional<std::string> time_of_event(int subject) const {
    const EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(subject)];
    if (entity.type != "Event") return std::nullopt;
    const View name = entity.name;
    if (name.size() < 6 || !std::all_of(name.begin(), name.begin() + 4, text::is_digit)) {
      return std::nullopt;
    }
    const View year = name.substr(0, 4);
    if (year < View(U"1900") || year > View(U"2100")) return std::nullopt;
    const std::string iso = base::to_utf8(year);
    std::size_t seen = 0;
    for (const Mention& mention : annotation_.mentions) {
      if (mention.entity != subject) continue;
      if (++seen > 20) break;
      const std::size_t sentence = subjects_.sentence_of(mention.range.begin);
      const View after = text_.substr(mention.range.end, 16);
      const View clause = after.substr(0, after.find_first_of(U"。，；\n"));
      const bool held = clause.find(U"举行") != View::npos || clause.find(U"举办") != View::npos ||
                        clause.find(U"召开") != View::npos || clause.find(U"开幕") != View::npos;
      if (!held) continue;
      for (const Period& period : periods_) {
        if (period.range.begin < sentence) continue;
        if (period.range.begin >= mention.range.begin) break;
        if (period.iso.size() >= 10 && period.iso.substr(0, 4) == iso) {
          return period.iso.substr(0, 7);
        }
      }
    }
    return iso;
  }

  // A headline and the text below it state a figure once. What says more of it stays.
  void without_repeats() {
    std::vector<StatisticDraft> kept;
    std::map<std::string, std::vector<std::size_t>> seen;
    for (StatisticDraft& each : found_) {
      const std::string key = std::to_string(each.subject) + " " + std::to_string(each.value) +
                              each.unit + " " + each.period.value_or("");
      const std::u32string indicator = base::from_utf8(each.indicator);
      const std::set<char32_t> own(indicator.begin(), indicator.end());
      bool repeated = false;
      for (const std::size_t k : seen[key]) {
        const std::u32string other = base::from_utf8(kept[k].indicator);
        const std::set<char32_t> others(other.begin(), other.end());
        const auto common = static_cast<std::size_t>(
            std::count_if(own.begin(), own.end(), [&](char32_t c) { return others.count(c) > 0; }));
        if (4 * common < 3 * std::min(own.size(), others.size())) continue;
        repeated = true;
        if (in_heading(kept[k].evidence)) kept[k] = std::move(each);
        break;
      }
      if (repeated) continue;
      if (seen[key].size() < 8) seen[key].push_back(kept.size());
      kept.push_back(std::move(each));
    }
    found_.clear();
    for (std::size_t i = 0; i < kept.size(); ++i) {
      if (!(in_heading(kept[i].evidence) && said_below(kept, i))) {
        found_.push_back(std::move(kept[i]));
      }
    }
  }
  // Whether the text states the figure of a headline again.
  static bool said_below(const std::vector<StatisticDraft>& all, std::size_t i) {
    for (std::size_t k = i + 1; k < all.size() && k < i + 200; ++k) {
      if (all[k].value == all[i].value && all[k].unit == all[i].unit &&
          all[k].evidence.begin > all[i].evidence.end) {
        return true;
      }
    }
    return false;
  }
  bool in_heading(Range range) const {
    if (range.begin > 200) return false;
    const std::size_t length = text_.substr(range.end, 61).find(U'\n');
    const std::size_t end = length == View::npos ? text_.size() : range.end + length;
    if (end - range.end > 60) return false;
    // The first line, also where it calls out: 总投资586亿元！某新区签约21个项目.
    if (end <= 60 && end < text_.size() && part(0, end).find_first_of(U"\n。") == View::npos) {
      return true;
    }
    return part(subjects_.sentence_of(range.begin), end).find_first_of(U"。！？") == View::npos;
  }

  const Annotation& annotation_;
  const Lexicon& lexicon_;
  View text_;
  std::vector<Quantity> quantities_;
  DocumentTime time_;
  std::vector<Period> periods_;
  std::vector<Section> sections_;
  std::vector<std::size_t> sentences_;
  Subjects subjects_;
  FigureMatcher matcher_;
  std::u32string last_;                // the indicator of the figure before
  std::size_t last_end_ = View::npos;  // and where that ended
  std::string last_kind_, last_unit_;
  std::size_t kept_sentence_ = View::npos;  // the sentence that goes on with the one before
  std::optional<std::string> kept_period_;
  std::vector<std::pair<std::u32string, std::size_t>> levels_;  // the indicators of levels so far
  std::vector<std::u32string> recalled_;                        // those that rates follow
  std::vector<std::u32string> group_;  // the indicators of the last figures that came together
  std::size_t group_end_ = View::npos;
  std::size_t taken_ = 0;  // up to where a figure before has taken the text
  std::vector<StatisticDraft> found_;
};

}  // namespace

std::vector<StatisticDraft> find_statistics(const Annotation& annotation) {
  return StatisticFinder(annotation).run();
}

}  // namespace wutong::extract
