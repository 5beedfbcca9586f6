// Relations that no single trigger word shows: what stands side by side, lists with a role,
// offices, shares, attendance, ownership by name, editions.
#include <algorithm>
#include <map>
#include <set>

#include "extract/relation_context.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;
using Group = MentionGroup;

bool is_organised(const Mention& m) { return m.type == "Company" || m.type == "Institution"; }

class RelationPatterns {
 public:
  explicit RelationPatterns(RelationContext& context)
      : context_(context),
        annotation_(context.annotation()),
        text_(context.text()),
        first_mentions_(annotation_.entities.size()) {
    for (const Mention* m : context.mentions()) {
      const Mention*& first = first_mentions_[static_cast<std::size_t>(m->entity)];
      if (!first) first = m;
    }
  }

  void run() {
    find_main_event();
    for (const Range& sentence : annotation_.sentences) {
      led_lists(sentence);
      in_field(sentence);
      trades_of(sentence);
      fields_of(sentence);
      shared_clause(sentence);
      attendance(sentence);
      juxtaposed_places(sentence);
      superlatives(sentence);
      offices(sentence);
      shareholders(sentence);
      honoured_lists(sentence);
      roles(sentence);
      guests(sentence);
      spent_on(sentence);
      belongs_beside(sentence);
      hosts(sentence);
      further_offices(sentence);
    }
    editions();
    owners();
    staff();
  }

 private:
  View part(Range range) const { return annotation_.text(range); }
  bool at(std::size_t i, View word) const { return text_.substr(i, word.size()) == word; }
  bool ends_at(std::size_t end, View word) const {
    return end >= word.size() && text_.substr(end - word.size(), word.size()) == word;
  }
  const EntityDraft& entity(int id) const { return context_.entity(id); }
  static bool is_active(const Mention& m) {  // may be at home in an industry
    return m.type == "Company" || m.type == "Park" || m.type == "Institution" ||
           m.type == "Project" || m.type == "Place";
  }
  template <class Fits>
  Group those(Range range, Fits fits) const {
    Group out;
    for (const Mention* m : context_.mentions_in(range)) {
      if (fits(*m)) out.push_back(m);
    }
    return out;
  }

  // 在集成电路领域，A、B、C等: each of them is active there. A在X、Y等领域: so is A.
  void in_field(Range sentence) {
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      if (text_[i] != U'在' || context_.inside_mention({i, i + 1})) continue;
      const Group after = context_.mentions_in({i + 1, std::min(sentence.end, i + 80)});
      if (after.empty() || after[0]->range.begin > i + 3 || after[0]->type != "Industry") continue;
      const Group tails =
          context_.group_of(after, 0, true, [](const Mention& m) { return m.type == "Industry"; });
      std::size_t end = tails.back()->range.end;
      const View behind = text_.substr(end, std::min<std::size_t>(8, sentence.end - end));
      const bool field = behind.find(U"领域") != View::npos || behind.find(U"方面") != View::npos ||
                         behind.find(U"行业") != View::npos || behind.find(U"产业") != View::npos;
      if (!field) continue;
      const std::size_t clause = context_.clause_begin(i, sentence);
      Group heads = those({clause, i}, is_active);
      if (!heads.empty()) heads = {heads.front()};
      if (heads.empty()) {
        const std::size_t next = context_.clause_end(end, sentence);
        const Group right = context_.mentions_in({next, sentence.end});
        if (!right.empty() && right[0]->range.begin <= next + 2 && is_active(*right[0]) &&
            right[0]->type != "Place") {
          heads = context_.group_of(right, 0, true, is_active);
        }
      }
      if (heads.empty() && clause > sentence.begin) {
        // The clause before has the subject.
        const Group before = those({sentence.begin, clause}, is_active);
        if (!before.empty() && before.front()->range.begin <= sentence.begin + 12) {
          heads = {before.back()};
        }
      }
      context_.emit("OPERATES_IN", heads, tails, "operates.field", 0.65, {i, end});
    }
  }

  // 从事X的A、B: the industry stands before those who are active in it.
  void trades_of(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (all[i]->type != "Industry" || !is_organised(*all[i + 1])) continue;
      const View between = part({all[i]->range.end, all[i + 1]->range.begin});
      const std::size_t begin = all[i]->range.begin;
      const bool verb = ends_at(begin, U"从事") || ends_at(begin, U"专注") ||
                        ends_at(begin, U"主攻") || ends_at(begin, U"志在") ||
                        ends_at(begin, U"深耕");
      const bool leader = between == U"龙头企业" || between == U"企业" || between == U"龙头" ||
                          between == U"领军企业" || between == U"巨头" || between == U"头部企业";
      if (!(verb && between == U"的") && !leader) continue;
      context_.emit("OPERATES_IN", context_.group_of(all, i + 1, true, is_organised), {all[i]},
                    "operates.of", 0.7, {begin, all[i + 1]->range.begin});
    }
  }

  // X、Y和Z是P重点布局的产业; P把X、Y列为主攻方向; P以X为主题; P的X产业.
  void fields_of(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    const auto industry = [](const Mention& m) { return m.type == "Industry"; };
    const auto holder = [](const Mention& m) {
      return m.type == "Park" || m.type == "Place" || m.type == "Company";
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!industry(*all[i])) continue;
      const Group tails = context_.group_of(all, i, true, industry);
      const std::size_t last = i + tails.size() - 1;
      if (last >= all.size() || all[last] != tails.back()) continue;
      const std::size_t begin = all[i]->range.begin, end = tails.back()->range.end;
      const View behind = text_.substr(end, std::min<std::size_t>(10, sentence.end - end));
      if (last + 1 < all.size() && holder(*all[last + 1])) {
        const Mention& next = *all[last + 1];
        const View between = part({end, next.range.begin});
        const View rest =
            text_.substr(next.range.end, std::min<std::size_t>(16, sentence.end - next.range.end));
        const bool said = rest.find(U"产业") != View::npos || rest.find(U"集群") != View::npos ||
                          rest.find(U"主攻") != View::npos || rest.find(U"特色") != View::npos ||
                          rest.find(U"支柱") != View::npos;
        if ((between == U"，是" || between == U"是" || between == U"都是") && said) {
          context_.emit("OPERATES_IN", {&next}, tails, "operates.is", 0.7, {begin, next.range.end});
        }
      }
      const bool taken =
          begin > sentence.begin &&
          (text_[begin - 1] == U'把' || text_[begin - 1] == U'将' || text_[begin - 1] == U'以');
      const bool role = behind.find(U"列为") != View::npos || behind.find(U"作为") != View::npos ||
                        behind.find(U"为主") != View::npos || behind.find(U"圈进") != View::npos ||
                        behind.find(U"为核心") != View::npos ||
                        behind.find(U"为特色") != View::npos || behind.find(U"纳入") != View::npos;
      if (taken && role) {
        const Range cue{begin - 1, end};
        Group heads = those({sentence.begin, begin}, holder);
        if (!heads.empty()) {
          context_.emit("OPERATES_IN", {heads.back()}, tails, "operates.taken", 0.65, cue);
        } else {
          meant_heads(sentence, begin, tails, cue, "operates.taken");
        }
      }
      // 芜湖经开区汽车产业: side by side.
      const bool named = at(end, U"产业") || at(end, U"集群") || at(end, U"产业集群");
      if (i > 0 && holder(*all[i - 1]) && all[i - 1]->range.end == begin && named &&
          tails.size() == 1 && all[i - 1]->type != "Company") {
        context_.emit("OPERATES_IN", {all[i - 1]}, tails, "operates.beside", 0.6,
                      {all[i - 1]->range.begin, end});
      }
      i = last;
    }
  }
  // The relation of what the sentence or its paragraph is about.
  void meant_heads(Range sentence, std::size_t before, const Group& tails, Range cue,
                   const char* rule) {
    for (const int meant : {context_.topics().described(sentence.begin, before),
                            context_.topics().of_paragraph(sentence.begin)}) {
      if (meant < 0) continue;
      for (const Mention* tail : tails) {
        context_.emit_one("OPERATES_IN", meant, cue, tail->entity, tail->range,
                          std::string(rule) + ".topic", 0.5, cue);
      }
      return;
    }
  }

  // X是P最大的, 首个, 唯一: X lies in P.
  void superlatives(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i]->type != "Place" || !ends_at(all[i]->range.begin, U"是")) continue;
      const std::size_t end = all[i]->range.end;
      const View behind = text_.substr(end, std::min<std::size_t>(6, sentence.end - end));
      const bool best = behind.find(U'最') != View::npos || behind.find(U"首") == 0 ||
                        behind.find(U"唯一") != View::npos || behind.find(U"第一") == 0;
      if (!best) continue;
      const auto lies = [](const Mention& m) {
        return m.type == "Company" || m.type == "Park" || m.type == "Institution" ||
               m.type == "Project" || m.type == "Event";
      };
      const Range cue{all[i]->range.begin - 1, end};
      const Group heads = those({sentence.begin, cue.begin}, lies);
      if (!heads.empty()) {
        context_.emit("LOCATED_IN", {heads.back()}, {all[i]}, "located.superlative", 0.6, cue);
      }
    }
  }

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

  // 张院长, 王教授 of a text about one body, where no other is named beside them.
  void staff() {
    const int body = annotation_.main_subject;
    if (body < 0 || (entity(body).type != "Institution" && entity(body).type != "Company")) return;
    const WordSet& offices = context_.lexicon().words("staff");
    for (const Mention* m : context_.mentions()) {
      if (m->type != "Person") continue;
      const std::size_t after =
          offices.longest(text_, std::min(m->range.end, text_.size() - 1), nullptr);
      const std::size_t from = m->range.begin > 6 ? m->range.begin - 6 : 0;
      const std::size_t before = offices.longest_ending(part({from, m->range.begin}));
      if (after == 0 && before == 0) continue;
      const Range cue = after > 0 ? Range{m->range.end, m->range.end + after}
                                  : Range{m->range.begin - before, m->range.begin};
      // Another body stands before them: it is theirs.
      const Range sentence = annotation_.sentences[annotation_.sentence_of(m->range.begin)];
      const Group near = those(
          {context_.clause_begin(m->range.begin, sentence), cue.begin}, [](const Mention& other) {
            return is_organised(other) || other.type == "Place" || other.type == "Park";
          });
      if (!near.empty()) continue;
      context_.emit_one("WORKS_FOR", m->entity, m->range, body, cue, "works.main", 0.5, cue);
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

  // 桐乡市国家…二级节点, 义乌的A项目: a work behind its place, without a word between.
  void belongs_beside(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 1; i < all.size(); ++i) {
      const Mention &outer = *all[i - 1], &inner = *all[i];
      if (outer.type != "Place" || outer.range.end != inner.range.begin) continue;
      if (inner.type == "Project" || inner.type == "Institution") {
        context_.emit("LOCATED_IN", {&inner}, {&outer}, "located.beside", 0.55, inner.range);
      }
    }
  }

  // 作为X的重要一环，Y开场: Y is part of X.
  void roles(Range sentence) {
    for (const View cue : {View(U"的重要一环"), View(U"的重要组成部分"), View(U"的组成部分"),
                           View(U"的分论坛"), View(U"的平行论坛"), View(U"的配套活动"),
                           View(U"的主题论坛"), View(U"共设的主题论坛"), View(U"的专场活动")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos) continue;
      const Group wholes = those({sentence.begin, i}, [&](const Mention& m) {
        return m.range.end == i || (m.range.end + 1 == i && text_[i - 1] == U'”');
      });
      if (wholes.empty()) continue;
      const auto same = [&](const Mention& m) {
        return m.type == wholes.back()->type && m.entity != wholes.back()->entity;
      };
      Group parts = those({i + cue.size(), sentence.end}, same);
      if (parts.empty()) parts = those({sentence.begin, wholes.back()->range.begin}, same);
      if (parts.empty()) continue;
      context_.emit("PART_OF", {parts.front()}, {wholes.back()}, "part_of.role", 0.75,
                    {i, i + cue.size()});
    }
  }

  // 签约方包括A、B: they take part in the event spoken of last.
  void guests(Range sentence) {
    for (const View cue :
         {View(U"签约方包括"), View(U"与会嘉宾包括"), View(U"参展企业包括"), View(U"参会企业包括"),
          View(U"与会的有"), View(U"参展的有"), View(U"到会的有"), View(U"参展商包括")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos) continue;
      const std::size_t from = i + cue.size();
      const Group right = context_.mentions_in({from, sentence.end});
      const int event = last_event(i);
      if (event < 0 || right.empty() || right[0]->range.begin > from + 2) continue;
      const Group heads = context_.group_of(
          right, 0, true, [](const Mention& m) { return is_organised(m) || m.type == "Person"; });
      for (const Mention* head : heads) {
        context_.emit_one("PARTICIPATES_IN", head->entity, head->range, event, {i, from},
                          "participates.guests", 0.7, {i, from});
      }
    }
  }
  int last_event(std::size_t before) const {
    const Group& all = context_.mentions();
    auto it = std::lower_bound(
        all.begin(), all.end(), before,
        [](const Mention* m, std::size_t wanted) { return m->range.begin < wanted; });
    for (int steps = 0; it != all.begin() && steps < 40; ++steps) {
      if ((*--it)->type == "Event") return (*it)->entity;
    }
    return -1;
  }

  // A company and an industry in one clause belong together; so do a park and the industry that a
  // clause about it names.
  void shared_clause(Range sentence) {
    for (std::size_t begin = sentence.begin; begin < sentence.end;) {
      const std::size_t end = context_.clause_end(begin, sentence);
      Group heads, parks, tails;
      for (const Mention* m : context_.mentions_in({begin, end})) {
        if (m->type == "Company") heads.push_back(m);
        if (m->type == "Park") parks.push_back(m);
        if (m->type == "Industry") tails.push_back(m);
      }
      if (heads.size() <= 4 && tails.size() <= 3) {
        context_.emit("OPERATES_IN", heads, tails, "operates.clause", 0.5, {begin, end});
      }
      // 三大板块在芜湖经开区连成一体: of a park the clause must speak of industries as such.
      if (parks.size() == 1 && !tails.empty() && tails.size() <= 6) {
        for (const View word : {View(U"板块"), View(U"产业"), View(U"集群"), View(U"赛道")}) {
          const std::size_t found = text_.find(word, tails.back()->range.end);
          if (found == View::npos || found > tails.back()->range.end + 4 || found >= end) continue;
          context_.emit("OPERATES_IN", parks, tails, "operates.park", 0.5, {begin, end});
          break;
        }
      }
      begin = end + 1;
    }
  }

  // A是这场洽谈会的主办方.
  void hosts(Range sentence) {
    for (const View cue : {View(U"的主办方"), View(U"的承办方"), View(U"的主办单位"),
                           View(U"的承办单位"), View(U"的举办地")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos) continue;
      const std::size_t clause = context_.clause_begin(i, sentence);
      Group heads =
          those({clause, i}, [](const Mention& m) { return is_organised(m) || m.type == "Place"; });
      const Group events = those({clause, i}, [](const Mention& m) { return m.type == "Event"; });
      const int event = events.empty() ? main_event_ : events.back()->entity;
      if (heads.empty() || event < 0) continue;
      context_.emit_one("ORGANIZES", heads.front()->entity, heads.front()->range, event,
                        {i, i + cue.size()}, "organizes.host", 0.65, {i, i + cue.size()});
    }
  }

  // 他同时担任内江市委副书记: the person spoken of last.
  void further_offices(Range sentence) {
    const WordSet& titles = context_.lexicon().words("title");
    for (const View cue : {View(U"担任"), View(U"兼任"), View(U"出任"), View(U"就任")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos || context_.inside_mention({i, i + 2})) continue;
      const Group after = context_.mentions_in({i + cue.size(), sentence.end});
      if (after.empty() || after[0]->range.begin > i + cue.size() + 2) continue;
      const Mention& org = *after[0];
      if (!is_organised(org) && org.type != "Place" && org.type != "Park") continue;
      if (org.range.end >= text_.size() || titles.longest(text_, org.range.end, nullptr) == 0) {
        continue;
      }
      const std::size_t from = i > 80 ? i - 80 : 0;
      const Group people = those({from, i}, [](const Mention& m) { return m.type == "Person"; });
      if (people.empty()) continue;
      context_.emit("WORKS_FOR", {people.back()}, {&org}, "works.further", 0.6, {i, org.range.end});
    }
  }

  // Whoever is said to come, speak or show takes part in the event of the sentence, else in the one
  // that the document is about.
  void attendance(Range sentence) {
    static constexpr View kVerbs[] = {U"出席", U"参加", U"致辞", U"演讲", U"到场",
                                      U"亮相", U"参展", U"参会", U"主持", U"发表",
                                      U"见证", U"莅临", U"观摩", U"参观", U"检查指导",
                                      U"巡馆", U"宣布", U"启动", U"推介"};
    constexpr View kFirst = U"出参致演到亮主发见莅观检巡宣启推";
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      if (kFirst.find(text_[i]) == View::npos) continue;
      for (const View verb : kVerbs) {
        if (!at(i, verb) || context_.inside_mention({i, i + verb.size()})) continue;
        const Range cue{i, i + verb.size()};
        Group heads, events;
        for (const Mention* m : context_.mentions_in(sentence)) {
          if (m->type == "Event") events.push_back(m);
          const bool before = m->range.end <= cue.begin;
          if (m->type == "Person" && before) heads.push_back(m);
          if ((m->type == "Company" || m->type == "Institution") && before &&
              m->range.begin >= context_.clause_begin(cue.begin, sentence)) {
            heads.push_back(m);
          }
        }
        // A person's own organisation is not there for that.
        const bool people = std::any_of(heads.begin(), heads.end(),
                                        [](const Mention* m) { return m->type == "Person"; });
        if (people) {
          heads.erase(std::remove_if(heads.begin(), heads.end(),
                                     [](const Mention* m) { return m->type != "Person"; }),
                      heads.end());
        }
        if (!events.empty()) {
          context_.emit("PARTICIPATES_IN", heads, {events.front()}, "participates.verb.sentence",
                        0.55, cue);
        } else if (main_event_ >= 0) {
          for (const Mention* head : heads) {
            context_.emit_one("PARTICIPATES_IN", head->entity, head->range, main_event_, cue,
                              "participates.main", 0.45, cue);
          }
        }
      }
    }
  }
  // The event most spoken of.
  void find_main_event() {
    std::map<int, int> count;
    for (const Mention* m : context_.mentions()) {
      if (m->type == "Event") ++count[m->entity];
    }
    for (const auto& [event, n] : count) {
      if (main_event_ < 0 || n > count[main_event_]) main_event_ = event;
    }
  }

  // 以A、B等企业为龙头，Y产业...: each of A, B is active in Y.
  void led_lists(Range sentence) {
    static constexpr View kRoles[] = {U"为龙头", U"为牵引", U"为引领",
                                      U"为代表", U"为主体", U"为依托"};
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      for (const View role : kRoles) {
        if (!at(i, role)) continue;
        std::size_t begin = i;
        while (begin > sentence.begin && text_[begin - 1] != U'以') --begin;
        if (begin == sentence.begin && (begin == 0 || text_[begin] != U'以')) {
          if (begin == 0 || text_[begin - 1] != U'以') continue;
        }
        Group heads, tails;
        for (const Mention* m : context_.mentions_in({begin, i})) {
          if (m->type == "Company" || m->type == "Park" || m->type == "Institution" ||
              m->type == "Project") {
            heads.push_back(m);
          }
        }
        const std::size_t end = std::min(sentence.end, i + role.size() + 26);
        for (const Mention* m : context_.mentions_in({i + role.size(), end})) {
          if (m->type == "Industry") {
            tails = {m};
            break;
          }
        }
        context_.emit("OPERATES_IN", heads, tails, "operates.led", 0.8, {i, i + role.size()});
      }
    }
  }

  // 浙江桐乡: the inner lies in the outer.
  void juxtaposed_places(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 1; i < all.size(); ++i) {
      const Mention &outer = *all[i - 1], &inner = *all[i];
      if (outer.type != "Place" || outer.range.end != inner.range.begin) continue;
      if (inner.type == "Place" || inner.type == "Park") {
        context_.emit("LOCATED_IN", {&inner}, {&outer}, "located.juxtaposed", 0.7, inner.range);
      }
    }
  }

  // ORG TITLE NAME, and NAME（ORG TITLE）.
  void offices(Range sentence) {
    const auto titles = annotation_.lexicon.classes.find("title");
    if (titles == annotation_.lexicon.classes.end()) return;
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i]->type != "Person") continue;
      for (std::size_t j = i; j-- > 0;) {
        const Mention& org = *all[j];
        const bool fits = org.type == "Company" || org.type == "Institution" ||
                          org.type == "Place" || org.type == "Park";
        const Range between{org.range.end, all[i]->range.begin};
        // Another person's office, or a paper's reporter of whom nothing is said.
        if (org.type == "Person" || between.size() > 24) break;
        if (!fits) continue;
        if (part(between).find(U"记者") != View::npos &&
            (between.size() > 4 || org.type == "Place")) {
          break;
        }
        if (has_title(between, titles->second) && part(between).find(U'，') == View::npos) {
          context_.emit("WORKS_FOR", {all[i]}, {&org}, "works.title", 0.75, between);
        }
        break;
      }
      if (i + 1 < all.size()) {
        const Mention& org = *all[i + 1];
        const bool fits = org.type == "Company" || org.type == "Institution";
        const Range between{all[i]->range.end, org.range.begin};
        const Range after{org.range.end, std::min(sentence.end, org.range.end + 8)};
        const View gap = part(between);
        if (fits &&
            (gap == U"，" || gap == U"（" || gap == U"是" || gap == U"担任" || gap == U"任") &&
            has_title(after, titles->second) &&
            !(gap == U"，" && i + 2 < all.size() && all[i + 2]->type == "Person" &&
              all[i + 2]->range.begin <= org.range.end + 10)) {
          context_.emit("WORKS_FOR", {all[i]}, {&org}, "works.apposition", 0.65, after);
        }
      }
    }
  }
  bool has_title(Range range, const WordSet& titles) const {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const std::size_t n = titles.longest(text_, i, nullptr);
      if (n > 0 && i + n <= range.end) return true;
    }
    return false;
  }

  // 首届世界互联网大会 is an edition of 世界互联网大会: its name is that of the series, or a short
  // form of it, behind a number or a year.
  void editions() {
    std::map<std::u32string, std::vector<int>> series_by_form;
    const auto& entities = annotation_.entities;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      if (entities[i].type != "Event") continue;
      series_by_form[entities[i].name].push_back(static_cast<int>(i));
      for (const auto& alias : entities[i].aliases) {
        series_by_form[alias].push_back(static_cast<int>(i));
      }
    }
    for (std::size_t i = 0; i < entities.size(); ++i) {
      if (entities[i].type != "Event") continue;
      const Mention* mention = first_mention(static_cast<int>(i));
      const std::u32string& name = entities[i].name;
      for (std::size_t head = 1; mention && head + 3 <= name.size(); ++head) {
        if (View(name).substr(0, head).find_first_of(U"届年0123456789第首") == View::npos) continue;
        const auto found = series_by_form.find(name.substr(head));
        if (found == series_by_form.end()) continue;
        for (const int series : found->second) {
          context_.emit_one("PART_OF", static_cast<int>(i), mention->range, series, mention->range,
                            "part_of.edition", 0.9, mention->range);
        }
      }
    }
  }
  const Mention* first_mention(int id) const {
    return first_mentions_[static_cast<std::size_t>(id)];
  }

  RelationContext& context_;
  const Annotation& annotation_;
  View text_;
  int main_event_ = -1;
  Group first_mentions_;  // by entity; null where it has none
};

}  // namespace

void apply_relation_patterns(RelationContext& context) { RelationPatterns(context).run(); }

}  // namespace wutong::extract
