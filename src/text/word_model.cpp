#include "text/word_model.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "text/character.h"
#include "text/tables.h"

namespace wutong::text {
namespace {

constexpr float kLogTotal = 17.91F;     // ln of the base lexicon's summed frequencies
constexpr float kOnlyInLexicon = 1.5F;  // added for a word that the model lacks
constexpr float kUnseen = 19.5F;        // a Chinese character that is no word
constexpr float kTwice = 8;             // added for a stop after a stop,
constexpr float kTwiceCalled = 6;       // and for one beside an exclamation mark
constexpr float kRare = 23;             // one that is in no word either
constexpr float kPerson = 0.5F;         // a person's name, beside its characters and its place
constexpr float kForeignName = 7;       // a foreign name, beside its characters,
constexpr float kForeignNameOn = 0.4F;  // and for each after the first one
constexpr float kHopeless = 6;          // a segmentation behind the best one

// The number that stands for a foreign name, as far as it goes; above those of all words.
constexpr std::uint32_t kName = 1 << 17;

// The word that stands for a person's name: which words it follows, and which follow it.
std::uint32_t person_word() {
  static const std::uint32_t number = find_word("<person>").number;
  return number;
}

// Marks that edited text never has twice in a row.
bool is_stop(char32_t c) {
  return c == U'。' || c == U'，' || c == U'、' || c == U'；' || c == U'：';
}

// The form in which the model knows a mark.
char32_t folded(char32_t c) {
  switch (c) {
    case U',':
      return U'，';
    case U':':
      return U'：';
    case U';':
      return U'；';
    case U'?':
      return U'？';
    case U'!':
      return U'！';
    case U'‘':
      return U'“';
    case U'’':
      return U'”';
    case U'著':  // in traditional texts most often the aspect particle
      return U'着';
    default:
      return simplified(c);
  }
}

// -ln of the share that a character has among those unknown to the model.
float unknown_share(char32_t c) {
  if (is_digit(c)) return 3;
  if (is_ascii_letter(c)) return 4.5F;
  switch (c) {
    case U'《':
    case U'》':
    case U'（':
    case U'）':
    case U'(':
    case U')':
      return 4;
    case U'‘':
    case U'’':
    case U'—':
    case U'·':
    case U'%':
    case U'.':
    case U'-':
    case U' ':
    case U'\u3000':
    case base::kReplacement:
    case U'【':
    case U'】':
      return 5;
    case U'●':
    case U'■':
    case U'□':
    case U'◆':
    case U'◎':
    case U'○':
    case U'▲':
    case U'★':
    case U'〔':
    case U'〕':
    case U'→':
      return 7;
    default:
      return 15;
  }
}

// What a single character is to the model, looked up once for each. Searches ask for characters
// without order: sixteen bytes each, so that those of Chinese text stay in the processor's cache.
struct Single {
  std::uint32_t number : 17;
  std::uint32_t longer_64 : 15;  // 64 times that in Word
  std::uint8_t extra_2 = 0;      // twice what it costs beside the model; all where `foreign`
  bool foreign = false;
  NameParts::Packed name{};

  Single() : number(0), longer_64(0) {}
  float extra() const { return static_cast<float>(extra_2) / 2; }
  float longer() const { return static_cast<float>(longer_64) / 64; }
};
static_assert(sizeof(Single) <= 16);

Single look_up(char32_t c) {
  Single made;
  const Word word = find_word(word_key(kNoWord, c));
  const auto extra = [&](float cost) { made.extra_2 = static_cast<std::uint8_t>(2 * cost); };
  if (word.number == 0 && !is_han(c)) {
    extra(unknown_share(c));
    return made;
  }
  made.name = packed_name_parts(c);
  if (word.number != 0) {
    made.number = word.number & 0x1FFFF;
    made.longer_64 = static_cast<std::uint32_t>(word.longer * 64) & 0x7FFF;
  } else {
    made.foreign = true;
    extra(word.frequency > 0 ? kUnseen : kRare);
  }
  return made;
}

const Single& single(char32_t c) {
  static const std::vector<Single> table = [] {
    std::vector<Single> all(65537);
    for (char32_t each = 0; each < 65536; ++each) {
      if (each < 0xD800 || each > 0xDFFF) all[each] = look_up(each);
    }
    all[65536].foreign = true;
    all[65536].extra_2 = static_cast<std::uint8_t>(2 * kRare);
    return all;
  }();
  return table[std::min<char32_t>(c, 65536)];
}

// A foreign name is no word of the model.
std::uint32_t number_of(std::uint32_t last) { return last == kName ? 0 : last; }

// Searches ask for the same few thousand entries of the large tables over and over: direct-mapped
// copies of them stay in the processor's cache. A key is scattered by an odd factor, which no two
// keys share; its upper bits are the slot, and the lower ones are kept to tell keys apart.
constexpr unsigned kSlotBits = 15;

class LatelyBigrams {
 public:
  float cost(std::uint32_t before, std::uint32_t word) {
    constexpr unsigned kKeyBits = 34;  // of two words
    constexpr std::uint64_t kKeys = (std::uint64_t{1} << kKeyBits) - 1;
    const std::uint64_t key =
        ((std::uint64_t{before} << 17 | word) * 0x9E3779B97F4A7C15ULL) & kKeys;
    Slot& slot = slots_[key >> (kKeyBits - kSlotBits)];
    const auto rest = static_cast<std::uint32_t>(key << 1 | 1);
    if (slot.rest != rest) slot = {rest, bigram_cost(before, word)};
    return slot.cost;
  }

 private:
  struct Slot {
    std::uint32_t rest = 0;
    float cost = 0;
  };
  std::vector<Slot> slots_ = std::vector<Slot>(std::size_t{1} << kSlotBits);
};

struct ShortWord {
  std::uint32_t rest : 18;      // of the key, and a one
  std::uint32_t together : 1;   // both characters stand so in some word
  std::uint32_t frequency : 9;  // as in Word
  std::uint32_t number : 17;
  std::uint32_t longer : 15;  // 64 times that in Word
};

class LatelyPairs {
 public:
  const ShortWord& get(char32_t a, char32_t b) {
    const std::uint32_t key = static_cast<std::uint32_t>(a << 16 | b) * 0x9E3779B1U;
    ShortWord& slot = slots_[key >> (32 - kSlotBits)];
    const std::uint32_t rest = (key << 1 | 1) & 0x3FFFF;
    if (slot.rest != rest) {
      slot = {};
      slot.rest = rest & 0x3FFFF;
      if (bigram_weight(a, b) > 0) {
        std::string utf8;
        base::append_utf8(a, utf8);
        base::append_utf8(b, utf8);
        const Word word = find_word(utf8);
        slot.together = 1;
        slot.frequency = word.frequency & 0x1FF;
        slot.number = word.number & 0x1FFFF;
        slot.longer = static_cast<std::uint32_t>(word.longer * 64) & 0x7FFF;
      }
    }
    return slot;
  }

 private:
  std::vector<ShortWord> slots_ = std::vector<ShortWord>(std::size_t{1} << kSlotBits);
};

// Words of three and four characters.
class LatelyWords {
 public:
  // REQUIRES: 3 or 4 characters, the newest first.
  const Word& get(const char32_t* newest, std::size_t length) {
    std::uint64_t key = 0;
    for (std::size_t k = length; k > 0; --k) key = key << 16 | newest[k - 1];
    Slot& slot = slots_[key * 0x9E3779B97F4A7C15ULL >> (64 - kBits)];
    if (slot.key != key) {
      std::string utf8;
      for (std::size_t k = length; k > 0; --k) base::append_utf8(newest[k - 1], utf8);
      slot = {key, find_word(utf8)};
    }
    return slot.word;
  }

 private:
  static constexpr unsigned kBits = 13;
  struct Slot {
    std::uint64_t key = 0;
    Word word;
  };
  std::vector<Slot> slots_ = std::vector<Slot>(std::size_t{1} << kBits);
};

struct Lately {
  LatelyBigrams bigrams;
  LatelyPairs pairs;
  LatelyWords words;
  static Lately& get() {
    static thread_local Lately copies;
    return copies;
  }
};

}  // namespace

float WordModel::cost(char32_t c) {
  const Single& found = single(folded(c));
  return found.foreign ? found.extra() : unigram_cost(found.number) + found.extra();
}

float WordModel::start_cost(char32_t c) {
  const float longer = single(folded(c)).longer();
  return longer > 0 ? std::min(longer, cost(c)) : cost(c);
}

void WordModel::State::Ends::add(Segmentation made) {
  std::size_t at = count;
  while (at > 0 && made.cost < best[at - 1].cost) --at;
  if (at == kKept) return;
  for (std::size_t i = std::min<std::size_t>(count, kKept - 1); i > at; --i) best[i] = best[i - 1];
  best[at] = made;
  if (count < kKept) ++count;
}

// -ln P of a text that ends in a foreign name, as far as that goes: one that begins with the newest
// character, or one that was there before it.
float WordModel::foreign_name(const State::Ends& before, const NameParts& newest) {
  float cheapest = kForeignName + newest.foreign_first;
  if (before.count > 0) cheapest += before.best[0].cost;
  for (std::size_t i = 0; i < before.count; ++i) {
    if (before.best[i].last != kName) continue;
    cheapest = std::min(cheapest, before.best[i].cost + kForeignNameOn +
                                      std::min(newest.foreign_middle, newest.foreign_last));
  }
  return cheapest;
}

void WordModel::extend(const State& state, char32_t c, State& next) {
  Lately& lately = Lately::get();
  std::copy(state.last_.begin(), state.last_.end() - 1, next.last_.begin() + 1);
  std::copy(state.ends_.begin(), state.ends_.end() - 1, next.ends_.begin() + 1);
  const char32_t simple = folded(c);
  next.last_[0] = simple;
  State::Ends& ends = next.ends_[0];
  ends = {};

  const auto follow = [&](std::size_t length, std::uint32_t word, float extra) {
    const State::Ends& before = next.ends_[length];
    if (before.count == 0) {  // the text begins here
      ends.add({unigram_cost(word) + extra, word});
      return;
    }
    float cheapest = 1e9F;
    for (std::size_t i = 0; i < before.count; ++i) {
      if (before.best[i].cost > before.best[0].cost + kHopeless) break;
      cheapest = std::min(cheapest, before.best[i].cost +
                                        lately.bigrams.cost(number_of(before.best[i].last), word));
    }
    ends.add({cheapest + extra, word});
  };
  // A word that the model lacks costs what its frequency says, wherever it stands.
  const auto foreign = [&](std::size_t length, float cost) {
    const State::Ends& before = next.ends_[length];
    ends.add({(before.count > 0 ? before.best[0].cost : 0) + cost, 0});
  };

  const Single& alone = single(simple);
  const char32_t last = state.last_[0];
  if (is_stop(simple) && is_stop(last)) {
    follow(1, alone.number, kTwice);
  } else if ((is_stop(simple) && last == U'！') || (simple == U'！' && is_stop(last))) {
    follow(1, alone.number, kTwiceCalled);
  } else if (alone.foreign) {
    foreign(1, alone.extra());
  } else {
    follow(1, alone.number, alone.extra());
  }
  next.hope_ = 1e9F;
  if (!is_han(simple)) return;
  const auto hope = [&](std::size_t length, float longer) {
    if (longer == 0) return;
    const State::Ends& start = next.ends_[length];
    next.hope_ = std::min(next.hope_, (start.count > 0 ? start.best[0].cost : 0) + longer);
  };
  hope(1, alone.longer());
  const NameParts name_of_newest(alone.name);
  if (const float name = foreign_name(next.ends_[1], name_of_newest); name < NameParts::kNone) {
    ends.add({name, kName});
  }
  if (is_han(next.last_[1])) {
    const NameParts before(single(next.last_[1]).name);
    const float end = kPerson + name_of_newest.last_given;
    const auto person = [&](std::size_t length, float cost) {
      if (cost < NameParts::kNone) follow(length, person_word(), cost);
    };
    person(2, end + before.surname);
    if (is_han(next.last_[2])) {
      person(3, end + before.given + NameParts(single(next.last_[2]).name).surname);
    }
  }
  // Longer words that end here, as long as neighbours stand together in some word.
  for (std::size_t length = 2; length < State::kLongest; ++length) {
    const char32_t before = next.last_[length - 1];
    if (!is_han(before)) break;
    const ShortWord pair = lately.pairs.get(before, next.last_[length - 2]);
    if (pair.together == 0) break;
    std::uint32_t number = pair.number, frequency = pair.frequency;
    float longer = static_cast<float>(pair.longer) / 64;
    if (length > 2) {
      const Word& found = lately.words.get(next.last_.data(), length);
      number = found.number;
      frequency = found.frequency;
      longer = found.longer;
    }
    hope(length, longer);
    if (number != 0) {
      follow(length, number, 0);
    } else if (frequency > 0) {
      foreign(length, kLogTotal + kOnlyInLexicon - static_cast<float>(frequency) / 16);
    }
  }
}

bool WordModel::stand_together(char32_t a, char32_t b) {
  return a <= 0xFFFF && b <= 0xFFFF && Lately::get().pairs.get(a, b).together != 0;
}

}  // namespace wutong::text
