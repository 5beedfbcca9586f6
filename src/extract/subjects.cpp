#include "extract/subjects.h"

#include <algorithm>
#include <map>

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
bool is_edition(View name) {
  return std::any_of(name.begin(), name.end(), text::is_digit) || name.find(U'届') != View::npos;
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
      speaker_(annotation.lexicon.words("speaker")),
      holds_(annotation.lexicon.words("holds")),
      pivot_(annotation.lexicon.words("pivot")),
      policy_does_(annotation.lexicon.words("policy.does")),
      apposed_(annotation.lexicon.words("apposed")),
      under_(annotation.lexicon.words("under")),
      creates_(annotation.lexicon.words("creates")),
      describes_(annotation.lexicon.words("describes")),
      attributes_(annotation.lexicon.words("attributes")),
      finished_(annotation.lexicon.words("finished")),
      flow_(annotation.lexicon.words("flow")),
      grants_(annotation.lexicon.words("grants")),
      spend_(annotation.lexicon.words("spend")),
      proposes_(annotation.lexicon.words("proposes")),
      constructs_(annotation.lexicon.words("constructs")),
      edition_(annotation.lexicon.words("edition")),
      kind_(annotation.lexicon.words("kind")),
      ever_(annotation.lexicon.words("ever")),
      venue_(annotation.lexicon.words("venue")),
      referents_(annotation, periods),
      document_(annotation, referents_) {
  mark_clauses();
  std::vector<bool> seen(annotation.entities.size(), false);
  for (const Mention& mention : annotation.mentions) {
    if (mention.type != "Event" || mention.entity < 0) continue;
    const auto entity = static_cast<std::size_t>(mention.entity);
    if (!seen[entity] && is_edition(annotation.entities[entity].name)) {
      editions_.push_back(mention.entity);
    }
    seen[entity] = true;
  }
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

std::size_t Subjects::sentence_of(std::size_t at) const {
  const auto after = std::upper_bound(sentences_.begin(), sentences_.end(), at);
  return after == sentences_.begin() ? 0 : *std::prev(after);
}

bool Subjects::within_name(std::size_t at) const {
  const std::size_t i = annotation_.first_mention(at + 1);
  return i > 0 && annotation_.mentions[i - 1].range.end > at;
}

bool Subjects::acts(const Mention& mention) const { return referents_.acts(mention); }

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
  // 某园区内有甲、乙等企业
  if (mention.range.end < text_.size() &&
      View(U"内里上中").find(text_[mention.range.end]) != View::npos) {
    return false;
  }
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
    } else if (!listed) {
      // 某市组织甲、乙等34家: who acts is no member of the list.
      const Token& token = annotation_.tokens[annotation_.token_at[i]];
      if (token.tag[0] == 'v' && token.tag[1] != 'n' && token.range.size() > 1) return false;
      if (token.tag[0] == 'f' || token.tag[0] == 'd') return false;
      if (token.tag[0] == 'p' && c != U'至' && c != U'到') return false;
      i = std::max(i, token.range.end - 1);
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
    if (const Mention* mention = annotation_.mention_at(at)) {
      // Of names side by side the last is meant: 浙江 桐乡.
      while (const Mention* next = annotation_.mention_at(mention->range.end)) {
        if (!acts(*next) || next->range.end > end) break;
        mention = next;
      }
      // 甲集团旗下的乙公司
      if (const std::size_t n = under_.longest(text_, mention->range.end, nullptr); n > 0) {
        const Mention* owned = annotation_.mention_at(mention->range.end + n);
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
      // A股上市公司112家: what is counted.
      if (mention->range.end == end && mention->type == "Company") return nullptr;
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
      const Mention* named = n > 0 ? annotation_.mention_at(at + n) : nullptr;
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
  for (std::size_t i = annotation_.first_mention(begin); i < annotation_.mentions.size(); ++i) {
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
    const bool listed = text_[next] == U'、' && annotation_.mention_at(next + 1) != nullptr;
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
  const Mention* mention = n > 0 ? annotation_.mention_at(at + n) : nullptr;
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
  for (std::size_t i = annotation_.first_mention(phrase); i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    const std::size_t begin = mention.range.begin;
    if (phrase - mention.range.end > 20) break;
    if (mention.type == "Company" && begin > 0 && text_[begin - 1] == U'由') return mention.entity;
  }
  return -1;
}

// 印发《某意见》（以下简称《意见》），从3个方面提出20条措施: the clause before ends with the
// policy.
int Subjects::policy_of(std::size_t phrase, std::size_t figure) const {
  std::size_t clause = phrase;
  while (clause > 0 && phrase - clause < 40 && !marks_[clause - 1]) --clause;
  if (clause < 3 || text_[clause - 1] != U'，') return -1;
  bool does = policy_does_.longest(text_, clause, nullptr) > 0;
  for (std::size_t i = clause; i < figure && !does; ++i) {
    const std::size_t n = proposes_.longest(text_, i, nullptr);
    does = n > 0 && i + n <= figure + 4;
  }
  if (!does) return -1;
  std::size_t end = clause - 1;
  if (text_[end - 1] == U'）') {
    const std::size_t open = part(end > 40 ? end - 40 : 0, end).rfind(U'（');
    if (open != View::npos) end = (end > 40 ? end - 40 : 0) + open;
  }
  for (std::size_t back = 0; back <= 1 && back < end; ++back) {
    const Mention* mention = annotation_.mention_before(end - back);
    if (mention && mention->type == "Policy") return mention->entity;
  }
  return -1;
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
      if (const int found = document_.province(); found >= 0) return found;
    }
    char32_t kind = text_[i + n - 1];
    if (kind == U'上' || kind == U'里') kind = text_[i + n - 2];
    if (const int found = document_.place_ending(kind); found >= 0) return found;
    return document_.place();
  }
  return -1;
}

// X的: who owns what is counted.
int Subjects::owner(std::size_t begin, std::size_t end) const {
  for (std::size_t i = annotation_.first_mention(begin); i < annotation_.mentions.size(); ++i) {
    const Mention& mention = annotation_.mentions[i];
    if (mention.range.end >= end) break;
    if (!acts(mention) || mention.type == "Event" || mention.type == "Project") continue;
    if (text_[mention.range.end] == U'的' && !governed(mention, begin)) return mention.entity;
  }
  return -1;
}

// The name that a clause ends with: “鲜达通”平台.
const Mention* Subjects::ending_clause(std::size_t end) const {
  const auto quotes = [&] {
    while (end > 0 && is_quote(text_[end - 1])) --end;
  };
  quotes();
  if (const Mention* mention = annotation_.mention_before(end)) return mention;
  end -= kind_.longest_ending(part(end > 6 ? end - 6 : 0, end));
  quotes();
  return annotation_.mention_before(end);
}

// 启动建设某项目，总投资20亿元: the clause before ends with what the figure describes.
int Subjects::object_before(std::size_t phrase, std::size_t figure) const {
  const std::size_t n = object_.longest(text_, phrase, nullptr);
  if (n == 0 || phrase + n > figure || phrase == 0 || text_[phrase - 1] != U'，') return -1;
  const bool firm = text_.substr(phrase, 2) == U"注册";  // only a company has that capital
  const Mention* mention = ending_clause(phrase - 1);
  if (mention && acts(*mention) && (!firm || mention->type == "Company")) return mention->entity;
  for (std::size_t back = 2; back <= 4 && back <= phrase; ++back) {
    if (is_clause_mark(text_[phrase - back])) break;
    mention = annotation_.mention_before(phrase - back);
    if (!mention || mention->type == "Place") continue;
    if (acts(*mention) && (!firm || mention->type == "Company")) return mention->entity;
  }
  return -1;
}

int Subjects::topic_of_paragraph(std::size_t sentence) const {
  std::size_t paragraph = sentence;
  while (paragraph > 0 && text_[paragraph - 1] != U'\n' && sentence - paragraph < 2000) --paragraph;
  if (paragraph >= sentence || (paragraph > 0 && text_[paragraph - 1] != U'\n')) return -1;
  const std::size_t end = std::min(sentence, paragraph + 60);
  const Mention* leader = leading(paragraph, end);
  if (leader && leader->type != "Event") return leader->entity;
  // What the document is about, where the paragraph begins with it.
  for (std::size_t i = annotation_.first_mention(paragraph); i < annotation_.mentions.size(); ++i) {
    const Mention& mention = annotation_.mentions[i];
    if (mention.range.end > end) break;
    if (mention.entity == document_.main() && !governed(mention, paragraph)) return mention.entity;
  }
  if (leader) return leader->entity;
  std::size_t clause = paragraph;
  while (clause < end && !is_clause_mark(text_[clause])) ++clause;
  return referents_.at_head(paragraph, clause, spoken()).entity;
}

// 某大学新校区启用，引进人才860名: in a report of a place on itself, what another clause says
// in full of something is no subject of what was done.
bool Subjects::finished(const Mention& mention, std::size_t begin, std::size_t end,
                        std::size_t phrase) const {
  if (begin == phrase || !annotation_.is_report || mention.type != "Institution") return false;
  std::size_t mark = end;
  while (mark > begin && is_clause_mark(text_[mark - 1])) --mark;
  return finished_.longest_ending(part(begin, mark)) > 0 &&
         flow_.longest(text_, phrase, nullptr) > 0;
}

// 给予该中心: what is pointed at within a phrase.
int Subjects::pointed_in(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i + 2 < end; ++i) {
    if (text_[i] != U'该' || i == begin) continue;
    const Referent meant = referents_.at_head(i, end, spoken());
    if (meant.entity >= 0) return meant.entity;
  }
  return -1;
}

// 补助、奖励: money that a policy gives; the honour that it is given for, 对获得某称号的每户奖励
// 50万元, else the policy that the text is about.
int Subjects::granted_by(std::size_t phrase, Range figure) const {
  constexpr std::size_t kPolicies = 200;
  bool grants = false;
  const std::size_t far = std::min(text_.size(), figure.end + 8);
  for (std::size_t i = phrase; i < far && !grants; ++i) {
    if (i >= figure.end && is_clause_mark(text_[i])) break;
    const std::size_t n = grants_.longest(text_, i, nullptr);
    grants = n > 0 && i + n <= far;
  }
  if (!grants) return -1;
  const std::size_t sentence = sentence_of(figure.begin);
  // 每年给予该中心运行经费: who gets it.
  if (const int body = pointed_in(phrase, figure.begin); body >= 0) return body;
  // 《某方案》提出，对列入某目录的产品给予补助: the one that says so.
  const Mention* says = annotation_.mention_at(sentence);
  if (!says && text_[sentence] == U'《') says = annotation_.mention_at(sentence + 1);
  if (says && says->type == "Policy" && says->entity >= 0 && says->range.end < phrase) {
    std::size_t next = says->range.end;
    while (next < phrase && is_quote(text_[next])) ++next;
    if (policy_does_.longest(text_, next, nullptr) > 0) return says->entity;
  }
  const std::size_t first = annotation_.first_mention(figure.begin);
  for (std::size_t i = first; i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    if (mention.range.begin < sentence) break;
    if (mention.type == "Policy" && mention.entity >= 0) return mention.entity;
    if (text_.substr(mention.range.end, 1) == U"；") break;
  }
  if (document_.main() >= 0 &&
      annotation_.entities[static_cast<std::size_t>(document_.main())].type == "Company") {
    return -1;
  }
  std::map<int, std::size_t> count;
  int most = -1;
  std::size_t seen = 0;
  for (std::size_t i = first; i > 0 && seen < kPolicies; --i, ++seen) {
    const Mention& mention = annotation_.mentions[i - 1];
    const std::size_t begin = mention.range.begin;
    if (mention.type != "Policy" || mention.entity < 0) continue;
    if (text_[begin] != U'《' && (begin == 0 || text_[begin - 1] != U'《')) continue;
    if (++count[mention.entity] > (most < 0 ? 0 : count[most])) most = mention.entity;
  }
  return most;
}

// “我们投入...”: the speaker's own; where nobody is named as the speaker, of whom the sentence
// before was.
int Subjects::speaker_of(std::size_t from, std::size_t figure) const {
  std::size_t open = View::npos;
  for (std::size_t i = from; i < figure; ++i) {
    if (text_[i] == U'“') open = i;
    if (text_[i] == U'”') open = View::npos;
    if (open == View::npos || speaker_.longest(text_, i, nullptr) == 0) continue;
    if (const int body = referents_.speaker(figure, sentence_of(figure)); body >= 0) return body;
    return carried_ >= 0 && figure - carried_at_ < 200 ? carried_ : -1;
  }
  return -1;
}

// 由某公司建设的某项目已有两条生产线: what a long attribute stands before.
int Subjects::topic_in(std::size_t begin, std::size_t end) const {
  for (std::size_t i = annotation_.first_mention(end); i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    if (mention.range.begin <= begin) break;
    if (mention.range.end >= end || !acts(mention) || mention.type == "Place") continue;
    std::size_t from = mention.range.begin, next = mention.range.end;
    while (from > begin && is_quote(text_[from - 1])) --from;
    while (next < end && is_quote(text_[next])) ++next;
    // “丝路云链”平台已接入...
    if (next > mention.range.end || mention.quoted) {
      const std::size_t n = kind_.longest(text_, next, nullptr);
      if (next + n < end) next += n;
    }
    if (next >= end || from == begin || text_[from - 1] != U'的') continue;
    const Token& token = annotation_.tokens[annotation_.token_at[next]];
    const bool predicate = token.tag[0] == 'd' || token.tag[0] == 'v' ||
                           describes_.longest(text_, next, nullptr) > 0 ||
                           View(U"已现年可将").find(text_[next]) != View::npos;
    if (predicate && !governed(mention, begin)) return mention.entity;
  }
  return -1;
}

// 共建某学院，首年招生240人; 由某集团建设的某中心，已有7个团队入驻: the clause before `begin` ends
// with what was made, and the figure's clause describes it.
int Subjects::made_before(std::size_t begin, std::size_t phrase, std::size_t figure) const {
  constexpr std::size_t kClause = 60;
  if (begin < 3 || (text_[begin - 1] != U'，' && text_[begin - 1] != U'；')) return -1;
  const Mention* made = ending_clause(begin - 1);
  if (!made || made->entity < 0 || made->type == "Place") return -1;
  if (!acts(*made) && made->type != "Policy") return -1;
  std::size_t from = made->range.begin;
  const std::size_t low = from > kClause ? from - kClause : 0;
  std::size_t clause = from;
  while (clause > low && !marks_[clause - 1]) --clause;
  while (from > clause && is_quote(text_[from - 1])) --from;
  if (from > clause && text_[from - 1] == U'的') {
    // 总投资76亿元的某项目，...: all the clause is its name.
    if (attributes_.longest(text_, clause, nullptr) > 0) return made->entity;
  }
  std::size_t at = phrase;
  for (std::size_t n = 1; n > 0 && at < figure; at += n) {
    n = describes_.longest(text_, at, nullptr) > 0 ? 0 : opening_.longest(text_, at, nullptr);
  }
  if (at >= figure && phrase < figure) return -1;
  if (describes_.longest(text_, at, nullptr) == 0) return -1;
  for (std::size_t i = clause; i < from; ++i) {
    const std::size_t n = creates_.longest(text_, i, nullptr);
    if (n == 0 || i + n > from) continue;
    const Token& token = annotation_.tokens[annotation_.token_at[i]];
    if (token.range.begin == i) return made->entity;
  }
  return -1;
}

// 投资2.6亿元，在某开发区兴建某工业园: what the money goes into stands behind it.
int Subjects::paid_for(std::size_t phrase, Range figure) const {
  constexpr std::size_t kBehind = 60;
  if (spend_.longest_ending(part(phrase, figure.begin)) == 0) return -1;
  std::size_t end = figure.end;
  const std::size_t far = std::min(text_.size(), figure.end + kBehind);
  int marks = 0;
  bool builds = false;
  for (; end < far; ++end) {
    const char32_t c = text_[end];
    if (is_sentence_end(c) || c == U'；' || text::is_digit(c)) break;
    if (marks_[end] && ++marks > 1) break;
    const std::size_t n = constructs_.longest(text_, end, nullptr);
    if (n > 0 && annotation_.tokens[annotation_.token_at[end]].range.begin == end) builds = true;
    const Mention* mention = builds ? annotation_.mention_at(end) : nullptr;
    if (!mention || mention->entity < 0) continue;
    std::size_t next = mention->range.end;
    while (next < text_.size() && is_quote(text_[next])) ++next;
    const bool last = next >= text_.size() || marks_[next] || is_sentence_end(text_[next]);
    if (last && acts(*mention) && mention->type != "Place") return mention->entity;
    end = mention->range.end - 1;
  }
  return -1;
}

// The figures that a statistics bureau gives are its place's; those of 本届展会 the edition's that
// the text names, unless they are of all editions so far.
int Subjects::for_whom(int subject, std::size_t phrase, std::size_t figure) const {
  if (subject < 0) return subject;
  const EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(subject)];
  const View name = entity.name;
  if (entity.type == "Institution" && name.size() > 3 &&
      name.substr(name.size() - 3) == U"统计局") {
    const auto known = seats_.find(subject);
    const int seat = known != seats_.end() ? known->second : document_.seat_of(name);
    seats_[subject] = seat;
    return seat >= 0 ? seat : document_.place() >= 0 ? document_.place() : subject;
  }
  if (entity.type != "Event" || editions_.empty()) return subject;
  // 本届展会: the one that the text names first.
  const std::size_t far = std::max(sentence_of(figure), figure > kFar ? figure - kFar : 0);
  for (std::size_t i = far; i < figure; ++i) {
    if (edition_.longest(text_, i, nullptr) > 0) return editions_.front();
  }
  if (is_edition(name)) return subject;
  for (std::size_t i = phrase; i < figure; ++i) {
    if (ever_.longest(text_, i, nullptr) > 0) return subject;
  }
  const auto known = only_edition_.find(subject);
  const int only = known != only_edition_.end() ? known->second : only_edition_of(entity);
  only_edition_[subject] = only;
  return only >= 0 ? only : subject;
}

// The one edition of a series that the text names; -1: none or several.
int Subjects::only_edition_of(const EntityDraft& series) const {
  int only = -1;
  for (const int i : editions_) {
    const std::u32string& edition = annotation_.entities[static_cast<std::size_t>(i)].name;
    // 进博会 of 第六届中国国际进口博览会: its characters in their order, the last one last.
    const auto names = [&](View name) {
      if (name.size() < 3 || edition.size() <= name.size() || name.back() != edition.back()) {
        return false;
      }
      std::size_t k = 0;
      for (const char32_t c : edition) k += k < name.size() && c == name[k] ? 1 : 0;
      return k == name.size();
    };
    if (!names(series.name) && std::none_of(series.aliases.begin(), series.aliases.end(), names)) {
      continue;
    }
    if (only >= 0) return -1;
    only = i;
  }
  return only;
}

int Subjects::of(std::size_t phrase, Range range) {
  const std::size_t figure = range.begin;
  const auto found = [&](int subject, std::u32string_view step) {
    step_ = step;
    subject = for_whom(subject, phrase, figure);
    carry(subject, figure);
    return subject;
  };
  if (const int all = whole(phrase, figure); all >= 0) return found(all, U"whole");
  if (const int object = object_before(phrase, figure); object >= 0)
    return found(object, U"object");
  if (const int policy = policy_of(phrase, figure); policy >= 0) return found(policy, U"policy");
  if (const int firm = operator_before(phrase); firm >= 0) return found(firm, U"operator");
  if (const int policy = granted_by(phrase, range); policy >= 0) return found(policy, U"grant");
  if (const int work = paid_for(phrase, range); work >= 0) {
    step_ = U"paid";
    return work;
  }
  const std::size_t sentence = sentence_of(figure);
  const std::size_t far = std::max(sentence, figure > kFar ? figure - kFar : 0);
  if (const int own = speaker_of(far, figure); own >= 0) return found(own, U"speaker");
  // The clauses of the sentence, the nearest first.
  std::size_t end = figure;
  for (std::size_t begin = phrase;;) {
    if (begin < phrase) {
      if (const Mention* event = held_event(begin, end)) return found(event->entity, U"held");
      if (const Mention* doer = pivot(begin, end)) return found(doer->entity, U"pivot");
    } else if (const Mention* event = held_event(begin, end)) {
      return found(event->entity, U"held");
    }
    if (carried_ != -1 && carried_at_ >= begin && carried_at_ < end) {
      return found(carried_, U"clause");
    }
    if (begin == phrase) {
      if (const int topic = topic_in(begin, end); topic >= 0) return found(topic, U"topic");
    }
    if (begin == 0 || marks_[begin - 1]) {
      if (venue_.longest(text_, begin, nullptr) > 0) {
        const int event = referents_.last_named(U"", "Event", begin);
        if (event >= 0) return found(event, U"venue");
      }
      const Referent meant = referents_.at_head(begin, end, spoken());
      if (meant.entity >= 0) return found(meant.entity, U"meant");
      if (meant.pointed) return found(kUnknown, U"unknown");  // 该项目, and no project is known
    }
    if (const Mention* mention = leading(begin, end);
        mention && !finished(*mention, begin, end, phrase)) {
      return found(mention->entity, begin == phrase ? U"leading" : U"before");
    }
    if (begin == phrase) {
      if (const int own = owner(begin, end); own >= 0) return found(own, U"owner");
    }
    if (begin <= far) break;
    if (const int made = made_before(begin, phrase, figure); made >= 0) {
      return found(made, U"made");
    }
    end = begin;
    // A phrase behind a figure is part of that figure's clause.
    std::size_t at = begin - (marks_[begin - 1] ? 1 : 0);
    while (at > far && !marks_[at - 1]) --at;
    begin = at;
  }
  if (carried_ != -1 && carried_at_ >= sentence && carried_at_ < figure) {
    return found(carried_, U"carried");
  }
  for (std::size_t i = phrase; i < std::min(text_.size(), range.end + 30); ++i) {
    if (i >= range.end && is_clause_mark(text_[i])) break;
    if (guest_.longest(text_, i, nullptr) == 0) continue;
    if (const int event = referents_.last_named(U"", "Event", phrase); event >= 0) {
      return found(event, U"guest");
    }
    break;
  }
  // A sentence with a time of its own, 1—8月，规上工业增加值..., goes on with the document.
  const auto dated = std::lower_bound(
      periods_.begin(), periods_.end(), sentence,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  if (dated == periods_.end() || dated->range.end > figure) {
    if (const int topic = topic_of_paragraph(sentence); topic >= 0) {
      return found(topic, U"paragraph");
    }
  }
  step_ = U"document";
  return for_whom(document_.main() >= 0 ? document_.main() : document_.place(), phrase, figure);
}

void Subjects::carry(int subject, std::size_t figure) {
  carried_ = subject;
  carried_at_ = figure;
}

}  // namespace wutong::extract
