// What the phases of extraction share: the text, its tokens and sentences, and the names found in
// it. Positions count characters of text::Document::text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "extract/lexicon.h"
#include "text/document.h"

namespace wutong::extract {

struct Range {
  std::size_t begin = 0, end = 0;
  std::size_t size() const { return end - begin; }
  bool contains(const Range& other) const { return begin <= other.begin && other.end <= end; }
  bool overlaps(const Range& other) const { return begin < other.end && other.begin < end; }
  friend auto operator<=>(const Range&, const Range&) = default;
};

struct Token {
  Range range;
  char tag[2] = {0, 0};  // part of speech of the base lexicon; "x" unknown
  bool known = false;    // a word of the base lexicon
};

struct Mention {
  Range range;
  std::string type;
  std::string rule;
  double confidence = 0;
  int entity = -1;  // index into Annotation::entities
  bool quoted = false;
};

struct EntityDraft {
  std::string type;
  std::u32string name;
  std::vector<std::u32string> aliases;
  std::string rule;
  double confidence = 0;
};

struct Annotation {
  const text::Document& document;
  const Lexicon& lexicon;
  std::vector<Range> sentences;       // up to and with 。！？； or a line's end
  std::vector<Token> tokens;          // cover the text, blanks and marks included
  std::vector<std::size_t> token_at;  // by character
  std::vector<Mention> mentions;      // in order, not overlapping
  std::vector<EntityDraft> entities;
  int main_place = -1;     // the place the document is about
  bool is_report = false;  // of a place on itself: 全省, 全市
  int main_subject = -1;   // the place, company, park, ... that it speaks of most

  std::u32string_view text() const { return document.text; }
  std::u32string_view text(Range range) const { return text().substr(range.begin, range.size()); }
  std::size_t sentence_of(std::size_t at) const;
  // The first mention that begins at a character or behind it.
  std::size_t first_mention(std::size_t at) const;
  // The mention that begins at a character, or that ends there; null: none.
  const Mention* mention_at(std::size_t at) const;
  const Mention* mention_before(std::size_t at) const;
};

// tokens.cpp: sentences and tokens.
void tokenise(Annotation& annotation);
// names.cpp: mentions by lexicon, suffix, quotation and list.
void find_names(Annotation& annotation);
// people.cpp: persons beside their offices.
void find_people(Annotation& annotation, std::vector<Mention>& found);
// clusters.cpp: mentions of one thing -> one entity; aliases; the main place.
void cluster(Annotation& annotation);

bool is_mark(char32_t c);  // punctuation and blanks
bool is_sentence_end(char32_t c);

}  // namespace wutong::extract
