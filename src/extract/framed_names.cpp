// Names that their place in the sentence gives away: the object of a verb that takes programmes
// (入选…试点), actions (开展…行动) or gatherings (举办…会), works by the money that is spent on
// them (…总投资5亿元), industries by the noun behind them (…产业).
#include <algorithm>

#include "extract/name_context.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kLongestObject = 32;

class FramedNames {
 public:
  explicit FramedNames(NameContext& context)
      : context_(context),
        annotation_(context.annotation()),
        lexicon_(context.lexicon()),
        text_(context.text()),
        busy_(lexicon_.words("busy")),
        building_(lexicon_.words("building")),
        frames_{
            {lexicon_.words("selecting"), lexicon_.words("programme"), "Policy", "frame.programme",
             false},
            {lexicon_.words("acting"), lexicon_.words("action"), "Policy", "frame.action", true},
            {lexicon_.words("gathering"), lexicon_.words("assembly"), "Event", "frame.event",
             false}} {}

  void run() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char32_t c = text_[i];
      if (is_mark(c)) continue;
      for (const Frame& frame : frames_) objects(i, frame);
      trade(i);
      if (c == U'总' || c == U'投') spent(i);
      if (c == U'产' || c == U'行' || c == U'领') field(i);
      if (c == U'业') branch_of_trade(i);
      if (c == U'见' || c == U'著') known_for(i);
      if (c == U'做' || c == U'家') maker(i);
      if (c == U'位' || c == U'坐' || c == U'地' || c == U'在') town(i);
      built(i);
      completed(i);
    }
  }

 private:
  bool allowed_inside(char32_t c) const {
    return !is_mark(c) || View(U"“”（）()—-·+/").find(c) != View::npos;
  }

  struct Frame {
    const WordSet& verbs;
    const WordSet& ends;  // what an object ends with
    const char* type;
    const char* rule;
    bool acting;  // takes quotations and articles too
  };

  // The object of a verb of the frame at `i`, up to the last word that ends one.
  void objects(std::size_t i, const Frame& frame) {
    const std::size_t n = frame.verbs.longest(text_, i, nullptr);
    if (n == 0 || !(context_.starts_word(i) || context_.ends_word(i + n))) return;
    std::size_t begin = i + n;
    while (begin < text_.size() && View(U"了为成好的入").find(text_[begin]) != View::npos) ++begin;
    begin = behind_lead(begin);
    const View verb = context_.part(i, i + n);
    sure_ = verb.find(U'评') != View::npos || verb.find(U"认定") != View::npos ||
            verb.find(U"入选") != View::npos || verb.find(U'荣') != View::npos ||
            verb.find(U"获批") != View::npos || verb.find(U"创成") != View::npos;
    // 入选“全国文明城市”: the quotation is the name.
    if (frame.acting) articles(begin);
    if (begin < text_.size() && text_[begin] == U'“') return quoted(begin, frame.acting);
    if (begin < text_.size() && text_[begin] == U'《') return;
    object(begin, frame);
    // 纳入A试点、B试点: what follows the mark is framed as well.
    for (std::size_t end = last_end_;
         end > begin && end < text_.size() && (text_[end] == U'、' || text_[end] == U'和');) {
      last_end_ = 0;
      object(end + 1, frame);
      end = last_end_;
    }
  }
  // 开展“五个专项治理”, 推行“高效办成一件事”: what is carried out has the name in the marks.
  void quoted(std::size_t open, bool acting) {
    if (!acting) return;
    const std::size_t close = text_.substr(0, std::min(text_.size(), open + 16)).find(U'”', open);
    if (close == View::npos || close < open + 3) return;
    // 实施“千企技改”工程
    for (const View kind : {View(U"工程"), View(U"行动"), View(U"计划"), View(U"战略"),
                            View(U"专项行动"), View(U"行动计划")}) {
      if (!context_.at(close + 1, kind)) continue;
      return context_.add({open, close + 1 + kind.size()}, "Policy", "frame.quoted", 0.75, true);
    }
    if (close < open + 5) return;
    const Range inside{open + 1, close};
    const bool activity =
        context_.part(close + 1, std::min(text_.size(), close + 8)).find(U"活动") != View::npos;
    if (context_.suffix_of(inside) && !activity) return;
    context_.add(inside, activity ? "Event" : "Policy", "frame.quoted", 0.55, true);
  }

  // 出台优化营商环境“十二条”, 推出惠企“30条”
  void articles(std::size_t begin) {
    const std::size_t open = text_.substr(0, std::min(text_.size(), begin + 14)).find(U'“', begin);
    if (open == View::npos || open == begin) return;
    const std::size_t close = text_.substr(0, std::min(text_.size(), open + 8)).find(U'”', open);
    if (close == View::npos || close < open + 3 || text_[close - 1] != U'条') return;
    for (std::size_t i = begin; i < close - 1; ++i) {
      const bool count =
          text::is_digit(text_[i]) || View(U"一二三四五六七八九十百").find(text_[i]) != View::npos;
      if (i > open && !count) return;
      if (i < open && (is_mark(text_[i]) || text_[i] == U'的')) return;
    }
    context_.add({begin, close + 1}, "Policy", "frame.articles", 0.75);
  }

  // 今年11月1日, 该区首批: when and where, said before the name.
  std::size_t behind_lead(std::size_t begin) const {
    std::size_t at = begin;
    const auto skip = [&](View words) {
      if (!context_.at(at, words)) return false;
      at += words.size();
      return true;
    };
    for (const View lead :
         {View(U"今年"), View(U"去年"), View(U"明年"), View(U"该区"), View(U"该市"), View(U"该县"),
          View(U"该省"), View(U"我市"), View(U"我省"), View(U"我县"), View(U"我区")}) {
      if (skip(lead) && lead.front() != U'今' && lead.front() != U'去' && lead.front() != U'明') {
        skip(U"首批");
      }
    }
    for (const char32_t unit : {U'月', U'日'}) {
      std::size_t i = at;
      while (i < text_.size() && text::is_digit(text_[i])) ++i;
      if (i > at && i < text_.size() && text_[i] == unit) at = i + 1;
    }
    return at;
  }
  void object(std::size_t begin, const Frame& frame) {
    last_end_ = 0;
    const WordSet& endings = frame.ends;
    std::size_t end = 0, ending = 0;
    const std::size_t limit = std::min(text_.size(), begin + kLongestObject);
    int quotes = 0;
    for (std::size_t i = begin; i < limit;) {
      if (text_[i] == U'“') ++quotes;
      if (text_[i] == U'”') --quotes;
      if (!allowed_inside(text_[i]) || quotes < 0) break;
      const Token& token = context_.token(i);
      const View word = annotation_.text(token.range);
      // 在福州举行新闻发布会: the event comes behind the second verb.
      if (i > begin && word.size() >= 2 && &frame == &frames_[2] && frame.verbs.find(word)) {
        i = begin = token.range.end;
        end = 0;
        continue;
      }
      if (word == U"等" || word == U"的" || word == U"之一" || word == U"并" || word == U"在" ||
          word == U"中" || word == U"以来") {
        break;
      }
      // 国家绿色工业园区和江西省级…试点 are two.
      if (end == i && (word == U"和" || word == U"及" || word == U"与") &&
          token.range.end < text_.size()) {
        const View next = annotation_.text(context_.token(token.range.end).range);
        if (context_.is_place_word(next) || next.substr(0, 2) == U"国家" || next == U"全国" ||
            next == U"省级" || next == U"市级" || next.front() == U'“') {
          break;
        }
      }
      const std::size_t n = endings.longest_ending(context_.part(begin, token.range.end));
      if (n > 0 && quotes == 0) {
        end = token.range.end;
        ending = n;
      }
      i = token.range.end;
    }
    if (end == 0 || end - begin < ending + 2) return;
    last_end_ = end;
    // 荣获…标杆企业称号: the honour is what comes before.
    if (context_.ends_at(end, U"称号") && end > begin + 6 && text_[end - 3] != U'”') {
      end -= 2;
      ending = 0;
      last_end_ = end;
    }
    // 试点名单: what one is selected for is the pilot.
    if (context_.ends_at(end, U"名单") && end > begin + 8) {
      const std::size_t inner = endings.longest_ending(context_.part(begin, end - 2));
      if (inner > 0) {
        end -= 2;
        ending = inner;
      }
    }
    if (!specific(begin, end - ending) || end - begin < 5) return;
    // 获评国家绿色工业园区: an honour, though it ends as a park does.
    const View opening = context_.part(begin, end).substr(0, 2);
    const bool graded = opening == U"国家" || opening == U"全国" || opening == U"省级" ||
                        opening == U"全省" || opening == U"市级";
    context_.add({begin, end}, frame.type, frame.rule, sure_ && graded ? 0.86 : 0.72);
  }
  // Neither a count of things (3个试点, 多个试点) nor only words that any such thing takes.
  bool specific(std::size_t begin, std::size_t end) const {
    const View name = context_.part(begin, end);
    if (name.empty()) return false;
    for (const View vague :
         {View(U"多"), View(U"一批"), View(U"一系列"), View(U"各类"), View(U"相关"), View(U"有关"),
          View(U"首个"), View(U"此类"), View(U"这"), View(U"该"), View(U"其"), View(U"一"),
          View(U"几"), View(U"数"), View(U"部分")}) {
      if (name.substr(0, vague.size()) == vague) return false;
    }
    if (text::is_digit(name.front()) && name.find(U'年') == View::npos) return false;
    return !context_.all_generic(begin, end);
  }

  // X总投资84.6亿元, X投资总额: X is what is built.
  void spent(std::size_t i) {
    if (!context_.at(i, U"总投资") && !context_.at(i, U"投资总额")) return;
    const std::size_t after = i + (text_[i] == U'总' ? 3 : 4);
    std::size_t value = after;
    while (value < text_.size() && View(U"约为达超近额").find(text_[value]) != View::npos) ++value;
    if (value >= text_.size() || !text::is_digit(text_[value])) return;
    std::size_t begin = i;
    while (begin > 0 && i - begin < kLongestObject && allowed_inside(text_[begin - 1]) &&
           text_[begin - 1] != U'的') {
      const Token& token = context_.token_before(begin);
      if (lexicon_.is("stop", annotation_.text(token.range)) && token.range.size() >= 2 &&
          !lexicon_.is("inner", annotation_.text(token.range))) {
        break;
      }
      begin = token.range.begin;
    }
    const Range name{begin, i};
    if (name.size() < 5 || context_.all_generic(begin, i)) return;
    if (text_[begin] == U'该') return;
    const Suffix* suffix = context_.suffix_of(name);
    if (!suffix || suffix->type == "Company" || suffix->type == "Place") return;
    context_.add(name, "Project", "frame.money", 0.75);
  }

  // 从事智能网联关键系统集成的: the object of a verb of trades.
  void trade(std::size_t i) {
    const std::size_t n = busy_.longest(text_, i, nullptr);
    if (n == 0 || !context_.starts_word(i) || !context_.ends_word(i + n)) return;
    const std::size_t begin = i + n;
    if (begin >= text_.size()) return;
    const bool sole = lexicon_.words("sole").find(context_.part(i, i + n)) != nullptr;
    if (sole && sole_trade(begin)) return;
    // A known industry needs no head behind it.
    if (const std::size_t known = lexicon_.industries.longest(text_, begin, nullptr);
        known > 0 && context_.ends_word(begin + known) &&
        !lexicon_.is("generic", context_.part(begin, begin + known))) {
      context_.add({begin, begin + known}, "Industry", "frame.trade", 0.6);
      return;
    }
  }
  // 主攻钠离子电池: the whole noun phrase, known or not.
  bool sole_trade(std::size_t begin) {
    std::size_t end = begin;
    while (end < text_.size() && end - begin <= 14) {
      const Token& token = context_.token(end);
      const View word = annotation_.text(token.range);
      if (is_mark(word.front()) || word == U"的" || word == U"等" || word == U"和" ||
          word == U"及" || word == U"与" || word == U"以及" || word == U"领域" || word == U"业务" ||
          word == U"产业" || word == U"行业") {
        break;
      }
      if (lexicon_.is("stop", word) && !lexicon_.is("inner", word) && word != U"大型") return false;
      const char tag = token.tag[0];
      if (tag == 'r' || tag == 'p' || tag == 'u' || tag == 'd') return false;
      end = token.range.end;
    }
    // What is done with it is not the trade: 机器人研发.
    for (bool more = true; more;) {
      more = false;
      for (const View deed : {View(U"研发"), View(U"生产"), View(U"制造"), View(U"销售"),
                              View(U"服务"), View(U"运营"), View(U"加工"), View(U"设计")}) {
        if (context_.ends_at(end, deed) && end > begin + deed.size() + 3 &&
            !lexicon_.industries.find(context_.part(begin, end))) {
          end -= deed.size();
          more = true;
        }
      }
    }
    if (end - begin < 3 || end - begin > 12 || end >= text_.size()) return false;
    if (lexicon_.names.find(context_.part(begin, end))) return false;
    const Suffix* suffix = context_.suffix_of({begin, end});
    if ((suffix && suffix->type != "Company") || context_.all_generic(begin, end)) return false;
    if (suffix && !suffix->weak) return false;
    context_.add({begin, end}, "Industry", "frame.trade", 0.7);
    return true;
  }

  // 做智能锁具的A, 一家造雪机制造商: what a maker makes.
  void maker(std::size_t i) {
    const std::size_t begin = i + 1;
    std::size_t end = begin;
    while (end < text_.size() && end - begin <= 10) {
      const Token& token = context_.token(end);
      const View word = annotation_.text(token.range);
      if (word == U"的" || word == U"制造商" || word == U"生产商" || word == U"供应商" ||
          word == U"服务商" || word == U"运营商" || word == U"开发商" || word == U"提供商") {
        break;
      }
      const char tag = token.tag[0];
      const bool noun = tag == 'n' || tag == 'x' || tag == 'b' || tag == 'j' || tag == 'l' ||
                        tag == 'e' || (tag == 'v' && token.tag[1] == 'n') || tag == 'g' ||
                        (tag == 'v' && word.size() == 1) || tag == 'a';
      if (is_mark(word.front()) || !noun || lexicon_.is("stop", word)) return;
      end = token.range.end;
    }
    if (end >= text_.size() || end - begin < 3 || end - begin > 10) return;
    const View behind = context_.part(end, std::min(text_.size(), end + 3));
    const bool made =
        text_[i] == U'家' ? behind.size() == 3 && behind[2] == U'商' : behind.front() == U'的';
    if (!made || context_.all_generic(begin, end)) return;
    if (text_[i] == U'做') {
      // 做X的A: a firm follows.
      const View next = context_.part(end + 1, std::min(text_.size(), end + 12));
      if (next.find(U"科技") == View::npos && next.find(U'业') == View::npos &&
          next.find(U"公司") == View::npos && next.find(U"新材") == View::npos &&
          next.find(U"集团") == View::npos && next.find(U"股份") == View::npos) {
        return;
      }
    }
    if (lexicon_.is("generic", context_.part(begin, end)) || context_.suffix_of({begin, end}))
      return;
    context_.add({begin, end}, "Industry", "frame.maker", 0.6);
  }

  // 以磷酸铁锂正极材料见长
  void known_for(std::size_t i) {
    if (!context_.at(i, U"见长") && !context_.at(i, U"著称")) return;
    for (std::size_t begin = i; begin > 0 && i - begin <= 14; --begin) {
      const char32_t c = text_[begin - 1];
      if (is_mark(c) || c == U'的') return;
      if (c != U'以') continue;
      const Range name{begin, i};
      if (name.size() < 2 || context_.all_generic(begin, i) || context_.suffix_of(name)) return;
      context_.add(name, "Industry", "frame.known", 0.6);
      return;
    }
  }

  // 位于郑口镇的, 在青罕镇举行: a town that no list knows.
  void town(std::size_t i) {
    std::size_t begin = 0;
    for (const View where :
         {View(U"位于"), View(U"坐落于"), View(U"坐落在"), View(U"地处"), View(U"在")}) {
      if (context_.at(i, where)) begin = i + where.size();
    }
    const std::size_t end = begin > 0 ? context_.town_end(begin) : 0;
    if (end == 0) return;
    const bool ends = end >= text_.size() || is_mark(text_[end]) ||
                      (context_.token(end).range.begin == end &&
                       View(U"的举召开建设投新落揭").find(text_[end]) != View::npos);
    if (ends) context_.add({begin, end}, "Place", "frame.town", 0.7);
  }

  // 皮毛加工业, 橡塑制品业: a branch of trade in statistics.
  void branch_of_trade(std::size_t i) {
    const std::size_t end = i + 1;
    std::size_t head = 0;
    for (const View kind : {View(U"加工业"), View(U"制品业"), View(U"制造业"), View(U"养殖业"),
                            View(U"种植业"), View(U"冶炼业"), View(U"采矿业"), View(U"开采业"),
                            View(U"服务业"), View(U"建筑业"), View(U"供应业")}) {
      if (context_.ends_at(end, kind)) head = kind.size();
    }
    if (head == 0 || !context_.ends_word(end)) return;
    std::size_t begin = end - head;
    while (begin > 0 && end - begin < 14) {
      const Token& token = context_.token_before(begin);
      const View word = annotation_.text(token.range);
      const char tag = token.tag[0];
      const bool joins = (word == U"和" || word == U"及") && begin > token.range.begin &&
                         token.range.begin > 0 &&
                         context_.token_before(token.range.begin).tag[0] == 'n';
      const bool noun = tag == 'n' || tag == 'x' || tag == 'j' || tag == 'b' ||
                        (tag == 'v' && token.tag[1] == 'n') || token.range.size() == 1;
      if (is_mark(word.front()) || lexicon_.is("stop", word) || context_.is_place_word(word) ||
          word == U"等" || word == U"全市" || word == U"规上" || word == U"规模以上" ||
          (!noun && !joins)) {
        break;
      }
      if (token.range.size() == 1 && View(U"和及与占为是了的中").find(word.front()) != View::npos) {
        break;
      }
      begin = token.range.begin;
    }
    if (end - begin < head + 2 || !context_.bounded_left(begin)) return;
    if (context_.all_generic(begin, end - head)) return;
    context_.add({begin, end}, "Industry", "frame.branch", 0.6);
  }

  // 由其自主研发的船舶腐蚀监测系统, 投资建设的国际裘皮智慧交易中心: what is built has a name.
  void built(std::size_t i) {
    const std::size_t n = building_.longest(text_, i, nullptr);
    if (n == 0 || !context_.ends_word(i + n)) return;
    std::size_t begin = i + n;
    if (begin >= text_.size()) return;
    const bool attributive = text_[begin] == U'的';
    if (attributive)
      ++begin;
    else if (context_.part(i, i + n) != U"投资建设" && context_.part(i, i + n) != U"投建")
      return;
    work(begin);
  }
  // 建成党参精深加工智能工厂
  void completed(std::size_t i) {
    for (const View verb : {View(U"建成"), View(U"新建"), View(U"开建"), View(U"新上")}) {
      if (!context_.at(i, verb) || !context_.starts_word(i)) continue;
      std::size_t begin = i + verb.size();
      if (begin < text_.size() && text_[begin] == U'了') ++begin;
      work(begin);
    }
  }
  void work(std::size_t begin) {
    const WordSet& endings = lexicon_.words("work");
    std::size_t end = begin, last = 0;
    while (end < text_.size() && end - begin < 26) {
      const Token& token = context_.token(end);
      const View word = annotation_.text(token.range);
      if (is_mark(word.front()) && View(U"“”（）").find(word.front()) == View::npos) break;
      if (word == U"的" || word == U"等" || word == U"在" || word == U"已" || word == U"将") break;
      // “创谷”孵化器和渝锂公共服务平台 are two.
      if ((word == U"和" || word == U"与") && end > begin + 2 && context_.suffix_of({begin, end})) {
        if (last == 0) work(token.range.end);
        break;
      }
      const char tag = token.tag[0];
      if (tag == 'p' || tag == 'u' || tag == 'r' || (tag == 'd' && word.size() > 1)) break;
      if (last > 0 && tag == 'v' && token.tag[1] == '\0') break;
      end = token.range.end;
      if (endings.longest_ending(context_.part(begin, end)) > 0) last = end;
    }
    if (last < begin + 6 || context_.all_generic(begin, last)) return;
    const View opening = annotation_.text(context_.token(begin).range);
    if (lexicon_.is("generic", opening) && opening.front() != U'国') return;
    if (text::is_digit(text_[begin]) ||
        View(U"一两三四五六七八九十多几首该这其").find(text_[begin]) != View::npos) {
      return;
    }
    const Suffix* suffix = context_.suffix_of({begin, last});
    if (suffix && (suffix->type == "Company" || suffix->type == "Event")) return;
    // 研究中心, 技术中心 and laboratories are bodies.
    for (const View body : {View(U"研究中心"), View(U"技术中心"), View(U"创新中心"),
                            View(U"研发中心"), View(U"检测中心")}) {
      if (context_.ends_at(last, body)) return;
    }
    context_.add({begin, last}, "Project", "frame.built", 0.72);
  }

  // 手机代工产业, 互联网信息安全领域: a noun phrase of two words or more before the head.
  void field(std::size_t i) {
    const View head = context_.part(i, std::min(text_.size(), i + 2));
    if (head != U"产业" && head != U"行业" && head != U"领域") return;
    if (i == 0 || context_.token(i).range.begin != i || context_.token(i).range.size() != 2) return;
    std::size_t begin = i;
    int words = 0;
    while (begin > 0 && i - begin < 10) {
      const Token& token = context_.token_before(begin);
      const View word = annotation_.text(token.range);
      const char tag = token.tag[0];
      const bool noun = tag == 'n' || tag == 'e' || tag == 'x' || tag == 'b' || tag == 'j' ||
                        (tag == 'v' && (token.tag[1] == 'n' || words > 0)) || tag == 'l';
      if (!noun || is_mark(word.front()) || token.range.size() < 2) break;
      if (lexicon_.is("stop", word) && !lexicon_.is("inner", word)) break;
      if (tag == 'n' && (token.tag[1] == 's' || token.tag[1] == 't' || token.tag[1] == 'r')) break;
      if (context_.is_place_word(word)) break;
      begin = token.range.begin;
      ++words;
    }
    while (begin < i && words > 0) {
      const Token& token = context_.token(begin);
      const View word = annotation_.text(token.range);
      if (!lexicon_.is("generic", word) && word != U"特色" && word != U"优势" && word != U"支柱" &&
          word != U"主导" && word != U"关键" && word != U"核心") {
        break;
      }
      if (lexicon_.industries.find(context_.part(begin, i))) break;
      begin = token.range.end;
      --words;
    }
    if (words < 2 || !context_.bounded_left(begin)) return;
    if (lexicon_.is("generic", context_.part(begin, i))) return;
    context_.add({begin, i}, "Industry", "frame.field", 0.55);
  }

  NameContext& context_;
  const Annotation& annotation_;
  const Lexicon& lexicon_;
  View text_;
  const WordSet& busy_;
  const WordSet& building_;
  const Frame frames_[3];
  std::size_t last_end_ = 0;
  bool sure_ = false;  // the verb takes nothing but honours
};

}  // namespace

void find_framed_names(NameContext& context) { FramedNames(context).run(); }

}  // namespace wutong::extract
