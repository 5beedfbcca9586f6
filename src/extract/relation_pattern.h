// What the finders of relations by pattern share. A pattern is what no single trigger word shows:
// what stands side by side, lists with a role, offices, shares, editions.
#pragma once

#include "extract/relation_context.h"

namespace wutong::extract {

class RelationPattern {
 protected:
  using View = std::u32string_view;
  using Group = MentionGroup;

  explicit RelationPattern(RelationContext& context)
      : context_(context), annotation_(context.annotation()), text_(context.text()) {}

  View part(Range range) const { return annotation_.text(range); }
  bool at(std::size_t i, View word) const { return text_.substr(i, word.size()) == word; }
  bool ends_at(std::size_t end, View word) const {
    return end >= word.size() && text_.substr(end - word.size(), word.size()) == word;
  }
  const EntityDraft& entity(int id) const { return context_.entity(id); }
  static bool is_organised(const Mention& m) {
    return m.type == "Company" || m.type == "Institution";
  }
  static bool is_active(const Mention& m) {  // may be at home in an industry
    return m.type == "Company" || m.type == "Park" || m.type == "Institution" ||
           m.type == "Project" || m.type == "Place";
  }
  template <class Fits>
  Group those(Range range, Fits fits) const {
    Group out;
    for (const Mention* m : context_.mentions_in(range)) {
      if (fits(*m)) out.push_back(m);
    }
    return out;
  }
  const Mention* first_mention(int entity) const { return context_.first_mention(entity); }

  RelationContext& context_;
  const Annotation& annotation_;
  View text_;
};

void find_trades(RelationContext& context);           // trade_patterns.cpp
void find_event_relations(RelationContext& context);  // event_patterns.cpp
void find_places_beside(RelationContext& context);    // place_patterns.cpp
void find_offices(RelationContext& context);          // office_patterns.cpp
void find_ownership(RelationContext& context);        // ownership_patterns.cpp
void find_honours(RelationContext& context);          // honour_patterns.cpp

}  // namespace wutong::extract
