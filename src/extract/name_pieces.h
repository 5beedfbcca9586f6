// What the model of names sees: a text cut into words, and of each word its neighbours, what the
// lexicons know, and what the rules made of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/features.h"
#include "extract/name_context.h"
#include "extract/word_classes.h"

namespace wutong::extract {

// A word, or a part of one where a candidate of the rules begins or ends in it.
struct NamePiece {
  Range range;
  TextHash word;
  char32_t tag[2] = {0, 0};              // of the token
  std::uint32_t begins = 0, covers = 0;  // bit by entity type: candidates, the overlapped ones too
  const Mention* rule = nullptr;
  std::uint16_t rule_label = 0;      // what the rules say: see Lexicon::name_labels
  std::int16_t suffix_type = kNone;  // entity type of the suffix that it ends in
  // Its classes, coarse and fine; where it is unknown, those of its ending.
  const WordClasses::Part* classes[WordClasses::kLevels] = {};
  bool mark = false, suffix = false;
  bool place = false, industry = false;  // in the lexicons; `industry`: in one that may be longer

  static constexpr std::int16_t kNone = -1;
};

class NamePieces {
 public:
  // `context` holds the candidates, `mentions` those that the rules chose.
  NamePieces(const NameContext& context, const std::vector<Mention>& mentions);

  const std::vector<NamePiece>& pieces() const { return pieces_; }
  // What is seen of the piece `i`.
  void features(std::size_t i, FeatureList& out) const;

 private:
  using View = std::u32string_view;
  void cut(const std::vector<Mention>& mentions);
  void look_up();
  void classify(NamePiece& piece) const;
  const NamePiece* neighbour(std::size_t i, int step) const;  // null beyond the ends
  View text_of(const NamePiece& piece) const;
  // Of a neighbour; ^ and $ beyond the ends.
  FeaturePart word(std::size_t i, int step) const;
  FeaturePart tag(std::size_t i, int step) const;
  FeaturePart rule(std::size_t i, int step) const;
  FeaturePart word_class(std::size_t i, int step, std::size_t level) const;
  FeaturePart suffix_type(const NamePiece* piece) const;  // - where it ends in none

  const NameContext& context_;
  std::vector<NamePiece> pieces_;
  std::vector<std::u32string> type_names_;  // of the schema's entities
  std::vector<FeaturePart> types_;          // the same
  std::vector<FeaturePart> labels_;         // of the lexicon
};

// Finds names by the rules into `annotation.mentions`, and shows their candidates to `see`.
void see_names(Annotation& annotation, const std::function<void(const NameContext&)>& see);

// Replaces what the rules chose by what the model makes of it; without a model nothing changes.
void judge_names(const NameContext& context, std::vector<Mention>& mentions);

}  // namespace wutong::extract
