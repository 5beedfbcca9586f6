// The rules of the schema with trigger words: the shape of a rule says where the ends of the
// relation stand. Lists on either end distribute; where no subject is named, what the paragraph or
// the document is about may be meant.
#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "extract/relation_context.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;
using Group = MentionGroup;

constexpr std::size_t kNearPair = 400;  // characters from where two work together to 双方

class RelationRules {
 public:
  explicit RelationRules(RelationContext& context)
      : context_(context), annotation_(context.annotation()), text_(context.text()) {}

  void run() {
    for (const Range& sentence : annotation_.sentences) triggers(sentence);
  }

 private:
  View part(Range range) const { return annotation_.text(range); }
  bool at(std::size_t i, View word) const { return text_.substr(i, word.size()) == word; }
  Group mentions_in(Range range) const { return context_.mentions_in(range); }
  bool is_head(const RelationRule& rule, const Mention& m) const {
    return context_.is_head(rule, m);
  }
  bool is_tail(const RelationRule& rule, const Mention& m) const {
    return context_.is_tail(rule, m);
  }
  bool may_head(const RelationRule& rule, int entity) const {
    return entity >= 0 &&
           RelationContext::allowed(rule.head, type_of(rule).head, context_.entity(entity).type);
  }
  bool may_tail(const RelationRule& rule, int entity) const {
    return entity >= 0 &&
           RelationContext::allowed(rule.tail, type_of(rule).tail, context_.entity(entity).type);
  }
  const model::RelationType& type_of(const RelationRule& rule) const {
    return *context_.lexicon().schema.find_relation(rule.type);
  }
  void emit(const RelationRule& rule, const Group& heads, const Group& tails, Range cue) {
    if (rule.type == "LOCATED_IN" && !heads.empty() && !tails.empty()) {
      last_place_ = tails.front()->entity;
    }
    context_.emit(rule.type, heads, tails, rule.id, rule.confidence, cue);
  }
  // `share`: of the rule's confidence, where an end is not named in the sentence.
  void emit_meant(const RelationRule& rule, int head, const Group& tails, Range cue,
                  const char* how, double share) {
    for (const Mention* tail : tails) {
      context_.emit_one(rule.type, head, cue, tail->entity, tail->range, rule.id + how,
                        rule.confidence * share, cue);
    }
  }

  // The cues of a sentence, those of one rule from left to right, in the order of the rules.
  void triggers(Range sentence) {
    const auto& lexicon = context_.lexicon();
    std::vector<std::tuple<std::size_t, std::size_t, std::size_t>> cues;  // rule, begin, size
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      const auto words = lexicon.relation_cues.find(text_[i]);
      if (words == lexicon.relation_cues.end()) continue;
      for (const auto& [rule, word] : words->second) {
        if (!at(i, word) || i + word.size() > sentence.end) continue;
        if (!cues.empty() && std::get<0>(cues.back()) == rule && std::get<1>(cues.back()) == i) {
          std::get<2>(cues.back()) = std::max(std::get<2>(cues.back()), word.size());
        } else {
          cues.emplace_back(rule, i, word.size());
        }
      }
    }
    // Of the rules for one relation the longest word counts: 坐落着, not 坐落.
    std::map<std::pair<std::size_t, std::string_view>, std::size_t> longest;
    for (const auto& [rule, begin, size] : cues) {
      std::size_t& most = longest[{begin, lexicon.relations[rule].type}];
      most = std::max(most, size);
    }
    cues.erase(std::remove_if(cues.begin(), cues.end(),
                              [&](const auto& cue) {
                                const auto& [rule, begin, size] = cue;
                                return longest[{begin, lexicon.relations[rule].type}] > size;
                              }),
               cues.end());
    std::sort(cues.begin(), cues.end());
    std::size_t last_rule = lexicon.relations.size(), last_end = 0;
    for (const auto& [rule, begin, size] : cues) {
      if (rule == last_rule && begin < last_end) continue;
      last_rule = rule;
      last_end = begin + size;
      const Range cue{begin, begin + size};
      const Token& token = annotation_.tokens[annotation_.token_at[begin]];
      const bool whole = token.range.begin == begin || token.range.size() == 1 ||
                         annotation_.tokens[annotation_.token_at[cue.end - 1]].range.end == cue.end;
      if (whole && !context_.inside_mention(cue)) apply(lexicon.relations[rule], cue, sentence);
    }
  }

  void apply(const RelationRule& rule, Range cue, Range sentence) {
    switch (rule.shape) {
      case RelationShape::HeadVerbTail:
        return head_verb_tail(rule, cue, sentence);
      case RelationShape::HeadVerbMoneyTail:
        // The verb takes a sum: 投入12亿元.
        if (cue.end < sentence.end && (text::is_digit(text_[cue.end]) ||
                                       View(U"近约超").find(text_[cue.end]) != View::npos)) {
          head_verb_tail(rule, cue, sentence);
        }
        return;
      case RelationShape::HeadVerbTailShare:
        return head_verb_tail_share(rule, cue, sentence);
      case RelationShape::HeadInTailVerb:
        return head_in_tail(rule, cue, sentence);
      case RelationShape::ByHeadsVerbTail:
        return by_heads(rule, cue, sentence);
      case RelationShape::TailVerbHeads:
        return tail_verb_heads(rule, cue, sentence);
      case RelationShape::HeadWithTailVerb:
        return head_with_tail(rule, cue, sentence);
    }
  }

  std::size_t clause_begin(std::size_t i, Range sentence) const {
    return context_.clause_begin(i, sentence);
  }
  std::size_t clause_end(std::size_t i, Range sentence) const {
    return context_.clause_end(i, sentence);
  }

  // The subject of a verb: the nearest fitting names before it in its clause, else the first of the
  // sentence, else the main place.
  Group subject(const RelationRule& rule, Range cue, Range sentence) const {
    // A paper whose reporter speaks does not act.
    const auto fits = [&](const Mention& m) {
      return is_head(rule, m) && !at(m.range.end, U"记者") && !at(m.range.end, U"》记者") &&
             !modifies(m);
    };
    const std::size_t clause = clause_begin(cue.begin, sentence);
    const Group near = mentions_in({clause, cue.begin});
    for (std::size_t i = near.size(); i-- > 0;) {
      if (!fits(*near[i])) continue;
      // The first of the clause governs; what stands behind 在 or 对 does not.
      std::size_t governing = i;
      for (std::size_t j = 0; j < i; ++j) {
        if (fits(*near[j]) && near[j]->range.begin == clause) governing = j;
      }
      // 在营口市鲅鱼圈区: the chain of places begins behind 在.
      std::size_t chain = governing;
      while (chain > 0 && near[chain - 1]->range.end == near[chain]->range.begin) --chain;
      const std::size_t before = near[chain]->range.begin;
      if (before > clause && (text_[before - 1] == U'被' || text_[before - 1] == U'经')) continue;
      if (before > clause && (text_[before - 1] == U'在' || text_[before - 1] == U'对' ||
                              text_[before - 1] == U'向' || text_[before - 1] == U'为')) {
        continue;
      }
      return context_.group_of(near, governing, governing != i, fits);
    }
    // 桐乡化纤入选: another subject stands in the clause, though it is no name.
    if (!near.empty() && modifies(*near.back())) return {};
    const Group all = mentions_in({sentence.begin, clause});
    // 川渝两地联合印发的T: who did it stands in the clause itself.
    if (cue.end < text_.size() && text_[cue.end] == U'的') return {};
    // The nearest clause that begins with a fitting name has the subject, else the first name.
    for (std::size_t i = all.size(); i-- > 0;) {
      if (!fits(*all[i]) || !opens_clause(*all[i], sentence) || is_companion(all, i)) continue;
      return context_.group_of(all, i, true, fits);
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!fits(*all[i]) || is_companion(all, i) || is_object(*all[i])) continue;
      return context_.group_of(all, i, true, fits);
    }
    return {};
  }
  // 组建A，上线B: A is what was set up, and did not set up B.
  bool is_object(const Mention& m) const {
    if (m.range.begin == 0) return false;
    const Token& before = annotation_.tokens[annotation_.token_at[m.range.begin - 1]];
    return before.tag[0] == 'v' && before.tag[1] == '\0' && before.range.size() >= 2 &&
           before.range.end == m.range.begin && text_[before.range.begin] != U'位';
  }
  // The name stands at the head of its clause, and the clause goes on: the mark behind it, if any,
  // is not the end of a mere adverbial (9月，A…).
  bool opens_clause(const Mention& m, Range sentence) const {
    return m.range.begin == context_.clause_begin(m.range.begin, sentence) &&
           m.range.end < text_.size() && text_[m.range.end] != U'，';
  }
  // 桐乡 in 桐乡化纤: a place that says where the next word is from.
  bool modifies(const Mention& m) const {
    if (m.type != "Place" || m.range.end >= text_.size()) return false;
    const Token& next = annotation_.tokens[annotation_.token_at[m.range.end]];
    return next.range.begin == m.range.end && next.tag[0] == 'n' && next.range.size() >= 2 &&
           !context_.lexicon().is("itself", part(next.range));
  }
  // What 与, 向, 在, 对, 由 or 了 introduces is not the subject; nor is what is coordinated with
  // it.
  bool is_companion(const Group& all, std::size_t i) const {
    for (;; --i) {
      const std::size_t begin = all[i]->range.begin;
      if (begin > 0 && View(U"与同向在对由从了").find(text_[begin - 1]) != View::npos) return true;
      // 与西安奕斯伟: the place belongs to the name behind it.
      const bool beside = i > 0 && all[i - 1]->range.end == begin;
      if (i == 0 || (!beside && !context_.joins({all[i - 1]->range.end, begin}))) return false;
    }
  }

  // The fitting names behind `from`, the first of them before `near`, with those listed beside it.
  Group objects(const RelationRule& rule, std::size_t from, std::size_t near,
                Range sentence) const {
    const auto fits = [&](const Mention& m) { return is_tail(rule, m); };
    const Group right = mentions_in({from, std::min(sentence.end, std::max(near, from + 120))});
    for (std::size_t i = 0; i < right.size() && right[i]->range.begin <= near; ++i) {
      if (!fits(*right[i])) continue;
      Group out = context_.group_of(right, i, true, fits);
      // 位于北京市昌平区: in both.
      for (std::size_t k = i + 1;
           k < right.size() && fits(*right[k]) && right[k]->range.begin == right[k - 1]->range.end;
           ++k) {
        if (out.size() == 1 || out.back() == right[k - 1]) out.push_back(right[k]);
      }
      return out;
    }
    return {};
  }

  void head_verb_tail(const RelationRule& rule, Range cue, Range sentence) {
    const std::size_t clause = clause_end(cue.end, sentence);
    // 联合支持的T, 联合成立T: a partner is named at once.
    if (rule.type == "COOPERATES_WITH" && cue.end < sentence.end) {
      const Token& next = annotation_.tokens[annotation_.token_at[cue.end]];
      if (part(cue) == U"联合" && next.tag[0] == 'v' && next.tag[1] == '\0' &&
          !context_.inside_mention({cue.end, cue.end + 1})) {
        return;
      }
    }
    const std::size_t near = rule.type == "COOPERATES_WITH" ? 6 : 24;
    const Group tails = objects(rule, cue.end, std::min(clause, cue.end + near), sentence);
    if (tails.empty()) {
      // 在此落地: where the sentences before were.
      if (rule.type == "LOCATED_IN") here(rule, cue, sentence);
      return;
    }
    if (attributive(rule, tails, cue, sentence)) return;
    if (rule.type == "SELECTED_FOR" && part(cue) == U"授予") {
      // 授予A等企业“X”称号
      const auto fits = [&](const Mention& m) { return is_head(rule, m); };
      const Group between = mentions_in({cue.end, tails.front()->range.begin});
      for (std::size_t i = 0; i < between.size(); ++i) {
        if (fits(*between[i])) {
          return emit(rule, context_.group_of(between, i, true, fits), {tails.front()}, cue);
        }
      }
      return;
    }
    with_subject(rule, tails, cue, sentence);
  }
  // 位于P的T, 入选X的A: the name behind 的 is the head.
  bool attributive(const RelationRule& rule, const Group& tails, Range cue, Range sentence) {
    const std::size_t end = tails.back()->range.end;
    if (end >= sentence.end || text_[end] != U'的') return false;
    if (rule.type != "LOCATED_IN" && rule.type != "OPERATES_IN" && rule.type != "SELECTED_FOR" &&
        rule.type != "PART_OF") {
      return false;
    }
    const Group right = mentions_in({end + 1, clause_end(end, sentence)});
    if (right.empty() || right[0]->range.begin > end + 8 || !is_head(rule, *right[0])) return false;
    const auto fits = [&](const Mention& m) { return is_head(rule, m); };
    emit(rule, context_.group_of(right, 0, true, fits), tails, cue);
    return true;
  }
  void with_subject(const RelationRule& rule, const Group& tails, Range cue, Range sentence) {
    Group heads = subject(rule, cue, sentence);
    heads.erase(std::remove_if(heads.begin(), heads.end(),
                               [&](const Mention* m) { return m->range.end > cue.begin; }),
                heads.end());
    // 双方将共建T: the two that were said to work together.
    const bool both = at(clause_begin(cue.begin, sentence), U"双方") ||
                      (heads.empty() && pair_sentence_ == sentence.begin && at(cue.begin, U"共"));
    if (both && pair_.first >= 0 && sentence.begin - pair_sentence_ < kNearPair) {
      for (const int head : {pair_.first, pair_.second}) {
        if (may_head(rule, head)) emit_meant(rule, head, tails, cue, ".both", 0.8);
      }
      return;
    }
    // 公司与A共建T, 它同A、B成立T: who the first word means acts as well.
    std::size_t said = 0;
    const std::size_t clause = clause_begin(cue.begin, sentence);
    const int meant = context_.topics().meant(clause, cue.begin, &said);
    const bool own = heads.empty() || first_of(heads)->range.begin < clause;
    if (may_head(rule, meant) && (own || is_with(said, *first_of(heads)))) {
      emit_meant(rule, meant, tails, cue, ".meant", 0.85);
      if (rule.type == "BUILDS" && !own) emit(rule, heads, tails, cue);
      return;
    }
    if (!heads.empty()) return emit(rule, heads, tails, cue);
    // 对列入A的…给予补助, 参加A的，…: whoever does so.
    const bool whoever = at(clause, U"对") || at(clause, U"凡") ||
                         (rule.type == "PARTICIPATES_IN" && at(tails.back()->range.end, U"的"));
    if (whoever) return;
    // A report of a place has it for its subject where it names none.
    if (annotation_.is_report && may_head(rule, annotation_.main_place) &&
        subjectless(cue, sentence)) {
      return emit_meant(rule, annotation_.main_place, tails, cue, ".report", 0.7);
    }
    const std::vector<int> counted = counted_before(rule, cue, sentence);
    for (const int head : counted) emit_meant(rule, head, tails, cue, ".counted", 0.8);
    if (!counted.empty()) return;
    // 筹建的B: whose work it is must be said.
    if (cue.end < text_.size() && text_[cue.end] == U'的') return;
    // 举办首届大会以来, 的地方: said by the way.
    for (const View aside : {View(U"以来"), View(U"的"), View(U"后"), View(U"之"), View(U"时"),
                             View(U"前"), View(U"期间")}) {
      if (rule.type == "ORGANIZES" && at(tails.back()->range.end, aside)) return;
    }
    // 大会聚焦…: what is described has the verb, and cannot be the head.
    const int described = context_.topics().described(sentence.begin, cue.begin);
    if (described >= 0 && !may_head(rule, described)) return;
    const int topic = !rule.named_subject ? topic_head(rule, cue, sentence) : -1;
    if (topic >= 0) return emit_meant(rule, topic, tails, cue, ".topic", 0.8);
    const int main = rule.main_subject && subjectless(cue, sentence) ? main_head(rule) : -1;
    if (main >= 0) return emit_meant(rule, main, tails, cue, ".main", 0.7);
  }
  static const Mention* first_of(const Group& group) {
    return *std::min_element(group.begin(), group.end(), [](const Mention* a, const Mention* b) {
      return a->range.begin < b->range.begin;
    });
  }
  // Nothing but 与, 同 or 联合 stands between the word that ends at `said` and the name.
  bool is_with(std::size_t said, const Mention& name) const {
    if (said == 0 || name.range.begin < said || name.range.begin > said + 8) return false;
    const View between = part({said, name.range.begin});
    for (const View with : {View(U"与"), View(U"同"), View(U"和"), View(U"联合"), View(U"携手"),
                            View(U"会同"), View(U"联手")}) {
      if (between.size() >= with.size() && between.substr(between.size() - with.size()) == with) {
        return true;
      }
    }
    return false;
  }

  // No noun stands before the cue in its clause that could be its subject.
  bool subjectless(Range cue, Range sentence) const {
    const std::size_t clause = clause_begin(cue.begin, sentence);
    // 自2014年举办…以来: said by the way.
    if (clause < cue.begin && (text_[clause] == U'自' || text_[clause] == U'从')) return false;
    for (std::size_t i = clause; i < cue.begin;) {
      const Token& token = annotation_.tokens[annotation_.token_at[i]];
      const char tag = token.tag[0];
      const bool meant = context_.lexicon().is("itself", part(token.range));
      if ((tag == 'n' || tag == 'x' || tag == 'e' || tag == 'r') && !meant) return false;
      i = token.range.end;
    }
    return true;
  }
  // 这5个项目, 两个小镇: the last so many names of that kind.
  std::vector<int> counted_before(const RelationRule& rule, Range cue, Range sentence) const {
    constexpr View kDigits = U"零一二三四五六七八九十";
    // 上述企业: all of them so far.
    for (const View all_of : {View(U"上述"), View(U"以上")}) {
      const std::size_t clause = clause_begin(cue.begin, sentence);
      if (!at(clause, all_of)) continue;
      const auto kind =
          context_.lexicon().kind_of.find(std::u32string(text_.substr(clause + 2, 2)));
      if (kind == context_.lexicon().kind_of.end()) continue;
      std::vector<int> out;
      const Group& all = context_.mentions();
      auto it = std::lower_bound(
          all.begin(), all.end(), clause,
          [](const Mention* m, std::size_t wanted) { return m->range.begin < wanted; });
      for (int steps = 0; it != all.begin() && steps < 500 && out.size() < 60; ++steps) {
        const Mention& m = **--it;
        if (m.type != kind->second || !is_head(rule, m)) continue;
        if (std::find(out.begin(), out.end(), m.entity) == out.end()) out.push_back(m.entity);
      }
      std::reverse(out.begin(), out.end());
      if (out.size() >= 2) return out;
    }
    for (std::size_t i = clause_begin(cue.begin, sentence); i + 3 < cue.begin; ++i) {
      if (text_[i] != U'这' && text_[i] != U'上') continue;
      std::size_t at_number = i + 1, count = 0;
      if (text::is_digit(text_[at_number])) {
        while (text::is_digit(text_[at_number])) count = count * 10 + (text_[at_number++] - U'0');
      } else if (const auto digit = kDigits.find(text_[at_number]); digit != View::npos) {
        count = digit;
        ++at_number;
      } else if (text_[at_number] == U'两') {
        count = 2;
        ++at_number;
      }
      if (count < 2 || count > 20 || View(U"个家座所项条").find(text_[at_number]) == View::npos) {
        continue;
      }
      const auto kind =
          context_.lexicon().kind_of.find(std::u32string(text_.substr(at_number + 1, 2)));
      if (kind == context_.lexicon().kind_of.end()) continue;
      std::vector<int> out;
      const Group& all = context_.mentions();
      for (std::size_t k = all.size(); k-- > 0 && out.size() < count;) {
        const Mention& m = *all[k];
        if (m.range.end > i || m.type != kind->second || !is_head(rule, m)) continue;
        if (std::find(out.begin(), out.end(), m.entity) == out.end()) out.push_back(m.entity);
      }
      // One of them may not have been made out.
      if (out.size() >= 2 && out.size() * 5 >= count * 3) return out;
    }
    return {};
  }
  // What a description in front of the cue stands for or the paragraph is about, where it may be
  // the head of the relation.
  int topic_head(const RelationRule& rule, Range cue, Range sentence) const {
    for (const int candidate : {context_.topics().described(sentence.begin, cue.begin),
                                context_.topics().of_paragraph(sentence.begin)}) {
      if (may_head(rule, candidate)) return candidate;
    }
    return -1;
  }
  // What the document is about, where it may be the head of the relation; else its place.
  int main_head(const RelationRule& rule) const {
    for (const int candidate : {annotation_.main_subject, annotation_.main_place}) {
      if (may_head(rule, candidate)) return candidate;
    }
    return -1;
  }

  // A、B等项目一并在此落地, A安家在这条街上, A进驻研创园: the place that was last said to hold
  // something, or that the short name stands for.
  void here(const RelationRule& rule, Range cue, Range sentence) {
    int place = -1;
    if (part(cue).substr(0, 2) == U"在此" ||
        (cue.begin >= 2 && (at(cue.begin - 2, U"在此") || at(cue.begin - 2, U"这里")))) {
      place = last_place_;
    } else {
      place = short_park(cue.end, sentence);
      // A和B落户最早: in the park that the text is about.
      const View verb = part(cue);
      const int main = annotation_.main_subject;
      if (place < 0 && main >= 0 && context_.entity(main).type == "Park" &&
          (verb == U"落户" || verb == U"入驻" || verb == U"进驻")) {
        place = main;
      }
    }
    if (place < 0 || !may_tail(rule, place)) return;
    for (const Mention* head : subject(rule, cue, sentence)) {
      context_.emit_one(rule.type, head->entity, head->range, place, cue, rule.id + ".here",
                        rule.confidence * 0.8, cue);
    }
  }
  // The park that a bare 园区, 小镇 or 研创园 at `i` stands for; -1 where none does.
  int short_park(std::size_t i, Range sentence) const {
    for (std::size_t n = std::min<std::size_t>(5, sentence.end - i); n >= 2; --n) {
      const Suffix* kind = context_.lexicon().suffixes.find(text_.substr(i, n));
      if (!kind || kind->type != "Park") continue;
      const Mention* meant = definite(i + n, sentence);
      return meant ? meant->entity : -1;
    }
    return -1;
  }

  // A持有B 25.6%股权: a share follows the tail.
  void head_verb_tail_share(const RelationRule& rule, Range cue, Range sentence) {
    const Group tails = objects(rule, cue.end, std::min(sentence.end, cue.end + 6), sentence);
    if (tails.empty()) return;
    const std::size_t after = tails.back()->range.end;
    const View share = text_.substr(after, std::min<std::size_t>(14, sentence.end - after));
    if (share.find(U'%') == View::npos && share.find(U"股权") == View::npos &&
        share.find(U"股份") == View::npos) {
      return;
    }
    with_subject(rule, tails, cue, sentence);
  }

  // 集聚区内有A、B、C: each of them lies in the container.
  void tail_verb_heads(const RelationRule& rule, Range cue, Range sentence) {
    Group tails, heads;
    for (const Mention* m : mentions_in({clause_begin(cue.begin, sentence), cue.begin})) {
      if (is_tail(rule, *m)) tails = {m};
    }
    if (tails.empty()) {
      if (const Mention* meant = definite(cue.begin, sentence)) tails = {meant};
    }
    const auto fits = [&](const Mention& m) { return is_head(rule, m); };
    std::size_t from = cue.end, to = clause_end(cue.end, sentence);
    for (const View list : {View(U"分别是"), View(U"分别为"), View(U"包括"), View(U"：")}) {
      const std::size_t found = part({cue.end, sentence.end}).find(list);
      if (found == View::npos || found > 40) continue;
      const Group between = mentions_in({cue.end, cue.end + found});
      if (std::any_of(between.begin(), between.end(),
                      [&](const Mention* m) { return is_head(rule, *m); })) {
        continue;
      }
      from = cue.end + found + list.size();
      to = sentence.end;
    }
    const Group right = mentions_in({from, to});
    if (right.empty() || right[0]->range.begin - from > 16) return;
    for (std::size_t i = 0; i < right.size(); ++i) {
      if (!fits(*right[i])) continue;
      heads = context_.group_of(right, i, true, fits);
      break;
    }
    // …的行业冠军：A领跑…，B则是…: each begins a clause.
    if (from > cue.end && text_[from - 1] == U'：') {
      for (const Mention* m : right) {
        const bool first = text_[m->range.begin - 1] == U'，' || text_[m->range.begin - 1] == U'：';
        if (first && fits(*m) && std::find(heads.begin(), heads.end(), m) == heads.end()) {
          heads.push_back(m);
        }
      }
    }
    if (!tails.empty()) return emit(rule, heads, tails, cue);
    // 引进A、B等首店: a report, a park or a place speaks of itself.
    int meant = context_.topics().described(sentence.begin, cue.begin);
    if (!may_tail(rule, meant) && annotation_.is_report && subjectless(cue, sentence)) {
      meant = annotation_.main_place;
    }
    const int main = annotation_.main_subject;
    if (!may_tail(rule, meant) && main >= 0 && context_.entity(main).type == "Park") meant = main;
    if (!may_tail(rule, meant)) return;
    for (const Mention* head : heads) {
      context_.emit_one(rule.type, head->entity, head->range, meant, cue, rule.id + ".topic",
                        rule.confidence * 0.8, cue);
    }
  }

  // 集聚区, 园区 before `end`, standing for the last name that ends so.
  const Mention* definite(std::size_t end, Range sentence) const {
    for (std::size_t n = std::min<std::size_t>(6, end - sentence.begin); n >= 2; --n) {
      const View form = part({end - n, end});
      const Suffix* kind = context_.lexicon().suffixes.find(form);
      if (!kind || kind->type != "Park") continue;
      const Group& all = context_.mentions();
      auto it = std::lower_bound(all.begin(), all.end(), end, [](const Mention* m, std::size_t at) {
        return m->range.end < at;
      });
      while (it != all.begin()) {
        const Mention* m = *--it;
        const View name = part(m->range);
        if (m->type == "Park" && name.size() > n && name.substr(name.size() - n) == form) {
          return m;
        }
      }
      return nullptr;
    }
    return nullptr;
  }

  void head_in_tail(const RelationRule& rule, Range cue, Range sentence) {
    std::size_t in = cue.begin;
    const std::size_t limit = std::max(sentence.begin, cue.begin > 30 ? cue.begin - 30 : 0);
    while (in > limit && ((text_[in - 1] != U'在' && text_[in - 1] != U'于') ||
                          context_.inside_mention({in - 1, in}))) {
      --in;
    }
    if (in == limit) return;
    Group tails;
    for (const Mention* m : mentions_in({in, cue.begin})) {
      if (is_tail(rule, *m)) tails = {m};
    }
    if (tails.empty()) return;
    Group heads;
    for (const Mention* m : mentions_in({sentence.begin, in - 1})) {
      if (is_head(rule, *m)) heads = {m};
    }
    if (heads.empty()) {
      for (const Mention* m : mentions_in({cue.end, std::min(sentence.end, cue.end + 30)})) {
        if (is_head(rule, *m)) {
          heads = {m};
          break;
        }
      }
    }
    emit(rule, heads, tails, cue);
  }

  // 由A、B共同打造T, T由A打造. What they build together they do in cooperation.
  void by_heads(const RelationRule& rule, Range cue, Range sentence) {
    std::size_t by = cue.begin;
    const std::size_t limit = std::max(sentence.begin, cue.begin > 80 ? cue.begin - 80 : 0);
    while (by > limit && (text_[by - 1] != U'由' || context_.inside_mention({by - 1, by}))) --by;
    // 这家公司是A与B合资成立的
    if (by == limit && rule.type == "BUILDS" && cue.end + 1 < sentence.end &&
        text_[cue.end] == U'的' && is_mark(text_[cue.end + 1])) {
      by = cue.begin;
      while (by > limit && (text_[by - 1] != U'是' || context_.inside_mention({by - 1, by}))) --by;
    }
    // 大会在P召开，A和B共同主办: the clause has the hosts, an earlier one the event.
    if (by == limit && rule.type == "ORGANIZES") {
      const std::size_t own = clause_begin(cue.begin, sentence);
      const Group hosts = mentions_in({own, cue.begin});
      const Group later = mentions_in({cue.end, clause_end(cue.end, sentence)});
      const bool object = std::any_of(later.begin(), later.end(),
                                      [&](const Mention* m) { return is_tail(rule, *m); });
      if (own > sentence.begin && !object && !hosts.empty() && hosts[0]->range.begin == own &&
          is_head(rule, *hosts[0])) {
        by = own;
      }
    }
    if (by == limit) return;
    Group heads, tails;
    for (const Mention* m : mentions_in({by, cue.begin})) {
      if (is_head(rule, *m)) heads.push_back(m);
    }
    // 由A主办的T; T由A建设; 该所由A组建; 由A建设T.
    const auto fits = [&](const Mention& m) { return is_tail(rule, m); };
    const Group before = mentions_in({sentence.begin, by});
    const std::size_t clause = clause_end(cue.end, sentence);
    const bool attributive = cue.end < sentence.end && text_[cue.end] == U'的';
    if (!attributive && !before.empty() && by - before.back()->range.end <= 12 &&
        fits(*before.back())) {
      tails = context_.group_of(before, before.size() - 1, false, fits);
    }
    int described = -1;
    if (tails.empty() && !attributive) {
      const std::size_t own = clause_begin(by - 1, sentence);
      described = context_.topics().described(own, by);
      if (described < 0) described = context_.topics().described(sentence.begin, by);
      if (described < 0) described = context_.topics().meant(sentence.begin, by);
    }
    if (tails.empty() && !may_tail(rule, described)) {
      // …打造一座特色小镇，取名“慧海湾”小镇: the name comes in the next clause.
      std::size_t end = clause;
      for (const View naming : {View(U"，取名"), View(U"，名为"), View(U"，命名为")}) {
        if (at(clause, naming)) end = clause_end(clause + 1, sentence);
      }
      for (const Mention* m : mentions_in({cue.end, std::min(end, cue.end + 40)})) {
        if (!fits(*m)) continue;
        tails = {m};
        break;
      }
      for (const Mention* m : before) {
        if (tails.empty() && fits(*m)) tails = {m};
      }
    }
    // 由园区打造: what the description stands for.
    if (heads.empty()) {
      const int meant = context_.topics().described(by, cue.begin);
      if (may_head(rule, meant)) emit_meant(rule, meant, tails, cue, ".topic", 0.8);
      return;
    }
    if (rule.type == "BUILDS" && heads.size() > 1 && together({by, cue.end})) {
      for (std::size_t i = 1; i < heads.size(); ++i) {
        context_.emit("COOPERATES_WITH", {heads[0]}, {heads[i]}, "cooperates.together", 0.65, cue);
      }
    }
    if (!tails.empty()) return emit(rule, heads, tails, cue);
    // 这座园区由A与B共同打造: what the description stands for.
    if (!may_tail(rule, described)) return;
    for (const Mention* head : heads) {
      context_.emit_one(rule.type, head->entity, head->range, described, cue, rule.id + ".topic",
                        rule.confidence * 0.8, cue);
    }
  }
  bool together(Range range) const {
    for (const View word : {View(U"共同"), View(U"联手"), View(U"携手"), View(U"合作"),
                            View(U"共建"), View(U"联合")}) {
      if (part(range).find(word) != View::npos) return true;
    }
    return false;
  }

  // A与B、C合作.
  void head_with_tail(const RelationRule& rule, Range cue, Range sentence) {
    const std::size_t with = companion_word(cue, sentence);
    if (with == 0) return;
    const auto is_end = [&](const Mention& m) { return is_tail(rule, m); };
    const Group between = mentions_in({with, cue.begin});
    Group tails;
    for (std::size_t i = 0; i < between.size(); ++i) {
      // 与丹麦企业A, 与浙江省安吉县: the inner name is meant.
      if (between[i]->type == "Place" && i + 1 < between.size() && is_end(*between[i + 1]) &&
          between[i + 1]->range.begin - between[i]->range.end <= 2 &&
          !context_.joins({between[i]->range.end, between[i + 1]->range.begin})) {
        continue;
      }
      if (is_end(*between[i])) {
        tails = context_.group_of(between, i, true, is_end);
        break;
      }
    }
    if (tails.empty()) return;
    Group heads;
    for (const Mention* m : mentions_in({clause_begin(with, sentence), with})) {
      if (is_head(rule, *m)) heads = {m};
    }
    if (heads.empty()) {
      const int said = context_.topics().meant(clause_begin(with, sentence), with);
      if (may_head(rule, said)) {
        pair_ = {said, tails[0]->entity};
        pair_sentence_ = sentence.begin;
        return emit_meant(rule, said, tails, cue, ".meant", 0.85);
      }
      for (const Mention* m : mentions_in({sentence.begin, with})) {
        if (is_head(rule, *m)) {
          heads = {m};
          break;
        }
      }
    }
    if (!heads.empty()) {
      if (rule.type == "COOPERATES_WITH") {
        pair_ = {heads[0]->entity, tails[0]->entity};
        pair_sentence_ = sentence.begin;
      }
      return emit(rule, heads, tails, cue);
    }
    int meant = topic_head(rule, {with, with}, sentence);
    if (meant < 0) meant = main_head(rule);
    if (meant >= 0) emit_meant(rule, meant, tails, cue, ".main", 0.7);
  }
  // Where the names begin that 与 or 同 brings in before the cue; 和 does where neither stands; 0:
  // none does.
  std::size_t companion_word(Range cue, Range sentence) const {
    const std::size_t limit = std::max(sentence.begin, cue.begin > 80 ? cue.begin - 80 : 0);
    for (const View words : {View(U"与同"), View(U"和")}) {
      for (std::size_t i = cue.begin; i > limit; --i) {
        if (words.find(text_[i - 1]) == View::npos) continue;
        const Token& token = annotation_.tokens[annotation_.token_at[i - 1]];
        if (token.range.size() != 1 || context_.inside_mention({i - 1, i})) continue;
        // A、B和C are one subject.
        const bool list =
            text_[i - 1] == U'和' && part({clause_begin(i, sentence), i}).find(U'、') != View::npos;
        if (!list) return i;
      }
    }
    return 0;
  }

  std::pair<int, int> pair_{-1, -1};  // that were last said to work together
  std::size_t pair_sentence_ = 0;     // the sentence that says so
  int last_place_ = -1;               // that something was said to lie in
  RelationContext& context_;
  const Annotation& annotation_;
  View text_;
};

}  // namespace

void apply_relation_rules(RelationContext& context) { RelationRules(context).run(); }

}  // namespace wutong::extract
