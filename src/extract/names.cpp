// Names: candidates by lexicon, by suffix with a left boundary, by quotation and by headed lists;
// of overlapping candidates the longest wins, for a name inside a name is not a mention.
#include <algorithm>

#include "extract/name_context.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

constexpr std::size_t kLongestName = 26;

class NameFinder : public NameContext {
 public:
  explicit NameFinder(Annotation& annotation)
      : NameContext(annotation), target_(annotation) {}

  void run() {
    lexicon_names();
    suffix_names();
    quoted_names();
    find_listed_names(*this);
    find_framed_names(*this);
    find_people(target_, found);
    find_listed_peers(*this);
    resolve();
  }

 private:
  // ---- lexicon
  void lexicon_names() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const std::string* type = nullptr;
      if (const std::size_t n = lexicon_.names.longest(text_, i, &type)) {
        if (text_[i] != U'“' && starts_word(i)) add({i, i + n}, *type, "name.lexicon", 0.9);
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
  static bool is_administrative(char32_t c) {
    return View(U"省市县区镇乡村州盟旗江河湖山海岛港湾").find(c) != View::npos;
  }
  void place(std::size_t i, std::size_t n) {
    if (!starts_word(i)) return;
    static constexpr View kSuffixes[] = {U"特别行政区", U"自治区", U"自治州", U"地区", U"新区",
                                         U"省",         U"市",     U"县",     U"区",   U"州"};
    std::size_t end = i + n;
    for (const View suffix : kSuffixes) {
      if (at(end, suffix)) {
        end += suffix.size();
        break;
      }
    }
    add({i, end}, "Place", "place.lexicon", 0.85);
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
    add({i, end}, "Industry", "industry.lexicon", common ? 0.6 : 0.75);
  }

  // ---- suffixes
  void suffix_names() {
    for (std::size_t end = 2; end <= text_.size(); ++end) {
      for (std::size_t n = std::min(lexicon_.longest_suffix, end); n > 0; --n) {
        const auto it = lexicon_.suffixes.find(std::u32string(part(end - n, end)));
        if (it == lexicon_.suffixes.end()) continue;
        suffix_name(end - n, end, it->second);
        break;
      }
    }
  }

  struct Left {
    std::size_t begin;
    int words = 0;          // of substance
    bool specific = false;  // a place, a brand, foreign letters, a number
    bool generic_only = true;
  };

  static bool takes_time(const std::string& type) { return type == "Event" || type == "Policy"; }

  // Whether the token may stand inside a name; updates what is known of the name.
  bool take(const Token& token, const std::string& type, Left& left) const {
    const View word = annotation_.text(token.range);
    const char tag = token.tag[0];
    if (is_mark(word.front())) return false;
    const bool ordinal =
        takes_time(type) && (tag == 'm' || tag == 't' || word == U"年" || word == U"届" ||
                             word == U"首届" || word == U"第" || word == U"首批" || word == U"批");
    if (ordinal) {
      left.specific = left.specific || tag == 'm';
      return true;
    }
    if (lexicon_.is("inner", word)) return true;
    if (lexicon_.is("stop", word)) return false;
    if (lexicon_.is("generic", word)) {
      ++left.words;
      return true;
    }
    if (tag == 'r' || tag == 'p' || tag == 'c' || tag == 'u' || tag == 'd' || tag == 'y' ||
        tag == 'm' || tag == 't' || (tag == 'v' && token.tag[1] == '\0' && word.size() == 1)) {
      // Single characters of brands are often tagged so: 以 is stopped above, 中 in 中建 is not.
      if (!(tag == 'm' && type == "Company" && word.size() <= 2 && text::is_han(word.front()))) {
        return false;
      }
    }
    if (tag == 'v' && token.tag[1] == '\0' && type != "Company") return false;
    ++left.words;
    left.generic_only = false;
    const bool named = tag == 'x' || tag == 'e' ||
                       (tag == 'n' && token.tag[1] != '\0' && token.tag[1] != 'g') ||
                       word.size() == 1;
    if (named || is_place_word(word)) left.specific = true;
    return true;
  }

  // A quoted or bracketed group that ends before `at`: its beginning, or `at`.
  std::size_t group_before(std::size_t at_end) const {
    const char32_t close = text_[at_end - 1];
    const char32_t open = close == U'”' ? U'“' : close == U'）' ? U'（' : U'\0';
    if (open == U'\0') return at_end;
    const std::size_t limit = at_end > 14 ? at_end - 14 : 0;
    for (std::size_t i = at_end - 1; i > limit; --i) {
      if (text_[i - 1] == open) return i - 1;
      if (is_sentence_end(text_[i - 1])) break;
    }
    return at_end;
  }

  void suffix_name(std::size_t suffix, std::size_t end, const Suffix& kind) {
    // The suffix must end a word: 市 in 市场 does not.
    const Token& last = annotation_.tokens[annotation_.token_at[end - 1]];
    if (last.range.end > end) return;
    Left left{suffix};
    const Token& first = annotation_.tokens[annotation_.token_at[suffix]];
    if (first.range.begin < suffix) {
      // The base lexicon knows the whole as a word, or cuts elsewhere.
      left.begin = first.range.begin;
      ++left.words;
      left.generic_only = false;
      if (first.range.contains({suffix, end}) || first.tag[0] == 'n') left.specific = true;
    }
    while (left.begin > 0 && end - left.begin < kLongestName) {
      const std::size_t group = group_before(left.begin);
      if (group < left.begin) {
        const View inside = part(group + 1, left.begin - 1);
        if (text_[left.begin - 1] == U'）' && inside != U"集团" && inside != U"控股" &&
            inside != U"中国" && !is_place_word(inside)) {
          break;
        }
        left.begin = group;
        left.specific = true;
        left.generic_only = false;
        ++left.words;
        continue;
      }
      const Token& token = token_before(left.begin);
      // 市委市政府 are two bodies.
      if (kind.type == "Institution" && ends_at(token.range.end, U"委") && token.range.size() <= 3)
        break;
      if (ends_sentence_part(token) || !take(token, kind.type, left)) break;
      left.begin = token.range.begin;
    }
    trim(left, suffix, kind);
    extend_brand(left, suffix, kind);
    // 我县数字经济孵化园: 县 belongs to 我.
    if (left.begin > 0 && left.begin + 1 < suffix &&
        View(U"省市县区镇乡").find(text_[left.begin]) != View::npos &&
        View(U"我全本该各").find(text_[left.begin - 1]) != View::npos) {
      ++left.begin;
    }
    accept(left, suffix, end, kind);
  }

  // A verb behind the name of an organisation is the sentence's: 清华大学合作建设实验室.
  bool ends_sentence_part(const Token& token) const {
    if (token.range.begin < 2 || !lexicon_.is("inner", annotation_.text(token.range))) return false;
    const std::size_t end = token.range.begin;
    for (const View ending : {View(U"大学"), View(U"公司"), View(U"集团"), View(U"研究院"),
                              View(U"政府"), View(U"委员会"), View(U"银行")}) {
      if (ends_at(end, ending)) return true;
    }
    return false;
  }

  // Verbs and generic words at the left edge belong to the sentence, not to the name.
  void trim(Left& left, std::size_t suffix, const Suffix& kind) const {
    while (left.begin < suffix) {
      const Token& token = annotation_.tokens[annotation_.token_at[left.begin]];
      const View word = annotation_.text(token.range);
      const bool time =
          takes_time(kind.type) &&
          (word == U"首届" || word == U"首批" || word == U"省级" || word == U"国家级" ||
           word == U"全国" || word == U"全省" || word == U"国家");
      const bool edge =
          lexicon_.is("inner", word) || lexicon_.is("stop", word) ||
          (lexicon_.is("generic", word) && word.size() == 1) ||
          (lexicon_.is("generic", word) &&
           (word == U"首个" || word == U"大型" || word == U"重大" || word == U"重点" ||
            word == U"企业" || word == U"项目" || word == U"全球" || word == U"优质"));
      if (!edge || time || token.range.end > suffix) return;
      left.begin = token.range.end;
    }
  }

  // A brand that the base lexicon does not know falls into single characters: 新 in 新磊半导体, 中
  // in 中电海康集团 belong to it where a mark, a verb or a preposition stands before.
  void extend_brand(Left& left, std::size_t suffix, const Suffix& kind) const {
    if (kind.type == "Place" || kind.type == "Event" || kind.type == "Policy") return;
    if (left.begin == 0 || left.begin >= suffix) return;
    const Token& first = annotation_.tokens[annotation_.token_at[left.begin]];
    const Token& before = token_before(left.begin);
    constexpr View kNever =
        U"的在和与由为是了对向从到被把将让给等及之其该本我各每这那有无不也都就还又已于以按因所地得"
        U"着过后前内外上下里时年月日个家座名项条只";
    const char32_t c = text_[before.range.begin];
    if (first.range.size() != 1 || before.range.size() != 1 || !text::is_han(c) ||
        kNever.find(c) != View::npos || (c != U'中' && lexicon_.is("stop", View(&c, 1)))) {
      return;
    }
    if (before.range.begin > 0) {
      const Token& edge = token_before(before.range.begin);
      const char tag = edge.tag[0];
      const View word = annotation_.text(edge.range);
      const bool ends = is_mark(word.front()) || lexicon_.is("stop", word) || tag == 'v' ||
                        tag == 'p' || tag == 'u' || tag == 'c';
      if (!ends) return;
    }
    left.begin = before.range.begin;
    left.specific = true;
  }

  void accept(const Left& left, std::size_t suffix, std::size_t end, const Suffix& kind) {
    const std::size_t body = suffix - left.begin;
    const Range name{left.begin, end};
    const auto doubtful = [&] {
      if (body >= 2) weak.push_back({name, kind.type, "list.peer", 0.55, -1, false});
    };
    if (body == 0) return;
    if (left.generic_only && !left.specific && (kind.weak || body < 4)) return doubtful();
    if (kind.named && !has_name(left.begin, suffix)) return doubtful();
    double confidence = 0.8;
    if (kind.weak) {
      const bool structured = kind.type == "Institution" || kind.type == "Project" ||
                              kind.type == "Park" || kind.type == "Policy" || kind.type == "Event";
      const bool long_enough = left.words >= 2 && body >= 4;
      if (!left.specific && !(structured && long_enough)) return doubtful();
      // 镇区, 城区, 园区 are parts of a place, not places.
      if (kind.type == "Place" && end - suffix == 1 && text_[suffix] == U'区' &&
          View(U"镇城市园山街库社地灾牧片").find(text_[suffix - 1]) != View::npos) {
        return;
      }
      if (kind.type == "Place" && (body > 4 || !place_body(left.begin, suffix))) return;
      if (kind.type == "Company" && !company(left, suffix, end)) return doubtful();
      confidence = left.specific ? 0.65 : 0.5;
    }
    add(name, kind.type, kind.weak ? "suffix.weak" : "suffix.strong", confidence);
  }

  bool company(const Left& left, std::size_t suffix, std::size_t end) const {
    const View ending = part(suffix, end);
    // 电子 in 电子发票 begins another word.
    if (ending != U"公司" && ending != U"银行" && !ends_phrase(end)) return false;
    if (company_body(left.begin, suffix, end)) return true;
    const View body = part(left.begin, suffix);
    // 聚光科技领跑: two characters that are no kind of thing, at the head of a clause.
    const bool first = left.begin == 0 || is_mark(text_[left.begin - 1]);
    if (body.size() == 2 && first && !lexicon_.is("generic", body) && !is_place_word(body) &&
        !lexicon_.industries.find(body) && !lexicon_.industries.find(part(left.begin, end)) &&
        token(left.begin).range.end == suffix && token(left.begin).tag[0] == 'n') {
      return true;
    }
    // 日本大山船务公司: a place and a word of its own.
    const Token& opening = token(left.begin);
    return ending == U"公司" && is_place_word(word(opening)) && suffix > opening.range.end + 1 &&
           body.size() <= 10 && !all_generic(opening.range.end, suffix);
  }

  bool company_body(std::size_t begin, std::size_t suffix, std::size_t end) const {
    if (suffix - begin > 8) return false;
    // A brand: letters, or two characters that no common word makes.
    for (std::size_t i = begin; i < suffix;) {
      const Token& token = annotation_.tokens[annotation_.token_at[i]];
      const bool brand = token.tag[0] == 'e' || token.tag[0] == 'x' ||
                         (token.tag[0] == 'n' &&
                          (token.tag[1] == 'z' || token.tag[1] == 'r' || token.tag[1] == 't')) ||
                         (token.range.size() == 1 && suffix - begin >= 2 && token.tag[0] != 'm');
      if (brand) return !lexicon_.industries.find(part(begin, end));
      i = token.range.end;
    }
    return false;
  }

  // ---- quotations: 《...》 is a policy where its last words say so; “...” keeps the type of its
  // end.
  void quoted_names() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char32_t open = text_[i];
      const char32_t close = open == U'《' ? U'》' : open == U'“' ? U'”' : U'\0';
      if (close == U'\0') continue;
      const std::size_t end = text_.find(close, i + 1);
      if (end == View::npos || end - i < 3 || end - i > 60 ||
          part(i, end).find(U'\n') != View::npos) {
        continue;
      }
      const Range inside{i + 1, end};
      if (open == U'《') {
        static constexpr View kEndings[] = {U"意见", U"办法", U"条例", U"规划", U"方案",
                                            U"政策", U"措施", U"通知", U"纲要", U"计划",
                                            U"决定", U"规定", U"法",   U"目录", U"名单",
                                            U"指南", U"标准", U"公告", U"细则"};
        const bool policy = std::any_of(std::begin(kEndings), std::end(kEndings),
                                        [&](View ending) { return ends_at(end, ending); });
        if (policy) add(inside, "Policy", "quoted.title", 0.9, true);
      } else if (const Suffix* kind = suffix_of(inside)) {
        const bool plain = inside.size() <= 3 || lexicon_.is("generic", annotation_.text(inside));
        if (!plain && kind->type != "Place") add(inside, kind->type, "quoted.name", 0.7, true);
      }
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

void find_names(Annotation& annotation) { NameFinder(annotation).run(); }

}  // namespace wutong::extract
