// What the model of names sees: a text cut into words, and of each word its neighbours, what the
// lexicons know, and what the rules made of it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "extract/linear_model.h"
#include "extract/name_context.h"

namespace wutong::extract {

// A word, or a part of one where a candidate of the rules begins or ends in it.
struct NamePiece {
  Range range;
  char tag[2] = {0, 0};
  bool mark = false;
  std::size_t rule_label = 0;  // what the rules say: see Lexicon::name_labels
  const Mention* rule = nullptr;
  std::uint32_t begins = 0, covers = 0;  // bit by entity type: candidates, the overlapped ones too
  const Suffix* suffix = nullptr;        // that it ends in
  bool place = false, industry = false;  // in the lexicons; `industry`: in one that may be longer
};

class NamePieces {
 public:
  // `context` holds the candidates, `mentions` those that the rules chose.
  NamePieces(const NameContext& context, const std::vector<Mention>& mentions);

  const std::vector<NamePiece>& pieces() const { return pieces_; }
  // What is seen of the piece `i`, hashed; the texts too where `texts` is given.
  void features(std::size_t i, std::vector<std::uint64_t>& plain,
                std::vector<std::u32string>* texts = nullptr);
  // What is seen together with the label of the piece before: feature_hash("/LABEL", hash).
  void features_with_label(std::size_t i, std::vector<std::uint64_t>& hashes,
                           std::vector<std::u32string>* texts = nullptr);

 private:
  using View = std::u32string_view;
  void cut(const std::vector<Mention>& mentions);
  void look_up();
  View word(std::size_t i, int step) const;  // of a neighbour; ^ and $ beyond the ends
  View tag(std::size_t i, int step) const;
  View rule(std::size_t i, int step) const;
  void add(View name, std::initializer_list<View> parts);

  const NameContext& context_;
  std::vector<NamePiece> pieces_;
  std::vector<std::u32string> tags_;        // of the pieces
  std::vector<std::u32string> type_names_;  // of the schema's entities
  std::vector<std::uint64_t>* hashes_ = nullptr;
  std::vector<std::u32string>* texts_ = nullptr;
};

// Finds names by the rules into `annotation.mentions`, and shows their candidates to `see`.
void see_names(Annotation& annotation, const std::function<void(const NameContext&)>& see);

// Replaces what the rules chose by what the model makes of it; without a model nothing changes.
void judge_names(const NameContext& context, std::vector<Mention>& mentions);

}  // namespace wutong::extract
