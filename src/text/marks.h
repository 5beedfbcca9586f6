// Punctuation as a search over damaged text sees it: marks that sites cut out, and pairs of marks.
#pragma once

#include <bit>
#include <string_view>

#include "text/character.h"

namespace wutong::text {

inline bool is_question(char32_t c) { return c == U'?' || c == U'？'; }

// The full-width form that a crawler made half-width; marks were cut in that form.
inline char32_t full_width(char32_t c) {
  if (c == U'?') return U'？';
  if (c == U';') return U'；';
  if (c == U'!') return U'！';
  return c;
}
inline bool is_cut_mark(char32_t c) {
  c = full_width(c);
  return c == U'？' || c == U'；' || c == U'！' || c == U'。' || c == U'、';
}
// Marks between clauses.
inline bool is_mark(char32_t c) {
  constexpr std::u32string_view kMarks = U"，。：；？！、,:;?!";
  return kMarks.find(c) != std::u32string_view::npos;
}
// Marks behind which a line goes on.
inline bool is_dangling(char32_t c) {
  constexpr std::u32string_view kMarks = U"、“‘《（";
  return kMarks.find(c) != std::u32string_view::npos;
}
inline bool is_line_end(char32_t c) { return c == U'\n' || c == U'\r' || c == U'\0'; }

// Marks that end a sentence.
inline bool is_full_stop(char32_t c) {
  constexpr std::u32string_view kMarks = U"。！？!?";
  return kMarks.find(c) != std::u32string_view::npos;
}

// Nats for a mark that closes another one.
inline constexpr double kPaired = 3;

// Marks that come in pairs: which of them are open.
class OpenMarks {
 public:
  // Nats for a mark that opens or closes as it should, or should not.
  double add(char32_t c) {
    if (const unsigned bit = bit_of(kOpening, c)) {
      const bool again = (open_ & bit) != 0;
      open_ |= bit;
      return again ? -kPaired : 0;
    }
    if (const unsigned bit = bit_of(kClosing, c)) {
      const bool closes = (open_ & bit) != 0;
      open_ &= ~bit;
      return closes ? kPaired : -kPaired;
    }
    return 0;
  }

  // What a text that goes on needs to be open before it, and what closed.
  class Needed {
   public:
    void add(char32_t c) {
      closed_ |= bit_of(kOpening, c) & ~open_;
      open_ |= bit_of(kClosing, c) & ~closed_;
    }
    // Nothing follows.
    void end() { closed_ |= ~open_; }

   private:
    friend class OpenMarks;
    unsigned open_ = 0, closed_ = 0;
  };
  // How many kinds of marks are open that should not be, or the other way round.
  int against(const Needed& needed) const {
    return std::popcount((needed.open_ & ~open_) | (needed.closed_ & open_));
  }

 private:
  static constexpr std::u32string_view kOpening = U"“‘《（(", kClosing = U"”’》）)";
  static unsigned bit_of(std::u32string_view marks, char32_t c) {
    const auto at = marks.find(c);
    return at == std::u32string_view::npos ? 0 : 1U << at;
  }

  unsigned open_ = 0;
};

// A quotation that is open. One that a word is in front of is a term, the “格桑” model, and holds
// neither clauses nor the end of a sentence, and no more does a title; what somebody said ends in a
// mark if it has clauses.
class Quotation {
 public:
  // Nats for a mark behind `before` (0: the line begins).
  double add(char32_t c, char32_t before) {
    if (c == U'》') return before == U'。' || before == U'，' ? kTermWithStop : 0;
    if (c == U'“') {
      kind_ = goes_on(before) ? Kind::kTerm : Kind::kSpeech;
      has_clauses_ = false;
      return 0;
    }
    if (kind_ == Kind::kNone) return 0;
    const bool is_comma = c == U'，' || c == U',';
    if (c == U'”') {
      const bool is_term = kind_ == Kind::kTerm;
      kind_ = Kind::kNone;
      if (is_term) return is_full_stop(before) ? kTermWithStop : 0;
      return has_clauses_ && !is_mark(before) && before != U'…' ? kSpeechWithoutMark : 0;
    }
    if (!is_comma || has_clauses_) return 0;
    has_clauses_ = true;
    return kind_ == Kind::kTerm ? kTermWithComma : 0;
  }

 private:
  // In nats.
  static constexpr double kTermWithStop = -4, kTermWithComma = -2, kSpeechWithoutMark = -1;

  static bool goes_on(char32_t before) {
    return is_han(before) || before == U'、' || before == U'》' || before == U'”';
  }

  enum class Kind : unsigned char { kNone, kTerm, kSpeech } kind_ = Kind::kNone;
  bool has_clauses_ = false;
};

}  // namespace wutong::text
