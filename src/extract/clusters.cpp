// Mentions -> entities. Mentions of one type with one name are one entity; short forms join it:
// forms that the text introduces (以下简称“…”), a place with and without 省/市/县/区/镇, a company
// without its legal form, and acronyms that are an ordered subsequence of exactly one full name.
#include <algorithm>
#include <map>
#include <set>

#include "extract/annotation.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

std::u32string plain(View name) {
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

// 湛江经开区 for 湛江经济技术开发区: the kinds of zones and bodies by their short names, without
// 国家级 and the like.
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

constexpr std::size_t kMostAlike = 2000;

class Clusters {
 public:
  explicit Clusters(Annotation& annotation) : annotation_(annotation) {}

  void run() {
    by_name();
    introduced_forms();
    short_forms();
    compact();
    find_main_place();
  }

 private:
  void by_name() {
    std::map<std::pair<std::string, std::u32string>, int> known;
    for (Mention& mention : annotation_.mentions) {
      const std::u32string name = plain(annotation_.text(mention.range));
      const auto [it, fresh] =
          known.try_emplace({mention.type, name}, static_cast<int>(annotation_.entities.size()));
      if (fresh) {
        annotation_.entities.push_back({mention.type,
                                        std::u32string(annotation_.text(mention.range)),
                                        {},
                                        mention.rule,
                                        mention.confidence});
      } else {
        EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(it->second)];
        entity.confidence = std::max(entity.confidence, mention.confidence);
        add_form(entity, std::u32string(annotation_.text(mention.range)));
      }
      mention.entity = it->second;
      // 汽车产业 is a form of 汽车.
      if (mention.type == "Industry") {
        for (const View head : {View(U"产业"), View(U"行业"), View(U"业")}) {
          const View text = annotation_.text();
          if (text.substr(mention.range.end, head.size()) != head) continue;
          const std::size_t end = mention.range.end + head.size();
          if (head.size() == 1 &&
              annotation_.tokens[annotation_.token_at[end - 1]].range.end != end) {
            break;
          }
          add_form(annotation_.entities[static_cast<std::size_t>(it->second)],
                   std::u32string(text.substr(mention.range.begin, end - mention.range.begin)));
          break;
        }
      }
    }
    into_.resize(annotation_.entities.size());
    for (std::size_t i = 0; i < into_.size(); ++i) into_[i] = static_cast<int>(i);
  }

  static void add_form(EntityDraft& entity, const std::u32string& form) {
    if (form != entity.name &&
        std::find(entity.aliases.begin(), entity.aliases.end(), form) == entity.aliases.end()) {
      entity.aliases.push_back(form);
    }
  }

  int root(int entity) const {
    while (into_[static_cast<std::size_t>(entity)] != entity) {
      entity = into_[static_cast<std::size_t>(entity)];
    }
    return entity;
  }
  void merge(int short_form, int full) {
    short_form = root(short_form);
    full = root(full);
    if (short_form != full) into_[static_cast<std::size_t>(short_form)] = full;
  }

  // NAME（以下简称“X”）, NAME（X）, NAME，简称X: every later X is NAME.
  void introduced_forms() {
    const View text = annotation_.text();
    std::map<std::u32string, int> forms;
    for (const Mention& mention : annotation_.mentions) {
      std::size_t at = mention.range.end;
      if (const std::size_t end = quoted_apposition(at); end > 0) {
        // 超级计算中心——“乌镇之光”: the quotation is its name.
        const std::u32string form(text.substr(at + 3, end - at - 3));
        forms.emplace(form, mention.entity);
        EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(mention.entity)];
        add_form(entity, entity.name);
        entity.aliases.push_back(entity.name);
        entity.name = form;
      }
      if (at >= text.size() ||
          (text[at] != U'（' && text[at] != U'，' && text.substr(at, 2) != U"简称")) {
        continue;
      }
      // A，B（以下简称“X”）: X is B.
      if (text[at] == U'，') {
        const View behind = text.substr(at + 1, 4);
        if (behind.substr(0, 2) != U"简称" && behind != U"以下简称" && behind != U"证券简称")
          continue;
      }
      const int named = series_of(mention);
      const std::size_t close = text[at] == U'（'
                                    ? text.substr(0, std::min(text.size(), at + 31)).find(U'）', at)
                                    : at + 24;
      if (close == View::npos || close - at > 30) continue;
      std::size_t cue = text.substr(0, close).find(U"简称", at);
      if (text[at] == U'（' && cue == View::npos) {
        cue = text.substr(0, close).find(U"下称", at);  // （下称“X”）
        if (cue == View::npos) cue = text.substr(0, close).find(U"又称", at);
      }
      if (cue == View::npos || cue > close) continue;
      std::size_t begin = cue + 2;
      while (begin < text.size() &&
             (text[begin] == U'“' || text[begin] == U'《' || text[begin] == U'为' ||
              text[begin] == U'：' || text[begin] == U'"')) {
        ++begin;
      }
      for (std::size_t end = begin;; begin = ++end) {
        while (end < text.size() && !is_mark(text[end])) ++end;
        if (end - begin >= 2 && end - begin <= 12) {
          forms.emplace(std::u32string(text.substr(begin, end - begin)), named);
        }
        // 简称A、B
        if (end >= text.size() || text[end] != U'、') break;
      }
    }
    if (forms.empty()) return;
    std::vector<Mention> more;
    for (const auto& [form, entity] : forms) {
      for (std::size_t at = text.find(form); at != View::npos; at = text.find(form, at + 1)) {
        const Range range{at, at + form.size()};
        bool free = true;
        // Mentions are in order and do not overlap.
        auto mention = std::lower_bound(
            annotation_.mentions.begin(), annotation_.mentions.end(), range.begin,
            [](const Mention& each, std::size_t wanted) { return each.range.end <= wanted; });
        for (; mention != annotation_.mentions.end() && mention->range.begin < range.end;
             ++mention) {
          free = false;
          if (mention->range == range) merge(mention->entity, entity);
        }
        const EntityDraft& named = annotation_.entities[static_cast<std::size_t>(entity)];
        if (free) more.push_back({range, named.type, "alias.introduced", 0.9, entity, false});
      }
      add_form(annotation_.entities[static_cast<std::size_t>(entity)], form);
    }
    annotation_.mentions.insert(annotation_.mentions.end(), more.begin(), more.end());
    std::sort(annotation_.mentions.begin(), annotation_.mentions.end(),
              [](const Mention& a, const Mention& b) { return a.range < b.range; });
  }

  // What a short form behind the mention stands for: of 首届A（以下简称B） the series A, which is a
  // thing of its own beside its editions.
  int series_of(const Mention& mention) {
    if (mention.type != "Event") return mention.entity;
    const std::u32string name(annotation_.text(mention.range));
    std::size_t edition = name.substr(0, 8).find(U'届');
    edition = edition == std::u32string::npos ? 0 : edition + 1;
    if (edition == 0 || name.size() < edition + 4) return mention.entity;
    const std::u32string series = name.substr(edition);
    for (std::size_t i = 0; i < annotation_.entities.size(); ++i) {
      if (annotation_.entities[i].type == "Event" && annotation_.entities[i].name == series) {
        return static_cast<int>(i);
      }
    }
    annotation_.entities.push_back({"Event", series, {}, "event.series", 0.7});
    into_.push_back(static_cast<int>(into_.size()));
    return static_cast<int>(annotation_.entities.size()) - 1;
  }

  // The end of X in ——“X”, which follows a name; 0 where nothing of the kind does.
  std::size_t quoted_apposition(std::size_t at) const {
    const View text = annotation_.text();
    if (text.substr(at, 3) != U"——“") return 0;
    const std::size_t end = text.substr(0, std::min(text.size(), at + 16)).find(U'”', at + 3);
    if (end == View::npos || end - at - 3 < 2) return 0;
    return end;
  }

  void short_forms() {
    const auto& entities = annotation_.entities;
    for (const EntityDraft& entity : entities) {
      if (entity.type == "Institution" || entity.type == "Place" || entity.type == "Company") {
        named_.insert(entity.name);
      }
    }
    std::map<std::string, std::vector<std::size_t>> by_type;
    for (std::size_t i = 0; i < entities.size(); ++i) by_type[entities[i].type].push_back(i);
    for (std::size_t s = 0; s < entities.size(); ++s) {
      const std::vector<std::size_t>& alike = by_type[entities[s].type];
      // Each is compared with each: a text of thousands of names is a list, not one that shortens.
      if (alike.size() > kMostAlike) continue;
      std::vector<int> fits;
      for (const std::size_t f : alike) {
        if (s != f && may_be(entities[s], entities[f])) fits.push_back(root(static_cast<int>(f)));
      }
      std::sort(fits.begin(), fits.end());
      fits.erase(std::unique(fits.begin(), fits.end()), fits.end());
      if (fits.empty() && entities[s].type == "Park")
        fits = zones_called(entities[s].name, by_type);
      if (fits.size() == 1) merge(static_cast<int>(s), fits.front());
    }
  }
  // 新区, 高新区 without a name of their own: the only one that the text names.
  std::vector<int> zones_called(
      const std::u32string& bare,
      const std::map<std::string, std::vector<std::size_t>>& by_type) const {
    static constexpr View kBare[] = {U"新区", U"高新区", U"经开区", U"开发区", U"产业园", U"园区"};
    std::vector<int> fits;
    if (std::find(std::begin(kBare), std::end(kBare), View(bare)) == std::end(kBare)) return fits;
    for (const char* type : {"Park", "Place"}) {
      const auto alike = by_type.find(type);
      if (alike == by_type.end() || alike->second.size() > kMostAlike) continue;
      for (const std::size_t f : alike->second) {
        const std::u32string name = with_short_kinds(annotation_.entities[f].name);
        if (name.size() > bare.size() && name.substr(name.size() - bare.size()) == bare) {
          fits.push_back(root(static_cast<int>(f)));
        }
      }
    }
    std::sort(fits.begin(), fits.end());
    fits.erase(std::unique(fits.begin(), fits.end()), fits.end());
    return fits;
  }
  // 茅台集团 for 中国贵州茅台酒厂集团有限责任公司: its brand and 集团 are in the full name.
  static bool is_group_form(View a, View whole) {
    constexpr View kGroup = U"集团";
    if (a.size() < 4 || a.substr(a.size() - 2) != kGroup) return false;
    const View brand = a.substr(0, a.size() - 2);
    const std::size_t at_brand = whole.find(brand);
    const std::size_t at_group = whole.find(kGroup);
    return at_brand != View::npos && at_group != View::npos && at_brand < at_group &&
           whole.size() >= 4 && whole.substr(whole.size() - 2) == U"公司";
  }
  // 百果园 for 深圳百果园实业发展有限公司: what stands behind the place.
  bool is_brand_form(View a, View whole) const {
    if (a.size() < 2 || whole.size() < a.size() + 4 ||
        (whole.substr(whole.size() - 2) != U"公司" && whole.substr(whole.size() - 2) != U"集团")) {
      // 秦拓 for 宝鸡秦拓钛业
      const std::size_t place = annotation_.lexicon.places.longest(whole, 0, nullptr);
      return place > 0 && a.size() >= 2 && whole.size() == place + a.size() + 2 &&
             whole.substr(place, a.size()) == a && !annotation_.lexicon.places.find(a);
    }
    std::size_t at = 0;
    for (int places = 0; places < 3; ++places) {
      std::size_t place = annotation_.lexicon.places.longest(whole, at, nullptr);
      if (place == 0 || at + place >= whole.size()) return false;
      at += place;
      if (View(U"省市县区").find(whole[at]) != View::npos) ++at;
      if (whole.substr(at, a.size()) == a) return true;
    }
    return false;
  }
  // 迈瑞博 for 迈瑞博生物医药（苏州）股份有限公司: what it begins with, and behind that its trade
  // and its legal form; no branch somewhere.
  bool is_head_form(View a, View whole) const {
    if (a.size() < 2 || whole.size() < a.size() + 4 || whole.substr(0, a.size()) != a) return false;
    if (whole.substr(whole.size() - 2) != U"公司" || whole.find(U"分公司") != View::npos ||
        annotation_.lexicon.places.find(a)) {
      return false;
    }
    const View behind = whole.substr(a.size());
    if (a.size() >= 2 && a.substr(a.size() - 2) == U"集团") return false;
    for (std::size_t i = 0; i < behind.size(); ++i) {
      if (behind[i] == U'（') {
        while (i < behind.size() && behind[i] != U'）') ++i;
      } else if (annotation_.lexicon.places.longest(behind, i, nullptr) > 0 ||
                 behind.substr(i, 2) == U"集团") {
        return false;
      }
    }
    return true;
  }
  // 盐城经开区 for 盐城经济技术开发区, with or without the place or body before it.
  bool is_zone_form(const std::u32string& a, const std::u32string& b) const {
    const std::u32string x = with_short_kinds(a), y = with_short_kinds(b);
    if (x.size() < 4) return false;
    return x == y || is_tail_form(x, y) ||
           (x.size() < y.size() && without_ranks(x) == without_ranks(y));
  }
  // 荆门化工园 for 荆门市化工园.
  static std::u32string without_ranks(View name) {
    std::u32string out(name.substr(0, 2));
    for (std::size_t i = 2; i < name.size(); ++i) {
      if (i > 3 || View(U"省市县").find(name[i]) == View::npos) out.push_back(name[i]);
    }
    return out;
  }
  // 南农大三亚研究院 for 南京农业大学三亚研究院: what leaves out characters of its first words, and
  // keeps the last ones. No place and no number may be among what is left out.
  bool is_contracted(View a, View b) const {
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
    return annotation_.lexicon.places.find(left_out) == nullptr;
  }
  // 丝路金融小镇 for 义乌丝路金融小镇: the place or the body before it is left out.
  bool is_tail_form(const std::u32string& a, const std::u32string& b) const {
    if (a.size() < 4 || b.size() < a.size() + 2 || b.substr(b.size() - a.size()) != a) return false;
    const std::u32string owner = b.substr(0, b.size() - a.size());
    if (owner.back() == U'）') return true;  // 麦迪森（青田）数字经济孵化园
    if (annotation_.lexicon.places.find(owner)) return true;
    const View stem = View(owner).substr(0, owner.size() - 1);
    if (owner.size() > 2 && annotation_.lexicon.places.find(stem)) return true;
    return named_.count(owner) > 0;
  }
  // The name behind its year or number and 中国国际.
  static std::u32string without_edition(const std::u32string& name) {
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
  bool may_be(const EntityDraft& short_form, const EntityDraft& full) const {
    const std::u32string a = plain(short_form.name), b = plain(full.name);
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

  // Entities that others have joined take over their forms; the rest is renumbered.
  void compact() {
    auto& entities = annotation_.entities;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      const int target = root(static_cast<int>(i));
      if (target == static_cast<int>(i)) continue;
      EntityDraft& full = entities[static_cast<std::size_t>(target)];
      add_form(full, entities[i].name);
      for (const auto& alias : entities[i].aliases) add_form(full, alias);
      full.confidence = std::max(full.confidence, entities[i].confidence);
    }
    std::vector<int> number(entities.size(), -1);
    std::vector<EntityDraft> kept;
    for (Mention& mention : annotation_.mentions) {
      const int target = root(mention.entity);
      int& id = number[static_cast<std::size_t>(target)];
      if (id < 0) {
        id = static_cast<int>(kept.size());
        kept.push_back(entities[static_cast<std::size_t>(target)]);
      }
      mention.entity = id;
    }
    entities = std::move(kept);
  }

  // The place most spoken of; an earlier mention counts more than a later one.
  void find_main_place() {
    std::map<int, double> weight;
    // 全省 speaks of a province, 全市 of a city.
    const bool autonomous =
        count_of({U"全区"}) > 0 &&
        std::any_of(annotation_.entities.begin(), annotation_.entities.end(),
                    [&](const EntityDraft& entity) {
                      return entity.type == "Place" &&
                             annotation_.lexicon.is("autonomous", short_region(entity.name));
                    });
    const bool provincial =
        autonomous || count_of({U"全省", U"我省", U"省委", U"省政府", U"全区经济", U"自治区"}) >
                          count_of({U"全市", U"我市", U"市委", U"市政府"});
    const auto length = static_cast<double>(annotation_.text().size() + 1);
    for (const Mention& mention : annotation_.mentions) {
      const EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(mention.entity)];
      if (mention.type != "Place") continue;
      const View name = entity.name;
      const char32_t last = name.back();
      double share = 1 + 0.5 * (1 - static_cast<double>(mention.range.begin) / length);
      const bool administrative = last == U'省' || last == U'市' || last == U'县' || last == U'区';
      if (!administrative) share *= 0.6;
      if (name == U"中国" || name == U"美国") share *= 0.1;
      // 与广东签署…: a report on a province speaks of others so.
      const std::size_t begin = mention.range.begin;
      if (provincial && begin > 0 &&
          View(U"与同和赴向对").find(annotation_.text()[begin - 1]) != View::npos) {
        continue;
      }
      if (provincial && is_province(entity)) share *= 6;
      weight[mention.entity] += share;
    }
    double best = 0;
    for (const auto& [entity, sum] : weight) {
      if (sum > best) {
        best = sum;
        annotation_.main_place = entity;
      }
    }
    // A text on a province that it does not name is about none of the places that it does.
    if (provincial && annotation_.main_place >= 0 &&
        !is_province(annotation_.entities[static_cast<std::size_t>(annotation_.main_place)])) {
      annotation_.main_place = -1;
    }
    // It speaks of 全省 or 全市 as a matter of course, and no reporter does.
    annotation_.is_report =
        annotation_.main_place >= 0 &&
        count_of({U"全省", U"全市", U"全区", U"全县", U"我省", U"我市", U"我区", U"我县"}) > 0 &&
        count_of({U"记者", U"来源：", U"本报讯"}) == 0;
    find_main_subject();
  }

  // 宁夏 of 宁夏回族自治区.
  static std::u32string short_region(const std::u32string& name) {
    return name.substr(0, name.substr(0, 3) == U"内蒙古" ? 3 : 2);
  }

  std::size_t count_of(std::initializer_list<View> words) const {
    std::size_t count = 0;
    for (const View word : words) {
      for (std::size_t at = annotation_.text().find(word); at != View::npos;
           at = annotation_.text().find(word, at + 1)) {
        ++count;
      }
    }
    return count;
  }
  bool is_province(const EntityDraft& entity) const {
    const auto named = [&](View name) {
      return annotation_.lexicon.is("province", name) ||
             (name.size() > 2 &&
              annotation_.lexicon.is("province", name.substr(0, name.size() - 1)));
    };
    return named(entity.name) || std::any_of(entity.aliases.begin(), entity.aliases.end(),
                                             [&](const auto& alias) { return named(alias); });
  }

  // What a title or first sentence names, and the text comes back to, is what it is about.
  void find_main_subject() {
    annotation_.main_subject = annotation_.main_place;
    std::map<int, double> weight;
    // A report on an event speaks of its exhibitors and guests.
    const auto events =
        1.0 * static_cast<double>(count_of({U"本届", U"展会", U"参展", U"展位", U"展商", U"展区",
                                            U"会期", U"博览会", U"与会"}));
    for (const Mention& mention : annotation_.mentions) {
      const std::string& type = mention.type;
      if (type == "Place" && mention.entity != annotation_.main_place) continue;
      const bool organised = type == "Company" || type == "Park" || type == "Institution";
      if (!organised && type != "Place" && type != "Project" && type != "Event") continue;
      double share = organised ? 1.2 : 1;
      if (mention.range.begin < 40) share *= 3;
      if (type == "Event" && mention.range.begin < 80) share += events;
      if (mention.entity == annotation_.main_place) share *= 1.5;
      weight[mention.entity] += share;
    }
    // What is named once, and not at the head, is not what a text is about.
    double best = annotation_.main_place >= 0 ? 0 : 2;
    for (const auto& [entity, sum] : weight) {
      if (sum > best) {
        best = sum;
        annotation_.main_subject = entity;
      }
    }
  }

  Annotation& annotation_;
  std::vector<int> into_;
  std::set<std::u32string> named_;  // places and bodies
};

}  // namespace

void cluster(Annotation& annotation) { Clusters(annotation).run(); }

}  // namespace wutong::extract
