// What the finders of names ask of the text, and where they put what they find.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "extract/annotation.h"

namespace wutong::extract {

class NameContext {
 public:
  using View = std::u32string_view;

  explicit NameContext(const Annotation& annotation)
      : annotation_(annotation), lexicon_(annotation.lexicon), text_(annotation.text()) {}

  std::vector<Mention> found;  // candidates, overlapping ones too
  std::vector<Mention> weak;   // ends as a name does, but nothing else says that it is one

  const Annotation& annotation() const { return annotation_; }
  const Lexicon& lexicon() const { return lexicon_; }
  View text() const { return text_; }
  View part(std::size_t begin, std::size_t end) const { return text_.substr(begin, end - begin); }
  bool at(std::size_t i, View word) const { return text_.substr(i, word.size()) == word; }
  bool ends_at(std::size_t end, View word) const {
    return end >= word.size() && part(end - word.size(), end) == word;
  }
  const Token& token(std::size_t i) const { return annotation_.tokens[annotation_.token_at[i]]; }
  const Token& token_before(std::size_t i) const { return token(i - 1); }
  View word(const Token& token) const { return annotation_.text(token.range); }

  // A name does not begin inside a word of the base lexicon.
  bool starts_word(std::size_t i) const {
    return token(i).range.begin == i || token(i).range.size() == 1;
  }
  // It ends inside a word that begins in it: 中建 in 过程中建设, 上海银行 in 上海银行业.
  bool cuts_word(std::size_t begin, std::size_t end) const;
  bool ends_word(std::size_t end) const { return token_before(end).range.end == end; }
  bool is_place_word(View word) const;
  // The suffix that the range ends with and is longer than; null where none is.
  const Suffix* suffix_of(Range range) const;
  // A mark, a stop word, a verb, a preposition or the like stands before `i`.
  bool bounded_left(std::size_t i) const;
  // What follows is no noun that goes on with the name.
  bool ends_phrase(std::size_t end) const;
  // A place, foreign letters, a quotation or a proper noun stands in the range.
  bool has_name(std::size_t begin, std::size_t end) const;
  // The range begins with a proper name: a place, a name of the lexicon, foreign letters, or
  // characters that make no word of the base lexicon.
  bool opens_with_name(std::size_t begin, std::size_t end) const;
  bool place_body(std::size_t begin, std::size_t suffix) const;
  // Where a town ends that begins at `begin`, 郑口镇, 五里街道: two or three characters and its
  // kind; 0 where none does.
  std::size_t town_end(std::size_t begin) const;
  // All words of the range are common ones: 重点项目, 大型企业.
  bool all_generic(std::size_t begin, std::size_t end) const;

  // Adds a candidate, unless it is too short, a common word, or counted: 3个孵化器, 这座园区.
  void add(Range range, const std::string& type, const char* rule, double confidence,
           bool quoted = false);

 protected:
  bool counted(Range range) const;

  const Annotation& annotation_;
  const Lexicon& lexicon_;
  View text_;
};

// suffixed_names.cpp: names by their ending, with a boundary on the left: …产业园, …研究院.
void find_suffixed_names(NameContext& context);
// listed_names.cpp: names that a list with a head gives the type of: A、B等企业, 以A、B为龙头.
void find_listed_names(NameContext& context);
// Of `weak` those that stand in a list beside a name of their type are names too.
void find_listed_peers(NameContext& context);
// list_gaps.cpp: members of a list of names that nothing else made out.
void find_list_gaps(NameContext& context);
// framed_names.cpp: names that a verb before or a noun behind them frames: 入选…试点, 开展…行动.
void find_framed_names(NameContext& context);

}  // namespace wutong::extract
