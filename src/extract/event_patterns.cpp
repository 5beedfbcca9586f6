// Who comes to events and who holds them; parts and editions of them.
#include <algorithm>
#include <map>

#include "extract/relation_pattern.h"

namespace wutong::extract {
namespace {

class EventPatterns : RelationPattern {
 public:
  explicit EventPatterns(RelationContext& context) : RelationPattern(context) {}

  void run() {
    find_main_event();
    for (const Range& sentence : annotation_.sentences) {
      attendance(sentence);
      roles(sentence);
      guests(sentence);
      hosts(sentence);
      within(sentence);
      host_named(sentence);
      those_present(sentence);
      side_events(sentence);
    }
    editions();
  }

 private:
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
        const std::size_t clause = context_.clause_begin(cue.begin, sentence);
        const bool firms = std::any_of(heads.begin(), heads.end(), [&](const Mention* m) {
          return m->type != "Person" && m->range.begin == clause;
        });
        if (firms) {
          // 甲说，A、B已报名参会: who speaks in another clause is not meant.
          heads.erase(std::remove_if(heads.begin(), heads.end(),
                                     [&](const Mention* m) { return m->range.begin < clause; }),
                      heads.end());
        }
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
    // Of a series the edition that the text names first.
    if (main_event_ < 0) return;
    const View series = entity(main_event_).name;
    for (const Mention* m : context_.mentions()) {
      if (m->type != "Event" || m->entity == main_event_) continue;
      const View name = entity(m->entity).name;
      if (name.size() > series.size() + 2 && name.substr(name.size() - series.size()) == series) {
        main_event_ = m->entity;
        return;
      }
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

  // 作为X的重要一环，Y开场: Y is part of X.
  void roles(Range sentence) {
    for (const View cue :
         {View(U"的重要一环"), View(U"的重要组成部分"), View(U"的组成部分"), View(U"的分论坛"),
          View(U"的平行论坛"), View(U"的配套活动"), View(U"的主题论坛"), View(U"共设的主题论坛"),
          View(U"的专场活动"), View(U"的重头戏"), View(U"的系列活动"), View(U"的子活动")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos) continue;
      Group wholes = those({sentence.begin, i}, [&](const Mention& m) {
        return m.range.end == i || (m.range.end + 1 == i && text_[i - 1] == U'”');
      });
      // 第九届A（以下简称“B”）的重头戏
      if (text_[i - 1] == U'）') {
        wholes = those({sentence.begin, i}, [&](const Mention& m) {
          return m.type == "Event" && m.range.end < i && text_[m.range.end] == U'（';
        });
      }
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

  // A在E上发布…, 在E上，A发布…, 在本次大会上，A…: A is there.
  void within(Range sentence) {
    for (std::size_t i = sentence.begin; i < sentence.end; ++i) {
      if (text_[i] != U'在' || context_.inside_mention({i, i + 1})) continue;
      int event = -1;
      std::size_t end = 0;
      const Group near = context_.mentions_in({i + 1, std::min(sentence.end, i + 40)});
      if (!near.empty() && near[0]->type == "Event" && near[0]->range.begin <= i + 12 &&
          part({i + 1, near[0]->range.begin}).find(U'，') == View::npos) {
        event = near[0]->entity;
        end = near[0]->range.end;
      } else if (const int meant = meant_event(i + 1, sentence, end); meant >= 0) {
        event = meant;
      }
      if (event < 0) continue;
      std::size_t behind = end;
      if (behind < sentence.end && text_[behind] == U'”') ++behind;
      std::size_t tail = 0;
      for (const View word : {View(U"期间"), View(U"现场"), View(U"上"), View(U"中")}) {
        if (at(behind, word)) {
          tail = behind + word.size();
          break;
        }
      }
      if (tail == 0) continue;
      const Range cue{i, tail};
      const std::size_t clause = context_.clause_begin(i, sentence);
      const auto guest = [](const Mention& m) { return is_organised(m) || m.type == "Person"; };
      const Group left = context_.mentions_in({clause, i});
      Group heads;
      if (!left.empty() && guest(*left.back()) && left.back()->range.end == i) {
        heads = context_.group_of(left, left.size() - 1, false, guest);
      } else if (at(tail, U"，")) {
        const Group right = context_.mentions_in({tail + 1, sentence.end});
        if (!right.empty() && right[0]->range.begin == tail + 1 && guest(*right[0])) {
          heads = context_.group_of(right, 0, true, guest);
        }
      }
      for (const Mention* head : heads) {
        context_.emit_one("PARTICIPATES_IN", head->entity, head->range, event, cue,
                          "participates.within", 0.6, cue);
      }
    }
  }
  // 本次大会, 会上: the event that is meant, and where its description ends.
  int meant_event(std::size_t begin, Range sentence, std::size_t& end) const {
    // 在会上
    if (at(begin, U"会上") || at(begin, U"现场")) {
      end = begin + (text_[begin] == U'会' ? 1 : 0);
      return last_event(begin);
    }
    for (const View which :
         {View(U"本次"), View(U"本届"), View(U"此次"), View(U"这次"), View(U"该"), View(U"这场")}) {
      if (!at(begin, which)) continue;
      for (const View kind :
           {View(U"大会"), View(U"峰会"), View(U"论坛"), View(U"博览会"), View(U"展会"),
            View(U"洽谈会"), View(U"推介会"), View(U"活动"), View(U"交易会"), View(U"年会")}) {
        const std::size_t at_kind = begin + which.size();
        if (!at(at_kind, kind) || at_kind + kind.size() > sentence.end) continue;
        end = at_kind + kind.size();
        const int named = context_.topics().last_named(kind, "Event", begin);
        return named >= 0 ? named : main_event_;
      }
    }
    return -1;
  }

  // 出席开幕式的…副主任甲
  void those_present(Range sentence) {
    for (const View verb : {View(U"出席"), View(U"参加")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(verb, sentence.begin);
      if (i == View::npos) continue;
      const std::size_t of = part({i, std::min(sentence.end, i + 10)}).find(U'的');
      if (of == View::npos || part({i, i + of}).find(U'，') != View::npos) continue;
      const View what = part({i + 2, i + of});
      if (what != U"开幕式" && what != U"仪式" && what != U"活动" && what != U"大会" &&
          what != U"会议" && what != U"论坛" && what != U"签约仪式" && what != U"开工仪式") {
        continue;
      }
      const Group people = those({i + of, context_.clause_end(i, sentence)},
                                 [](const Mention& m) { return m.type == "Person"; });
      const int event = last_event(i);
      if (people.empty() || event < 0) continue;
      context_.emit_one("PARTICIPATES_IN", people.front()->entity, people.front()->range, event,
                        {i, i + of}, "participates.present", 0.6, {i, i + of});
    }
  }

  // 主办单位之一云南省商务厅
  void host_named(Range sentence) {
    for (const View cue :
         {View(U"主办单位"), View(U"主办方"), View(U"承办单位"), View(U"承办方")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos) continue;
      std::size_t end = i + cue.size();
      for (const View link : {View(U"之一"), View(U"为"), View(U"是"), View(U"：")}) {
        if (at(end, link)) end += link.size();
      }
      const Group right = context_.mentions_in({end, sentence.end});
      if (right.empty() || right[0]->range.begin != end || !is_organised(*right[0])) continue;
      if (main_event_ < 0) continue;
      for (const Mention* m :
           context_.group_of(right, 0, true, [](const Mention& o) { return is_organised(o); })) {
        context_.emit_one("ORGANIZES", m->entity, m->range, main_event_, {i, end},
                          "organizes.named", 0.65, {i, end});
      }
    }
  }

  // E期间举办F、G, E同期举行F: F and G are part of E.
  void side_events(Range sentence) {
    const Group events = those(sentence, [](const Mention& m) { return m.type == "Event"; });
    // 博览会期间还将举办F
    for (const View kind : {View(U"大会"), View(U"峰会"), View(U"论坛"), View(U"博览会"),
                            View(U"展会"), View(U"洽谈会"), View(U"会议")}) {
      if (events.empty() || !at(sentence.begin, kind)) continue;
      const std::size_t after = sentence.begin + kind.size();
      if (!at(after, U"期间") && !at(after, U"同期")) continue;
      const Range lead{sentence.begin, events[0]->range.begin};
      if (lead.size() > 24 || part(lead).find(U'。') != View::npos) continue;
      const int whole = context_.topics().last_named(kind, "Event", sentence.begin);
      if (whole < 0) continue;
      for (const Mention* m :
           context_.group_of(events, 0, true, [](const Mention& o) { return o.type == "Event"; })) {
        context_.emit_one("PART_OF", m->entity, m->range, whole, lead, "part_of.beside", 0.65,
                          lead);
      }
    }
    for (std::size_t i = 0; i + 1 < events.size(); ++i) {
      const View between = part({events[i]->range.end, events[i + 1]->range.begin});
      if (between.size() > 20) continue;
      const bool beside = between.find(U"同期") != View::npos ||
                          between.find(U"期间") != View::npos ||
                          between.find(U"还将") != View::npos || between.find(U"设有") == 0 ||
                          between.find(U"下设") == 0;
      const bool held = between.find(U"举办") != View::npos ||
                        between.find(U"举行") != View::npos ||
                        between.find(U"召开") != View::npos ||
                        between.find(U"推出") != View::npos || between.find(U'设') != View::npos;
      if (!beside || !held) continue;
      const auto event = [](const Mention& m) { return m.type == "Event"; };
      const Group parts = context_.group_of(events, i + 1, true, event);
      context_.emit("PART_OF", parts, {events[i]}, "part_of.beside", 0.65,
                    {events[i]->range.end, events[i + 1]->range.begin});
      return;
    }
  }

  int main_event_ = -1;
};

}  // namespace

void find_event_relations(RelationContext& context) { EventPatterns(context).run(); }

}  // namespace wutong::extract
