// Summary: what the graph shows of a fact that many documents may state, counted over its
// references. A document that comes or goes adds or takes away its own share, so that what the
// others state need not be read again; the counts are the same in any order.
//
// Record in RecordSpace::Support:
//   t fact       see encode()
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace wutong::build {

// What a reference adds to its fact's summary.
struct Share {
  std::string confidence;          // as summaries write it
  std::vector<std::string> words;  // of an entity its forms, of a relation its rule, of a
                                   // statistic its bound, where it has one
  friend bool operator==(const Share&, const Share&) = default;
};

std::string confidence_text(double confidence);

// How often each of some texts occurs, in the order of the texts. Mostly there are one to three, and
// a summary is read and written for every fact of every document: so it is no tree.
class Counts {
 public:
  using Entries = std::vector<std::pair<std::string, std::uint64_t>>;

  void add(std::string_view text, std::int64_t by);
  Entries::const_iterator begin() const { return entries_.begin(); }
  Entries::const_iterator end() const { return entries_.end(); }
  bool empty() const { return entries_.empty(); }
  std::size_t size() const { return entries_.size(); }
  const std::string& last() const { return entries_.back().first; }
  void reserve(std::size_t count) { entries_.reserve(count); }
  friend bool operator==(const Counts&, const Counts&) = default;

 private:
  Entries entries_;
};

struct Summary {
  std::uint64_t sources = 0;  // documents
  Counts words;               // as in Share
  Counts confidences;         // as written
  Counts dates;               // of statistics: of the documents, where they have one

  // `by` 1 adds a reference, -1 takes it away.
  void count(const Share& share, int by);
  void count_source(std::string_view date, int by);
  std::uint64_t references() const;

  bool empty() const { return sources == 0; }
  // Independent statements of the same: 1 - (1-a)(1-b)..., to four digits.
  double confidence() const;
  std::string latest_date() const { return dates.empty() ? "" : dates.last(); }

  // sources, and each of words, confidences and dates: how many, then (length text count).
  std::string encode() const;
  // Errors: store.corrupted.
  static Summary decode(std::string_view record);
  friend bool operator==(const Summary&, const Summary&) = default;
};

}  // namespace wutong::build
