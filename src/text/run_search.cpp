#include "text/run_search.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/utf8.h"
#include "text/character.h"
#include "text/document_memory.h"
#include "text/found_text.h"
#include "text/gbk.h"
#include "text/gbk_candidates.h"
#include "text/marks.h"
#include "text/tables.h"
#include "text/word_model.h"

namespace wutong::text {
namespace {

using Characters = std::vector<DecodedCharacter>;
using Byte = std::uint8_t;

// What is looked for.
constexpr std::size_t kLongestRun = 120;  // characters as found
constexpr int kGaps = 3;                  // dropped pairs in a run
constexpr std::size_t kContext = 6;       // characters on either side that are weighed with a run

// Nats that a hypothesis gains or loses beside the word model.
constexpr double kQuestion = -6;  // a question mark that another mark follows
// A pair that the decoder dropped: the model is hard on the longer of two texts.
constexpr double kVanished = 1.6, kVanishedAgain = 0.5;
constexpr double kShort = -2;     // a clause of one character
constexpr double kDangling = -4;  // a mark that nothing follows in its line, and should
// What tells whole readings apart beside that and what DocumentMemory says of them, in nats: about
// what a linear model of the right one among those found gives on damaged practice texts, rounded
// and checked with bench/damaged_text.py on others.
constexpr double kGapAfterAll = -1;     // for each dropped pair
constexpr double kStopAfterAll = -0.5;  // for each end of a sentence
constexpr double kMarkLast = 1.5;       // for a mark at the end
constexpr double kReadAgain = 8;        // a reading behind the best one that is still compared
constexpr std::size_t kBesides = 3;     // characters on either side that go with it
// When a reading is taken, in nats.
constexpr double kMargin = 5;   // gained over the text as found, at least
constexpr double kWorst = -14;  // for each character, at least

// What is worth looking at, in nats.
constexpr double kBehind = 7;        // a hypothesis behind the best one
constexpr double kHopeless = 8;      // one behind the best finished one
constexpr double kPatience = -5;     // what the best finished one counts before there is one
constexpr double kInWord = 9;        // an incomplete word behind the best hypothesis
constexpr double kEndBeam = 8;       // a hypothesis behind the best at an end that must be guessed
constexpr double kBad = 12;          // two characters that make one look for a gap
constexpr float kGapBehind = 9;      // a text across a gap behind the likeliest one
constexpr double kBridgeBehind = 5;  // ... and with what is in front of the gap

// How many.
constexpr std::size_t kBeam = 16;          // hypotheses at a place, for each number of gaps
constexpr std::size_t kGapBeam = 3;        // of them, that are tried with a dropped pair
constexpr std::size_t kChainBeam = 4;      // finished ones that another run follows at once
constexpr std::size_t kMostTried = 20000;  // hypotheses of one search

// What the bytes of a run may have been: a chain of characters, the newest last.
struct Hypothesis {
  // What pruning looks at stands together, for it looks at all of them.
  double hope = 0;         // of the state, adjusted
  double adjustment = 0;   // in nats, beside the word model
  std::uint16_t gaps = 0;  // pairs that vanished
  std::uint16_t length = 0;
  std::uint16_t clause = 0;      // characters since the last mark
  Byte lead = 0;                 // waits for its trail byte; 0: none, or unknown
  Byte vanished = 0;             // trail byte before a pair that the decoder dropped
  int parent = -1;               // the hypothesis one character shorter
  char32_t character = 0;        // 0: none (the root, and a lead byte found by its reading)
  char32_t previous = 0;         // the one before it
  std::uint32_t place = 0;       // where its first byte came from
  std::uint32_t lead_place = 0;  // where the waiting byte came from
  WordModel::State state;
  OpenMarks marks;
  Quotation quotation;

  void weigh() { hope = state.hope() + adjustment; }
  double score() const { return state.total() + adjustment; }
};

}  // namespace

class RunSearch::Impl {
 public:
  explicit Impl(const Characters& text) : text_(text) {}

  const FoundText& text() const { return text_; }

  // `before`: the characters in front of the run, already repaired.
  std::optional<Reading> best(std::size_t begin, const Characters& before) {
    // Gaps are dear to look for: at first without, then where that reading stumbles.
    if (!memory_) memory_.emplace(text_);
    fluent_.clear();
    auto whole = best(begin, before, 0);
    tried_ = all_.size();
    if (whole && mark_fluent()) return whole;
    auto bridged = best(begin, before, kGaps);
    tried_ += all_.size();
    return bridged;
  }
  // Hypotheses that the last search made.
  std::size_t tried() const { return tried_; }

 private:
  // Marks the places at which the reading just made goes on well; false: there are others.
  bool mark_fluent() {
    std::vector<int> chain;
    for (int h = winner_; h >= 0; h = all_[static_cast<std::size_t>(h)].parent) chain.push_back(h);
    std::reverse(chain.begin(), chain.end());
    const auto at = [&](std::size_t k) -> const Hypothesis& {
      return all_[static_cast<std::size_t>(chain[k])];
    };
    bool all = true;
    for (std::size_t k = 1; k < chain.size(); ++k) {
      const std::size_t last = std::min(k + 1, chain.size() - 1);
      const bool well = at(k - 1).hope - at(last).hope < kBad;
      all = all && well;
      if (at(k).lead_place < begin_) continue;
      const std::size_t place = at(k).lead_place - begin_;
      if (fluent_.size() <= place) fluent_.resize(place + 1);
      fluent_[place] = well;
    }
    return all;
  }

  std::optional<Reading> best(std::size_t begin, const Characters& before, int gaps) {
    begin_ = begin;
    most_gaps_ = gaps;
    best_gain_ = kPatience;
    all_.clear();
    found_.clear();
    open_.clear();
    finished_.clear();
    begin_root(before);
    start(0, begin_);
    // Places in order: whatever waits at one comes from places before it.
    for (std::size_t at = begin_ + 1;
         !open_.empty() && at - begin_ <= kLongestRun && all_.size() < kMostTried; ++at) {
      if (const auto closed = finished_.find(at); closed != finished_.end()) {
        std::vector<int> ends = pruned(closed->second, kBeam);
        for (const int h : ends) best_gain_ = std::max(best_gain_, gain(h, at));
        if (is_question(text_.code(at))) {
          for (const int h : pruned(std::move(ends), kChainBeam)) start(h, at);
        }
      }
      if (const auto waiting = open_.find(at); waiting != open_.end()) {
        const std::vector<int> kept = pruned(waiting->second, kBeam);
        open_.erase(waiting);
        best_hope_here_ = -1e9;
        for (const int h : kept) {
          best_hope_here_ = std::max(best_hope_here_, all_[static_cast<std::size_t>(h)].hope);
        }
        for (const int h : kept) {
          if (gain(h, at) > best_gain_ - kHopeless) grow(h, at);
        }
        if (most_gaps_ == 0 || (at - begin_ < fluent_.size() && fluent_[at - begin_])) continue;
        best_bridge_.fill(-1e9);
        for (const int h : likeliest(kept, kGapBeam)) {
          if (gain(h, at) > best_gain_ - kHopeless) bridge_gap(h, at);
        }
      }
    }
    return choose();
  }

  // The hypothesis that nothing has been read yet.
  void begin_root(const Characters& before) {
    Hypothesis root;
    std::size_t line = before.size();
    while (line > 0 && !is_line_end(before[line - 1].code_point)) --line;
    for (std::size_t i = line; i < before.size(); ++i) {
      root.marks.add(before[i].code_point);
      root.quotation.add(before[i].code_point, i > line ? before[i - 1].code_point : U'\0');
    }
    // Brackets that are dropped later are no context.
    std::u32string context;
    for (std::size_t i = before.size(); i > line && context.size() < kContext; --i) {
      if (const std::size_t length = FoundText::annotation_before(before, i)) {
        i -= length - 1;
      } else {
        context.push_back(before[i - 1].code_point);
      }
    }
    if (!context.empty()) root.character = context.front();
    if (context.size() > 1) root.previous = context[1];
    while (root.clause < context.size() && !is_mark(context[root.clause])) ++root.clause;
    for (auto c = context.rbegin(); c != context.rend(); ++c) {
      root.state = WordModel::extend(root.state, *c);
    }
    before_.clear();
    for (const char32_t c : context) before_.push_back(simplified(c));
    root.lead_place = static_cast<std::uint32_t>(begin_);
    root.weigh();
    all_.push_back(root);
    found_.push_back(root.state);
  }

  // How a run can begin at the '?' at `at`, behind hypothesis `h`.
  void start(int h, std::size_t at) {
    std::string pinyin;
    all_[static_cast<std::size_t>(h)].lead_place = static_cast<std::uint32_t>(at);
    if (is_cut_mark(text_.code(at + 1))) {
      // A mark was cut out of two characters: the first one's lead byte was left over.
      const std::uint16_t mark = gbk_pair(full_width(text_.code(at + 1)));
      const auto trail = static_cast<Byte>(mark >> 8);
      for (const GbkPair& pair : GbkCandidates::get().with_trail(trail)) {
        emit(h, pair.lead, trail, at + 1, static_cast<Byte>(mark), at + 2);
      }
    } else if (const std::size_t length = text_.loose_pinyin(at + 1, pinyin)) {
      // A bracket stood behind a lead byte, because it makes a pair with the byte before.
      const Hypothesis from = all_[static_cast<std::size_t>(h)];
      const auto before = static_cast<Byte>(gbk_pair(from.character));
      for (const Byte lead : trails_of(before, pinyin)) {
        open_[at + 1 + length].push_back(static_cast<int>(all_.size()));
        all_.push_back(from);
        all_.back().lead = lead;
      }
    }
  }

  // Everything that the bytes at `at` can be, behind hypothesis `h`.
  void grow(int h, std::size_t at) {
    const char32_t c = text_.code(at);
    if (is_line_end(c)) return;
    if (is_question(c)) {
      close_at_question(h, at);
      pair(h, at, gbk_pair(U'？'));
      return;
    }
    if (c == U'€') return close(h, at, 0x80);
    if (c >= 0x40 && c <= 0x7E) close(h, at, static_cast<Byte>(c));
    pair(h, at, c > 0x20 && c < 0x7F ? static_cast<std::uint16_t>(0xA380 + c) : gbk_pair(c));
  }

  // A wrongly paired character: a trail byte, and the next lead byte.
  void pair(int h, std::size_t at, std::uint16_t bytes) {
    if (bytes == 0) return;
    const auto trail = static_cast<Byte>(bytes >> 8), next = static_cast<Byte>(bytes);
    const std::size_t behind = at + 1 + text_.annotation(at + 1);
    const Byte lead = all_[static_cast<std::size_t>(h)].lead;
    if (next > 0x80) {
      emit(h, lead, trail, at, next, behind);
    } else if (next >= 0x40 && next <= 0x7E) {
      // The trail byte and an ASCII character that was taken for another one.
      const int closed = emit(h, lead, trail, at, 0, 0);
      if (closed >= 0) finish(extended(closed, next, 0), at + 1);
    }
  }

  // A trail byte below 81 that stood alone ends the run.
  void close(int h, std::size_t at, Byte trail) {
    const int closed = emit(h, all_[static_cast<std::size_t>(h)].lead, trail, at, 0, 0);
    if (closed >= 0) finish(closed, at + 1);
  }

  // The trail bytes from 81 on with which `lead` makes a character of that reading.
  const std::vector<Byte>& trails_of(Byte lead, const std::string& pinyin) {
    const auto [found, is_new] = trails_.try_emplace(static_cast<char>(lead) + pinyin);
    for (unsigned trail = 0x81; is_new && trail <= 0xFE; ++trail) {
      const char32_t c = gbk_character(lead, static_cast<Byte>(trail));
      if (c != 0 && is_reading(c, pinyin)) found->second.push_back(static_cast<Byte>(trail));
    }
    return found->second;
  }

  // The common characters of that reading.
  const std::vector<GbkPair>& common_read(const std::string& pinyin) {
    const auto [found, is_new] = common_.try_emplace(pinyin);
    if (!is_new) return found->second;
    for (const GbkPair& pair : GbkCandidates::get().common()) {
      if (is_reading(pair.character, pinyin)) found->second.push_back(pair);
    }
    return found->second;
  }

  // '?': the trail byte of the last character; the decoder took it for a lead byte and ate what
  // followed, or nothing followed.
  void close_at_question(int h, std::size_t at) {
    std::string pinyin;
    const std::size_t length = text_.loose_pinyin(at + 1, pinyin);
    const bool at_piece_end = is_line_end(text_.code(at + 1)) || is_cut_mark(text_.code(at + 1));
    const Byte lead = all_[static_cast<std::size_t>(h)].lead;
    if (lead == 0 && length == 0) return;  // nothing is known of the last character
    const auto closed_by = [&](Byte first, Byte trail) {
      const int closed = emit(h, first, trail, at, 0, 0);
      if (closed < 0) return;
      if (length > 0) {
        finish(closed, at + 1 + length);
      } else if (at_piece_end) {
        finish(closed, at + 1);
      } else {
        eaten_.push_back(closed);
      }
    };
    if (lead == 0) {
      const Byte vanished = all_[static_cast<std::size_t>(h)].vanished;
      for (const GbkPair& pair : common_read(pinyin)) {
        if (gbk_character(vanished, pair.lead) == 0) closed_by(pair.lead, pair.trail);
      }
    } else if (length > 0) {
      for (const Byte trail : trails_of(lead, pinyin)) closed_by(lead, trail);
    } else if (all_[static_cast<std::size_t>(h)].hope > best_hope_here_ - kEndBeam) {
      for (const GbkPair& pair : GbkCandidates::get().with_lead(lead)) {
        closed_by(lead, pair.trail);
      }
    }
    for (const int closed : pruned(eaten_, kBeam)) {
      if (const char32_t c =
              text_.eaten_character(at, all_[static_cast<std::size_t>(closed)].character)) {
        finish(extended(closed, c, 0), at + 1);
      } else {
        finish(extended(closed, base::kReplacement, 0), at + 1);
      }
    }
    eaten_.clear();
  }

  // Pairs of bytes that are no character vanished in front of `at`: the lead byte that waits and
  // the trail byte found belong to two or three characters.
  void bridge_gap(int h, std::size_t at) {
    const Byte lead = all_[static_cast<std::size_t>(h)].lead;
    const char32_t c = text_.code(at);
    if (is_question(c)) {
      // Only a reading can tell what the last character was.
      std::string pinyin;
      if (text_.loose_pinyin(at + 1, pinyin) == 0) return;
      std::vector<int> made;
      for (const GbkPair& pair : GbkCandidates::get().before_gap(lead)) {
        made.push_back(gap_after(h, pair.character, at, kVanished));
        all_.back().vanished = pair.trail;
      }
      for (const int next : pruned(made, kGapBeam)) close_at_question(next, at);
      return;
    }
    if (c == U'€') return bridge(h, at, 0x80, 0);
    if (c >= 0x40 && c <= 0x7E) bridge(h, at, static_cast<Byte>(c), 0);
    const std::uint16_t bytes =
        c > 0x20 && c < 0x7F ? static_cast<std::uint16_t>(0xA380 + c) : gbk_pair(c);
    if (bytes != 0) bridge(h, at, static_cast<Byte>(bytes >> 8), static_cast<Byte>(bytes));
  }

  // ... with `trail` the byte found and `next` the lead byte behind it, or 0.
  void bridge(int h, std::size_t at, Byte trail, Byte next) {
    const Hypothesis from = all_[static_cast<std::size_t>(h)];
    const auto go_on = [&](int made, char32_t last) {
      const int end = extended(made, last, traditional_use(last));
      all_[static_cast<std::size_t>(end)].lead_place = static_cast<std::uint32_t>(at);
      if (next == 0) return finish(end, at + 1);
      if (next > 0x80) {
        all_[static_cast<std::size_t>(end)].lead = next;
        open_[at + 1 + text_.annotation(at + 1)].push_back(end);
      } else if (next >= 0x40 && next <= 0x7E) {
        finish(extended(end, next, 0), at + 1);
      }
    };
    float cheapest = 1e9F;
    for (const GapText& text : GbkCandidates::get().across_gap(from.lead, trail)) {
      if (from.gaps + text.gaps() > most_gaps_) continue;
      cheapest = std::min(cheapest, text.cost);
      if (text.cost > cheapest + kGapBehind) continue;
      int made = begun(h, text.characters[0], at);
      // What is likely to be pruned is not made.
      double& best = best_bridge_[static_cast<std::size_t>(from.gaps + text.gaps())];
      const double likely = all_[static_cast<std::size_t>(made)].hope - (text.cost - text.first);
      if (likely < best - kBridgeBehind) continue;
      if (text.gaps() == 2) made = gap_after(made, text.characters[1], at, kVanishedAgain);
      go_on(made, text.characters[text.gaps()]);
      best = std::max(best, all_.back().hope);
    }
    begun_.clear();
    // A word that is not complete may go on across the gap.
    if (from.state.word_hope() + from.adjustment < from.hope - kInWord) return;
    for (const GbkPair& pair : GbkCandidates::get().before_gap(from.lead)) {
      if (!WordModel::stand_together(simplified(from.character), simplified(pair.character))) {
        continue;
      }
      const int made = gap_after(h, pair.character, at, kVanished);
      if (all_.back().state.word_hope() + all_.back().adjustment < from.hope - kInWord) {
        all_.pop_back();
        continue;
      }
      for (const GbkPair& last : GbkCandidates::get().with_trail(trail)) {
        if (gbk_character(pair.trail, last.lead) != 0 ||
            !WordModel::stand_together(simplified(pair.character), simplified(last.character))) {
          continue;
        }
        const WordModel::State state =
            WordModel::extend(all_[static_cast<std::size_t>(made)].state, last.character);
        if (state.hope() + all_[static_cast<std::size_t>(made)].adjustment > from.hope - kInWord) {
          go_on(made, last.character);
        }
      }
    }
  }

  // `h` with the first character of a text across a gap: made once for all texts that begin so.
  int begun(int h, char32_t c, std::size_t at) {
    for (const auto& [first, made] : begun_) {
      if (first == c) return made;
    }
    begun_.emplace_back(c, gap_after(h, c, at, kVanished));
    return begun_.back().second;
  }

  // `h` with one more character, behind which a pair is missing.
  int gap_after(int h, char32_t c, std::size_t at, double bonus) {
    const int made = extended(h, c, (is_han(c) ? bonus : 0) + traditional_use(c));
    ++all_.back().gaps;
    all_.back().lead_place = static_cast<std::uint32_t>(at);
    return made;
  }

  // `h` with one more character, whose first byte has been waiting.
  int extended(int h, char32_t c, double adjustment) {
    Hypothesis& next = all_.emplace_back();
    const Hypothesis& from = all_[static_cast<std::size_t>(h)];
    WordModel::extend(from.state, c, next.state);
    next.marks = from.marks;
    next.quotation = from.quotation;
    next.adjustment = from.adjustment + adjustment +
                      memory_->given_back(from.state.hope() - next.state.hope(), from.previous,
                                          from.character, c);
    next.clause = static_cast<std::uint16_t>(from.clause + 1);
    if (!is_han(c)) {
      next.adjustment += next.marks.add(c) + next.quotation.add(c, from.character);
      if (is_mark(c)) {
        if (c != U'、' && from.clause == 1 && is_han(from.character)) next.adjustment += kShort;
        next.clause = 0;
      }
    }
    next.weigh();
    next.parent = h;
    next.character = c;
    next.previous = from.character;
    next.place = from.lead_place;
    next.length = static_cast<std::uint16_t>(from.length + 1);
    next.gaps = from.gaps;
    return static_cast<int>(all_.size()) - 1;
  }

  // The character of `lead` and `trail`; -1: no such character. `next`, if not 0, is the lead byte
  // that waits then, found at `at`; the text goes on at `behind`.
  int emit(int h, Byte lead, Byte trail, std::size_t at, Byte next, std::size_t behind) {
    const char32_t c = gbk_character(lead, trail);
    if (c == 0) return -1;
    const int made = extended(h, c, traditional_use(c));
    all_[static_cast<std::size_t>(made)].lead_place = static_cast<std::uint32_t>(at);
    if (next == 0) return made;
    all_[static_cast<std::size_t>(made)].lead = next;
    open_[behind].push_back(made);
    return made;
  }
  // A hypothesis without a waiting byte: the run ends, or another begins at once.
  void finish(int h, std::size_t end) {
    finished_[end + text_.bracket(end, all_[static_cast<std::size_t>(h)].character)].push_back(h);
  }

  // The best `count` of them for each number of gaps: a longer text has cost more so far.
  std::vector<int> pruned(std::vector<int> hypotheses, std::size_t count) const {
    const auto at = [&](int h) -> const Hypothesis& { return all_[static_cast<std::size_t>(h)]; };
    std::array<double, kGaps + 1> least{};  // that is kept, the sign turned
    least.fill(1e9);
    for (const int h : hypotheses) {
      const Hypothesis& each = at(h);
      least[each.gaps] = std::min(least[each.gaps], -each.hope);
    }
    for (double& each : least) each += kBehind;
    std::array<std::vector<std::pair<double, int>>, kGaps + 1>& ranked = ranked_;
    for (auto& list : ranked) list.clear();
    for (const int h : hypotheses) {
      const Hypothesis& each = at(h);
      if (-each.hope <= least[each.gaps]) ranked[each.gaps].emplace_back(-each.hope, h);
    }
    hypotheses.clear();
    for (auto& list : ranked) {
      const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min(count, list.size()));
      std::partial_sort(list.begin(), end, list.end());
      for (auto each = list.begin(); each != end; ++each) hypotheses.push_back(each->second);
    }
    return hypotheses;
  }

  // The best `count` of them whatever their gaps, of those that may have another one.
  std::vector<int> likeliest(std::vector<int> hypotheses, std::size_t count) const {
    const auto at = [&](int h) -> const Hypothesis& { return all_[static_cast<std::size_t>(h)]; };
    std::erase_if(hypotheses, [&](int h) { return at(h).gaps >= most_gaps_ || at(h).lead == 0; });
    std::sort(hypotheses.begin(), hypotheses.end(), [&](int a, int b) {
      return at(a).hope != at(b).hope ? at(a).hope > at(b).hope : a < b;
    });
    if (hypotheses.size() > count) hypotheses.resize(count);
    return hypotheses;
  }

  // The text as found, up to `end`, in the same measure; brackets that are dropped later count
  // nothing.
  double found_score(std::size_t end) {
    while (begin_ + found_.size() <= end) {
      const std::size_t at = begin_ + found_.size() - 1;
      if (const std::size_t length = at > begin_ ? text_.annotation(at) : 0) {
        const WordModel::State same = found_.back();
        found_.insert(found_.end(), length, same);
      } else {
        found_.push_back(WordModel::extend(found_.back(), text_.code(at)));
      }
    }
    return found_[end - begin_].total() + (end > begin_ ? kQuestion : 0);
  }

  // Nats that a hypothesis whose run has come to `at` has gained.
  double gain(int h, std::size_t at) {
    const Hypothesis& made = all_[static_cast<std::size_t>(h)];
    return made.score() - found_score(at);
  }

  // A finished hypothesis.
  struct Finished {
    double gain = 0;
    std::size_t end = 0;
    int last = -1;
  };

  std::optional<Reading> choose() {
    readings_.clear();
    double most = -1e9;
    for (auto& [end, hypotheses] : finished_) {
      const OpenMarks::Needed behind = text_.needed_behind(end);
      for (const int h : pruned(hypotheses, kBeam)) {
        const Hypothesis& last = all_[static_cast<std::size_t>(h)];
        if (last.length == 0 || last.score() - all_[0].score() < kWorst * last.length) continue;
        WordModel::State state = last.state;
        std::size_t at = end;
        for (std::size_t n = 0;
             n < kContext && !is_line_end(text_.code(at)) && !is_question(text_.code(at));) {
          if (const std::size_t length = at > end ? text_.annotation(at) : 0) {
            at += length;
            continue;
          }
          state = WordModel::extend(state, text_.code(at++));
          ++n;
        }
        const bool dangling = is_line_end(text_.code(end)) && is_dangling(last.character);
        const double gain = state.total() + last.adjustment - found_score(at) +
                            (dangling ? kDangling : 0) - kPaired * last.marks.against(behind);
        most = std::max(most, gain);
        readings_.push_back({gain, end, h});
      }
    }
    const Finished* winner = nullptr;
    double highest = -1e9;
    for (const Finished& each : readings_) {
      if (each.gain < most - kReadAgain) continue;
      const double worth = each.gain + after_all(each);
      if (worth > highest) {
        highest = worth;
        winner = &each;
      }
    }
    winner_ = winner != nullptr ? winner->last : -1;
    if (winner == nullptr || winner->gain < kMargin) return std::nullopt;
    Reading best;
    best.gain = winner->gain;
    best.end = winner->end;
    for (int h = winner->last; h > 0; h = all_[static_cast<std::size_t>(h)].parent) {
      const Hypothesis& made = all_[static_cast<std::size_t>(h)];
      if (made.length > 0) best.characters.emplace_back(made.character, made.place);
    }
    std::reverse(best.characters.begin(), best.characters.end());
    return best;
  }

  // Nats for a whole reading beside its gain.
  double after_all(const Finished& reading) {
    std::u32string& text = whole_;
    text.clear();
    const Hypothesis& last = all_[static_cast<std::size_t>(reading.last)];
    double worth = kGapAfterAll * last.gaps;
    if (is_mark(last.character) || last.character == U'、') worth += kMarkLast;
    for (int h = reading.last; h > 0; h = all_[static_cast<std::size_t>(h)].parent) {
      const Hypothesis& made = all_[static_cast<std::size_t>(h)];
      if (made.length == 0) continue;
      text.push_back(simplified(made.character));
      if (is_full_stop(made.character) || made.character == U'；') worth += kStopAfterAll;
    }
    const std::size_t length = text.size(), before = std::min(kBesides, before_.size());
    text.append(before_, 0, before);
    std::reverse(text.begin(), text.end());
    std::size_t at = reading.end;
    for (std::size_t n = 0;
         n < kBesides && !is_line_end(text_.code(at)) && !is_question(text_.code(at));) {
      if (const std::size_t bracket = at > reading.end ? text_.annotation(at) : 0) {
        at += bracket;
        continue;
      }
      text.push_back(simplified(text_.code(at++)));
      ++n;
    }
    return worth + memory_->said_elsewhere(text, before, before + length);
  }

  const FoundText text_;
  std::optional<DocumentMemory> memory_;
  std::size_t begin_ = 0;
  std::size_t tried_ = 0;
  int most_gaps_ = 0;
  int winner_ = -1;
  std::vector<bool> fluent_;  // by place: the reading without gaps is good here
  mutable std::array<std::vector<std::pair<double, int>>, kGaps + 1> ranked_;
  double best_hope_here_ = 0;
  std::array<double, kGaps + 1> best_bridge_{};  // at the place, by gaps
  double best_gain_ = 0;                         // of a hypothesis that is finished
  std::vector<Hypothesis> all_;
  std::vector<WordModel::State> found_;  // [k]: the text as found, k characters of it
  std::map<std::size_t, std::vector<int>> open_, finished_;  // by place
  std::unordered_map<std::string, std::vector<Byte>> trails_;
  std::unordered_map<std::string, std::vector<GbkPair>> common_;
  std::vector<int> eaten_;
  std::vector<Finished> readings_;
  std::u32string before_;  // simplified characters in front of the run, the newest first
  std::u32string whole_;
  std::vector<std::pair<char32_t, int>> begun_;
};

RunSearch::RunSearch(const Characters& text) : impl_(std::make_unique<Impl>(text)) {}
RunSearch::~RunSearch() = default;

std::optional<Reading> RunSearch::best(std::size_t begin, const Characters& before) {
  return impl_->best(begin, before);
}
std::size_t RunSearch::tried() const { return impl_->tried(); }
bool RunSearch::looks_broken(std::size_t at) const { return impl_->text().looks_broken(at); }

}  // namespace wutong::text
