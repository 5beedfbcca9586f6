// Who owns what: shareholders, bodies named after their owner, money spent on works.
#include <algorithm>
#include <map>

#include "extract/relation_pattern.h"

namespace wutong::extract {
namespace {

class OwnershipPatterns : RelationPattern {
 public:
  explicit OwnershipPatterns(RelationContext& context) : RelationPattern(context) {}

  void run() {
    for (const Range& sentence : annotation_.sentences) {
      shareholders(sentence);
      spent_on(sentence);
      subsidiaries(sentence);
      financing(sentence);
      holdings(sentence);
    }
    owners();
  }

 private:
  // X的股东包括A、B; X包括五家股东，分别是A、B; 持17.65%的A.
  void shareholders(Range sentence) {
    const auto company = [](const Mention& m) { return is_organised(m); };
    for (std::size_t i = sentence.begin; i + 1 < sentence.end; ++i) {
      if (!at(i, U"股东") || context_.inside_mention({i, i + 2})) continue;
      const Group before =
          those({sentence.begin, i}, [](const Mention& m) { return m.type == "Company"; });
      const Group after = context_.mentions_in({i + 2, sentence.end});
      int target = before.empty() ? -1 : before.back()->entity;
      if (target < 0) target = last_company(sentence.begin);
      if (target < 0 || after.empty()) continue;
      Group holders;
      for (std::size_t k = 0; k < after.size(); ++k) {
        if (!company(*after[k])) break;
        const std::size_t from = k == 0 ? i + 2 : after[k - 1]->range.end;
        const View between = part({from, after[k]->range.begin});
        const bool introduced =
            k == 0 && between.size() <= 16 &&
            (between.find(U"分别") != View::npos || between.find(U"包括") != View::npos ||
             between.find(U"为") != View::npos || between.find(U"有") != View::npos ||
             between.size() <= 2);
        const bool share = between.find(U"持") != View::npos && between.find(U'%') != View::npos &&
                           between.size() <= 12;
        const bool listed = k > 0 && (context_.joins({from, after[k]->range.begin}) ||
                                      (between.size() <= 4 && between.find(U'、') != View::npos) ||
                                      (between.size() <= 8 && between.find(U'%') != View::npos));
        if (!introduced && !share && !listed) break;
        // B旗下的C: C holds.
        if (at(after[k]->range.end, U"旗下") || at(after[k]->range.end, U"的全资")) {
          if (k + 1 < after.size() && company(*after[k + 1]) &&
              after[k + 1]->range.begin <= after[k]->range.end + 8) {
            holders.push_back(after[k + 1]);
          }
          break;
        }
        if (after[k]->entity != target) holders.push_back(after[k]);
      }
      for (const Mention* holder : holders) {
        context_.emit_one("INVESTS_IN", holder->entity, holder->range, target, {i, i + 2},
                          "invests.shareholder", 0.7, {i, i + 2});
      }
    }
  }

  int last_company(std::size_t before) const {
    const Group& all = context_.mentions();
    auto it = std::lower_bound(
        all.begin(), all.end(), before,
        [](const Mention* m, std::size_t wanted) { return m->range.begin < wanted; });
    for (int steps = 0; it != all.begin() && steps < 12; ++steps) {
      if ((*--it)->type == "Company") return (*it)->entity;
    }
    return -1;
  }

  // 华南理工大学法学院: a body whose name begins with another's is part of it.
  void owners() {
    std::map<std::u32string, int> bodies;
    const auto& entities = annotation_.entities;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      if (entities[i].type == "Institution") bodies.emplace(entities[i].name, static_cast<int>(i));
    }
    for (std::size_t i = 0; i < entities.size(); ++i) {
      if (entities[i].type != "Institution") continue;
      const std::u32string& name = entities[i].name;
      for (std::size_t n = name.size(); n-- > 4;) {
        const auto owner = bodies.find(name.substr(0, n));
        if (owner == bodies.end() || name.size() < n + 2) continue;
        const Mention* mention = first_mention(static_cast<int>(i));
        if (mention) {
          context_.emit_one("PART_OF", static_cast<int>(i), mention->range, owner->second,
                            mention->range, "part_of.owner", 0.7, mention->range);
        }
        break;
      }
    }
  }

  // A在P投资多个大项目：X总投资…，Y总投资…: A's money, in P.
  void spent_on(Range sentence) {
    for (std::size_t i = sentence.begin; i + 2 < sentence.end; ++i) {
      if (!at(i, U"投资") || context_.inside_mention({i, i + 2})) continue;
      const std::size_t colon = part({i, sentence.end}).find(U'：');
      if (colon == View::npos || colon > 14) continue;
      if (!context_.mentions_in({i, i + colon}).empty()) continue;
      const Group before = context_.mentions_in({context_.clause_begin(i, sentence), i});
      Group investors, places;
      for (const Mention* m : before) {
        if (m->type == "Company") investors = {m};
        if (m->type == "Park" || m->type == "Place") places = {m};
      }
      const Group works =
          those({i + colon, sentence.end}, [](const Mention& m) { return m.type == "Project"; });
      context_.emit("INVESTS_IN", investors, works, "invests.list", 0.65, {i, i + 2});
      context_.emit("LOCATED_IN", works, places, "located.list", 0.65, {i, i + 2});
      return;
    }
  }

  // A是B的全资子公司, B控股子公司A, B旗下A.
  void subsidiaries(Range sentence) {
    const auto company = [](const Mention& m) { return m.type == "Company"; };
    for (const View noun : {View(U"子公司"), View(U"分公司"), View(U"附属公司"), View(U"旗下公司"),
                            View(U"旗下企业"), View(U"旗下品牌"), View(U"附属企业")}) {
      for (std::size_t i = text_.substr(0, sentence.end).find(noun, sentence.begin);
           i != View::npos; i = text_.substr(0, sentence.end).find(noun, i + noun.size())) {
        const Range cue{i, i + noun.size()};
        if (context_.inside_mention(cue)) continue;
        const Group before = those({sentence.begin, i}, company);
        const Group next = context_.mentions_in({cue.end, sentence.end});
        const bool named =
            !next.empty() && company(*next[0]) && next[0]->range.begin <= cue.end + 1;
        const bool owned_by = !before.empty() && i - before.back()->range.end <= 8 &&
                              part({before.back()->range.end, i}).find(U'，') == View::npos;
        if (named && !owned_by && noun.substr(0, 2) != U"旗下") {
          // 公司通过全资子公司A…, 设立了全资子公司A: of the company that is spoken of.
          int whole = before.empty() ? -1 : before.front()->entity;
          if (whole < 0) whole = context_.topics().of_kind(U"公司", "Company", i, false);
          for (const Mention* m : context_.group_of(next, 0, true, company)) {
            if (whole < 0) break;
            context_.emit_one("PART_OF", m->entity, m->range, whole, cue, "part_of.meant", 0.6,
                              cue);
          }
          continue;
        }
        if (before.empty()) continue;
        const Mention& owner = *before.back();
        const View gap = part({owner.range.end, i});
        if (gap.size() > 8 || gap.find(U'，') != View::npos) continue;
        const Group after = context_.mentions_in({cue.end, sentence.end});
        if (!after.empty() && company(*after[0]) && after[0]->range.begin <= cue.end + 1) {
          context_.emit("PART_OF", context_.group_of(after, 0, true, company), {&owner},
                        "part_of.subsidiary", 0.75, cue);
          continue;
        }
        if (before.size() < 2) continue;
        const Mention& owned = *before[before.size() - 2];
        const View link = part({owned.range.end, owner.range.begin});
        if (link == U"是" || link == U"为" || link == U"系" || link == U"作为" || link == U"，是" ||
            link == U"，为" || link == U"，" || link == U"成为" || link == U"，系") {
          context_.emit("PART_OF", {&owned}, {&owner}, "part_of.subsidiary", 0.75, cue);
        }
      }
    }
  }

  // A完成数亿元B轮融资，由C领投，D、E跟投: their money is in A.
  void financing(Range sentence) {
    const std::size_t round = text_.substr(0, sentence.end).find(U"融资", sentence.begin);
    if (round == View::npos) return;
    const Group before =
        those({sentence.begin, round}, [](const Mention& m) { return m.type == "Company"; });
    if (before.empty()) return;
    for (const View verb : {View(U"领投"), View(U"跟投"), View(U"参投"), View(U"投资方为"),
                            View(U"投资方包括"), View(U"独家投资")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(verb, round);
      if (i == View::npos) continue;
      const Range cue{i, i + verb.size()};
      const bool right = verb.front() == U'投';
      const Range range = right ? Range{cue.end, context_.clause_end(cue.end, sentence)}
                                : Range{context_.clause_begin(i, sentence), i};
      for (const Mention* m : those(range, [](const Mention& o) { return is_organised(o); })) {
        context_.emit("INVESTS_IN", {m}, {before.front()}, "invests.round", 0.75, cue);
      }
    }
  }

  // A和B分别持股6.0%和2.5%, A仍为第一大股东: of the company that is spoken of.
  void holdings(Range sentence) {
    for (const View word : {View(U"持股"), View(U"第一大股东"), View(U"第二大股东"),
                            View(U"控股股东"), View(U"实际控制人")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(word, sentence.begin);
      if (i == View::npos || context_.inside_mention({i, i + word.size()})) continue;
      const std::size_t end = i + word.size();
      if (word == U"持股" && text_.substr(end, 3).find_first_of(U"0123456789") == View::npos)
        continue;
      const std::size_t clause = context_.clause_begin(i, sentence);
      Group holders = those({clause, i}, [](const Mention& m) { return is_organised(m); });
      if (holders.empty() && word != U"持股") {
        const Group before =
            those({sentence.begin, clause}, [](const Mention& m) { return is_organised(m); });
        if (!before.empty()) holders = {before.front()};
      }
      // A持股B 20%: the object is named.
      const Group after = context_.mentions_in({end, context_.clause_end(end, sentence)});
      if (!after.empty() && after[0]->type == "Company" && after[0]->range.begin <= end + 1)
        continue;
      const int target = context_.topics().of_kind(U"公司", "Company", sentence.begin, false);
      if (target < 0) continue;
      for (const Mention* holder : holders) {
        context_.emit_one("INVESTS_IN", holder->entity, holder->range, target, {i, end},
                          "invests.holding", 0.6, {i, end});
      }
    }
  }
};

}  // namespace

void find_ownership(RelationContext& context) { OwnershipPatterns(context).run(); }

}  // namespace wutong::extract
