// Who works where: offices beside names, and those of a text about one body.
#include <algorithm>

#include "extract/relation_pattern.h"

namespace wutong::extract {
namespace {

class OfficePatterns : RelationPattern {
 public:
  explicit OfficePatterns(RelationContext& context) : RelationPattern(context) {}

  void run() {
    for (const Range& sentence : annotation_.sentences) {
      offices(sentence);
      further_offices(sentence);
      person_before(sentence);
    }
    staff();
  }

 private:
  // ORG TITLE NAME, and NAME（ORG TITLE）.
  void offices(Range sentence) {
    const auto titles = annotation_.lexicon.classes.find("title");
    if (titles == annotation_.lexicon.classes.end()) return;
    const Group all = context_.mentions_in(sentence);
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i]->type != "Person") continue;
      for (std::size_t j = i; j-- > 0;) {
        const Mention& org = *all[j];
        const bool fits = org.type == "Company" || org.type == "Institution" ||
                          org.type == "Place" || org.type == "Park";
        const Range between{org.range.end, all[i]->range.begin};
        // Another person's office, or a paper's reporter of whom nothing is said.
        if (org.type == "Person" || between.size() > 24) break;
        if (!fits) continue;
        if (part(between).find(U"记者") != View::npos &&
            (between.size() > 4 || org.type == "Place")) {
          break;
        }
        // 西北工业大学的孙延平教授
        const bool of = part(between) == U"的" && title_behind(*all[i], titles->second);
        if (of) context_.emit("WORKS_FOR", {all[i]}, {&org}, "works.of", 0.7, between);
        if (has_title(between, titles->second) && part(between).find(U'，') == View::npos) {
          context_.emit("WORKS_FOR", {all[i]}, {&org}, "works.title", 0.75, between);
        }
        break;
      }
      if (i + 1 < all.size()) {
        const Mention& org = *all[i + 1];
        const bool fits = org.type == "Company" || org.type == "Institution";
        const Range between{all[i]->range.end, org.range.begin};
        const Range after{org.range.end, std::min(sentence.end, org.range.end + 8)};
        const View gap = part(between);
        if (fits &&
            (gap == U"，" || gap == U"（" || gap == U"是" || gap == U"担任" || gap == U"任") &&
            has_title(after, titles->second) &&
            !(gap == U"，" && i + 2 < all.size() && all[i + 2]->type == "Person" &&
              all[i + 2]->range.begin <= org.range.end + 10)) {
          context_.emit("WORKS_FOR", {all[i]}, {&org}, "works.apposition", 0.65, after);
        }
      }
    }
  }

  bool title_behind(const Mention& m, const WordSet& titles) const {
    return m.range.end < text_.size() && titles.longest(text_, m.range.end, nullptr) > 0;
  }
  bool has_title(Range range, const WordSet& titles) const {
    for (std::size_t i = range.begin; i < range.end; ++i) {
      const std::size_t n = titles.longest(text_, i, nullptr);
      if (n > 0 && i + n <= range.end) return true;
    }
    return false;
  }

  // 他同时担任内江市委副书记: the person spoken of last.
  void further_offices(Range sentence) {
    const WordSet& titles = context_.lexicon().words("title");
    for (const View cue : {View(U"担任"), View(U"兼任"), View(U"出任"), View(U"就任")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos || context_.inside_mention({i, i + 2})) continue;
      const Group after = context_.mentions_in({i + cue.size(), sentence.end});
      if (after.empty() || after[0]->range.begin > i + cue.size() + 2) continue;
      const Mention& org = *after[0];
      if (!is_organised(org) && org.type != "Place" && org.type != "Park") continue;
      if (org.range.end >= text_.size() || titles.longest(text_, org.range.end, nullptr) == 0) {
        continue;
      }
      const std::size_t from = i > 80 ? i - 80 : 0;
      const Group people = those({from, i}, [](const Mention& m) { return m.type == "Person"; });
      if (people.empty()) continue;
      context_.emit("WORKS_FOR", {people.back()}, {&org}, "works.further", 0.6, {i, org.range.end});
    }
  }

  // 张院长, 王市长: of the body, or of the place, that such an office belongs to, where no other is
  // named beside them.
  void staff() {
    const WordSet& offices = context_.lexicon().words("staff");
    const WordSet& titles = context_.lexicon().words("title");
    for (const Mention* m : context_.mentions()) {
      if (m->type != "Person") continue;
      const std::size_t after =
          m->range.end < text_.size() ? offices.longest(text_, m->range.end, nullptr) : 0;
      // 董事长为NAME
      std::size_t name = m->range.begin;
      if (name > 0 && (text_[name - 1] == U'为' || text_[name - 1] == U'是')) --name;
      const std::size_t from = name > 6 ? name - 6 : 0;
      const std::size_t before = std::max(offices.longest_ending(part({from, name})),
                                          titles.longest_ending(part({from, name})));
      if (after == 0 && before == 0) continue;
      const Range cue =
          after > 0 ? Range{m->range.end, m->range.end + after} : Range{name - before, name};
      // Another body stands before them: it is theirs.
      const Range sentence = annotation_.sentences[annotation_.sentence_of(m->range.begin)];
      const Group near = those(
          {context_.clause_begin(m->range.begin, sentence), cue.begin}, [](const Mention& other) {
            return is_organised(other) || other.type == "Place" || other.type == "Park";
          });
      // 曲靖市委书记甲、市长乙: of the city.
      const bool listed =
          cue.begin > 0 && (text_[cue.begin - 1] == U'、' || text_[cue.begin - 1] == U'和');
      if (!near.empty() && !(listed && part(cue).back() == U'长')) continue;
      int body = described_before(cue.begin);
      if (body < 0) body = body_of(part(cue));
      if (body < 0) continue;
      context_.emit_one("WORKS_FOR", m->entity, m->range, body, cue, "works.main", 0.5, cue);
    }
  }
  // 公司 in 公司副总经理贺敏, 该校 in 该校教授陈若谷: whose office it is.
  int described_before(std::size_t office) const {
    struct Body {
      View word;
      View head;
      const char* type;
    };
    static constexpr Body kBodies[] = {
        {U"公司", U"公司", "Company"},     {U"集团", U"集团", "Company"},
        {U"企业", U"企业", "Company"},     {U"该校", U"大学", "Institution"},
        {U"学校", U"大学", "Institution"}, {U"该院", U"院", "Institution"},
        {U"研究院", U"院", "Institution"}, {U"该所", U"所", "Institution"},
        {U"协会", U"协会", "Institution"}, {U"园区", U"园区", "Park"},
        {U"开发区", U"开发区", "Park"},    {U"高新区", U"高新区", "Park"},
        {U"经开区", U"经开区", "Park"},    {U"该中心", U"中心", "Institution"},
        {U"医院", U"医院", "Institution"}};
    for (const Body& body : kBodies) {
      if (!ends_at(office, body.word)) continue;
      return context_.topics().of_kind(body.head, body.type, office - body.word.size(), false);
    }
    return -1;
  }
  // The body that the document is about, if it has such an office; of a 市长 the main place.
  int body_of(View office) const {
    if (office == U"管委会主任" || office == U"党工委书记" || office == U"管委会副主任") {
      const int main = annotation_.main_subject;
      return main >= 0 && entity(main).type == "Park" ? main : context_.topics().main_of("Park");
    }
    for (const View kind :
         {View(U"市长"), View(U"县长"), View(U"区长"), View(U"镇长"), View(U"省长"),
          View(U"市委书记"), View(U"县委书记"), View(U"区委书记"), View(U"省委书记")}) {
      if (office.size() < kind.size() || office.substr(office.size() - kind.size()) != kind) {
        continue;
      }
      const int place = annotation_.main_place;
      if (place < 0) return -1;
      const std::u32string& name = entity(place).name;
      const bool province = kind.front() == U'省';
      const bool fits = province || name.back() == kind.front() || name.size() == 2;
      return fits ? place : -1;
    }
    const int body = annotation_.main_subject;
    if (body < 0 || (entity(body).type != "Institution" && entity(body).type != "Company")) {
      return -1;
    }
    return body;
  }

  // 他是A的副总指挥: the person named last.
  void person_before(Range sentence) {
    const WordSet& titles = context_.lexicon().words("title");
    for (const View cue : {View(U"他是"), View(U"她是"), View(U"他现任"), View(U"她现任"),
                           View(U"他曾任"), View(U"她曾任"), View(U"他时任")}) {
      const std::size_t i = text_.substr(0, sentence.end).find(cue, sentence.begin);
      if (i == View::npos) continue;
      const std::size_t from = i + cue.size();
      const Group after = context_.mentions_in({from, sentence.end});
      if (after.empty() || after[0]->range.begin > from + 2) continue;
      const Mention& org = *after[0];
      if (!is_organised(org) && org.type != "Place" && org.type != "Park") continue;
      if (!has_title({org.range.end, std::min(sentence.end, org.range.end + 8)}, titles)) continue;
      const std::size_t back = i > 80 ? i - 80 : 0;
      const Group people = those({back, i}, [](const Mention& m) { return m.type == "Person"; });
      if (people.empty()) continue;
      context_.emit("WORKS_FOR", {people.back()}, {&org}, "works.pronoun", 0.65,
                    {i, org.range.end});
    }
  }
};

}  // namespace

void find_offices(RelationContext& context) { OfficePatterns(context).run(); }

}  // namespace wutong::extract
