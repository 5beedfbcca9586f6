// Names: candidates by lexicon and quotation here, the others by their finders; of overlapping
// candidates the longest wins, for a name inside a name is not a mention.
#include <algorithm>

#include "extract/name_context.h"
#include "extract/name_pieces.h"
#include "extract/word_map.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

class NameFinder : public NameContext {
 public:
  explicit NameFinder(Annotation& annotation) : NameContext(annotation), target_(annotation) {}

  // What the rules find; the model judges it later.
  void run() {
    lexicon_names();
    find_suffixed_names(*this);
    quoted_names();
    find_listed_names(*this);
    find_framed_names(*this);
    newspapers();
    honours_again();
    named_again();
    find_people(target_, found);
    find_listed_peers(*this);
    find_list_gaps(*this);
    resolve();
  }

 private:
  // ---- lexicon
  void lexicon_names() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const std::string* type = nullptr;
      if (const std::size_t n = lexicon_.names.longest(text_, i, &type)) {
        if (text_[i] == U'“') {
          // “一带一路”: the marks are part of the name.
          add({i, i + n}, *type, "name.lexicon", 0.9, true);
        } else if (starts_word(i) && !cuts_word(i, i + n)) {
          add({i, i + n}, *type, "name.lexicon", 0.9);
          if (*type == "Event") edition(i, i + n);
          if (*type == "Company") branch(i, i + n);
        }
      }
      if (const std::size_t n = lexicon_.places.longest(text_, i, nullptr)) place(i, n);
      if (const std::size_t n = lexicon_.industries.longest(text_, i, nullptr)) industry(i, n);
    }
    for (const Token& token : annotation_.tokens) {
      if (token.tag[0] == 'n' && token.tag[1] == 's' && token.range.size() >= 3 &&
          is_administrative(annotation_.text(token.range).back())) {
        add(token.range, "Place", "place.dictionary", 0.6);
      }
    }
  }
  // 第八届南博会, 2024年进博会
  void edition(std::size_t begin, std::size_t end) {
    std::size_t i = begin;
    if (i > 0 && text_[i - 1] == U'届') {
      --i;
      while (i > 0 && (text::is_digit(text_[i - 1]) ||
                       View(U"一二三四五六七八九十百").find(text_[i - 1]) != View::npos)) {
        --i;
      }
      if (i == 0 || (text_[i - 1] != U'第' && text_[i - 1] != U'首')) return;
      --i;
    } else {
      if (i > 0 && text_[i - 1] == U'年') --i;
      const std::size_t digits = i;
      while (i > 0 && text::is_digit(text_[i - 1])) --i;
      if (digits - i != 4) return;
    }
    add({i, end}, "Event", "name.edition", 0.85);
  }
  // 京东物流, 讯飞医疗: a known firm's branch for a trade.
  void branch(std::size_t begin, std::size_t end) {
    if (end - begin > 4) return;
    const std::size_t n = lexicon_.words("branch").longest(text_, end, nullptr);
    if (n == 0 || end + n > text_.size() || !ends_word(end + n) || !ends_phrase(end + n)) return;
    add({begin, end + n}, "Company", "name.branch", 0.7);
  }
  static bool is_administrative(char32_t c) {
    return View(U"省市县区镇乡村州盟旗江河湖山海岛港湾").find(c) != View::npos;
  }
  void place(std::size_t i, std::size_t n) {
    if (!starts_word(i) || cuts_word(i, i + n)) return;
    static constexpr View kSuffixes[] = {U"特别行政区", U"自治区", U"自治州", U"地区", U"新区",
                                         U"省",         U"市",     U"县",     U"区",   U"州"};
    std::size_t end = i + n;
    for (const View suffix : kSuffixes) {
      // 东南亚市场: the suffix belongs to the next word.
      if (at(end, suffix) && !(suffix.size() == 1 && token(end).range.begin == end &&
                               token(end).range.end > end + 1)) {
        end += suffix.size();
        break;
      }
    }
    town_behind(end);
    // “黄山2S” is a product.
    if (i > 0 && text_[i - 1] == U'“' && end < text_.size() &&
        (text::is_digit(text_[end]) || text::is_ascii_letter(text_[end]))) {
      return;
    }
    add({i, end}, "Place", "place.lexicon", 0.85);
  }
  // 安岳县龙台镇: a town behind the county that it belongs to.
  void town_behind(std::size_t begin) {
    if (View(U"县市区州").find(text_[begin - 1]) == View::npos) return;
    const std::size_t end = town_end(begin);
    if (end > 0 && ends_word(end)) add({begin, end}, "Place", "place.town", 0.7);
  }
  // A list that goes on from `i` ends in 产业, 领域 or another word for industries.
  bool industry_list(std::size_t i) const {
    const std::size_t limit = std::min(text_.size(), i + 48);
    for (; i < limit && text_[i] != U'，' && !is_sentence_end(text_[i]); ++i) {
      for (const View head :
           {View(U"产业"), View(U"行业"), View(U"领域"), View(U"集群"), View(U"赛道")}) {
        if (at(i, head)) return true;
      }
    }
    return false;
  }
  void industry(std::size_t i, std::size_t n) {
    if (!starts_word(i)) return;
    const std::size_t end = i + n;
    const auto follows = [&](std::initializer_list<View> words) {
      return std::any_of(words.begin(), words.end(), [&](View word) { return at(end, word); });
    };
    const bool listed = (follows({U"、", U"等", U"和", U"及"}) ||
                         (i > 0 && (text_[i - 1] == U'、' || text_[i - 1] == U'和'))) &&
                        industry_list(end);
    const bool named = follows({U"产业", U"行业", U"领域", U"赛道"});
    const bool common = n <= 2 || part(i, end) == U"互联网" || part(i, end) == U"服务业" ||
                        part(i, end) == U"制造业" || part(i, end) == U"交通运输";
    if (common && !listed && !named) return;
    // Part of a longer word: 旅游者, 金融街.
    const Token& last = annotation_.tokens[annotation_.token_at[end - 1]];
    if (last.range.end > end && !named) return;
    if (follows({U"企业", U"公司", U"园", U"部", U"局", U"厅", U"大学", U"学院"}) && n <= 2) return;
    if (is_product(end)) return;
    add({i, end}, "Industry", "industry.lexicon", common ? 0.6 : 0.75);
  }

  // 工业机器人356台, 集成电路出口: goods that are counted or sold.
  bool is_product(std::size_t end) const {
    for (const View trade : {View(U"出口"), View(U"进口"), View(U"产量"), View(U"销量"),
                             View(U"零售额"), View(U"保有量")}) {
      if (at(end, trade)) return true;
    }
    std::size_t i = end;
    while (i < text_.size() && (text::is_digit(text_[i]) || text_[i] == U'.')) ++i;
    if (i == end || i >= text_.size()) return false;
    if (View(U"万亿多余").find(text_[i]) != View::npos) ++i;
    return i < text_.size() && View(U"台辆套件吨块部只架艘颗片").find(text_[i]) != View::npos;
  }

  // ---- quotations: 《...》 is a policy where its last words say so; “...” keeps the type of its
  // end.
  void quoted_names() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char32_t open = text_[i];
      const char32_t close = open == U'《' ? U'》' : open == U'“' ? U'”' : U'\0';
      if (close == U'\0') continue;
      const std::size_t end = text_.substr(0, std::min(text_.size(), i + 61)).find(close, i + 1);
      if (end == View::npos || end - i < 3 || part(i, end).find(U'\n') != View::npos) {
        continue;
      }
      const Range inside{i + 1, end};
      if (open == U'《') {
        static constexpr View kEndings[] = {U"意见", U"办法", U"条例", U"规划", U"方案", U"政策",
                                            U"措施", U"通知", U"纲要", U"计划", U"决定", U"规定",
                                            U"法",   U"目录", U"名单", U"指南", U"标准", U"公告",
                                            U"细则", U"要点", U"清单"};
        // …目录（2024年版）, …办法（试行）
        std::size_t title = end;
        if (text_[end - 1] == U'）') {
          const std::size_t open_group = text_.rfind(U'（', end);
          if (open_group != View::npos && open_group > i + 3 && end - open_group < 14) {
            title = open_group;
          }
        }
        const bool policy = std::any_of(std::begin(kEndings), std::end(kEndings),
                                        [&](View ending) { return ends_at(title, ending); });
        if (policy) add(inside, "Policy", "quoted.title", 0.9, true);
        // 《西府新报》记者
        const bool paper = ends_at(end, U"报") || ends_at(end, U"周刊") || ends_at(end, U"杂志") ||
                           ends_at(end, U"时报");
        if (paper && !policy && (at(end + 1, U"记者") || at(end + 1, U"编辑"))) {
          add(inside, "Institution", "quoted.paper", 0.8, true);
        }
      } else if (inside.size() >= 4 && (at(end + 1, U"改革") || at(end + 1, U"试点"))) {
        add({i, end + 3}, "Policy", "quoted.reform", 0.7, true);
      } else if (at(end + 1, U"称号") || at(end + 1, U"荣誉")) {
        add(inside, "Policy", "quoted.honour", 0.8, true);
      } else if (const Suffix* kind = suffix_of(inside)) {
        const bool plain = inside.size() <= 3 || lexicon_.is("generic", annotation_.text(inside));
        if (!plain && kind->type != "Place") add(inside, kind->type, "quoted.name", 0.7, true);
      } else {
        branded(i, end);
      }
    }
  }

  // An honour given by name is one where it heads a list too.
  void honours_again() {
    WordMap<bool> honours;
    for (const Mention& mention : found) {
      if (mention.rule == "quoted.honour") honours.add(annotation_.text(mention.range), true);
    }
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const bool* known = nullptr;
      const std::size_t n = honours.longest(text_, i, &known);
      if (n > 0) add({i, i + n}, "Policy", "quoted.honour", 0.75);
    }
  }

  // What a list, a frame or a quotation gave away is named so wherever else it stands.
  void named_again() {
    WordMap<std::pair<std::string, double>> known;
    for (const Mention& mention : found) {
      const View name = annotation_.text(mention.range);
      const bool given = mention.rule.rfind("list.", 0) == 0 ||
                         mention.rule.rfind("frame.", 0) == 0 ||
                         mention.rule.rfind("quoted.", 0) == 0;
      if (!given || name.size() < 3 || name.size() > 20 || mention.type == "Policy" ||
          mention.type == "Event" || mention.type == "Person" || mention.type == "Place" ||
          lexicon_.names.find(name) || lexicon_.industries.find(name)) {
        continue;
      }
      if (known.find(name)) continue;
      known.add(name, {mention.type, mention.confidence * 0.9});
    }
    // 大足 for 大足区, which the text names in full.
    for (const Mention& mention : found) {
      const View name = annotation_.text(mention.range);
      if (mention.type != "Place" || name.size() < 3 || name.size() > 6 ||
          View(U"省市县区").find(name.back()) == View::npos || !lexicon_.places.find(name)) {
        continue;
      }
      const View form = name.substr(0, name.size() - 1);
      if (lexicon_.is("generic", form) || lexicon_.industries.find(form) || known.find(form))
        continue;
      known.add(form, {"Place", 0.7});
    }
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const std::pair<std::string, double>* kind = nullptr;
      const std::size_t n = known.longest(text_, i, &kind);
      if (n == 0 || !starts_word(i)) continue;
      if (token_before(i + n).range.end > i + n && token_before(i + n).range.size() > 2) continue;
      add({i, i + n}, kind->first, "name.again", kind->second);
    }
  }
  // 竹餐具品牌“简竹”: a firm by its brand.
  void branded(std::size_t open, std::size_t close) {
    if (close - open - 1 > 6 || close - open - 1 < 2) return;
    for (const View kind : {View(U"品牌"), View(U"厂商"), View(U"老字号")}) {
      if (ends_at(open, kind)) add({open + 1, close}, "Company", "quoted.brand", 0.6, true);
    }
  }

  // ---- 滨城财经记者 姜若彤: who a reporter at the head of a line writes for.
  void newspapers() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (i > 0 && text_[i - 1] != U'\n' && !(i > 1 && text_[i - 1] == U'（')) continue;
      const std::size_t end = text_.substr(0, std::min(text_.size(), i + 9)).find(U"记者", i);
      if (end == View::npos || end < i + 2 || end - i > 7) continue;
      const std::size_t after = end + 2;
      if (after >= text_.size() || !(text::is_blank(text_[after]) || text_[after] == U'：'))
        continue;
      const Range name{i, end};
      const View word = part(i, end);
      if (word.find(U"本报") != View::npos || word.find(U"本网") != View::npos ||
          word.find(U"通讯") != View::npos || lexicon_.is("generic", word) ||
          std::any_of(word.begin(), word.end(), [](char32_t c) { return !text::is_han(c); })) {
        continue;
      }
      add(name, "Institution", "newspaper.byline", 0.7);
    }
  }

  // ---- choice
  void resolve() {
    std::stable_sort(found.begin(), found.end(), [](const Mention& a, const Mention& b) {
      if (a.range.size() != b.range.size()) return a.range.size() > b.range.size();
      if (a.confidence != b.confidence) return a.confidence > b.confidence;
      return a.range.begin < b.range.begin;
    });
    std::vector<bool> taken(text_.size(), false);
    for (const Mention& mention : found) {
      const auto begin = taken.begin() + static_cast<std::ptrdiff_t>(mention.range.begin);
      const auto end = taken.begin() + static_cast<std::ptrdiff_t>(mention.range.end);
      if (std::find(begin, end, true) != end) continue;
      std::fill(begin, end, true);
      target_.mentions.push_back(mention);
    }
    std::sort(target_.mentions.begin(), target_.mentions.end(),
              [](const Mention& a, const Mention& b) { return a.range < b.range; });
  }

  Annotation& target_;
};

}  // namespace

void find_names(Annotation& annotation) {
  see_names(annotation,
            [&](const NameContext& context) { judge_names(context, annotation.mentions); });
}

void see_names(Annotation& annotation, const std::function<void(const NameContext&)>& see) {
  NameFinder finder(annotation);
  finder.run();
  see(finder);
}

}  // namespace wutong::extract
