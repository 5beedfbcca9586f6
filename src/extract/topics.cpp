#include "extract/topics.h"

#include <algorithm>

#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kLongestParagraph = 4000;

bool is_clause_mark(char32_t c) {
  return c == U'，' || c == U'：' || c == U'（' || c == U'）' || is_sentence_end(c);
}

bool ends_with(View text, View end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}
bool starts_with(View text, View begin) { return text.substr(0, begin.size()) == begin; }

}  // namespace

int Topics::described(std::size_t begin, std::size_t end) const {
  struct Description {
    View head;
    const char* type;
  };
  static constexpr Description kDescriptions[] = {
      {U"孵化器", "Park"},      {U"孵化园", "Park"},        {U"园区", "Park"},
      {U"小镇", "Park"},        {U"开发区", "Park"},        {U"公司", "Company"},
      {U"集团", "Company"},     {U"研究院", "Institution"}, {U"研究所", "Institution"},
      {U"中心", "Institution"}, {U"论坛", "Event"},         {U"大会", "Event"},
      {U"博览会", "Event"},     {U"展会", "Event"},         {U"峰会", "Event"},
      {U"交易会", "Event"},     {U"学院", "Institution"},   {U"学校", "Institution"},
      {U"医院", "Institution"}, {U"该所", "Institution"},   {U"该院", "Institution"},
      {U"该校", "Institution"}, {U"平台", "Project"},       {U"企业", "Company"},
      {U"科技园", "Park"},      {U"项目", "Project"},       {U"工厂", "Project"},
      {U"协会", "Institution"}};
  static constexpr View kBefore[] = {U"",       U"该",         U"这座",   U"这个",  U"这家",
                                     U"这一",   U"本",         U"本次",   U"本届",  U"此次",
                                     U"目前，", U"截至目前，", U"如今，", U"其中，"};
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && !is_clause_mark(text_[i - 1])) continue;
    // 本届科博会: the event by whatever short name.
    for (const View which : {View(U"本届"), View(U"本次"), View(U"此次"), View(U"这届")}) {
      if (!starts_with(part(i, end), which)) continue;
      for (std::size_t n = 1; n <= 4 && i + which.size() + n <= end; ++n) {
        const char32_t last = text_[i + which.size() + n - 1];
        if (View(U"会节赛展").find(last) == View::npos) continue;
        const int event = last_named(View(&text_[i + which.size() + n - 1], 1), "Event", i);
        if (event >= 0) return event;
      }
    }
    for (const Description& each : kDescriptions) {
      for (const View before : kBefore) {
        const View rest = part(i, end);
        if (!starts_with(rest, before) || !starts_with(rest.substr(before.size()), each.head))
          continue;
        const View head = each.head.front() == U'该' ? each.head.substr(1) : each.head;
        // 企业, 平台 and 中心 need a word that points back: 该企业.
        const bool loose = head == U"企业" || head == U"平台" || head == U"中心" ||
                           head == U"项目" || head == U"协会" || head == U"工厂";
        if (loose && before != U"该" && before != U"这家" && before != U"这个" &&
            before != U"这一" && before != U"本") {
          continue;
        }
        return of_kind(head, each.type, i,
                       before == U"该" || before == U"这家" || before == U"这个" ||
                           before == U"这座" || before == U"这一");
      }
    }
  }
  return -1;
}
int Topics::of_kind(View head, const std::string& type, std::size_t at, bool pointing) const {
  const bool bare = head == U"公司" || head == U"企业" || head == U"园区";
  if (!bare) return last_named(head, type, at);
  if (!pointing) {
    const int lead = of_paragraph(at);
    if (lead >= 0 && annotation_.entities[static_cast<std::size_t>(lead)].type == type) return lead;
    const int main = main_of(type);
    if (main >= 0) return main;
  }
  return last_named(View(), type, at);
}

int Topics::main_of(const std::string& type) const {
  const auto known = main_.find(type);
  if (known != main_.end()) return known->second;
  std::map<int, int> count;
  for (const Mention& mention : annotation_.mentions) {
    if (mention.type == type) count[mention.entity] += mention.range.begin < 60 ? 3 : 1;
  }
  int best = -1, most = 2;
  for (const auto& [entity, n] : count) {
    if (n > most) {
      best = entity;
      most = n;
    }
  }
  main_[type] = best;
  return best;
}

int Topics::meant(std::size_t clause, std::size_t limit, std::size_t* end) const {
  struct Word {
    View text;
    const char* type;  // null: what the paragraph is about
  };
  static constexpr Word kWords[] = {
      {U"它", nullptr},       {U"其", nullptr},     {U"我们", "Company"}, {U"该公司", "Company"},
      {U"该企业", "Company"}, {U"公司", "Company"}, {U"企业", "Company"}, {U"集团", "Company"},
      {U"该园区", "Park"},    {U"园区", "Park"},    {U"当地", "Place"},   {U"该市", "Place"},
      {U"该县", "Place"},     {U"该区", "Place"},   {U"全市", "Place"},   {U"我市", "Place"}};
  // A few adverbs and times may come first: 去年还, 上个月, 为此.
  for (std::size_t i = clause, steps = 0; i < limit && steps < 5; ++steps) {
    for (const View which : {View(U"前者"), View(U"后者")}) {
      if (!starts_with(part(i, limit), which)) continue;
      if (end) *end = i + 2;
      return one_of_two(i, which.front() == U'前');
    }
    for (const Word& word : kWords) {
      if (!starts_with(part(i, limit), word.text)) continue;
      // 企业家, 公司化: part of a longer word.
      const std::size_t after = i + word.text.size();
      if (annotation_.tokens[annotation_.token_at[after - 1]].range.end > after) continue;
      if (end) *end = after;
      if (!word.type) {
        const int lead = of_paragraph(i);
        return lead >= 0 ? lead : annotation_.main_subject;
      }
      const std::string type = word.type;
      if (type == "Place") return annotation_.main_place;
      if (word.text == U"集团") return last_named(word.text, type, i);
      const View head = word.text.size() > 2 ? word.text.substr(1) : word.text;
      return of_kind(head == U"我们" ? View(U"公司") : head, type, i, word.text.front() == U'该');
    }
    const Token& token = annotation_.tokens[annotation_.token_at[i]];
    const char tag = token.tag[0];
    const View text = part(token.range.begin, token.range.end);
    if (!in_period(i) && tag != 'd' && tag != 't' && tag != 'm' && tag != 'c' && text != U"月" &&
        text != U"年" && text != U"日" && text != U"个" && text != U"上") {
      return -1;
    }
    i = token.range.end;
  }
  return -1;
}

int Topics::one_of_two(std::size_t at, bool former) const {
  const auto& mentions = annotation_.mentions;
  auto it = std::lower_bound(
      mentions.begin(), mentions.end(), at,
      [](const Mention& mention, std::size_t wanted) { return mention.range.end <= wanted; });
  const Mention* behind = nullptr;
  for (int steps = 0; it != mentions.begin() && steps < 12; ++steps) {
    const Mention& mention = *--it;
    if (mention.type != "Company" && mention.type != "Institution") continue;
    if (behind && behind->entity != mention.entity &&
        behind->range.begin - mention.range.end <= 12) {
      return former ? mention.entity : behind->entity;
    }
    behind = &mention;
  }
  return -1;
}

int Topics::last_named(View head, const std::string& type, std::size_t before) const {
  int of_type = -1, of_head = -1, edition = -1;
  const auto& mentions = annotation_.mentions;
  const auto behind = std::lower_bound(
      mentions.begin(), mentions.end(), before,
      [](const Mention& mention, std::size_t wanted) { return mention.range.end <= wanted; });
  // What was named a thousand names ago is not what is meant.
  const auto count = std::min<std::ptrdiff_t>(behind - mentions.begin(), 1000);
  for (auto it = behind - count; it != behind; ++it) {
    const Mention& mention = *it;
    const View name = annotation_.entities[static_cast<std::size_t>(mention.entity)].name;
    if (ends_with(name, head)) of_head = mention.entity;
    const bool dated =
        std::any_of(name.begin(), name.end(), text::is_digit) || name.find(U'届') != View::npos;
    if (ends_with(name, head) && dated) edition = mention.entity;
    if (mention.type == type) of_type = mention.entity;
  }
  if (type == "Event" && edition >= 0) return edition;
  return of_head >= 0 && !head.empty() ? of_head : of_type;
}

int Topics::of_paragraph(std::size_t sentence) const {
  std::size_t paragraph = sentence;
  // A paragraph of many pages is about no one thing.
  while (paragraph > 0 && sentence - paragraph < kLongestParagraph &&
         text_[paragraph - 1] != U'\n') {
    --paragraph;
  }
  const auto& mentions = annotation_.mentions;
  for (auto it = std::lower_bound(
           mentions.begin(), mentions.end(), paragraph,
           [](const Mention&mention, std::size_t wanted) { return mention.range.begin < wanted; });
       it != mentions.end() && it->range.begin < sentence; ++it) {
    const Mention& mention = *it;
    if (mention.type == "Industry" || mention.type == "Policy" || mention.type == "Person") {
      continue;
    }
    if (leads(mention.range, paragraph)) return mention.entity;
  }
  return -1;
}

std::vector<Period>::const_iterator Topics::first_period(std::size_t from) const {
  return std::lower_bound(
      periods_.begin(), periods_.end(), from,
      [](const Period& period, std::size_t wanted) { return period.range.begin < wanted; });
}
bool Topics::in_period(std::size_t i) const {
  auto period = first_period(i + 1);
  return period != periods_.begin() && (--period)->range.end > i;
}

bool Topics::leads(Range name, std::size_t from) const {
  std::size_t lead = name.begin - from;
  for (auto period = first_period(from);
       period != periods_.end() && period->range.begin < name.begin; ++period) {
    if (period->range.end <= name.begin) lead -= period->range.size();
  }
  // 成立于1998年的A, 订单方面，A: what is said before the name is short.
  const View before = part(from, name.begin);
  if (lead > 3 && before.size() <= 16 && !before.empty()) {
    const std::size_t mark = before.find_first_of(U"，。：“”、");
    if (before.back() == U'的' && mark == View::npos) return true;
    if (before.back() == U'，' && before.size() <= 9 && mark + 1 == before.size()) return true;
  }
  if (lead > 3) return false;
  // 建成全省“一张网”平台: the name is what was built; 2015年成立的孵化器 is what is spoken of.
  if (lead > 0 && text_[name.begin - 1] == U'的') return true;
  for (std::size_t i = from; i < name.begin;
       i = annotation_.tokens[annotation_.token_at[i]].range.end) {
    const Token& token = annotation_.tokens[annotation_.token_at[i]];
    if (!in_period(i) && token.tag[0] == 'v' && token.range.size() >= 2) return false;
  }
  return true;
}

}  // namespace wutong::extract
