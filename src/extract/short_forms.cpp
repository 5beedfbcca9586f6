#include "extract/short_forms.h"

#include <algorithm>

#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

// `short_form` is what is left of `name` without an administrative ending.
bool is_short_place(View short_form, View name) {
  static constexpr View kEndings[] = {
      U"省",         U"市",   U"县",   U"区", U"镇", U"街道", U"乡",     U"自治区",    U"自治州",
      U"特别行政区", U"地区", U"新区", U"州", U"盟", U"旗",   U"自治县", U"综合实验区"};
  return std::any_of(std::begin(kEndings), std::end(kEndings), [&](View ending) {
    return name.size() == short_form.size() + ending.size() &&
           name.substr(0, short_form.size()) == short_form &&
           name.substr(short_form.size()) == ending;
  });
}

bool is_short_company(View short_form, View name) {
  static constexpr View kEndings[] = {U"有限公司",
                                      U"股份有限公司",
                                      U"有限责任公司",
                                      U"集团",
                                      U"公司",
                                      U"集团有限公司",
                                      U"（集团）有限公司",
                                      U"股份",
                                      U"集团股份有限公司",
                                      U"科技",
                                      U"（集团）有限责任公司"};
  return short_form.size() >= 2 &&
         std::any_of(std::begin(kEndings), std::end(kEndings), [&](View ending) {
           return name.size() == short_form.size() + ending.size() &&
                  name.substr(0, short_form.size()) == short_form &&
                  name.substr(short_form.size()) == ending;
         });
}

// 昌吉州 of 昌吉回族自治州, 恩施 of 恩施土家族苗族自治州: without the people that it is of.
bool is_short_region(View short_form, View name) {
  const std::size_t self = name.find(U"自治");
  if (self == View::npos || self + 3 != name.size() || self < 3 || name[self - 1] != U'族') {
    return false;
  }
  if (short_form.size() > 2 && short_form.back() == name.back()) short_form.remove_suffix(1);
  return short_form.size() >= 2 && short_form.size() + 2 <= self &&
         name.substr(0, short_form.size()) == short_form;
}

// Without the brackets of （集团）.
std::u32string unbracketed(View name) {
  std::u32string out;
  for (const char32_t c : name) {
    if (c != U'（' && c != U'）' && c != U'(' && c != U')') out.push_back(c);
  }
  return out;
}

bool is_subsequence(View part, View whole) {
  std::size_t at = 0;
  for (const char32_t c : whole) {
    if (at < part.size() && part[at] == c) ++at;
  }
  return at == part.size();
}

// 茅台集团 for 中国贵州茅台酒厂集团有限责任公司: its brand and 集团 are in the full name.
bool is_group_form(View a, View whole) {
  constexpr View kGroup = U"集团";
  if (a.size() < 4 || a.substr(a.size() - 2) != kGroup) return false;
  const View brand = a.substr(0, a.size() - 2);
  const std::size_t at_brand = whole.find(brand);
  const std::size_t at_group = whole.find(kGroup);
  return at_brand != View::npos && at_group != View::npos && at_brand < at_group &&
         whole.size() >= 4 && whole.substr(whole.size() - 2) == U"公司";
}

// 荆门化工园 for 荆门市化工园.
std::u32string without_ranks(View name) {
  std::u32string out(name.substr(0, 2));
  for (std::size_t i = 2; i < name.size(); ++i) {
    if (i > 3 || View(U"省市县").find(name[i]) == View::npos) out.push_back(name[i]);
  }
  return out;
}

// The name behind its year or number and 中国国际.
std::u32string without_edition(const std::u32string& name) {
  std::size_t at = 0;
  if (const std::size_t session = name.find(U'届'); session != std::u32string::npos) {
    at = session + 1;
  }
  while (at < name.size() && (text::is_digit(name[at]) || name[at] == U'年')) ++at;
  for (const View lead : {View(U"中国"), View(U"国际"), View(U"全国"), View(U"世界")}) {
    if (name.compare(at, lead.size(), lead) == 0 && name.size() > at + lead.size() + 3) {
      at += lead.size();
    }
  }
  return name.substr(at);
}

}  // namespace

std::u32string plain_name(View name) {
  std::u32string out;
  // 第一届 and 首届 are one edition.
  if (name.substr(0, 3) == U"第一届") {
    out = U"首届";
    name.remove_prefix(3);
  }
  for (const char32_t c : name) {
    if (c != U'“' && c != U'”' && c != U' ' && c != U'《' && c != U'》') out.push_back(c);
  }
  return out;
}

std::u32string with_short_kinds(View name) {
  static constexpr std::pair<View, View> kKinds[] = {{U"经济技术开发区", U"经开区"},
                                                     {U"经济开发区", U"经开区"},
                                                     {U"高新技术产业开发区", U"高新区"},
                                                     {U"高新技术产业园区", U"高新区"},
                                                     {U"高新技术开发区", U"高新区"},
                                                     {U"高新技术产业区", U"高新区"},
                                                     {U"综合保税区", U"综保区"},
                                                     {U"自由贸易试验区", U"自贸区"},
                                                     {U"自贸试验区", U"自贸区"},
                                                     {U"自由贸易港", U"自贸港"},
                                                     {U"工业园区", U"工业园"},
                                                     {U"产业园区", U"产业园"},
                                                     {U"管理委员会", U"管委会"},
                                                     {U"委员会", U"委"},
                                                     {U"国家级", U""},
                                                     {U"国家", U""},
                                                     {U"省级", U""}};
  std::u32string out;
  while (!name.empty()) {
    const auto kind = std::find_if(std::begin(kKinds), std::end(kKinds), [&](const auto& each) {
      return name.substr(0, each.first.size()) == each.first;
    });
    if (kind != std::end(kKinds)) {
      out += kind->second;
      name.remove_prefix(kind->first.size());
    } else {
      out += name.front();
      name.remove_prefix(1);
    }
  }
  return out;
}

ShortForms::ShortForms(const Annotation& annotation) : lexicon_(annotation.lexicon) {
  for (const EntityDraft& entity : annotation.entities) {
    if (entity.type == "Institution" || entity.type == "Place" || entity.type == "Company") {
      named_.insert(entity.name);
    }
  }
}

// 百果园 for 深圳百果园实业发展有限公司: what stands behind the place.
bool ShortForms::is_brand_form(View a, View whole) const {
  if (a.size() < 2 || whole.size() < a.size() + 4 ||
      (whole.substr(whole.size() - 2) != U"公司" && whole.substr(whole.size() - 2) != U"集团")) {
    // 秦拓 for 宝鸡秦拓钛业
    const std::size_t place = lexicon_.places.longest(whole, 0, nullptr);
    return place > 0 && a.size() >= 2 && whole.size() == place + a.size() + 2 &&
           whole.substr(place, a.size()) == a && !lexicon_.places.find(a);
  }
  std::size_t at = 0;
  for (int places = 0; places < 3; ++places) {
    std::size_t place = lexicon_.places.longest(whole, at, nullptr);
    if (place == 0 || at + place >= whole.size()) return false;
    at += place;
    if (View(U"省市县区").find(whole[at]) != View::npos) ++at;
    if (whole.substr(at, a.size()) == a) return true;
  }
  return false;
}
// 迈瑞博 for 迈瑞博生物医药（苏州）股份有限公司: what it begins with, and behind that its trade
// and its legal form; no branch somewhere.
bool ShortForms::is_head_form(View a, View whole) const {
  if (a.size() < 2 || whole.size() < a.size() + 4 || whole.substr(0, a.size()) != a) return false;
  if (whole.substr(whole.size() - 2) != U"公司" || whole.find(U"分公司") != View::npos ||
      lexicon_.places.find(a)) {
    return false;
  }
  const View behind = whole.substr(a.size());
  if (a.size() >= 2 && a.substr(a.size() - 2) == U"集团") return false;
  for (std::size_t i = 0; i < behind.size(); ++i) {
    if (behind[i] == U'（') {
      while (i < behind.size() && behind[i] != U'）') ++i;
    } else if (lexicon_.places.longest(behind, i, nullptr) > 0 || behind.substr(i, 2) == U"集团") {
      return false;
    }
  }
  return true;
}
// 盐城经开区 for 盐城经济技术开发区, with or without the place or body before it.
bool ShortForms::is_zone_form(const std::u32string& a, const std::u32string& b) const {
  const std::u32string x = with_short_kinds(a), y = with_short_kinds(b);
  if (x.size() < 4) return false;
  return x == y || is_tail_form(x, y) ||
         (x.size() < y.size() && without_ranks(x) == without_ranks(y));
}
// 南农大三亚研究院 for 南京农业大学三亚研究院: what leaves out characters of its first words, and
// keeps the last ones. No place and no number may be among what is left out.
bool ShortForms::is_contracted(View a, View b) const {
  std::size_t same = 0;
  while (same < a.size() && a[a.size() - 1 - same] == b[b.size() - 1 - same]) ++same;
  if (same < 3 || same + 2 > a.size() || a.front() != b.front()) return false;
  const View head = a.substr(0, a.size() - same), full = b.substr(0, b.size() - same);
  if (head.size() < 2 || full.size() < head.size() + 2) return false;
  std::u32string left_out;
  std::size_t at = 0;
  for (const char32_t c : full) {
    if (at < head.size() && head[at] == c) {
      ++at;
    } else {
      left_out.push_back(c);
    }
  }
  if (at < head.size()) return false;
  if (left_out.find_first_of(U"省市县区镇乡州第一二三四五六七八九十0123456789") != View::npos) {
    return false;
  }
  return lexicon_.places.find(left_out) == nullptr;
}
// 丝路金融小镇 for 义乌丝路金融小镇: the place or the body before it is left out.
bool ShortForms::is_tail_form(const std::u32string& a, const std::u32string& b) const {
  if (a.size() < 4 || b.size() < a.size() + 2 || b.substr(b.size() - a.size()) != a) return false;
  const std::u32string owner = b.substr(0, b.size() - a.size());
  if (owner.back() == U'）') return true;  // 麦迪森（青田）数字经济孵化园
  if (lexicon_.places.find(owner)) return true;
  const View stem = View(owner).substr(0, owner.size() - 1);
  if (owner.size() > 2 && lexicon_.places.find(stem)) return true;
  return named_.count(owner) > 0;
}
bool ShortForms::may_be(const EntityDraft& short_form, const EntityDraft& full) const {
  const std::u32string a = plain_name(short_form.name), b = plain_name(full.name);
  if (a.size() >= b.size()) return false;
  if (full.type == "Place") return is_short_place(a, b) || is_short_region(a, b);
  if ((full.type == "Park" || full.type == "Institution") && is_zone_form(a, b)) return true;
  if (full.type == "Company") {
    const std::u32string whole = unbracketed(b);
    return is_short_company(a, whole) || is_group_form(a, whole) || is_brand_form(a, whole) ||
           is_tail_form(a, b) || is_head_form(a, b);
  }
  if (full.type == "Event" && a.size() <= 4) {
    // 服贸会 for 2023年中国国际服务贸易交易会: edition and country are left out.
    const std::u32string core = without_edition(b);
    if (core.size() >= a.size() + 3 && a.front() == core.front() && a.back() == core.back() &&
        core.find(a) == std::u32string::npos && is_subsequence(a, core)) {
      return true;
    }
  }
  if ((full.type == "Institution" || full.type == "Park" || full.type == "Project") &&
      is_tail_form(a, b)) {
    return true;
  }
  if (full.type == "Institution" && is_contracted(a, b)) return true;
  if (full.type == "Institution" || full.type == "Event") {
    // An acronym keeps the beginning: 国家互联网信息办公室, 国家网信办.
    return a.size() >= 3 && b.size() >= 2 * a.size() - 2 && a.front() == b.front() &&
           a.size() * 2 <= b.size() + 2 && b.find(a) == std::u32string::npos &&
           is_subsequence(a, b) && a.find_first_of(U"0123456789届") == std::u32string::npos;
  }
  if (full.type == "Project" || full.type == "Park" || full.type == "Policy") {
    return a.size() >= 4 && full.name.find(U'“') != std::u32string::npos && b.find(a) == 0;
  }
  return false;
}

}  // namespace wutong::extract
