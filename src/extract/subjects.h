// What a figure is about: the nearest named thing that it describes, else the document's place.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "extract/annotation.h"
#include "extract/document_subject.h"
#include "extract/facts.h"
#include "extract/referents.h"

namespace wutong::extract {

// Entities are indices into Annotation::entities; -1: none.
class Subjects {
 public:
  // All must outlive it. `sentences`: where each begins, in order.
  Subjects(const Annotation& annotation, const std::vector<Period>& periods,
           const std::vector<std::size_t>& sentences);

  // Of the figure at `figure` whose phrase begins at `phrase`; -1: none is known.
  // Figures must be asked in order: one without a name of its own goes on with the subject of the
  // one before it.
  int of(std::size_t phrase, Range figure);
  // Which step of of() told the last subject: "leading", "carried", ...
  std::u32string_view step() const { return step_; }
  int main() const { return document_.main(); }
  int place() const { return document_.place(); }
  // A figure got its subject otherwise.
  void carry(int subject, std::size_t figure);

  // The name that [begin, end) begins with, but for times and short words.
  const Mention* leading(std::size_t begin, std::size_t end) const;
  bool within_name(std::size_t at) const;
  std::size_t sentence_of(std::size_t at) const;  // where it begins
  // Whether the character ends a clause: a mark that is neither part of a name nor of a short
  // aside in a word, 中欧班列（武汉）开行.
  bool ends_clause(std::size_t at) const { return marks_[at]; }

 private:
  std::u32string_view part(std::size_t begin, std::size_t end) const {
    return begin < end ? text_.substr(begin, end - begin) : std::u32string_view();
  }
  bool acts(const Mention& mention) const;
  bool governed(const Mention& mention, std::size_t from) const;
  bool one_of_examples(const Mention& mention, std::size_t end) const;
  bool holds_office(const Mention& mention) const;
  int whole(std::size_t begin, std::size_t end) const;
  int owner(std::size_t begin, std::size_t end) const;
  int object_before(std::size_t phrase, std::size_t figure) const;
  const Mention* held_event(std::size_t begin, std::size_t end) const;
  const Mention* pivot(std::size_t begin, std::size_t end) const;
  int policy_of(std::size_t phrase, std::size_t figure) const;
  int operator_before(std::size_t phrase) const;
  void mark_clauses();
  int for_whom(int subject, std::size_t phrase, std::size_t figure) const;
  int only_edition_of(const EntityDraft& series) const;
  int topic_of_paragraph(std::size_t sentence) const;
  bool finished(const Mention& mention, std::size_t begin, std::size_t end,
                std::size_t phrase) const;
  const Mention* ending_clause(std::size_t end) const;
  int pointed_in(std::size_t begin, std::size_t end) const;
  int granted_by(std::size_t phrase, Range figure) const;
  int paid_for(std::size_t phrase, Range figure) const;
  int speaker_of(std::size_t from, std::size_t figure) const;
  int topic_in(std::size_t begin, std::size_t end) const;
  int made_before(std::size_t begin, std::size_t phrase, std::size_t figure) const;
  Spoken spoken() const { return {document_.main(), carried_, carried_at_}; }

  const Annotation& annotation_;
  const std::vector<Period>& periods_;
  const std::vector<std::size_t>& sentences_;
  std::u32string_view text_;
  const WordSet &opening_, &governor_, &whole_, &guest_, &object_, &title_, &speaker_, &holds_,
      &pivot_, &policy_does_, &apposed_, &under_, &creates_, &describes_, &attributes_, &finished_,
      &flow_, &grants_, &spend_, &proposes_, &constructs_, &edition_, &kind_, &ever_, &venue_;
  Referents referents_;
  DocumentSubject document_;
  std::vector<bool> marks_;    // by character: whether it ends a clause
  std::vector<int> editions_;  // events with a year or number, as they are first named
  // Found when first asked for; a text may ask once for each of its figures.
  mutable std::map<int, int> seats_, only_edition_;
  std::u32string_view step_;                       // of of() that told the last subject
  int carried_ = -1;                               // the subject of the figure before
  std::size_t carried_at_ = std::u32string::npos;  // and where that stands
};

}  // namespace wutong::extract
