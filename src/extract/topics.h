// What a sentence is about that names no subject: what a description in it stands for, or what its
// paragraph speaks of.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extract/annotation.h"
#include "extract/facts.h"

namespace wutong::extract {

// Entities are indices into Annotation::entities; -1: none.
class Topics {
 public:
  // Both must outlive it.
  Topics(const Annotation& annotation, const std::vector<Period>& periods)
      : annotation_(annotation), periods_(periods), text_(annotation.text()) {}

  // What a description stands for, 园区 or 该公司 at the head of a clause between `begin` and
  // `end`: see of_kind().
  int described(std::size_t begin, std::size_t end) const;
  // What a word at the head of the clause at `clause` stands for that is no name, behind a few
  // adverbs: 公司, 它, 我们, 当地. `end`: where the word ends.
  int meant(std::size_t clause, std::size_t limit, std::size_t* end = nullptr) const;
  // What `head`, 小镇 or 公司, means at `at`: the last thing named whose name ends in it, else the
  // last of `type`. A bare 公司, 企业 or 园区 means what its paragraph, else the text, is about,
  // where that is one; `pointing`, behind 该 or 这家, the last one named.
  int of_kind(std::u32string_view head, const std::string& type, std::size_t at,
              bool pointing) const;
  // The entity of `type` that the text speaks of most.
  int main_of(const std::string& type) const;
  // The last entity before `before` whose name ends in `head`, else the last of `type`; of events
  // an edition before the series.
  int last_named(std::u32string_view head, const std::string& type, std::size_t before) const;
  // Who the sentences before `sentence` in its paragraph were about: what one of them begins with.
  int of_paragraph(std::size_t sentence) const;
  // Whether the name stands at `from`, but for a time and short words.
  bool leads(Range name, std::size_t from) const;

 private:
  // Of the two bodies last named side by side: the former or the latter; -1 where none are.
  int one_of_two(std::size_t at, bool former) const;
  // The first period that begins at `from` or behind it; whether `i` stands in one.
  std::vector<Period>::const_iterator first_period(std::size_t from) const;
  bool in_period(std::size_t i) const;
  std::u32string_view part(std::size_t begin, std::size_t end) const {
    return begin < end ? text_.substr(begin, end - begin) : std::u32string_view();
  }

  mutable std::map<std::string, int> main_;  // by type, found when first asked for
  const Annotation& annotation_;
  const std::vector<Period>& periods_;
  std::u32string_view text_;
};

}  // namespace wutong::extract
