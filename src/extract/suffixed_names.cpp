// Names by their ending: the grammar place + brand + industry + nature read from the right, until a
// verb, a preposition or another word that is no part of a name.
#include <algorithm>

#include "extract/name_context.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kLongestName = 30;

class SuffixedNames {
 public:
  explicit SuffixedNames(NameContext& context)
      : context_(context),
        annotation_(context.annotation()),
        lexicon_(context.lexicon()),
        text_(context.text()) {}

  void run() {
    for (std::size_t end = 2; end <= text_.size(); ++end) {
      const Suffix* kind = nullptr;
      const std::size_t n = lexicon_.suffixes.longest_ending(text_.substr(0, end), &kind);
      if (n > 0) name(end - n, end, *kind);
    }
  }

 private:
  View part(std::size_t begin, std::size_t end) const { return context_.part(begin, end); }
  View word(const Token& token) const { return annotation_.text(token.range); }
  static bool is_in(View set, char32_t c) { return set.find(c) != View::npos; }

  struct Left {
    std::size_t begin;
    int words = 0;          // of substance
    bool specific = false;  // a place, a brand, foreign letters, a number
    bool generic_only = true;
    bool closed = false;  // nothing stands before what was taken last
  };

  static bool takes_time(const std::string& type) { return type == "Event" || type == "Policy"; }
  static bool is_organised(const std::string& type) {
    return type == "Company" || type == "Institution" || type == "Park" || type == "Event";
  }

  void name(std::size_t suffix, std::size_t end, const Suffix& kind) {
    if (!ends_here(end, kind)) return;
    Left left{suffix};
    const Token& first = context_.token(suffix);
    if (first.range.begin < suffix) {
      // The base lexicon knows the whole as a word, or cuts elsewhere.
      const bool common = kind.type == "Place" && first.known && first.range.end >= end &&
                          first.tag[1] != 's' && !context_.is_place_word(word(first));
      if (common) return;  // 城市, 上市
      left.begin = first.range.begin;
      ++left.words;
      left.generic_only = false;
      if (first.range.contains({suffix, end}) || first.tag[0] == 'n') left.specific = true;
    }
    extend(left, end, kind);
    trim(left, suffix, end, kind, 1);
    extend_brand(left, suffix, kind);
    extend_anchored(left, suffix, kind);
    extend_to_place(left, suffix, kind);
    trim(left, suffix, end, kind, 2);
    cut_sentence(left, suffix);
    // 我县数字经济孵化园: 县 belongs to 我.
    if (left.begin > 0 && left.begin + 1 < suffix && is_in(U"省市县区镇乡", text_[left.begin]) &&
        is_in(U"我全本该各", text_[left.begin - 1])) {
      ++left.begin;
    }
    accept(left, suffix, end, kind);
  }

  // The suffix ends a word, or the word goes on with where (园区内) or who (市委书记).
  bool ends_here(std::size_t end, const Suffix& kind) const {
    const Range last = context_.token_before(end).range;
    if (last.end <= end) return true;
    const View rest = part(end, last.end);
    if (rest.size() == 1 && is_in(U"里内上中外", rest.front())) return last.size() <= 3;
    return kind.type == "Institution" && lexicon_.is("title", rest);
  }

  void extend(Left& left, std::size_t end, const Suffix& kind) {
    while (left.begin > 0 && end - left.begin < kLongestName && !left.closed) {
      const std::size_t group = group_before(left.begin);
      if (group < left.begin) {
        const View inside = part(group + 1, left.begin - 1);
        if (text_[left.begin - 1] == U'）' && inside != U"集团" && inside != U"控股" &&
            inside != U"中国" && !context_.is_place_word(inside)) {
          return;
        }
        take_group(left, group);
        continue;
      }
      const std::size_t before = compound_before(left.begin, kind.type);
      if (before < left.begin) {
        take_group(left, before);
        continue;
      }
      const Token& token = context_.token_before(left.begin);
      // 市委市政府 are two bodies.
      if (kind.type == "Institution" && context_.ends_at(token.range.end, U"委") &&
          token.range.size() <= 3) {
        return;
      }
      if (ends_sentence_part(token) || !take(token, kind.type, left)) return;
      left.begin = token.range.begin;
    }
  }
  static void take_group(Left& left, std::size_t begin) {
    left.begin = begin;
    left.specific = true;
    left.generic_only = false;
    ++left.words;
  }

  // A quoted or bracketed group that ends before `end`: its beginning, or `end`.
  std::size_t group_before(std::size_t end) const {
    const char32_t close = text_[end - 1];
    const char32_t open = close == U'”' ? U'“' : close == U'）' ? U'（' : U'\0';
    if (open == U'\0') return end;
    const std::size_t limit = end > 14 ? end - 14 : 0;
    for (std::size_t i = end - 1; i > limit; --i) {
      if (text_[i - 1] == open) return i - 1;
      if (is_sentence_end(text_[i - 1])) break;
    }
    return end;
  }

  // What stands before `end` and belongs together: 自动驾驶, 中国—中亚, 中俄, 国开 in 浙江国开. Its
  // beginning, or `end`.
  std::size_t compound_before(std::size_t end, const std::string& type) const {
    const std::size_t limit = end > 12 ? end - 12 : 0;
    // 三一重能 in 三一重能股份有限公司: a known firm.
    if (type == "Company") {
      const std::string* known = nullptr;
      const std::size_t n = lexicon_.names.longest_ending(part(limit, end), &known);
      if (n >= 3 && *known == "Company" && context_.starts_word(end - n)) return end - n;
    }
    if (!lexicon_.is("generic", word(context_.token_before(end)))) {
      if (const std::size_t n = lexicon_.industries.longest_ending(part(limit, end));
          n >= 4 && context_.starts_word(end - n)) {
        return end - n;
      }
    }
    if (const std::size_t n = lexicon_.words("compound").longest_ending(part(limit, end)); n > 0) {
      return end - n;
    }
    if (const std::size_t n = lexicon_.words("bilateral").longest_ending(part(limit, end)); n > 0) {
      return end - n;
    }
    // 中国—中亚峰会
    if (end >= 3 && (text_[end - 1] == U'—' || text_[end - 1] == U'-')) {
      const Token& token = context_.token_before(end - 1);
      if (context_.is_place_word(word(token))) return token.range.begin;
    }
    // 高效电池及组件项目
    if (type == "Project" && text_[end - 1] == U'及' &&
        context_.token_before(end).range.size() == 1 && end >= 3 &&
        context_.token_before(end - 1).tag[0] == 'n') {
      return context_.token_before(end - 1).range.begin;
    }
    if (is_organised(type)) return soft_brand(end);
    return end;
  }

  // A brand of two characters of which the second is a common one in sentences: 国开, 法中. What
  // stands before it must end there.
  std::size_t soft_brand(std::size_t end) const {
    const Token& second = context_.token_before(end);
    if (second.range.size() != 1 || second.range.begin < 1 ||
        !is_in(U"中上下开地达内外前后原全新得到来时如是", text_[second.range.begin])) {
      return end;
    }
    const Token& first = context_.token_before(second.range.begin);
    const View opening = word(first);
    // 国 in 国开, 中科 in 中科地
    const bool short_form = first.range.size() == 1 ||
                            (first.range.size() == 2 && (first.tag[0] == 'j' || !first.known));
    const bool letters = short_form && text::is_han(opening.front()) &&
                         !lexicon_.is("stop", opening) && first.tag[0] != 'm' &&
                         first.tag[0] != 'r' && first.tag[0] != 'p';
    if (!letters) return end;
    if (first.range.begin == 0) return first.range.begin;
    const View edge = word(context_.token_before(first.range.begin));
    const bool ends =
        is_mark(edge.front()) || lexicon_.places.find(edge) || lexicon_.is("stop", edge);
    return ends ? first.range.begin : end;
  }

  // Whether the token may stand inside a name; updates what is known of the name.
  bool take(const Token& token, const std::string& type, Left& left) const {
    const View text = word(token);
    const char tag = token.tag[0];
    if (is_mark(text.front())) return false;
    const bool ordinal =
        takes_time(type) && (tag == 'm' || tag == 't' || text == U"年" || text == U"届" ||
                             text == U"首届" || text == U"第" || text == U"首批" || text == U"批");
    if (ordinal) {
      left.specific = left.specific || (tag == 'm' && text::is_digit(text.front())) ||
                      text.find(U'届') != View::npos;
      return true;
    }
    // 750千伏河西变电站
    if (type == "Project" &&
        (text == U"千伏" || (tag == 'm' && context_.at(token.range.end, U"千伏")))) {
      left.specific = true;
      return true;
    }
    // 一号码头, 二期工程
    if (type == "Project" && tag == 'm' && token.range.end < text_.size() &&
        (text_[token.range.end] == U'号' || text_[token.range.end] == U'期' ||
         text.back() == U'号' || text.back() == U'期')) {
      left.specific = true;
      return true;
    }
    if (lexicon_.is("inner", text)) return true;
    if (lexicon_.is("stop", text)) return false;
    if (lexicon_.is("generic", text)) {
      ++left.words;
      // 桐乡市国家工业互联网…节点: the place before 国家 is where it lies.
      if (text.substr(0, 2) == U"国家" && (type == "Project" || type == "Institution") &&
          token.range.begin > 0 &&
          context_.is_place_word(word(context_.token_before(token.range.begin)))) {
        left.closed = true;
      }
      return true;
    }
    if (tag == 'r' || tag == 'p' || tag == 'c' || tag == 'u' || tag == 'd' || tag == 'y' ||
        tag == 'm' || tag == 't' || (tag == 'v' && token.tag[1] == '\0' && text.size() == 1)) {
      // Single characters of brands are often tagged so: 以 is stopped above, 中 in 中建 is not.
      if (!(tag == 'm' && type == "Company" && text.size() <= 2 && text::is_han(text.front()))) {
        return false;
      }
    }
    if (tag == 'v' && token.tag[1] == '\0' && type != "Company") return false;
    if (text.size() >= 2 && text.back() == U'区' && (text == U"主城区" || text == U"老城区")) {
      return false;
    }
    ++left.words;
    left.generic_only = false;
    const bool named = tag == 'x' || tag == 'e' ||
                       (tag == 'n' && token.tag[1] != '\0' && token.tag[1] != 'g') ||
                       text.size() == 1;
    if (named || context_.is_place_word(text)) left.specific = true;
    // Nothing but a number stands before the name of the country.
    if (text == U"中国" && !takes_time(type)) left.closed = true;
    return true;
  }

  // A verb behind the name of an organisation is the sentence's: 清华大学合作建设实验室.
  bool ends_sentence_part(const Token& token) const {
    if (token.range.begin < 2 || !lexicon_.is("inner", word(token))) return false;
    const std::size_t end = token.range.begin;
    for (const View ending : {View(U"大学"), View(U"公司"), View(U"集团"), View(U"研究院"),
                              View(U"政府"), View(U"委员会"), View(U"银行")}) {
      if (context_.ends_at(end, ending)) return true;
    }
    return false;
  }

  // Verbs and generic words at the left edge belong to the sentence, not to the name.
  // `shortest`: words that are shorter stay, for they may be part of a brand.
  void trim(Left& left, std::size_t suffix, std::size_t end, const Suffix& kind,
            std::size_t shortest) const {
    while (left.begin < suffix) {
      if (context_.token(left.begin).range.size() < shortest) return;
      // 11月1日腾讯全球合作伙伴大会: the day is when it was.
      if (const std::size_t day = day_end(left.begin, suffix); day > left.begin) {
        left.begin = day;
        continue;
      }
      const Token& token = context_.token(left.begin);
      const View text = word(token);
      const bool whole = text == U"全国" || text == U"全省" || text == U"全市" || text == U"全区";
      const bool time =
          takes_time(kind.type) && (text == U"首届" || text == U"首批" || text == U"省级" ||
                                    text == U"国家级" || text == U"国家" || whole);
      const bool adverb = token.tag[0] == 'd' || (token.tag[0] == 'a' && token.tag[1] == 'd');
      const bool edge =
          adverb || whole || lexicon_.is("inner", text) || lexicon_.is("stop", text) ||
          lexicon_.is("edge", text) ||
          (lexicon_.is("generic", text) && (text.size() == 1 || is_in(U"该本我", text.front())));
      // 在绵阳投资建设新型显示产业园: the verb is the sentence's.
      if (left.begin > 0 && text_[left.begin - 1] == U'在' && context_.is_place_word(text) &&
          token.range.end < suffix) {
        std::size_t verb = token.range.end;
        while (verb < suffix && lexicon_.is("inner", word(context_.token(verb))) &&
               context_.token(verb).tag[0] == 'v') {
          verb = context_.token(verb).range.end;
        }
        if (verb > token.range.end && verb < suffix) {
          left.begin = verb;
          continue;
        }
      }
      // 上海华佗路: the road lies in the city; 青岛国际会展中心 has it in its name.
      const bool outer = kind.type == "Place" && end - suffix <= 2 &&
                         context_.is_place_word(text) && token.range.end + 2 <= suffix;
      // 丹麦企业厄斯特能源: where the firm is from.
      if (kind.type == "Company" && context_.is_place_word(text)) {
        std::size_t firm = 0;
        for (const View noun : {View(U"企业"), View(U"公司"), View(U"车企"), View(U"药企"),
                                View(U"巨头"), View(U"民企"), View(U"国企")}) {
          if (context_.at(token.range.end, noun)) firm = token.range.end + noun.size();
        }
        if (firm > 0 && firm < suffix) {
          left.begin = firm;
          continue;
        }
      }
      if ((!edge && !outer) || time || token.range.end > suffix) return;
      left.begin = token.range.end;
    }
  }

  // 营口市鲅鱼圈区投资建设智能制造基地: two verbs of building are the sentence's.
  void cut_sentence(Left& left, std::size_t suffix) const {
    for (const View verbs : {View(U"投资建设"), View(U"规划建设"), View(U"开工建设"),
                             View(U"启动建设"), View(U"加快建设"), View(U"投资兴建"),
                             View(U"推进建设"), View(U"合作共建"), View(U"合作建设")}) {
      const std::size_t found = part(left.begin, suffix).find(verbs);
      if (found == View::npos) continue;
      const std::size_t begin = left.begin + found + verbs.size();
      if (begin < suffix) left.begin = begin;
    }
  }

  // Where a day ends that begins at `at`: 11月1日, 8日; `at` where none does.
  std::size_t day_end(std::size_t at, std::size_t limit) const {
    std::size_t end = at;
    for (const char32_t unit : {U'月', U'日'}) {
      std::size_t i = end;
      while (i < limit && text::is_digit(text_[i])) ++i;
      if (i > end && i < limit && text_[i] == unit) end = i + 1;
    }
    return end;
  }

  // A brand that the base lexicon does not know falls into single characters: 新 in 新磊半导体, 中
  // in 中电海康集团 belong to it where a mark, a verb or a preposition stands before.
  void extend_brand(Left& left, std::size_t suffix, const Suffix& kind) const {
    if (kind.type == "Place" || kind.type == "Event" || kind.type == "Policy") return;
    if (left.begin == 0 || left.begin >= suffix) return;
    const Token& first = context_.token(left.begin);
    const Token& before = context_.token_before(left.begin);
    constexpr View kNever =
        U"的在和与由为是了对向从到被把将让给等及之其该本我各每这那有无不也都就还又已于以按因所地得"
        U"着过后前内外上下里时年月日个家座名项条只";
    const char32_t c = text_[before.range.begin];
    if (first.range.size() != 1 || before.range.size() != 1 || !text::is_han(c) ||
        is_in(kNever, c) || (c != U'中' && lexicon_.is("stop", View(&c, 1)))) {
      return;
    }
    if (before.range.begin > 0) {
      const Token& edge = context_.token_before(before.range.begin);
      const char tag = edge.tag[0];
      const bool ends = is_mark(word(edge).front()) || lexicon_.is("stop", word(edge)) ||
                        tag == 'v' || tag == 'p' || tag == 'u' || tag == 'c';
      if (!ends) return;
    }
    left.begin = before.range.begin;
    left.specific = true;
  }

  // A brand that the base lexicon cuts into single characters, up to a mark, a place, a verb or a
  // preposition: 东方日 in 。东方日升15GW组件项目, 衡州建 in 是衡州建投集团, 招启 in 和招启资本.
  void extend_anchored(Left& left, std::size_t suffix, const Suffix& kind) const {
    if (kind.type == "Place" || kind.type == "Event" || kind.type == "Policy") return;
    if (left.begin == 0 || (left.begin == suffix && kind.type != "Company")) return;
    if (left.begin < suffix && context_.is_place_word(word(context_.token(left.begin)))) return;
    std::size_t begin = left.begin;
    int single = 0;
    while (begin > 0 && left.begin - begin < 7) {
      const Token& token = context_.token_before(begin);
      const View text = word(token);
      if (is_mark(text.front())) break;
      const bool place = text.size() >= 2 && lexicon_.places.find(text);
      if (place && begin < left.begin) {
        begin = token.range.begin;
        break;
      }
      const bool letter = text.size() == 1 && text::is_han(text.front()) &&
                          !is_in(
                              U"的在和与由为是了对向从到被把将让给等及之其该本我各每这那有无不"
                              U"也都就还又已于以按因所得着过后前年月个家座名项条只多两一二三四"
                              U"五六七八九十百千万亿",
                              text.front());
      const bool noun = text.size() == 2 && is_in(U"nsjbl", static_cast<char32_t>(token.tag[0])) &&
                        begin < left.begin && !lexicon_.is("stop", text) &&
                        !lexicon_.is("generic", text) && !lexicon_.is("title", text);
      if (!letter && !noun) break;
      single += letter ? 1 : 0;
      begin = token.range.begin;
    }
    if (begin == left.begin || single == 0) return;
    if (left.begin == suffix && single < 2) return;
    // 即A, 据A, 而A: a word of the sentence comes first.
    const Token& opening = context_.token(begin);
    if (is_in(U"pcdru", static_cast<char32_t>(opening.tag[0])) ||
        lexicon_.is("stop", word(opening))) {
      return;
    }
    if (begin > 0) {
      const View edge = word(context_.token_before(begin));
      const bool anchored =
          context_.bounded_left(begin) || lexicon_.places.find(word(context_.token(begin)));
      if (!anchored || edge.back() == U'”' || edge.back() == U'》') return;
    }
    left.begin = begin;
    left.specific = true;
    ++left.words;
    left.generic_only = false;
  }

  // 大连连科重工股份有限公司: from the place in front, whatever the base lexicon makes of the
  // brand.
  void extend_to_place(Left& left, std::size_t suffix, const Suffix& kind) const {
    if (kind.weak || kind.named || left.begin == 0) return;
    if (kind.type != "Company" && kind.type != "Institution") return;
    if (context_.is_place_word(word(context_.token(left.begin)))) return;
    const std::size_t limit = left.begin > 10 ? left.begin - 10 : 0;
    for (std::size_t at = left.begin; at-- > limit;) {
      if (is_mark(text_[at]) || is_in(U"的在和与由为是了将被把", text_[at])) return;
      const std::size_t n = lexicon_.places.longest(text_, at, nullptr);
      if (n < 2 || at + n > left.begin || !context_.starts_word(at)) continue;
      if (left.begin - (at + n) > 6) return;
      if (part(at + n, left.begin).find(U'委') != View::npos) return;  // 桐乡市委市政府 are two
      for (std::size_t i = at + n; i < left.begin; i = context_.token(i).range.end) {
        const View each = word(context_.token(i));
        if (each.size() >= 2 && (lexicon_.is("stop", each) || lexicon_.is("generic", each) ||
                                 lexicon_.is("title", each))) {
          return;
        }
      }
      left.begin = at;
      left.specific = true;
      left.generic_only = false;
      ++left.words;
      static_cast<void>(suffix);
      return;
    }
  }

  // 22场论坛, 另一家孵化器: things that are counted, not named.
  bool is_counted(std::size_t begin) const {
    const View opening = part(begin, std::min(text_.size(), begin + 4));
    if (is_in(U"另这那某", opening.front())) return true;
    std::size_t i = 0;
    while (i < opening.size() &&
           (text::is_digit(opening[i]) || is_in(U"一两二三四五六七八九十多几数百余", opening[i]))) {
      ++i;
    }
    return i > 0 && i < opening.size() && is_in(U"场个家座项次批条大类名所", opening[i]);
  }

  void accept(const Left& left, std::size_t suffix, std::size_t end, const Suffix& kind) {
    const std::size_t body = suffix - left.begin;
    const Range name{left.begin, end};
    const auto doubtful = [&] {
      if (body >= 1 && kind.type != "Place") {
        context_.weak.push_back({name, kind.type, "list.peer", 0.55, -1, false});
      }
    };
    if (body == 0 || is_counted(left.begin)) return;
    // 钦州获批国家…基地: what the frame of the verb takes.
    for (const View verb :
         {View(U"获批"), View(U"获评"), View(U"入选"), View(U"荣获"), View(U"认定为")}) {
      if (part(left.begin, suffix).find(verb) != View::npos) return;
    }
    // 钦州市政府工作报告: the report is the city's.
    if (context_.at(end, U"工作报告") && context_.ends_at(end, U"政府")) {
      std::size_t place = end - 2;
      if (context_.ends_at(place, U"人民")) place -= 2;
      if (place > left.begin) context_.add({left.begin, place}, "Place", "place.report", 0.9);
      return;
    }
    // 科大讯飞总部大楼: the building, not the headquarters.
    if (part(suffix, end) == U"总部" && (context_.at(end, U"大楼") || context_.at(end, U"大厦"))) {
      return;
    }
    // 获奖; 小镇规划; 2019年计划实现
    if (kind.type == "Policy" && body < 2 && end - suffix == 1) return;
    if (lexicon_.suffixes.find(part(left.begin, suffix)) && kind.weak) return;
    if (kind.type == "Policy" && end < text_.size()) {
      const View ending = part(suffix, end);
      const Token& next = context_.token(end);
      // 2019年计划实现, 建瓯市规划建设, 园区规划面积
      if (ending == U"计划" && next.tag[0] == 'v' && next.tag[1] == '\0') return;
      if (ending == U"规划" && (next.tag[0] == 'v' || context_.at(end, U"面积") ||
                                context_.at(end, U"总面积") || context_.at(end, U"用地"))) {
        return;
      }
    }
    if (kind.type == "Place" && !kind.named && end >= 2 &&
        lexicon_.is("generic", part(end - 2, end))) {
      return;
    }
    // 零碳产业园, 低碳园区: kinds of park.
    if (left.begin > 0 && text_[left.begin] == U'碳' && is_in(U"零低近双", text_[left.begin - 1])) {
      return;
    }
    if (text_[left.begin] == U'（') return;
    // 市林业局, 省工信厅
    const bool office = kind.type == "Institution" && body == 1 &&
                        is_in(U"省市县区", text_[left.begin]) &&
                        is_in(U"局厅委办", text_[end - 1]) && end - suffix >= 2;
    if (office) return context_.add(name, kind.type, "suffix.office", 0.6);
    if (left.generic_only && !left.specific && (kind.weak || body < 4)) return doubtful();
    if (kind.named) {
      if (!context_.has_name(left.begin, suffix)) return doubtful();
      if (context_.ends_at(suffix, U"重点") || context_.ends_at(suffix, U"重大") ||
          context_.ends_at(suffix, U"科技")) {
        return doubtful();
      }
    }
    double confidence = 0.8;
    if (kind.weak) {
      const bool structured = kind.type == "Institution" || kind.type == "Project" ||
                              kind.type == "Park" || kind.type == "Policy" || kind.type == "Event";
      const bool long_enough = left.words >= 2 && body >= 4;
      if (!left.specific && !(structured && long_enough)) return doubtful();
      if (kind.type == "Place" && !place(left, suffix, end, kind)) return;
      if (kind.type == "Company" && !company(left, suffix, end)) return doubtful();
      confidence = left.specific ? 0.65 : 0.5;
    }
    // 建起智能刀剪工厂: a work, not a firm.
    std::string type = kind.type;
    if (part(suffix, end) == U"工厂" && left.begin > 0) {
      for (const View verb :
           {View(U"建起"), View(U"建起了"), View(U"建成"), View(U"建设"), View(U"建成了"),
            View(U"新建"), View(U"投建"), View(U"打造"), View(U"投资建设"), View(U"启用")}) {
        if (context_.ends_at(left.begin, verb)) type = "Project";
      }
    }
    context_.add(name, type, kind.weak ? "suffix.weak" : "suffix.strong", confidence);
  }

  bool place(const Left& left, std::size_t suffix, std::size_t end, const Suffix& kind) const {
    const std::size_t body = suffix - left.begin;
    const char32_t last = text_[end - 1];
    // 镇区, 城区, 园区 are parts of a place, not places.
    if (end - suffix == 1 && text_[suffix] == U'区' &&
        is_in(U"镇城市园山街库社地灾牧片", text_[suffix - 1])) {
      return false;
    }
    if (kind.named) return body <= 6;
    // The provinces are known by name.
    if (last == U'省') return lexicon_.is("province", part(left.begin, suffix));
    return body <= 4 && context_.place_body(left.begin, suffix);
  }

  bool company(const Left& left, std::size_t suffix, std::size_t end) const {
    const View ending = part(suffix, end);
    // 电子 in 电子发票 begins another word.
    if (ending != U"公司" && ending != U"银行" && !context_.ends_phrase(end)) return false;
    // 松江银行
    if (ending == U"银行" && context_.is_place_word(part(left.begin, suffix))) return true;
    if (company_body(left.begin, suffix, end)) return true;
    const View body = part(left.begin, suffix);
    // 聚光科技领跑: two characters that are no kind of thing, at the head of a clause.
    const bool first = left.begin == 0 || is_mark(text_[left.begin - 1]);
    if (body.size() == 2 && first && !lexicon_.is("generic", body) &&
        !context_.is_place_word(body) && !lexicon_.industries.find(body) &&
        !lexicon_.industries.find(part(left.begin, end)) &&
        context_.token(left.begin).range.end == suffix &&
        context_.token(left.begin).tag[0] == 'n') {
      return true;
    }
    // 日本大山船务公司: a place and a word of its own.
    const Token& opening = context_.token(left.begin);
    return ending == U"公司" && context_.is_place_word(word(opening)) &&
           suffix > opening.range.end + 1 && body.size() <= 10 &&
           !context_.all_generic(opening.range.end, suffix);
  }

  bool company_body(std::size_t begin, std::size_t suffix, std::size_t end) const {
    if (suffix - begin > 8) return false;
    // A brand: letters, or two characters that no common word makes.
    for (std::size_t i = begin; i < suffix;) {
      const Token& token = context_.token(i);
      const bool brand = token.tag[0] == 'e' || token.tag[0] == 'x' ||
                         (token.tag[0] == 'n' &&
                          (token.tag[1] == 'z' || token.tag[1] == 'r' || token.tag[1] == 't')) ||
                         (token.range.size() == 1 && suffix - begin >= 2 && token.tag[0] != 'm');
      if (brand) return !lexicon_.industries.find(part(begin, end));
      i = token.range.end;
    }
    return false;
  }

  NameContext& context_;
  const Annotation& annotation_;
  const Lexicon& lexicon_;
  View text_;
};

}  // namespace

void find_suffixed_names(NameContext& context) { SuffixedNames(context).run(); }

}  // namespace wutong::extract
