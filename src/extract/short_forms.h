// Whether one name may be a short form of another: a place without 省 or 市, a company without its
// legal form, a zone by the short name of its kind, an acronym.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "extract/annotation.h"

namespace wutong::extract {

// A name without quotation marks and blanks; 第一届 and 首届 are one edition.
std::u32string plain_name(std::u32string_view name);
// 湛江经开区 for 湛江经济技术开发区: the kinds of zones and bodies by their short names, without
// 国家级 and the like.
std::u32string with_short_kinds(std::u32string_view name);

class ShortForms {
 public:
  // Of the entities that are there.
  explicit ShortForms(const Annotation& annotation);

  // Both are of one type.
  bool may_be(const EntityDraft& short_form, const EntityDraft& full) const;

 private:
  bool is_brand_form(std::u32string_view a, std::u32string_view whole) const;
  bool is_head_form(std::u32string_view a, std::u32string_view whole) const;
  bool is_zone_form(const std::u32string& a, const std::u32string& b) const;
  bool is_contracted(std::u32string_view a, std::u32string_view b) const;
  bool is_tail_form(const std::u32string& a, const std::u32string& b) const;

  const Lexicon& lexicon_;
  std::set<std::u32string> named_;  // places, bodies and companies
};

}  // namespace wutong::extract
