// What a document as a whole is about: its place, and the thing that a text without a nearer
// subject speaks of.
#pragma once

#include <map>
#include <string_view>
#include <vector>

#include "extract/annotation.h"
#include "extract/referents.h"

namespace wutong::extract {

// Entities are indices into Annotation::entities; -1: none.
class DocumentSubject {
 public:
  // Both must outlive it.
  DocumentSubject(const Annotation& annotation, const Referents& referents);

  int place() const { return place_; }  // what 全市 means
  int main() const { return main_; }
  // 全省: the province that the text names most.
  int province() const;
  // 我州, 全镇: the place of that kind that the text names most.
  int place_ending(char32_t kind) const;
  // The place that the name of a body begins with.
  int seat_of(std::u32string_view name) const;

 private:
  int find_place() const;
  int find_main() const;
  int shown_in_title() const;
  bool is_province(int entity) const;

  const Annotation& annotation_;
  const Referents& referents_;
  std::u32string_view text_;
  const WordSet &abroad_, &media_, &shows_, &sights_;
  int place_ = -1, main_ = -1;
  mutable std::map<char32_t, int> ending_;  // found when first asked for
};

}  // namespace wutong::extract
