#include "extract/document_subject.h"

#include <algorithm>

namespace wutong::extract {
namespace {

using View = std::u32string_view;

}  // namespace

DocumentSubject::DocumentSubject(const Annotation& annotation, const Referents& referents)
    : annotation_(annotation),
      referents_(referents),
      text_(annotation.text()),
      abroad_(annotation.lexicon.words("abroad")),
      media_(annotation.lexicon.words("media")),
      shows_(annotation.lexicon.words("shows")),
      sights_(annotation.lexicon.words("sights")) {
  place_ = find_place();
  main_ = find_main();
}

bool DocumentSubject::is_province(int entity) const {
  const View name = annotation_.entities[static_cast<std::size_t>(entity)].name;
  return annotation_.lexicon.is("province", name) ||
         (name.size() > 2 && annotation_.lexicon.is("province", name.substr(0, name.size() - 1)));
}

// The document's main place; of a text that names one province and several places in it, each no
// more often, the province.
int DocumentSubject::find_place() const {
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
  int main = annotation_.main_place;
  // A text about trade with 东盟 is about a place here.
  if (main >= 0 && abroad_.find(annotation_.entities[static_cast<std::size_t>(main)].name)) {
    main = -1;
    std::map<int, int> named;
    for (const Mention& mention : annotation_.mentions) {
      if (mention.type != "Place" || mention.entity < 0) continue;
      const EntityDraft& place = annotation_.entities[static_cast<std::size_t>(mention.entity)];
      if (abroad_.find(place.name) || place.name == U"中国") continue;
      if (++named[mention.entity] > (main < 0 ? 0 : named[main])) main = mention.entity;
    }
  }
  if (only < 0 || main == only) return main;
  if (main < 0) return others <= 3 ? only : main;
  if (is_province(main) || others < 2) return main;
  return count[static_cast<std::size_t>(main)] <= count[static_cast<std::size_t>(only)] ? only
                                                                                        : main;
}

int DocumentSubject::find_main() const {
  const auto& mentions = annotation_.mentions;
  // 某某，男，1958年生: of a person.
  if (!mentions.empty() && mentions.front().range.begin < 3 && mentions.front().type == "Person") {
    const View after = text_.substr(mentions.front().range.end, 2);
    if (after == U"，男" || after == U"，女") return mentions.front().entity;
  }
  // An entry begins with what it is about, 某学院（...）, 某公司，前身为..., or has it for its
  // title.
  if (!mentions.empty() && mentions.front().range.begin < 3 && referents_.acts(mentions.front()) &&
      mentions.front().type == "Place") {
    const View after = text_.substr(mentions.front().range.end, 3);
    for (const View word : {View(U"位于"), View(U"，位于"), View(U"地处"), View(U"，地处"),
                            View(U"隶属"), View(U"，隶属"), View(U"，是"), View(U"（")}) {
      if (after.substr(0, word.size()) == word) return mentions.front().entity;
    }
  }
  if (!mentions.empty() && mentions.front().range.begin < 3 && referents_.acts(mentions.front()) &&
      mentions.front().type != "Place") {
    const std::size_t line = text_.find(U'\n');
    const bool title = line != View::npos && line < 60;
    const View after = text_.substr(mentions.front().range.end, 3);
    for (const View word :
         {View(U"（"), View(U"，简称"), View(U"简称"), View(U"是"), View(U"，是"), View(U"成立"),
          View(U"，成立"), View(U"创"), View(U"位于"), View(U"，位于"), View(U"，又称"),
          View(U"，原"), View(U"，创"), View(U"，前"), View(U"前身"), View(U"始")}) {
      if (after.substr(0, word.size()) == word && !(title && word == U"（")) {
        return mentions.front().entity;
      }
    }
    // The name of an office there says who writes.
    if (mentions.front().range.begin == 0 && mentions.front().range.end == line &&
        mentions.front().type != "Institution") {
      return mentions.front().entity;
    }
  }
  const int shown = shown_in_title();
  const int main = shown >= 0 ? shown : annotation_.main_subject;
  if (main < 0 || main == annotation_.main_place) return place_;
  const EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(main)];
  if (media_.longest_ending(entity.name) > 0) return place_;
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
  if (!organ) return main;
  const int seat = seat_of(entity.name);
  return seat >= 0 ? seat : place_ >= 0 ? place_ : main;
}

// 察右前旗统计局: the place that the name begins with.
int DocumentSubject::seat_of(View name) const {
  int best = -1;
  std::size_t longest = 1;
  for (std::size_t i = 0; i < annotation_.entities.size(); ++i) {
    const EntityDraft& place = annotation_.entities[i];
    if (place.type != "Place") continue;
    const auto fits = [&](View each) {
      if (each.size() <= longest || name.substr(0, each.size()) != each) return;
      longest = each.size();
      best = static_cast<int>(i);
    };
    fits(place.name);
    for (const std::u32string& alias : place.aliases) fits(alias);
  }
  return best;
}

// ——访某公司总经理某某; 走进某园区; 某园区：...: whom a title presents.
int DocumentSubject::shown_in_title() const {
  std::size_t begin = 0;
  for (int line = 0; line < 2; ++line) {
    const std::size_t end = std::min(text_.find(U'\n', begin), text_.size());
    if (end - begin > 60) return -1;
    for (std::size_t i = begin; i < end; ++i) {
      const bool head = i == begin || text_[i - 1] == U'—' || text_[i - 1] == U'—';
      const std::size_t n = head ? shows_.longest(text_, i, nullptr) : 0;
      const Mention* shown = n > 0 ? annotation_.mention_at(i + n) : nullptr;
      while (shown && annotation_.mention_at(shown->range.end))
        shown = annotation_.mention_at(shown->range.end);
      if (shown && referents_.acts(*shown) && shown->range.end <= end) return shown->entity;
      // ——某市某镇见闻
      shown = i > begin && head ? annotation_.mention_at(i) : nullptr;
      while (shown && annotation_.mention_at(shown->range.end))
        shown = annotation_.mention_at(shown->range.end);
      if (shown && referents_.acts(*shown) &&
          sights_.longest(text_, shown->range.end, nullptr) > 0) {
        return shown->entity;
      }
    }
    const Mention* first = annotation_.mention_at(begin);
    if (first && referents_.acts(*first) && first->range.end < end &&
        text_[first->range.end] == U'：') {
      return first->entity;
    }
    begin = end;
    while (begin < text_.size() && text_[begin] == U'\n') ++begin;
  }
  return -1;
}

int DocumentSubject::province() const {
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

// 我州, 全镇: the place of that kind that the text names most, where what it is about is of another
// kind. -1: none.
int DocumentSubject::place_ending(char32_t kind) const {
  if (View(U"县区镇乡村州旗盟岛").find(kind) == View::npos) return -1;
  const auto ends = [&](int entity) {
    const EntityDraft& place = annotation_.entities[static_cast<std::size_t>(entity)];
    const auto so = [&](const std::u32string& name) {
      return name.size() > 2 && name.back() == kind;
    };
    return so(place.name) || std::any_of(place.aliases.begin(), place.aliases.end(), so);
  };
  const auto known = ending_.find(kind);
  if (known != ending_.end()) return known->second;
  int& found = ending_[kind];
  if (place_ >= 0 && ends(place_)) return found = place_;
  std::map<int, int> count;
  int most = -1;
  for (const Mention& mention : annotation_.mentions) {
    if (mention.type != "Place" || mention.entity < 0) continue;
    if (count[mention.entity] == 0 && !ends(mention.entity)) continue;
    if (++count[mention.entity] > (most < 0 ? 0 : count[most])) most = mention.entity;
  }
  // 全区 of an autonomous region
  return found = kind == U'区' && place_ >= 0 ? -1 : most;
}

}  // namespace wutong::extract
