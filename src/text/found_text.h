// A damaged text as it was found, read by place: what follows a '?', which brackets are readings.
// Places behind the end read as U+0000.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "text/decode.h"
#include "text/marks.h"

namespace wutong::text {

class FoundText {
 public:
  // `text` must outlive it.
  explicit FoundText(const std::vector<DecodedCharacter>& text) : text_(text) {}

  std::size_t size() const { return text_.size(); }
  char32_t code(std::size_t i) const { return i < text_.size() ? text_[i].code_point : U'\0'; }

  // "lián)" at `at`: its length with the bracket, and the pinyin; 0 for none. The opening bracket
  // was eaten.
  std::size_t loose_pinyin(std::size_t at, std::string& pinyin) const;
  // "(wǎng)" at `at` as a reading of character `c`, or of the one before: its length; 0 for none.
  std::size_t bracket(std::size_t at, char32_t c) const;
  std::size_t annotation(std::size_t at) const { return at > 0 ? bracket(at, code(at - 1)) : 0; }
  // The length of "(wǎng)" that ends before `end` in any text; 0 for none.
  static std::size_t annotation_before(const std::vector<DecodedCharacter>& text, std::size_t end);

  // What the '?' at `at`, behind character `last`, ate beside a trail byte, where its neighbours
  // tell; else 0.
  char32_t eaten_character(std::size_t at, char32_t last) const;
  // Which marks the text from `at` on needs open, or closed, by the next mark of each kind in its
  // line; marks far off or behind a broken place tell nothing.
  OpenMarks::Needed needed_behind(std::size_t at) const;
  // Whether the '?' at `at` begins what only a broken run can be: the rest of a reading, or a mark
  // and a character that stands in no common text.
  bool looks_broken(std::size_t at) const;

 private:
  // Whether a bracket ends near behind `at` that no bracket begins.
  bool is_closed_behind(std::size_t at) const;

  const std::vector<DecodedCharacter>& text_;
};

}  // namespace wutong::text
