// Names that a list gives the type of: by its head (A、B和C等企业, A、B等重点产业), by the role of
// its members (以A、B为龙头), by the verb before it (聚焦A、B、C), or by the company they keep.
#include <algorithm>
#include <set>

#include "extract/name_context.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

class ListedNames {
 public:
  explicit ListedNames(NameContext& context)
      : context_(context),
        annotation_(context.annotation()),
        lexicon_(context.lexicon()),
        text_(context.text()) {}

  void run() {
    headed_lists();
    led_lists();
    for (const Range& sentence : annotation_.sentences) industry_lists(sentence);
  }

 private:
  // ---- A、B和C等(一批)企业
  void headed_lists() {
    for (const auto& [name, heads] : lexicon_.classes) {
      if (name.rfind("head.", 0) != 0) continue;
      const std::string type = name.substr(5);
      for (std::size_t i = 1; i < text_.size(); ++i) {
        const std::size_t n = heads.longest(text_, i, nullptr);
        if (n == 0) continue;
        const std::size_t marker = list_marker(i);
        plain_head_ = marker > 0 && i - marker <= 3;
        if (marker > 0) list_items(marker, type);
      }
    }
  }
  // The position of 等 before a head, with modifiers between; 0 where there is none.
  std::size_t list_marker(std::size_t head) const {
    const std::size_t limit = head > 12 ? head - 12 : 0;
    for (std::size_t i = head; i > limit; --i) {
      const char32_t c = text_[i - 1];
      if (c == U'等') return i - 1;
      if (is_mark(c) || c == U'的' || c == U'在') return 0;
      // …等一同为项目奠基: the sentence goes on.
      const char tag = context_.token(i - 1).tag[0];
      if ((tag == 'p' && lexicon_.is("stop", context_.word(context_.token(i - 1)))) ||
          (tag == 'd' && context_.token(i - 1).range.size() >= 2)) {
        return 0;
      }
    }
    return 0;
  }
  void list_items(std::size_t end, const std::string& type) {
    std::size_t item_end = end;
    bool last_item = true;
    std::size_t begin = end;
    for (std::size_t i = end; i > 0 && end - i < 160; --i) {
      const char32_t c = text_[i - 1];
      const bool joins = c == U'、' || (type == "Industry" && (c == U'（' || c == U'）')) ||
                         (last_item && item_end - i >= 2 && context_.starts_word(i) &&
                          (c == U'和' || c == U'及' || c == U'与') && joins_here(i - 1));
      if (joins) {
        item(i, item_end, type, false);
        last_item = false;
        item_end = i - 1;
        if (item_end > 0 && text_[item_end - 1] == U'以' && c == U'及') --item_end;
        begin = i = item_end;
        ++i;
        continue;
      }
      // …等形式聚焦A、B: another list ends there.
      if ((is_mark(c) && c != U'“' && c != U'”' && c != U'（' && c != U'）' && c != U'—') ||
          (c == U'等' && context_.token(i - 1).range.size() == 1)) {
        item(i, item_end, type, true);
        return;
      }
      begin = i - 1;
    }
    item(begin, item_end, type, true);
  }
  // 和 is a word of its own here, not part of 和平 or 工业和信息化.
  bool joins_here(std::size_t i) const {
    const Token& token = context_.token(i);
    return token.range.size() == 1 || context_.at(token.range.begin, U"以及");
  }
  // The first item begins after the word that introduces the list.
  void item(std::size_t begin, std::size_t end, const std::string& type, bool first) {
    if (first) {
      for (std::size_t i = end; i > begin;) {
        const Token& token = context_.token_before(i);
        const View word = annotation_.text(token.range);
        const bool opens = type == "Industry" && i < end && lexicon_.words("busy").find(word);
        if (((lexicon_.is("stop", word) && !lexicon_.is("inner", word)) || opens) &&
            token.range.begin >= begin) {
          begin = token.range.end;
          break;
        }
        i = token.range.begin;
      }
    }
    while (begin < end && View(U"了以有由将把对为是在").find(text_[begin]) != View::npos &&
           context_.token(begin).range.size() == 1) {
      ++begin;
    }
    const Range range{begin, end};
    if (end <= begin || range.size() < 2 || range.size() > (type == "Project" ? 24u : 16u)) return;
    const View word = annotation_.text(range);
    if (lexicon_.is("generic", word) || lexicon_.is("stop", word)) return;
    if (type != "Industry" && lexicon_.industries.find(word)) return;
    if (word.find(U'的') != View::npos && type != "Company") return;
    for (std::size_t i = begin; i < end; i = context_.token(i).range.end) {
      const View each = annotation_.text(context_.token(i).range);
      if (lexicon_.is("stop", each) && !lexicon_.is("inner", each) && each.size() >= 2) return;
    }
    const Suffix* suffix = context_.suffix_of(range);
    if (type == "Company" && !suffix && !context_.opens_with_name(begin, end) &&
        context_.token(begin).known && context_.token(begin).range.size() > 1) {
      return;
    }
    if (type == "Park" && !suffix && !context_.opens_with_name(begin, end)) return;
    if (type == "Place" && !context_.place_body(begin, end)) return;
    if (type == "Industry") return industry(range);
    if (type == "Project") return project(range, suffix, first);
    context_.add(range, type, first ? "list.first" : "list.item", first ? 0.6 : 0.7);
  }
  // What a list of projects names is a project, but hospitals and firms stay what they are.
  void project(Range range, const Suffix* suffix, bool first) {
    if (suffix && (suffix->type == "Institution" || suffix->type == "Company")) return;
    const bool common = context_.all_generic(range.begin, range.end);
    const bool park = suffix && suffix->type == "Park";
    if (!context_.opens_with_name(range.begin, range.end) &&
        !(suffix && !common && (suffix->type == "Project" || (park && plain_head_)))) {
      return;
    }
    if (lexicon_.names.find(annotation_.text(range)) || range.size() < 4) return;
    context_.add(range, "Project", first ? "list.first" : "list.item", first ? 0.82 : 0.85);
  }

  // ---- 以A、B为龙头|代表|牵引|引领
  void led_lists() {
    static constexpr View kRoles[] = {U"为龙头", U"为牵引", U"为引领",
                                      U"为代表", U"为主体", U"为依托"};
    for (std::size_t i = 0; i < text_.size(); ++i) {
      for (const View role : kRoles) {
        if (!context_.at(i, role)) continue;
        const std::size_t limit = i > 120 ? i - 120 : 0;
        for (std::size_t b = i; b > limit; --b) {
          const char32_t c = text_[b - 1];
          if (c == U'以') {
            led_items(b, i);
            break;
          }
          if (is_mark(c) && c != U'、' && c != U'“' && c != U'”') break;
        }
      }
    }
  }
  void led_items(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i <= end; ++i) {
      if (context_.at(i, U"等")) {
        end = i;
        break;
      }
    }
    std::size_t item_begin = begin;
    for (std::size_t i = begin; i <= end; ++i) {
      if (i < end && text_[i] != U'、' && text_[i] != U'和') continue;
      const Range range{item_begin, i};
      item_begin = i + 1;
      if (range.size() < 2 || range.size() > 12) continue;
      const View word = annotation_.text(range);
      if (context_.suffix_of(range) || lexicon_.industries.find(word) ||
          lexicon_.is("generic", word) || word.find(U'的') != View::npos) {
        continue;
      }
      const Token& token = context_.token(range.begin);
      const bool brand = !token.known || token.range.size() == 1 || token.tag[1] != '\0';
      if (brand) context_.add(range, "Company", "list.leader", 0.65);
    }
  }

  // ---- lists of industries
  // Where a list in 、 stands that industries may fill: its items, in order.
  void industry_lists(Range sentence) {
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      if (text_[i] != U'、') continue;
      std::size_t begin = i, end = i;
      while (begin > sentence.begin && !ends_list(text_[begin - 1])) --begin;
      while (end < sentence.end && !ends_list(text_[end])) ++end;
      while (begin < end) begin = industry_list(begin, end);
      i = end;
    }
  }
  static bool ends_list(char32_t c) {
    return is_mark(c) && c != U'、' && c != U'“' && c != U'”' && c != U'-' && c != U'—' &&
           c != U'（' && c != U'）';
  }
  static bool parts_items(char32_t c) { return c == U'、' || c == U'（' || c == U'）'; }

  // Whether a word behind the items says what they are: 等五大产业, 三大板块, 领域.
  bool is_industry_head(std::size_t i) const {
    const std::size_t limit = std::min(text_.size(), i + 10);
    for (; i < limit && !is_mark(text_[i]); ++i) {
      if (text_[i] == U'的') return false;
      if (lexicon_.words("field").longest(text_, i, nullptr) > 0) return true;
    }
    return false;
  }

  // The list that begins at `begin`; returns where to look for the next.
  std::size_t industry_list(std::size_t begin, std::size_t end) {
    std::vector<Range> items;
    std::size_t item_begin = begin, list_end = end, next = end;
    bool marked = false;  // a 、 has come
    for (std::size_t i = begin; i < end;) {
      if (parts_items(text_[i])) {
        marked = marked || text_[i] == U'、';
        if (i > item_begin) items.push_back({item_begin, i});
        item_begin = ++i;
        continue;
      }
      const Token& token = context_.token(i);
      const View word = annotation_.text(token.range);
      const std::size_t after = std::max(i + 1, token.range.end);
      const bool joins = word == U"和" || word == U"及" || word == U"以及" || word == U"与";
      if (joins && marked && i > item_begin) {
        items.push_back({item_begin, i});
        item_begin = after;
      } else if (marked && (word == U"等" || token.tag[0] == 'm' ||
                            (lexicon_.is("stop", word) && !lexicon_.is("inner", word)) ||
                            (i > item_begin && lexicon_.words("field").find(word)))) {
        list_end = i;
        next = after;
        break;
      }
      i = after;
    }
    if (list_end > item_begin) items.push_back({item_begin, list_end});
    if (items.size() >= 2) industries(items, list_end);
    return next;
  }
  void industries(std::vector<Range>& items, std::size_t list_end) {
    const std::size_t introduced = introduction(items.front());
    items.front().begin = std::max(items.front().begin, introduced);
    std::size_t known = 0;
    for (const Range& range : items) {
      if (lexicon_.industries.find(annotation_.text(range))) ++known;
    }
    const bool headed = is_industry_head(list_end);
    const bool verb = introduced > 0 && field_verb(introduced);
    const bool sole = introduced > 0 && sole_verb(introduced);
    // 围绕A、B两条产业链: the verb and the head say it, though neither is known.
    const bool chain = verb && headed && named_head(list_end);
    const bool all = sole || chain || (headed && known * 3 >= items.size()) ||
                     (verb && known * 2 >= items.size()) ||
                     (items.size() >= 3 && known * 5 >= items.size() * 3);
    if (!all && !(headed && known > 0)) return;
    for (const Range& range : items) {
      if (all || lexicon_.industries.find(annotation_.text(range))) industry(range);
    }
  }
  // Where the first item begins, behind the last word that is none of its own; 0: where it does.
  std::size_t introduction(Range first) const {
    for (std::size_t i = first.end; i > first.begin;) {
      const Token& token = context_.token_before(i);
      if (token.range.begin < first.begin) break;
      const View word = annotation_.text(token.range);
      if (i < first.end && (lexicon_.is("stop", word) || lexicon_.words("busy").find(word)) &&
          !lexicon_.industries.find(annotation_.text({token.range.begin, first.end}))) {
        return i;
      }
      i = token.range.begin;
    }
    return 0;
  }
  bool field_verb(std::size_t end) const {
    const auto& verbs = lexicon_.words("busy");
    const View before = context_.part(end > 8 ? end - 8 : 0, end);
    return verbs.longest_ending(before) > 0;
  }

  bool sole_verb(std::size_t end) const {
    const View before = context_.part(end > 8 ? end - 8 : 0, end);
    return lexicon_.words("sole").longest_ending(before) > 0;
  }
  bool named_head(std::size_t i) const {
    const std::size_t limit = std::min(text_.size(), i + 10);
    for (; i < limit && !is_mark(text_[i]); ++i) {
      if (context_.at(i, U"产业") || context_.at(i, U"赛道") || context_.at(i, U"集群"))
        return true;
    }
    return false;
  }

  void industry(Range range) {
    if (range.size() < 2 || range.size() > 10) {
      // AI, 5G
      if (range.size() != 2) return;
    }
    const View word = annotation_.text(range);
    if (lexicon_.is("generic", word) && !lexicon_.industries.find(word)) return;
    if (word.find(U'的') != View::npos || word.find(U'“') != View::npos) return;
    const Suffix* suffix = context_.suffix_of(range);
    if (suffix && !lexicon_.industries.find(word) && suffix->type != "Company") return;
    if (lexicon_.names.find(word) || context_.is_place_word(word)) return;
    if (!lexicon_.industries.find(word)) {
      for (std::size_t i = range.begin; i < range.end; i = context_.token(i).range.end) {
        const Token& token = context_.token(i);
        const View each = annotation_.text(token.range);
        if (lexicon_.is("stop", each) && !lexicon_.is("inner", each) && each != U"大型") return;
        if (token.tag[0] == 'n' && (token.tag[1] == 'r' || token.tag[1] == 's')) return;
      }
    }
    context_.add(range, "Industry", "list.item", 0.7);
  }

  bool plain_head_ = false;  // the list's head stands right behind 等
  NameContext& context_;
  const Annotation& annotation_;
  const Lexicon& lexicon_;
  View text_;
};

}  // namespace

void find_listed_names(NameContext& context) { ListedNames(context).run(); }

namespace {

// Takes in the up to four characters between the name and the 、 before it: 速 in 速迈医学总部.
void widen(const NameContext& context, Range& range) {
  for (std::size_t n = 1; n <= 4 && n < range.begin; ++n) {
    const char32_t c = context.text()[range.begin - n];
    if (c == U'、') {
      range.begin -= n - 1;
      return;
    }
    if (is_mark(c)) return;
  }
}

}  // namespace

void find_listed_peers(NameContext& context) {
  // Where names of a type begin and end.
  std::set<std::pair<std::size_t, std::string>> begins, ends;
  const auto note = [&](const Mention& mention) {
    begins.emplace(mention.range.begin, mention.type);
    ends.emplace(mention.range.end, mention.type);
  };
  for (const Mention& mention : context.found) note(mention);
  const auto beside = [&](const Mention& candidate) {
    static constexpr View kJoiners[] = {U"、", U"和", U"及", U"以及"};
    for (const View joiner : kJoiners) {
      const auto [begin, end] = candidate.range;
      if (context.ends_at(begin, joiner) &&
          ends.count({begin - joiner.size(), candidate.type}) > 0) {
        return true;
      }
      if (context.at(end, joiner) && begins.count({end + joiner.size(), candidate.type}) > 0) {
        return true;
      }
    }
    return false;
  };
  for (Mention& mention : context.weak) widen(context, mention.range);
  std::sort(context.weak.begin(), context.weak.end(),
            [](const Mention& a, const Mention& b) { return a.range < b.range; });
  // Left to right, then right to left: a name passes on to its neighbours what it is.
  for (const bool forward : {true, false}) {
    const std::size_t count = context.weak.size();
    for (std::size_t k = 0; k < count; ++k) {
      const Mention& candidate = context.weak[forward ? k : count - 1 - k];
      if (!beside(candidate)) continue;
      const std::size_t before = context.found.size();
      context.add(candidate.range, candidate.type, "list.peer", 0.55);
      if (context.found.size() > before) note(candidate);
    }
  }
}

}  // namespace wutong::extract
