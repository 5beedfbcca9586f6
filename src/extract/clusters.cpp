// Mentions -> entities. Mentions of one type with one name are one entity; short forms join it:
// forms that the text introduces (以下简称“…”), a place with and without 省/市/县/区/镇, a company
// without its legal form, and acronyms that are an ordered subsequence of exactly one full name.
#include <algorithm>
#include <map>
#include <set>

#include "extract/annotation.h"
#include "extract/short_forms.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

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
      const std::u32string name = plain_name(annotation_.text(mention.range));
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
    const ShortForms forms(annotation_);
    std::map<std::string, std::vector<std::size_t>> by_type;
    for (std::size_t i = 0; i < entities.size(); ++i) by_type[entities[i].type].push_back(i);
    for (std::size_t s = 0; s < entities.size(); ++s) {
      const std::vector<std::size_t>& alike = by_type[entities[s].type];
      // Each is compared with each: a text of thousands of names is a list, not one that shortens.
      if (alike.size() > kMostAlike) continue;
      std::vector<int> fits;
      for (const std::size_t f : alike) {
        if (s != f && forms.may_be(entities[s], entities[f]))
          fits.push_back(root(static_cast<int>(f)));
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
};

}  // namespace

void cluster(Annotation& annotation) { Clusters(annotation).run(); }

}  // namespace wutong::extract
