// Where things lie, as what stands side by side says it.
#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

#include "extract/relation_pattern.h"

namespace wutong::extract {
namespace {

class PlacePatterns : RelationPattern {
 public:
  explicit PlacePatterns(RelationContext& context) : RelationPattern(context) {}

  void run() {
    for (const Range& sentence : annotation_.sentences) {
      juxtaposed_places(sentence);
      superlatives(sentence);
      belongs_beside(sentence);
      set_up_in(sentence);
      firms_of(sentence);
      bracketed(sentence);
      inside(sentence);
    }
    namesakes();
  }

 private:
  // 浙江桐乡: the inner lies in the outer.
  void juxtaposed_places(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 1; i < all.size(); ++i) {
      const Mention &outer = *all[i - 1], &inner = *all[i];
      if (!is_site(outer) || outer.range.end != inner.range.begin) continue;
      if ((inner.type == "Place" && outer.type == "Place") || inner.type == "Park") {
        context_.emit("LOCATED_IN", {&inner}, {&outer}, "located.juxtaposed", 0.7, inner.range);
      }
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

  // X是P最大的, 首个, 唯一: X lies in P.
  void superlatives(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!is_site(*all[i]) || !ends_at(all[i]->range.begin, U"是")) continue;
      const std::size_t end = all[i]->range.end;
      const View behind = text_.substr(end, std::min<std::size_t>(6, sentence.end - end));
      const bool best = behind.substr(0, 3) == U"的一家" || behind.find(U'最') != View::npos ||
                        behind.find(U"首") == 0 || behind.find(U"唯一") != View::npos ||
                        behind.find(U"第一") == 0;
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

  // 宝鸡高新区里的秦岭钛谷产业园
  void inside(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (!is_site(*all[i]) || all[i + 1]->type == "Person" || all[i + 1]->type == "Industry")
        continue;
      const View between = part({all[i]->range.end, all[i + 1]->range.begin});
      if (between == U"里的" || between == U"内的" || between == U"境内的" ||
          between == U"区内的") {
        context_.emit("LOCATED_IN", {all[i + 1]}, {all[i]}, "located.inside", 0.65,
                      {all[i]->range.begin, all[i + 1]->range.begin});
      }
    }
  }

  // 丹麦企业A, 酒泉本地的A: where a firm is from.
  void firms_of(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      if (all[i]->type != "Place" || all[i + 1]->type != "Company") continue;
      const View between = part({all[i]->range.end, all[i + 1]->range.begin});
      if (between != U"企业" && between != U"公司" && between != U"车企" && between != U"药企" &&
          between != U"本地的" && between != U"当地的" && between != U"本土企业" &&
          between != U"龙头企业" && between != U"本地企业" && between != U"民企") {
        continue;
      }
      const auto company = [](const Mention& m) { return m.type == "Company"; };
      context_.emit("LOCATED_IN", context_.group_of(all, i + 1, true, company), {all[i]},
                    "located.firm", 0.65, {all[i]->range.begin, all[i + 1]->range.begin});
    }
  }

  // A（P）, as lists of firms have it.
  void bracketed(Range sentence) {
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i + 1 < all.size(); ++i) {
      const Mention &inner = *all[i], &outer = *all[i + 1];
      if (!is_site(outer) || is_site(inner) || inner.type == "Person" || inner.type == "Industry" ||
          inner.type == "Policy") {
        continue;
      }
      if (part({inner.range.end, outer.range.begin}) != U"（" || !at(outer.range.end, U"）"))
        continue;
      context_.emit("LOCATED_IN", {&inner}, {&outer}, "located.bracketed", 0.7, outer.range);
    }
  }

  static bool is_site(const Mention& m) { return m.type == "Place" || m.type == "Park"; }

  // A决定在P新设一处总部; 在P建设T; T在P开工, 已在小镇投产.
  void set_up_in(Range sentence) {
    for (std::size_t i = sentence.begin; i + 2 < sentence.end; ++i) {
      if (text_[i] != U'在' || context_.inside_mention({i, i + 1})) continue;
      const Group near = context_.mentions_in({i + 1, std::min(sentence.end, i + 24)});
      int site = -1;
      std::size_t end = 0;
      Group further;  // 在韶山、通榆建有基地
      if (!near.empty() && near[0]->range.begin <= i + 3 && is_site(*near[0])) {
        // 在江苏苏州: the innermost is meant.
        const Mention* inner = near[0];
        for (std::size_t k = 1;
             k < near.size() && is_site(*near[k]) && near[k]->range.begin == inner->range.end;
             ++k) {
          inner = near[k];
        }
        site = inner->entity;
        end = inner->range.end;
        const Group all = context_.mentions_in({inner->range.begin, sentence.end});
        further = context_.group_of(all, 0, true, is_site);
        end = further.back()->range.end;
        further.erase(further.begin());
      } else {
        for (const View kind : {View(U"小镇"), View(U"园区"), View(U"开发区"), View(U"高新区"),
                                View(U"经开区"), View(U"产业园")}) {
          if (!at(i + 1, kind)) continue;
          site = context_.topics().last_named(kind, "Park", i);
          end = i + 1 + kind.size();
          break;
        }
      }
      if (site < 0) continue;
      const std::size_t stop = context_.clause_end(end, sentence);
      View rest = part({end, stop});
      // 在昆明、云南安宁设有基地: the last place is not known.
      for (std::size_t n = 2; n <= 3 && n + 2 <= rest.size(); ++n) {
        if (rest.substr(n, 2) == U"设有" || rest.substr(n, 2) == U"建有" ||
            rest.substr(n, 2) == U"设立") {
          rest = rest.substr(n);
          end += n;
          break;
        }
      }
      const Range cue{i, std::min(stop, end + 4)};
      const std::size_t clause = context_.clause_begin(i, sentence);
      const auto starts = [&](std::initializer_list<View> verbs) {
        for (const View lead : {View(U""), View(U"正式"), View(U"集中"), View(U"新"), View(U"投资"),
                                View(U"启动"), View(U"开工"), View(U"规划"), View(U"成功"),
                                View(U"相继"), View(U"顺利"), View(U"联合")}) {
          if (rest.substr(0, lead.size()) != lead) continue;
          for (const View verb : verbs) {
            if (rest.substr(lead.size(), verb.size()) == verb) return lead.size() + verb.size();
          }
        }
        return std::size_t{0};
      };
      const auto emit = [&](const Group& heads, const char* rule, double confidence) {
        for (const Mention* head : heads) {
          context_.emit_one("LOCATED_IN", head->entity, head->range, site, cue, rule, confidence,
                            cue);
          context_.emit("LOCATED_IN", {head}, further, rule, confidence, cue);
        }
      };
      // T在P开工.
      if (starts({U"开工", U"奠基", U"投产", U"竣工", U"落成", U"启用", U"揭牌", U"动工", U"建成",
                  U"开园", U"开业", U"签约落户", U"落地", U"落户", U"投用", U"挂牌", U"开建"})) {
        const auto lies = [](const Mention& m) {
          return m.type == "Project" || m.type == "Park" || m.type == "Institution" ||
                 m.type == "Company";
        };
        const Group left = context_.mentions_in({clause, i});
        if (!left.empty() && lies(*left.back()) && i - left.back()->range.end <= 6) {
          emit(context_.group_of(left, left.size() - 1, false, lies), "located.begun", 0.7);
          continue;
        }
      }
      const std::size_t verb = starts({U"建设", U"设立", U"成立", U"打造", U"布局", U"建立",
                                       U"建成", U"设有", U"建有", U"新设", U"创办", U"组建",
                                       U"兴建", U"共建", U"合作建设", U"投建", U"新建", U"设"});
      if (verb == 0) continue;
      // 在P建设T: T lies there.
      const auto built = [](const Mention& m) {
        return m.type == "Project" || m.type == "Park" || m.type == "Institution";
      };
      const Group right = context_.mentions_in({end + verb, stop});
      if (!right.empty() && built(*right[0]) && right[0]->range.begin <= end + verb + 12) {
        emit(context_.group_of(right, 0, true, built), "located.built", 0.6);
        continue;
      }
      // A在P设立总部: so does A.
      bool branch = false;
      for (const View part_of_it :
           {View(U"总部"), View(U"分公司"), View(U"子公司"), View(U"工厂"), View(U"研发中心"),
            View(U"生产基地"), View(U"分院"), View(U"基地"), View(U"办事处"), View(U"分支机构")}) {
        branch = branch || rest.find(part_of_it) != View::npos;
      }
      const auto company = [](const Mention& m) { return m.type == "Company"; };
      Group left = those({clause, i}, company);
      if (left.empty()) {
        const Group before = those({sentence.begin, clause}, company);
        if (!before.empty()) left = {before.front()};
      }
      if (branch && !left.empty()) emit({left.back()}, "located.branch", 0.6);
      if (branch && left.empty()) {
        // 公司主营…，在P、Q设有基地
        const int firm = context_.topics().meant(sentence.begin, clause);
        if (firm < 0 || entity(firm).type != "Company") continue;
        context_.emit_one("LOCATED_IN", firm, cue, site, cue, "located.branch", 0.55, cue);
        for (const Mention* m : further) {
          context_.emit_one("LOCATED_IN", firm, cue, m->entity, m->range, "located.branch", 0.55,
                            cue);
        }
      }
    }
  }

  // A park named after a place of the document lies in it, where nothing else is said.
  void namesakes() {
    std::map<std::u32string, int> places;
    std::set<int> placed;
    for (const RelationDraft& found : context_.found()) {
      if (found.type == "LOCATED_IN") placed.insert(found.head);
    }
    const auto& entities = annotation_.entities;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      if (entities[i].type != "Place") continue;
      places.emplace(entities[i].name, static_cast<int>(i));
      for (const auto& alias : entities[i].aliases) places.emplace(alias, static_cast<int>(i));
    }
    for (std::size_t i = 0; i < entities.size(); ++i) {
      const int park = static_cast<int>(i);
      if (entities[i].type != "Park" || placed.count(park) || !first_mention(park)) continue;
      const std::u32string& name = entities[i].name;
      for (std::size_t n = std::min<std::size_t>(name.size() - 1, 12); n >= 2; --n) {
        const auto place = places.find(name.substr(0, n));
        if (place == places.end()) continue;
        // 无锡高新区 is the zone of the city itself.
        if (context_.lexicon().suffixes.find(View(name).substr(n))) break;
        const Range range = first_mention(park)->range;
        context_.emit_one("LOCATED_IN", park, range, place->second, range, "located.namesake", 0.5,
                          range);
        break;
      }
    }
  }
};

}  // namespace

void find_places_beside(RelationContext& context) { PlacePatterns(context).run(); }

}  // namespace wutong::extract
