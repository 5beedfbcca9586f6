// Whether a fact is stated, planned, denied or only heard of: a cue before it in its sentence.
#include <algorithm>

#include "extract/facts.h"

namespace wutong::extract {

Modality modality_of(const Annotation& annotation, Range range) {
  const std::u32string_view text = annotation.text();
  // What has been done is no plan any more: 已完成计划的80%.
  struct Kind {
    const char* words;
    FactStatus status;
  };
  static constexpr Kind kKinds[] = {{"negation", FactStatus::Negated},
                                    {"target", FactStatus::Planned},
                                    {"hearsay", FactStatus::Hearsay}};
  const auto first_behind = [&](std::size_t at) {
    return std::upper_bound(
        annotation.mentions.begin(), annotation.mentions.end(), at,
        [](std::size_t wanted, const Mention& mention) { return wanted < mention.range.begin; });
  };
  const auto in_name = [&](Range cue) {
    const auto after = first_behind(cue.begin);
    return after != annotation.mentions.begin() && std::prev(after)->range.contains(cue);
  };
  for (const Kind& kind : kKinds) {
    const auto words = annotation.lexicon.classes.find(kind.words);
    if (words == annotation.lexicon.classes.end()) continue;
    for (std::size_t i = range.begin; i < range.end;
         i = annotation.tokens[annotation.token_at[i]].range.end) {
      const std::size_t n = words->second.longest(text, i, nullptr);
      if (n == 0 || i + n > range.end) continue;
      // The cue is words of its own, not part of one or of a name.
      const Token& first = annotation.tokens[annotation.token_at[i]];
      const Token& last = annotation.tokens[annotation.token_at[i + n - 1]];
      if (first.range.begin == i && last.range.end == i + n && !in_name({i, i + n})) {
        return {kind.status, Range{i, i + n}};
      }
    }
  }
  return {};
}

}  // namespace wutong::extract
