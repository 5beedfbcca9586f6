// Members of a list that no other finder made out: where the members beside them are names, what
// stands between two marks is a name too. 安领生物总部 in A总部、安领生物总部、B总部.
#include <algorithm>
#include <map>

#include "extract/name_context.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kLongestMember = 24;

class ListGaps {
 public:
  explicit ListGaps(NameContext& context)
      : context_(context),
        annotation_(context.annotation()),
        lexicon_(context.lexicon()),
        text_(context.text()) {}

  void run() {
    for (const Mention& mention : context_.found) {
      std::string& type = named_[mention.range];
      if (type.empty()) type = mention.type;
    }
    for (const Range& sentence : annotation_.sentences) {
      for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
        if (text_[i] != U'、') continue;
        std::size_t begin = i, end = i;
        while (begin > sentence.begin && !ends_list(text_[begin - 1])) --begin;
        while (end < sentence.end && !ends_list(text_[end])) ++end;
        list({begin, end});
        i = end;
      }
    }
  }

 private:
  static bool ends_list(char32_t c) {
    return is_mark(c) && View(U"、“”（）()-—").find(c) == View::npos;
  }

  // The members between the marks; the last ends before 等, a verb behind 和 is not looked for.
  std::vector<Range> members(Range list) const {
    std::vector<Range> out;
    std::size_t begin = list.begin;
    int depth = 0;
    bool marked = false;
    for (std::size_t i = list.begin; i < list.end; ++i) {
      if (text_[i] == U'（' || text_[i] == U'“') ++depth;
      if (text_[i] == U'）' || text_[i] == U'”') --depth;
      if (depth > 0) continue;
      const bool single = context_.token(i).range.size() == 1;
      // 和 before the last member only: 人和集团 is a name.
      const bool last = text_.substr(0, list.end).find(U'、', i) == View::npos;
      const bool joins = marked && single &&
                         ((text_[i] == U'和' && last) || text_[i] == U'及' || text_[i] == U'与');
      const bool also = marked && context_.at(i, U"以及") && context_.token(i).range.begin == i;
      const bool others = marked && single && text_[i] == U'等';
      if (text_[i] == U'、' || joins || also || others) {
        out.push_back({begin, i});
        if (others) return out;
        marked = true;
        if (also) ++i;
        begin = i + 1;
      }
    }
    out.push_back({begin, list.end});
    return out;
  }

  // What the member is the name of; empty where it is none that is known.
  std::string type_of(Range member) const {
    const auto found = named_.find(member);
    if (found != named_.end()) return found->second;
    if (member.size() > 2 && text_[member.begin] == U'“' && text_[member.end - 1] == U'”') {
      const auto inside = named_.find({member.begin + 1, member.end - 1});
      if (inside != named_.end()) return inside->second;
    }
    return {};
  }

  void list(Range range) {
    const std::vector<Range> all = members(range);
    if (all.size() < 3) return;
    std::map<std::string, std::size_t> count;
    for (const Range& member : all) {
      const std::string type = type_of(member);
      if (!type.empty() && type != "Industry" && type != "Place" && type != "Person") ++count[type];
    }
    std::size_t known = 0;
    for (const auto& [type, n] : count) known += n;
    if (known * 3 < all.size()) return;
    const bool works = count["Project"] >= 1 && heads_works(all.back().end);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Range member = i == 0 ? introduced(all[i]) : all[i];
      // The last member may go on with the sentence.
      if (i + 1 == all.size() && member.end == range.end) continue;
      if (!type_of(member).empty() || !whole(member)) continue;
      const Suffix* suffix = context_.suffix_of(member);
      const bool kind = suffix && (suffix->type == "Project" || suffix->type == "Institution" ||
                                   suffix->type == "Park" || suffix->type == "Company");
      if (kind && !context_.all_generic(member.begin, member.end) && member.size() >= 5) {
        context_.add(member, suffix->type, "list.gap", 0.6);
      } else if (!suffix && count["Company"] >= 2 && count["Company"] * 2 >= known &&
                 member.size() <= 8 && brand(member)) {
        context_.add(member, "Company", "list.gap", 0.55);
      } else if (!suffix && works && member.size() >= 4 && brand(member)) {
        context_.add(member, "Project", "list.gap", 0.6);
      }
    }
  }

  // …等42个重大项目
  bool heads_works(std::size_t end) const {
    if (!context_.at(end, U"等")) return false;
    const View behind = text_.substr(end, 12);
    return behind.substr(0, std::min(behind.size(), behind.find(U'，'))).find(U"项目") !=
           View::npos;
  }
  // 以 in 以A、B为代表 and 与 in 与A、B合作 bring the list in.
  Range introduced(Range first) const {
    while (first.begin < first.end) {
      const Token& token = context_.token(first.begin);
      const char tag = token.tag[0];
      // 推动A、B等企业
      const bool verb = lexicon_.is("urging", annotation_.text(token.range));
      const bool opens =
          verb || (token.range.size() == 1 &&
                   (tag == 'p' || tag == 'c' || tag == 'd' || tag == 'v' || tag == 'u' ||
                    lexicon_.is("stop", annotation_.text(token.range))));
      if (!opens) break;
      first.begin = token.range.end;
    }
    return first;
  }

  // A与B: two names.
  bool holds_two(Range member) const {
    for (auto it = named_.lower_bound({member.begin, member.begin});
         it != named_.end() && it->first.begin == member.begin; ++it) {
      const std::size_t end = it->first.end;
      if (end < member.end && View(U"与和同及").find(text_[end]) != View::npos) return true;
    }
    return false;
  }

  // No word of a sentence stands in it.
  bool whole(Range member) const {
    if (holds_two(member)) return false;
    if (member.size() < 2 || member.size() > kLongestMember) return false;
    for (std::size_t i = member.begin; i < member.end;) {
      const Token& token = context_.token(i);
      const View word = annotation_.text(token.range);
      if (word == U"的" || word == U"了" || word == U"在" || word == U"是") return false;
      if (word.size() >= 2 && lexicon_.is("stop", word) && !lexicon_.is("inner", word)) {
        return false;
      }
      i = token.range.end;
    }
    return !is_mark(text_[member.begin]) || text_[member.begin] == U'“';
  }
  bool brand(Range member) const {
    const View word = annotation_.text(member);
    return !lexicon_.is("generic", word) && !lexicon_.industries.find(word) &&
           !context_.is_place_word(word) && !context_.all_generic(member.begin, member.end) &&
           std::none_of(word.begin(), word.end(), [](char32_t c) { return is_mark(c); });
  }

  NameContext& context_;
  const Annotation& annotation_;
  const Lexicon& lexicon_;
  View text_;
  std::map<Range, std::string> named_;
};

}  // namespace

void find_list_gaps(NameContext& context) { ListGaps(context).run(); }

}  // namespace wutong::extract
