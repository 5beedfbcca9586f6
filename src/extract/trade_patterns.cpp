// What somebody is busy in: fields, lists of industries, what stands side by side.
#include <algorithm>
#include <utility>

#include "extract/relation_pattern.h"

namespace wutong::extract {
namespace {

class TradePatterns : RelationPattern {
 public:
  explicit TradePatterns(RelationContext& context) : RelationPattern(context) {}

  void run() {
    for (const Range& sentence : annotation_.sentences) {
      led_lists(sentence);
      in_field(sentence);
      trades_of(sentence);
      fields_of(sentence);
      held_in(sentence);
      shared_clause(sentence);
    }
  }

 private:
  // 在集成电路领域，A、B、C等: each of them is active there. A在X、Y等领域: so is A.
  void in_field(Range sentence) {
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      const bool first = i == sentence.begin;  // 整车制造环节，A…
      if ((text_[i] != U'在' && !first) || context_.inside_mention({i, i + 1})) continue;
      const Group after =
          context_.mentions_in({i + (first ? 0 : 1), std::min(sentence.end, i + 80)});
      if (after.empty() || after[0]->range.begin > i + 3 || after[0]->type != "Industry") continue;
      const Group tails =
          context_.group_of(after, 0, true, [](const Mention& m) { return m.type == "Industry"; });
      std::size_t end = tails.back()->range.end;
      const View behind = text_.substr(end, std::min<std::size_t>(8, sentence.end - end));
      const bool field = behind.find(U"领域") != View::npos || behind.find(U"方面") != View::npos ||
                         behind.find(U"行业") != View::npos || behind.find(U"产业") != View::npos ||
                         behind.find(U"环节") != View::npos || behind.find(U"板块") != View::npos;
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
      const bool verb =
          ends_at(begin, U"从事") || ends_at(begin, U"专注") || ends_at(begin, U"主攻") ||
          ends_at(begin, U"志在") || ends_at(begin, U"深耕") || ends_at(begin, U"做") ||
          ends_at(begin, U"主营") || ends_at(begin, U"生产") || ends_at(begin, U"研发");
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
        const bool said = rest.find(U"主打") != View::npos || rest.find(U"强项") != View::npos ||
                          rest.find(U"产业") != View::npos || rest.find(U"集群") != View::npos ||
                          rest.find(U"主攻") != View::npos || rest.find(U"特色") != View::npos ||
                          rest.find(U"支柱") != View::npos;
        if ((between == U"，是" || between == U"是" || between == U"都是") && said) {
          context_.emit("OPERATES_IN", {&next}, tails, "operates.is", 0.7, {begin, next.range.end});
        }
      }
      its_trades(sentence, tails);
      // 以A为首位产业，B、C为主导产业
      const bool goes_on = begin > sentence.begin && text_[begin - 1] == U'，' &&
                           behind.substr(0, 2) == U"为主" &&
                           part({sentence.begin, begin}).find(U'以') != View::npos;
      const bool taken =
          goes_on ||
          (begin > sentence.begin &&
           (text_[begin - 1] == U'把' || text_[begin - 1] == U'将' || text_[begin - 1] == U'以'));
      const bool role =
          behind.find(U"列为") != View::npos || behind.find(U"作为") != View::npos ||
          behind.find(U"为主") != View::npos || behind.find(U"为支柱") != View::npos ||
          behind.find(U"为首位") != View::npos || behind.find(U"见长") != View::npos ||
          behind.find(U"著称") != View::npos || behind.find(U"为重点") != View::npos ||
          behind.find(U"为方向") != View::npos || behind.find(U"圈进") != View::npos ||
          behind.find(U"为核心") != View::npos || behind.find(U"为特色") != View::npos ||
          behind.find(U"纳入") != View::npos;
      if (taken && role) {
        const Range cue{begin - 1, end};
        Group heads = those({sentence.begin, begin}, holder);
        // 后者以X见长, 园区以X为主
        const int said = context_.topics().meant(context_.clause_begin(begin, sentence), begin);
        if (said >= 0) {
          for (const Mention* tail : tails) {
            context_.emit_one("OPERATES_IN", said, cue, tail->entity, tail->range,
                              "operates.taken.meant", 0.6, cue);
          }
        } else if (!heads.empty()) {
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

  // X、Y是它的主导产业, X和Y已是园区的主打.
  void its_trades(Range sentence, const Group& tails) {
    const std::size_t begin = tails.front()->range.begin, end = tails.back()->range.end;
    const View behind = text_.substr(end, std::min<std::size_t>(20, sentence.end - end));
    std::size_t n = 0;
    for (const View link :
         {View(U"等，是"), View(U"等是"), View(U"都是"), View(U"则是"), View(U"已是"),
          View(U"已成为"), View(U"成为"), View(U"成了"), View(U"，是"), View(U"是")}) {
      if (behind.substr(0, link.size()) == link) {
        n = link.size();
        break;
      }
    }
    if (n == 0) return;
    const std::size_t of = behind.find(U'的', n);
    if (of == View::npos || of > n + 8) return;
    bool trade = false;
    for (const View word :
         {View(U"产业"), View(U"主打"), View(U"特色"), View(U"支柱"), View(U"主业"), View(U"强项"),
          View(U"主攻"), View(U"主营"), View(U"业务"), View(U"名片")}) {
      trade = trade || behind.find(word, of) != View::npos;
    }
    if (!trade) return;
    const Range cue{begin, end + of};
    if (!context_.mentions_in({end, end + of}).empty()) return;  // P的主导产业
    const View whose = behind.substr(n, of - n);
    for (const auto& [kind, type] : {std::pair{View(U"园区"), "Park"},
                                     {View(U"小镇"), "Park"},
                                     {View(U"开发区"), "Park"},
                                     {View(U"高新区"), "Park"},
                                     {View(U"公司"), "Company"},
                                     {View(U"集团"), "Company"}}) {
      if (whose.find(kind) == View::npos) continue;
      const int meant = context_.topics().last_named(kind, type, begin);
      if (meant < 0) return;
      for (const Mention* tail : tails) {
        context_.emit_one("OPERATES_IN", meant, cue, tail->entity, tail->range,
                          "operates.its.topic", 0.5, cue);
      }
      return;
    }
    meant_heads(sentence, begin, tails, cue, "operates.its");
  }

  // 电子信息板块集聚了A、B, 锂电板块中，A和B…
  void held_in(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (all[i]->type != "Industry" || all[i + 1]->type != "Company") continue;
      const View between = part({all[i]->range.end, all[i + 1]->range.begin});
      if (between.size() > 12 ||
          (between.substr(0, 2) != U"板块" && between.substr(0, 2) != U"领域" &&
           between.substr(0, 2) != U"产业" && between.substr(0, 2) != U"方面" &&
           between.substr(0, 2) != U"环节")) {
        continue;
      }
      const bool holds = between.find(U"聚") != View::npos || between.find(U"拥有") != View::npos ||
                         between.find(U"引进") != View::npos ||
                         between.find(U"涌现") != View::npos || between.substr(2) == U"中，" ||
                         between.substr(2) == U"内，" || between.substr(2) == U"里，" ||
                         between.substr(2) == U"，" || between.substr(2) == U"有";
      if (!holds) continue;
      const auto company = [](const Mention& m) { return m.type == "Company"; };
      context_.emit("OPERATES_IN", context_.group_of(all, i + 1, true, company), {all[i]},
                    "operates.held", 0.65, {all[i]->range.begin, all[i + 1]->range.begin});
    }
  }

  // The relation of what the sentence or its paragraph is about.
  void meant_heads(Range sentence, std::size_t before, const Group& tails, Range cue,
                   const char* rule) {
    for (const int meant :
         {context_.topics().described(sentence.begin, before),
          context_.topics().of_paragraph(sentence.begin), annotation_.main_subject}) {
      if (meant < 0) continue;
      for (const Mention* tail : tails) {
        context_.emit_one("OPERATES_IN", meant, cue, tail->entity, tail->range,
                          std::string(rule) + ".topic", 0.5, cue);
      }
      return;
    }
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
        // 钢铁深加工板块以A、B为龙头: the industry comes first.
        const Group before = context_.mentions_in({context_.clause_begin(i, sentence), begin});
        if (!before.empty() && before.back()->type == "Industry" &&
            begin - before.back()->range.end <= 6) {
          context_.emit("OPERATES_IN", heads, {before.back()}, "operates.led", 0.8,
                        {i, i + role.size()});
          continue;
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
};

}  // namespace

void find_trades(RelationContext& context) { TradePatterns(context).run(); }

}  // namespace wutong::extract
