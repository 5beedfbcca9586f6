#include "extract/subjects.h"

#include <algorithm>

#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

// How far back in a sentence a subject is looked for: a text without marks must not cost the
// square of its length.
constexpr std::size_t kFar = 400;
// A subject that the text points at and that is not known.
constexpr int kUnknown = -2;

bool is_clause_mark(char32_t c) {
  return c == U'，' || c == U'：' || c == U'（' || c == U'）' || is_sentence_end(c);
}
bool is_quote(char32_t c) {
  return c == U'“' || c == U'”' || c == U'《' || c == U'》' || c == U'"' || c == U'　' || c == U' ';
}

}  // namespace

Subjects::Subjects(const Annotation& annotation, const std::vector<Period>& periods,
                   const std::vector<std::size_t>& sentences)
    : annotation_(annotation),
      periods_(periods),
      sentences_(sentences),
      text_(annotation.text()),
      opening_(annotation.lexicon.words("opening")),
      governor_(annotation.lexicon.words("governor")),
      whole_(annotation.lexicon.words("whole")),
      guest_(annotation.lexicon.words("guest")),
      object_(annotation.lexicon.words("object")),
      title_(annotation.lexicon.words("title")),
      described_(annotation.lexicon.words("described")),
      this_(annotation.lexicon.words("this")),
      speaker_(annotation.lexicon.words("speaker")),
      holds_(annotation.lexicon.words("holds")),
      pivot_(annotation.lexicon.words("pivot")),
      policy_does_(annotation.lexicon.words("policy.does")),
      apposed_(annotation.lexicon.words("apposed")),
      under_(annotation.lexicon.words("under")) {
  mark_clauses();
  place_ = find_place();
  main_ = find_main();
}

void Subjects::mark_clauses() {
  constexpr std::size_t kAside = 10;
  marks_.resize(text_.size());
  for (std::size_t i = 0; i < text_.size(); ++i) marks_[i] = is_clause_mark(text_[i]);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] != U'（' || i == 0 || !text::is_han(text_[i - 1])) continue;
    std::size_t end = i + 1;
    while (end < text_.size() && end - i <= kAside && text::is_han(text_[end])) ++end;
    if (end + 1 >= text_.size() || text_[end] != U'）' || !text::is_han(text_[end + 1])) continue;
    marks_[i] = marks_[end] = false;
  }
  for (const Mention& mention : annotation_.mentions) {
    for (std::size_t i = mention.range.begin; i < mention.range.end; ++i) marks_[i] = false;
  }
}

bool Subjects::is_province(int entity) const {
  const View name = annotation_.entities[static_cast<std::size_t>(entity)].name;
  return annotation_.lexicon.is("province", name) ||
         (name.size() > 2 && annotation_.lexicon.is("province", name.substr(0, name.size() - 1)));
}

// The document's main place; of a text that names one province and several places in it, each no
// more often, the province.
int Subjects::find_place() const {
  std::vector<int> count(annotation_.entities.size(), 0);
  int only = -1, others = 0;
  for (const Mention& mention : annotation_.mentions) {
    if (mention.type != "Place" || mention.entity < 0) continue;
    if (count[static_cast<std::size_t>(mention.entity)]++ > 0) continue;
    if (!is_province(mention.entity)) {
      ++others;
    } else {
      only = only == -1 ? mention.entity : -2;
    }
  }
  const int main = annotation_.main_place;
  if (only < 0 || main == only) return main;
  if (main < 0) return others <= 3 ? only : main;
  if (is_province(main) || others < 2) return main;
  return count[static_cast<std::size_t>(main)] <= count[static_cast<std::size_t>(only)] ? only
                                                                                        : main;
}

int Subjects::find_main() const {
  const auto& mentions = annotation_.mentions;
  // An entry begins with what it is about: 某学院（...）, 某公司简称..., 某公司是...
  if (!mentions.empty() && mentions.front().range.begin < 3 && acts(mentions.front()) &&
      mentions.front().type != "Place") {
    const View after = text_.substr(mentions.front().range.end, 3);
    for (const View word : {View(U"（"), View(U"，简称"), View(U"简称"), View(U"是"), View(U"，是"),
                            View(U"成立"), View(U"，成立"), View(U"创"), View(U"位于"),
                            View(U"，位于"), View(U"，又称"), View(U"，原"), View(U"，创")}) {
      if (after.substr(0, word.size()) == word) return mentions.front().entity;
    }
  }
  const int main = annotation_.main_subject;
  if (main < 0 || main == annotation_.main_place) return place_;
  const EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(main)];
  // A work that is named by the way is not what a text is about.
  if (entity.type == "Project" && place_ < 0) {
    const auto named = std::count_if(mentions.begin(), mentions.end(),
                                     [&](const Mention& each) { return each.entity == main; });
    if (named < 3 && !std::any_of(mentions.begin(), mentions.end(), [&](const Mention& each) {
          return each.entity == main && each.range.begin < 60;
        })) {
      return -1;
    }
  }
  // A report by a government is about its place.
  const bool organ = entity.type == "Institution" &&
                     annotation_.lexicon.words("organ").longest_ending(entity.name) > 0;
  return organ && place_ >= 0 ? place_ : main;
}

std::size_t Subjects::sentence_of(std::size_t at) const {
  const auto after = std::upper_bound(sentences_.begin(), sentences_.end(), at);
  return after == sentences_.begin() ? 0 : *std::prev(after);
}

std::size_t Subjects::first_mention(std::size_t at) const {
  const auto it = std::lower_bound(
      annotation_.mentions.begin(), annotation_.mentions.end(), at,
      [](const Mention& mention, std::size_t wanted) { return mention.range.begin < wanted; });
  return static_cast<std::size_t>(it - annotation_.mentions.begin());
}

const Mention* Subjects::beginning(std::size_t at) const {
  const std::size_t i = first_mention(at);
  const bool there = i < annotation_.mentions.size() && annotation_.mentions[i].range.begin == at;
  return there ? &annotation_.mentions[i] : nullptr;
}

const Mention* Subjects::ending(std::size_t at) const {
  const std::size_t i = first_mention(at);
  if (i == 0 || annotation_.mentions[i - 1].range.end != at) return nullptr;
  return &annotation_.mentions[i - 1];
}

bool Subjects::within_name(std::size_t at) const {
  const std::size_t i = first_mention(at + 1);
  return i > 0 && annotation_.mentions[i - 1].range.end > at;
}

bool Subjects::acts(const Mention& m) const {
  return m.entity >= 0 && m.type != "Industry" && m.type != "Policy" && m.type != "Person";
}

// 四川省委副书记魏宏: the office is the person's.
bool Subjects::holds_office(const Mention& mention) const {
  return mention.range.end < text_.size() && title_.longest(text_, mention.range.end, nullptr) > 0;
}

bool Subjects::governed(const Mention& mention, std::size_t from) const {
  const std::size_t begin = std::max(from, mention.range.begin > 6 ? mention.range.begin - 6 : 0);
  return governor_.longest_ending(part(begin, mention.range.begin)) > 0;
}

// A、B等20个项目 and A、B、C等企业到场: names that only say for example.
bool Subjects::one_of_examples(const Mention& mention, std::size_t end) const {
  bool listed = false;
  for (std::size_t i = mention.range.end; i < text_.size() && i < mention.range.end + 40; ++i) {
    const char32_t c = text_[i];
    if (c == U'、') {
      listed = true;
    } else if (c == U'等') {
      const Token& token = annotation_.tokens[annotation_.token_at[i]];
      if (token.range.size() > 1) continue;
      return listed || (i < end && i + 1 < text_.size() && !is_mark(text_[i + 1]));
    } else if (is_clause_mark(c) || (i >= end && !listed)) {
      return false;
    }
  }
  return false;
}

const Mention* Subjects::leading(std::size_t begin, std::size_t end) const {
  std::size_t at = begin;
  auto period = std::lower_bound(
      periods_.begin(), periods_.end(), begin,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  const std::size_t limit = std::min(end, begin + 40);
  while (at < limit) {
    while (period != periods_.end() && period->range.begin < at) ++period;
    if (const Mention* mention = beginning(at)) {
      // Of names side by side the last is meant: 浙江 桐乡.
      while (const Mention* next = beginning(mention->range.end)) {
        if (!acts(*next) || next->range.end > end) break;
        mention = next;
      }
      // 甲集团旗下的乙公司
      if (const std::size_t n = under_.longest(text_, mention->range.end, nullptr); n > 0) {
        const Mention* owned = beginning(mention->range.end + n);
        if (owned && acts(*owned) && owned->range.end <= end) mention = owned;
      }
      if (mention->range.end > end) return nullptr;
      // “以旧换新”政策惠及76万人
      if (mention->type == "Policy" && mention->entity >= 0) {
        const std::size_t next =
            mention->range.end + (text_.substr(mention->range.end, 2) == U"政策" ? 2 : 0);
        return policy_does_.longest(text_, next, nullptr) > 0 ? mention : nullptr;
      }
      if (!acts(*mention)) return nullptr;
      if (holds_office(*mention) || governed(*mention, begin) || one_of_examples(*mention, end)) {
        return nullptr;
      }
      return mention;
    }
    if (period != periods_.end() && period->range.begin == at) {
      at = period->range.end;
      // 2015年9月成立的某孵化器
      const std::size_t of = period->aside ? part(at, std::min(limit, at + 8)).find(U'的') : 8;
      if (of < 8) at += of + 1;
      continue;
    }
    if (is_quote(text_[at])) {
      ++at;
      continue;
    }
    if (const std::size_t n = opening_.longest(text_, at, nullptr); n > 0) {
      at += n;
      continue;
    }
    const Token& token = annotation_.tokens[annotation_.token_at[at]];
    const char tag = token.tag[0];
    if (tag != 'd' && tag != 'c' && tag != 't' && tag != 'r') {
      // 主宾国沙特, 龙头企业奇瑞集团: a noun beside the name.
      const std::size_t n = apposed_.longest(text_, at, nullptr);
      const Mention* named = n > 0 ? beginning(at + n) : nullptr;
      return named && acts(*named) && named->range.end <= end && !one_of_examples(*named, end)
                 ? named
                 : nullptr;
    }
    at = token.range.end;
  }
  return nullptr;
}

// 成功举办某大会，... and 办好某博览会、...: what is counted behind it is the event's.
const Mention* Subjects::held_event(std::size_t begin, std::size_t end) const {
  for (std::size_t i = first_mention(begin); i < annotation_.mentions.size(); ++i) {
    const Mention& mention = annotation_.mentions[i];
    if (mention.range.end > end) break;
    if (mention.type != "Event" || mention.entity < 0) continue;
    // A signing ceremony is a moment; what is signed is its host's.
    if (annotation_.text(mention.range).substr(mention.range.size() - 2) == U"仪式") continue;
    std::size_t from = mention.range.begin;
    while (from > begin && is_quote(text_[from - 1])) --from;
    if (holds_.longest_ending(part(from > begin + 4 ? from - 4 : begin, from)) == 0) continue;
    std::size_t next = mention.range.end;
    while (next < text_.size() && is_quote(text_[next])) ++next;
    if (next >= text_.size() || !(marks_[next] || text_[next] == U'、')) return nullptr;
    const bool listed = text_[next] == U'、' && beginning(next + 1) != nullptr;
    return listed || one_of_examples(mention, end) ? nullptr : &mention;
  }
  return nullptr;
}

// 支持某市打造..., 新开航线44条: the one who is supported does what follows.
const Mention* Subjects::pivot(std::size_t begin, std::size_t end) const {
  std::size_t at = begin;
  for (std::size_t n = 1; n > 0 && at < end; at += n) {
    n = pivot_.longest(text_, at, nullptr) > 0 ? 0 : opening_.longest(text_, at, nullptr);
  }
  const std::size_t n = at < end ? pivot_.longest(text_, at, nullptr) : 0;
  const Mention* mention = n > 0 ? beginning(at + n) : nullptr;
  if (!mention || !acts(*mention) || mention->range.end >= end) return nullptr;
  const Token& next = annotation_.tokens[annotation_.token_at[mention->range.end]];
  return next.tag[0] == 'v' && next.tag[1] != 'n' ? mention : nullptr;
}

// 由某公司负责运营，注册资本25亿元: only a company has a registered capital.
int Subjects::operator_before(std::size_t phrase) const {
  const View said = text_.substr(std::min(phrase, text_.size()), 4);
  if ((said != U"注册资本" && said != U"注册资金") || phrase == 0 || text_[phrase - 1] != U'，') {
    return -1;
  }
  for (std::size_t i = first_mention(phrase); i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    const std::size_t begin = mention.range.begin;
    if (phrase - mention.range.end > 20) break;
    if (mention.type == "Company" && begin > 0 && text_[begin - 1] == U'由') return mention.entity;
  }
  return -1;
}

// 印发《某意见》，提出20条措施: the clause before ends with the policy.
int Subjects::policy_of(std::size_t phrase, std::size_t figure) const {
  if (phrase < 3 || text_[phrase - 1] != U'，') return -1;
  const std::size_t n = policy_does_.longest(text_, phrase, nullptr);
  if (n == 0 || phrase + n > figure) return -1;
  for (std::size_t back = 1; back <= 2; ++back) {
    const Mention* mention = ending(phrase - back);
    if (mention && mention->type == "Policy") return mention->entity;
  }
  return -1;
}

int Subjects::province() const {
  std::vector<int> count(annotation_.entities.size(), 0);
  int best = -1;
  for (const Mention& mention : annotation_.mentions) {
    if (mention.type != "Place") continue;
    const std::u32string& name =
        annotation_.entities[static_cast<std::size_t>(mention.entity)].name;
    const bool full = name.size() > 2 &&
                      annotation_.lexicon.is("province", View(name).substr(0, name.size() - 1));
    if (!full && !annotation_.lexicon.is("province", name)) continue;
    const int n = ++count[static_cast<std::size_t>(mention.entity)];
    if (best < 0 || n > count[static_cast<std::size_t>(best)]) best = mention.entity;
  }
  return best;
}

// 全市: the document's place. -1: no such word.
int Subjects::whole(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t n = whole_.longest(text_, i, nullptr);
    if (n == 0 || i + n > end) continue;
    if (governor_.longest_ending(part(begin, i)) > 0) continue;
    // 全区 of a text about a development zone
    const int main = annotation_.main_subject;
    if (text_[i + n - 1] == U'区' && main >= 0 &&
        annotation_.entities[static_cast<std::size_t>(main)].type == "Park") {
      return main;
    }
    if (text_[i + n - 1] == U'省') {
      if (const int found = province(); found >= 0) return found;
    }
    return place_;
  }
  return -1;
}

// X的: who owns what is counted.
int Subjects::owner(std::size_t begin, std::size_t end) const {
  for (std::size_t i = first_mention(begin); i < annotation_.mentions.size(); ++i) {
    const Mention& mention = annotation_.mentions[i];
    if (mention.range.end >= end) break;
    if (!acts(mention) || mention.type == "Event" || mention.type == "Project") continue;
    if (text_[mention.range.end] == U'的' && !governed(mention, begin)) return mention.entity;
  }
  return -1;
}

// 启动建设某项目，总投资20亿元: the clause before ends with what the figure describes.
int Subjects::object_before(std::size_t phrase, std::size_t figure) const {
  const std::size_t n = object_.longest(text_, phrase, nullptr);
  if (n == 0 || phrase + n > figure || phrase == 0 || text_[phrase - 1] != U'，') return -1;
  for (std::size_t back = 1; back <= 4 && back <= phrase; ++back) {
    const Mention* mention = ending(phrase - back);
    if (mention && acts(*mention)) return mention->entity;
    if (back < phrase && is_clause_mark(text_[phrase - back - 1])) break;
  }
  return -1;
}

// The last thing named before `before` whose name ends in `head`, of events an edition before the
// series; else the last of `type`.
int Subjects::last_named(View head, const std::string& type, std::size_t before) const {
  constexpr std::size_t kMentions = 300;
  int of_type = -1, of_head = -1;
  std::size_t i = first_mention(before);
  for (std::size_t seen = 0; i > 0 && seen < kMentions; ++seen) {
    const Mention& mention = annotation_.mentions[--i];
    if (mention.entity < 0) continue;
    if (mention.type == type && of_type < 0) of_type = mention.entity;
    const View name = annotation_.entities[static_cast<std::size_t>(mention.entity)].name;
    if (name.size() < head.size() || name.substr(name.size() - head.size()) != head) continue;
    if (type != "Event") return mention.entity;
    if (mention.type != type) continue;
    if (of_head < 0) of_head = mention.entity;
    const bool dated =
        std::any_of(name.begin(), name.end(), text::is_digit) || name.find(U'届') != View::npos;
    if (dated) return mention.entity;
  }
  return of_head >= 0 ? of_head : of_type;
}

// What 园区, 该公司 at the head of a clause stand for. What the document is about comes first,
// where it is of that kind.
int Subjects::described(std::size_t begin, std::size_t end, bool& pointed) const {
  int found = -1;
  View said;
  for (std::size_t i = begin; i < end && found < 0; ++i) {
    if (i > begin && !is_clause_mark(text_[i - 1])) continue;
    std::size_t at = i;
    pointed = false;
    for (int step = 0; step < 4 && at < end; ++step) {
      if (const std::size_t n = this_.longest(text_, at, nullptr); n > 0) {
        at += n;
        pointed = true;
        break;
      }
      if (described_.longest(text_, at, nullptr) > 0) break;
      const std::size_t n = opening_.longest(text_, at, nullptr);
      if (n == 0 && !(text_[at] == U'，')) break;
      at += std::max<std::size_t>(n, 1);
    }
    if (at >= end) continue;
    const std::size_t n = described_.longest(text_, at, nullptr);
    const Mention* named = beginning(at);
    if (n == 0 || at + n > end || (named && acts(*named))) continue;
    const View head = text_.substr(at, n);
    const Suffix* suffix = annotation_.lexicon.suffixes.find(head);
    // 项目 and 平台 alone stand for any.
    if (!pointed && (head == U"项目" || head == U"平台" || head == U"基地")) continue;
    const std::string type = suffix ? suffix->type : "Company";
    found = last_named(head, type, i);
    said = head;
  }
  if (found < 0 || main_ < 0 || found == main_) return found;
  const EntityDraft& main = annotation_.entities[static_cast<std::size_t>(main_)];
  const EntityDraft& last = annotation_.entities[static_cast<std::size_t>(found)];
  const bool alike =
      main.type == last.type && main.name.size() >= 2 && last.name.size() >= 2 &&
      View(main.name).substr(main.name.size() - 2) == View(last.name).substr(last.name.size() - 2);
  // In a text that begins with its subject, 某学院（...）是..., the word means it throughout.
  const std::size_t first = first_mention(0);
  const bool entry = first < annotation_.mentions.size() &&
                     annotation_.mentions[first].entity == main_ &&
                     annotation_.mentions[first].range.begin < 3;
  // 园区 in a text about a park that is called otherwise, 某某城.
  if (said == U"园区" && main.type == "Park" && entry) return main_;
  return alike && entry ? main_ : found;
}

int Subjects::topic_of_paragraph(std::size_t sentence) const {
  std::size_t paragraph = sentence;
  while (paragraph > 0 && text_[paragraph - 1] != U'\n' && sentence - paragraph < 2000) --paragraph;
  if (paragraph >= sentence || (paragraph > 0 && text_[paragraph - 1] != U'\n')) return -1;
  const std::size_t end = std::min(sentence, paragraph + 60);
  const Mention* leader = leading(paragraph, end);
  if (leader && leader->type != "Event") return leader->entity;
  // What the document is about, where the paragraph begins with it.
  for (std::size_t i = first_mention(paragraph); i < annotation_.mentions.size(); ++i) {
    const Mention& mention = annotation_.mentions[i];
    if (mention.range.end > end) break;
    if (mention.entity == main_ && !governed(mention, paragraph)) return mention.entity;
  }
  if (leader) return leader->entity;
  std::size_t clause = paragraph;
  while (clause < end && !is_clause_mark(text_[clause])) ++clause;
  bool pointed = false;
  return described(paragraph, clause, pointed);
}

int Subjects::of(std::size_t phrase, std::size_t figure) {
  const auto found = [&](int subject) {
    carry(subject, figure);
    return subject;
  };
  if (const int all = whole(phrase, figure); all >= 0) return found(all);
  if (const int object = object_before(phrase, figure); object >= 0) return found(object);
  if (const int policy = policy_of(phrase, figure); policy >= 0) return found(policy);
  if (const int firm = operator_before(phrase); firm >= 0) return found(firm);
  const std::size_t sentence = sentence_of(figure);
  const std::size_t far = std::max(sentence, figure > kFar ? figure - kFar : 0);
  // The clauses of the sentence, the nearest first.
  std::size_t end = figure;
  for (std::size_t begin = phrase;;) {
    if (begin < phrase) {
      if (const Mention* event = held_event(begin, end)) return found(event->entity);
      if (const Mention* doer = pivot(begin, end)) return found(doer->entity);
    } else if (const Mention* event = held_event(begin, end)) {
      return found(event->entity);
    }
    if (const Mention* mention = leading(begin, end)) return found(mention->entity);
    if (begin == phrase) {
      if (const int own = owner(begin, end); own >= 0) return found(own);
    }
    if (carried_ != -1 && carried_at_ >= begin && carried_at_ < end) return found(carried_);
    if (begin <= far) break;
    end = begin;
    // A phrase behind a figure is part of that figure's clause.
    std::size_t at = begin - (marks_[begin - 1] ? 1 : 0);
    while (at > far && !marks_[at - 1]) --at;
    begin = at;
  }
  if (carried_ != -1 && carried_at_ >= sentence && carried_at_ < figure) return found(carried_);
  bool pointed = false;
  if (const int thing = described(far, figure, pointed); thing >= 0) {
    // 公司市值2300亿元, in a paragraph on a company: that company, whoever was named since.
    const bool same = carried_ >= 0 && carried_at_ < sentence && !pointed &&
                      annotation_.entities[static_cast<std::size_t>(thing)].type == "Company" &&
                      annotation_.entities[static_cast<std::size_t>(carried_)].type == "Company" &&
                      sentence - carried_at_ < 60 &&
                      part(carried_at_, sentence).find(U'\n') == View::npos;
    return found(same ? carried_ : thing);
  }
  if (pointed) return found(kUnknown);  // 该项目, and no project is known
  // “我们投入...”: the speaker's own, whom the sentence before was about.
  if (carried_ >= 0 && figure - carried_at_ < 200) {
    bool quoted = false;
    for (std::size_t i = far; i < figure; ++i) {
      quoted = quoted || text_[i] == U'“';
      if (quoted && speaker_.longest(text_, i, nullptr) > 0) return found(carried_);
    }
  }
  for (std::size_t i = phrase; i < figure; ++i) {
    if (guest_.longest(text_, i, nullptr) == 0) continue;
    if (const int event = last_named(U"", "Event", phrase); event >= 0) return found(event);
    break;
  }
  // A sentence with a time of its own, 1—8月，规上工业增加值..., goes on with the document.
  const auto dated = std::lower_bound(
      periods_.begin(), periods_.end(), sentence,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  if (dated == periods_.end() || dated->range.end > figure) {
    if (const int topic = topic_of_paragraph(sentence); topic >= 0) return found(topic);
  }
  return main_ >= 0 ? main_ : place_;
}

void Subjects::carry(int subject, std::size_t figure) {
  carried_ = subject;
  carried_at_ = figure;
}

}  // namespace wutong::extract
