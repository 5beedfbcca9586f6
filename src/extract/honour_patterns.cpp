// Who stands on a list of honours that names its members.
#include <algorithm>

#include "extract/relation_pattern.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

class HonourPatterns : RelationPattern {
 public:
  explicit HonourPatterns(RelationContext& context) : RelationPattern(context) {}

  void run() {
    for (const Range& sentence : annotation_.sentences) {
      honoured_lists(sentence);
    }
    numbered_lists();
  }

 private:
  // 一、2024年度标杆企业, then lines of 1.A（P）: A is on the list that heads them.
  void numbered_lists() {
    const Mention* heading = nullptr;
    for (const Range& line : annotation_.sentences) {
      const Group all = context_.mentions_in(line);
      std::size_t begin = line.begin;
      while (begin < line.end && text::is_blank(text_[begin])) ++begin;
      std::size_t number = begin;
      while (number < line.end && text::is_digit(text_[number])) ++number;
      const bool item =
          number > begin && number < line.end && View(U".．、 ").find(text_[number]) != View::npos;
      if (item) {
        if (heading && !all.empty() && all[0]->range.begin <= number + 2 &&
            (is_organised(*all[0]) || all[0]->type == "Park" || all[0]->type == "Project")) {
          context_.emit("SELECTED_FOR", {all[0]}, {heading}, "selected.numbered", 0.75,
                        {begin, all[0]->range.end});
        }
        continue;
      }
      if (line.size() <= 1) continue;
      heading = nullptr;
      if (line.size() <= 30 && !all.empty() && all.back()->type == "Policy" &&
          all.back()->range.begin <= begin + 6) {
        heading = all.back();
      }
    }
  }

  // 位列P前十位的企业分别是A、B、C; X在P中名列其中.
  void honoured_lists(Range sentence) {
    const Group policies = those(sentence, [](const Mention& m) { return m.type == "Policy"; });
    const auto honoured = [](const Mention& m) {
      return m.type == "Company" || m.type == "Park" || m.type == "Institution" ||
             m.type == "Project" || m.type == "Place";
    };
    for (const Mention* policy : policies) {
      const std::size_t end = policy->range.end;
      const View behind = text_.substr(end, std::min<std::size_t>(24, sentence.end - end));
      // 《名单》里，既有A、B，也有C: all that the sentence names.
      if (part(policy->range).find(U"名单") != View::npos ||
          part(policy->range).find(U'榜') != View::npos) {
        const View near = behind.substr(0, 8);
        if (near.find(U"既有") != View::npos || near.find(U"里有") != View::npos ||
            near.find(U"上有") != View::npos || near.find(U"中有") != View::npos) {
          const Group named = those({end, sentence.end}, [](const Mention& m) {
            return m.type == "Company" || m.type == "Park";
          });
          context_.emit("SELECTED_FOR", named, {policy}, "selected.leafed", 0.7,
                        {end, end + std::min<std::size_t>(8, sentence.end - end)});
        }
      }
      for (const View cue : {View(U"分别是"), View(U"分别为"), View(U"名单如下"), View(U"包括")}) {
        const std::size_t found = behind.find(cue);
        if (found == View::npos) continue;
        if (behind.substr(0, found).find(U'，') != View::npos) continue;
        const std::size_t from = end + found + cue.size();
        const Group right = context_.mentions_in({from, sentence.end});
        if (right.empty() || right[0]->range.begin > from + 3 || !honoured(*right[0])) continue;
        context_.emit("SELECTED_FOR", context_.group_of(right, 0, true, honoured), {policy},
                      "selected.listed", 0.75, {end + found, from});
        break;
      }
    }
    for (const View cue :
         {View(U"名列其中"), View(U"榜上有名"), View(U"位列其中"), View(U"在列")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos) continue;
      const Group named = those({context_.clause_begin(i, sentence), i}, honoured);
      int head = named.empty() ? context_.topics().described(context_.clause_begin(i, sentence), i)
                               : named.front()->entity;
      if (head < 0) head = shortened_before(i);
      const Group before =
          those({sentence.begin, i}, [](const Mention& m) { return m.type == "Policy"; });
      if (head < 0 || before.empty()) continue;
      context_.emit_one("SELECTED_FOR", head, {i, i + cue.size()}, before.back()->entity,
                        before.back()->range, "selected.among", 0.65, {i, i + cue.size()});
    }
  }

  // 研创园 before `end`: the last name that ends so.
  int shortened_before(std::size_t end) const {
    const Group& all = context_.mentions();
    for (std::size_t n = 4; n >= 2; --n) {
      if (end < n) continue;
      const View form = text_.substr(end - n, n);
      for (auto it = std::lower_bound(
               all.begin(), all.end(), end,
               [](const Mention*m, std::size_t at_end) { return m->range.end < at_end; });
           it != all.begin();) {
        const Mention* m = *--it;
        const View name = part(m->range);
        if (name.size() > n && name.substr(name.size() - n) == form) return m->entity;
      }
    }
    return -1;
  }
};

}  // namespace

void find_honours(RelationContext& context) { HonourPatterns(context).run(); }

}  // namespace wutong::extract
