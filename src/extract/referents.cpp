#include "extract/referents.h"

#include <algorithm>
#include <map>

#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

// How far back a bare 平台 or 基地 finds what is called so; a text may be one long paragraph.
constexpr std::size_t kFar = 160;
constexpr std::size_t kLongestParagraph = 2000;

bool ends_with(View text, View end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}
bool is_quote(char32_t c) {
  return c == U'“' || c == U'”' || c == U'《' || c == U'》' || c == U'"' || c == U'　' || c == U' ';
}

}  // namespace

Referents::Referents(const Annotation& annotation, const std::vector<Period>& periods)
    : annotation_(annotation),
      periods_(periods),
      text_(annotation.text()),
      opening_(annotation.lexicon.words("opening")),
      described_(annotation.lexicon.words("described")),
      pointed_(annotation.lexicon.words("described.pointed")),
      this_(annotation.lexicon.words("this")),
      has_(annotation.lexicon.words("opening.verb")),
      policy_(annotation.lexicon.words("policy.kind")),
      it_(annotation.lexicon.words("it")),
      says_(annotation.lexicon.words("says")) {
  const WordSet& media = annotation.lexicon.words("media");
  for (const EntityDraft& entity : annotation.entities) {
    reports_.push_back(media.longest_ending(entity.name) > 0);
  }
}

bool Referents::acts(const Mention& m) const {
  return m.entity >= 0 && m.type != "Industry" && m.type != "Policy" && m.type != "Person" &&
         !reports_[static_cast<std::size_t>(m.entity)];
}

std::size_t Referents::paragraph_of(std::size_t at) const {
  std::size_t begin = at;
  while (begin > 0 && text_[begin - 1] != U'\n' && at - begin < kLongestParagraph) --begin;
  return begin;
}

Referent Referents::at_head(std::size_t begin, std::size_t end, const Spoken& spoken) const {
  std::size_t at = begin;
  const auto& tokens = annotation_.tokens;
  auto period = std::lower_bound(
      periods_.begin(), periods_.end(), begin,
      [](const Period& each, std::size_t wanted) { return each.range.begin < wanted; });
  for (int step = 0; step < 6 && at < end; ++step) {
    while (period != periods_.end() && period->range.begin < at) ++period;
    if (const Mention* named = annotation_.mention_at(at); named && acts(*named)) return {};
    if (const std::size_t n = this_.longest(text_, at, nullptr); n > 0) {
      const std::size_t head = at + n;
      if (head >= end) return {};
      std::size_t length = std::max(described_.longest(text_, head, nullptr),
                                    pointed_.longest(text_, head, nullptr));
      if (length > 0 && head + length <= end && pointed_.longest(text_, head, nullptr) == length) {
        const View kind = text_.substr(head, length);
        const bool firm = kind == U"企业" || kind == U"工厂";
        if (firm) return {described(U"公司", head, true, spoken), true};
        if (policy_.find(kind) != nullptr) return {last_policy(head), false};
        return {named_so(kind, head, kLongestParagraph), false};
      }
      if (length > 0 && head + length <= end) {
        return {described(text_.substr(head, length), head, true, spoken), true};
      }
      // 该中试线: any noun that something named before ends in.
      length = tokens[annotation_.token_at[head]].range.end - head;
      if (length >= 2 && head + length <= end) {
        const int named = named_so(text_.substr(head, length), head, kLongestParagraph);
        if (named >= 0) return {named, true};
      }
      return {};
    }
    if (part(at, at + 2) == U"后者" || part(at, at + 2) == U"前者") {
      return {one_of_two(at, text_[at] == U'前'), false};
    }
    if ((text_[at] == U'他' || text_[at] == U'她') && spoken.main >= 0 &&
        annotation_.entities[static_cast<std::size_t>(spoken.main)].type == "Person") {
      return {spoken.main, false};
    }
    if (const std::size_t n = it_.longest(text_, at, nullptr);
        n > 0 && tokens[annotation_.token_at[at]].range.size() <= n) {
      const std::size_t paragraph = paragraph_of(at);
      if (spoken.carried >= 0 && spoken.carried_at >= paragraph && spoken.carried_at < at) {
        return {spoken.carried, false};
      }
      return {last_acting(at, at - paragraph), false};
    }
    if (const std::size_t n = described_.longest(text_, at, nullptr); n > 0 && at + n <= end) {
      const View head = text_.substr(at, n);
      // 项目 and 平台 alone stand for any; but for one just named.
      const bool loose = head == U"项目" || head == U"平台" || head == U"基地";
      const bool any = head == U"公司" || head == U"集团" || head == U"园区" || head == U"小镇";
      if (!loose && any) return {described(head, at, false, spoken), false};
      if (!loose) {
        const int named = described(head, at, false, spoken);
        const bool so = named >= 0 &&
                        ends_with(annotation_.entities[static_cast<std::size_t>(named)].name, head);
        return {so ? named : -1, false};
      }
      return {named_so(head, at, kFar), false};
    }
    if (period != periods_.end() && period->range.begin == at) {
      at = period->range.end;
      continue;
    }
    if (is_quote(text_[at]) || text_[at] == U'，') {
      ++at;
      continue;
    }
    if (const std::size_t n = opening_.longest(text_, at, nullptr); n > 0) {
      if (has_.find(part(at, at + n)) != nullptr) return {};  // 拥有学校12所
      at += n;
      continue;
    }
    const Token& token = tokens[annotation_.token_at[at]];
    const char tag = token.tag[0];
    if (tag == 'd' || tag == 'c' || tag == 't') {
      at = token.range.end;
      continue;
    }
    const View head = part(at, token.range.end);
    if (head == U"企业" && token.range.end < end) {
      // 企业每年把营收的7%投进研发: the one spoken of does it.
      const Token& next = tokens[annotation_.token_at[token.range.end]];
      const bool does = next.tag[0] == 'd' || next.tag[0] == 'p' || next.tag[0] == 't' ||
                        next.tag[0] == 'r' || text_[next.range.begin] == U'每';
      return {does ? described(U"公司", at, false, spoken) : -1, false};
    }
    if (tag != 'n' && tag != 'v' && tag != 'b') return {};
    // 产业大脑接入企业386家: the longest noun that something just named ends in.
    const std::size_t second =
        token.range.end < end ? tokens[annotation_.token_at[token.range.end]].range.end : end;
    if (second < end && second - at >= 4) {
      if (const int named = named_so(part(at, second), at, kFar); named >= 0) return {named, false};
    }
    if (tag == 'n' && head.size() >= 2 && token.range.end < end &&
        annotation_.lexicon.suffixes.find(head) != nullptr) {
      return {named_so(head, at, kFar), false};
    }
    return {};
  }
  return {};
}

// What the document is about comes first, where it is of that kind.
int Referents::described(View head, std::size_t at, bool pointed, const Spoken& spoken) const {
  const Suffix* suffix = annotation_.lexicon.suffixes.find(head);
  const std::string type = suffix ? suffix->type : "Company";
  // A bare 公司 means the one that the text speaks of most.
  if (!pointed && (head == U"公司" || head == U"集团" || head == U"园区")) {
    const bool main = spoken.main >= 0 &&
                      annotation_.entities[static_cast<std::size_t>(spoken.main)].type == type;
    if (main) return spoken.main;
    if (head != U"集团") {
      if (const int most = main_of(type); most >= 0) return most;
    }
  }
  const int found = last_named(head, type, at);
  if (found < 0 || spoken.main < 0 || found == spoken.main) return found;
  const EntityDraft& main = annotation_.entities[static_cast<std::size_t>(spoken.main)];
  const EntityDraft& last = annotation_.entities[static_cast<std::size_t>(found)];
  const bool alike =
      main.type == last.type && main.name.size() >= 2 && last.name.size() >= 2 &&
      View(main.name).substr(main.name.size() - 2) == View(last.name).substr(last.name.size() - 2);
  // In a text that begins with its subject, 某学院（...）是..., the word means it throughout.
  const std::size_t first = annotation_.first_mention(0);
  const bool entry = first < annotation_.mentions.size() &&
                     annotation_.mentions[first].entity == spoken.main &&
                     annotation_.mentions[first].range.begin < 3;
  // 园区 in a text about a park that is called otherwise, 某某城.
  if (head == U"园区" && main.type == "Park" && entry) return spoken.main;
  if (alike && entry) return spoken.main;
  // 公司市值2300亿元, in a paragraph on a company: that company, whoever was named since.
  const bool same =
      spoken.carried >= 0 && spoken.carried_at < at && !pointed && last.type == "Company" &&
      annotation_.entities[static_cast<std::size_t>(spoken.carried)].type == "Company" &&
      at - spoken.carried_at < 60 && part(spoken.carried_at, at).find(U'\n') == View::npos;
  return same ? spoken.carried : found;
}

// The entity of a type that the text names most, if it does so more than twice; what stands near
// the beginning counts more, and the first most.
int Referents::main_of(const std::string& type) const {
  constexpr std::size_t kHead = 60;
  const auto known = main_.find(type);
  if (known != main_.end()) return known->second;
  std::map<int, int> count;
  int& most = main_[type];
  most = -1;
  int best = 2;
  for (const Mention& mention : annotation_.mentions) {
    if (mention.type != type || mention.entity < 0) continue;
    int& n = count[mention.entity];
    if (count.size() == 1 && n == 0) n = 2;
    n += mention.range.begin < kHead ? 3 : 1;
    if (n > best) {
      best = n;
      most = mention.entity;
    }
  }
  return most;
}

// The last thing named, at most `far` characters before, whose name ends in `head`.
int Referents::named_so(View head, std::size_t at, std::size_t far) const {
  for (std::size_t i = annotation_.first_mention(at); i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    if (at - mention.range.begin > far) break;
    if (mention.entity < 0 || mention.type == "Person" || mention.type == "Industry") continue;
    const EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(mention.entity)];
    const auto so = [&](View name) {
      while (!name.empty() && is_quote(name.back())) name.remove_suffix(1);
      return name.size() > head.size() && name.substr(name.size() - head.size()) == head;
    };
    if (so(entity.name) || so(annotation_.text(mention.range))) return mention.entity;
    // “鲜达通”平台: the noun behind the name is said of it too.
    std::size_t next = mention.range.end;
    while (next < text_.size() && is_quote(text_[next])) ++next;
    if (next == mention.range.end && !mention.quoted) continue;
    if (text_.substr(next, head.size()) == head && next < at) return mention.entity;
  }
  return -1;
}

int Referents::last_policy(std::size_t before) const {
  for (std::size_t i = annotation_.first_mention(before); i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    if (mention.type == "Policy" && mention.entity >= 0) return mention.entity;
    if (before - mention.range.begin > kLongestParagraph) break;
  }
  return -1;
}

int Referents::last_acting(std::size_t before, std::size_t far) const {
  for (std::size_t i = annotation_.first_mention(before); i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    if (before - mention.range.begin > far) break;
    if (acts(mention) && mention.type != "Place") return mention.entity;
  }
  return -1;
}

// Of the bodies named last, within two sentences: the latter, or the one before it.
int Referents::one_of_two(std::size_t at, bool former) const {
  constexpr std::size_t kNear = 120;
  int latter = -1;
  for (std::size_t i = annotation_.first_mention(at); i > 0; --i) {
    const Mention& mention = annotation_.mentions[i - 1];
    if (at - mention.range.begin > kNear) break;
    if (!acts(mention) || (mention.type != "Company" && mention.type != "Institution")) continue;
    if (!former) return mention.entity;
    if (latter < 0) {
      latter = mention.entity;
    } else if (mention.entity != latter) {
      return mention.entity;
    }
  }
  return -1;
}

int Referents::last_named(View head, const std::string& type, std::size_t before) const {
  constexpr std::size_t kMentions = 300;
  int of_type = -1, of_head = -1;
  std::size_t i = annotation_.first_mention(before);
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

// The body named right before a person somewhere: 某公司总经理某某.
int Referents::employer(int person, std::size_t before) const {
  constexpr std::size_t kBetween = 12, kMentions = 400;
  std::size_t seen = 0;
  for (std::size_t i = annotation_.first_mention(before); i > 0 && seen < kMentions; --i, ++seen) {
    const Mention& mention = annotation_.mentions[i - 1];
    if (mention.entity != person) continue;
    for (std::size_t k = i - 1; k > 0; --k) {
      const Mention& body = annotation_.mentions[k - 1];
      if (mention.range.begin - body.range.end > kBetween) break;
      if (part(body.range.end, mention.range.begin).find_first_of(U"，。；\n") != View::npos) break;
      if (body.type == "Person") continue;
      if (acts(body) && body.type != "Place") return body.entity;
    }
  }
  return -1;
}

int Referents::speaker(std::size_t at, std::size_t sentence) const {
  constexpr std::size_t kQuote = 300, kBehind = 30;
  const std::size_t close = text_.substr(at, kQuote).find(U'”');
  std::size_t begin = 0, end = 0;
  if (close != View::npos) {
    begin = at + close + 1;
    end = begin;
    while (end < text_.size() && end - begin < kBehind && text_[end] != U'。' &&
           text_[end] != U'\n' && text_[end] != U'“') {
      ++end;
    }
  }
  const auto who = [&](std::size_t from, std::size_t to) {
    bool says = false;
    for (std::size_t i = from; i < to; ++i) says = says || says_.longest(text_, i, nullptr) > 0;
    if (!says) return -1;
    for (std::size_t i = annotation_.first_mention(from); i < annotation_.mentions.size(); ++i) {
      const Mention& mention = annotation_.mentions[i];
      if (mention.range.begin >= to) break;
      if (acts(mention) && mention.type != "Place") return mention.entity;
      if (mention.type == "Person") {
        if (const int body = employer(mention.entity, mention.range.begin); body >= 0) return body;
      }
    }
    for (const View head : {View(U"公司"), View(U"集团"), View(U"企业"), View(U"园区")}) {
      if (part(from, to).find(head) == View::npos) continue;
      return last_named(head == U"企业" ? View(U"公司") : head,
                        head == U"园区" ? "Park" : "Company", at);
    }
    return -1;
  };
  if (const int found = who(begin, end); found >= 0) return found;
  sentence = std::max(sentence, at > kQuote ? at - kQuote : 0);
  const std::size_t open = part(sentence, at).rfind(U'“');
  return open == View::npos ? -1 : who(sentence, sentence + open);
}

}  // namespace wutong::extract
