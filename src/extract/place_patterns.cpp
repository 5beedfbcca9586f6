// Where things lie, as what stands side by side says it.
#include <algorithm>

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
    }
  }

 private:
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
};

}  // namespace

void find_places_beside(RelationContext& context) { PlacePatterns(context).run(); }

}  // namespace wutong::extract
