// What words at the head of a clause stand for that are no names: 该园区, 这家企业, 平台, 它, 后者.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extract/annotation.h"
#include "extract/facts.h"

namespace wutong::extract {

// Who was spoken of when a word is met.
struct Spoken {
  int main = -1;     // what the text is about
  int carried = -1;  // the subject of the last figure; it stands at carried_at
  std::size_t carried_at = std::u32string::npos;
};

// A word that stands for an entity, -1: for none that is known.
struct Referent {
  int entity = -1;
  bool pointed = false;  // 该, 这家: it must stand for something
};

class Referents {
 public:
  // Both must outlive it.
  Referents(const Annotation& annotation, const std::vector<Period>& periods);

  // Of the word that [begin, end) begins with, behind times and small words.
  Referent at_head(std::size_t begin, std::size_t end, const Spoken& spoken) const;
  // Whose 我们 it is that stands at `at` within quotation marks: who is named beside 说 behind
  // them, or before them. -1: nobody known.
  int speaker(std::size_t at, std::size_t sentence) const;
  // Whether the thing can be what a figure is about: no industry, policy or person, and nobody who
  // only reports.
  bool acts(const Mention& mention) const;
  // The last thing named before `before` whose name ends in `head`, of events an edition before
  // the series; else the last of `type`.
  int last_named(std::u32string_view head, const std::string& type, std::size_t before) const;

 private:
  std::u32string_view part(std::size_t begin, std::size_t end) const {
    return begin < end ? text_.substr(begin, end - begin) : std::u32string_view();
  }
  std::size_t paragraph_of(std::size_t at) const;
  int described(std::u32string_view head, std::size_t at, bool pointed, const Spoken& spoken) const;
  int named_so(std::u32string_view head, std::size_t at, std::size_t far) const;
  int main_of(const std::string& type) const;
  int one_of_two(std::size_t at, bool former) const;
  int last_policy(std::size_t before) const;
  int last_acting(std::size_t before, std::size_t far) const;
  int employer(int person, std::size_t before) const;

  const Annotation& annotation_;
  const std::vector<Period>& periods_;
  std::u32string_view text_;
  mutable std::map<std::string, int> main_;  // by type, found when first asked for
  std::vector<bool> reports_;                // by entity
  const WordSet &opening_, &described_, &pointed_, &this_, &has_, &policy_, &it_, &says_;
};

}  // namespace wutong::extract
