// The schema's data: names, suffixes, word classes and relation rules, read from files once.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "extract/figure_rules.h"
#include "extract/linear_model.h"
#include "extract/word_classes.h"
#include "extract/word_map.h"
#include "model/schema.h"
#include "wutong/error.h"

namespace wutong::extract {

// Files of a schema: path -> content.
using SchemaFiles = std::map<std::string, std::string>;
// The schema the program was built with.
SchemaFiles embedded_schema();
// Takes out the built-in models, but for those in `own`, where the schema's types are not those
// that they were trained on.
void drop_foreign_models(SchemaFiles& files, const std::vector<std::string>& own);
// A schema on disk, with the lexicons/ and rules/ beside it; what is missing there is embedded.
SchemaFiles schema_on_disk(const std::string& path);

// Words -> what they stand for.
using WordSet = WordMap<std::string>;

struct Suffix {
  std::string type;
  bool weak = false;   // ends common nouns too: a specific word must stand before it
  bool named = false;  // weak, and that word must be a name
};

// Where the ends of a relation stand about its trigger word.
enum class RelationShape {
  HeadVerbTail,       // A位于B
  HeadVerbMoneyTail,  // A投入12亿元建设B
  HeadVerbTailShare,  // A持有B 20%股权
  HeadInTailVerb,     // A在B举行
  ByHeadsVerbTail,    // 由A、B主办的C
  TailVerbHeads,      // A内有B、C
  HeadWithTailVerb,   // A与B合作
};

struct RelationRule {
  std::string id, type;
  std::size_t type_index = 0;  // of the schema's relations
  RelationShape shape = RelationShape::HeadVerbTail;
  std::vector<std::u32string> words;
  std::vector<std::string> head, tail;  // narrower than the schema's; empty: as the schema says
  double confidence = 0.5;
  bool named_subject = false;  // the subject stands in the sentence, or there is none
  bool main_subject = false;   // the document's main place, where no subject is named
  bool quoted = false;
  std::string yes, no;  // example sentences
};

// Classes by their names, which most callers write down: the hash of those is known beforehand.
class ClassIndex {
 public:
  void add(std::string_view name, const WordSet& words) {
    if (2 * (used_ + 1) > slots_.size()) {
      std::vector<Slot> old(std::max<std::size_t>(64, slots_.size() * 2));
      old.swap(slots_);
      for (const Slot& slot : old) {
        if (slot.words) place(slot.name) = slot;
      }
    }
    ++used_;
    place(name) = {name, &words};
  }
  const WordSet* find(std::string_view name) const {
    if (slots_.empty()) return nullptr;
    for (std::size_t at = hash(name);; ++at) {
      const Slot& slot = slots_[at & (slots_.size() - 1)];
      if (!slot.words || slot.name == name) return slot.words;
    }
  }

 private:
  struct Slot {
    std::string_view name;
    const WordSet* words = nullptr;
  };
  static std::size_t hash(std::string_view name) {
    if (name.empty()) return 0;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(name[i]); };
    const std::size_t sum =
        ((byte(0) * 31U + byte(name.size() / 2)) * 31U + byte(name.size() - 1)) * 31U + name.size();
    return sum * 0x9E3779B97F4A7C15ULL >> 40;
  }
  Slot& place(std::string_view name) {
    std::size_t at = hash(name);
    while (slots_[at & (slots_.size() - 1)].words) ++at;
    return slots_[at & (slots_.size() - 1)];
  }

  std::vector<Slot> slots_;  // open addressing; a power of two
  std::size_t used_ = 0;
};

struct Lexicon {
  model::Schema schema;
  std::string schema_text;
  WordSet names;   // -> type
  WordSet places;  // -> "Place"
  WordSet industries;
  WordMap<Suffix> suffixes;
  WordSet units;                                            // -> "count", "measure", ...
  std::unordered_map<std::string, std::string> unit_names;  // 千米 -> 公里, where they differ
  std::map<std::string, WordSet, std::less<>>
      classes;             // stop, inner, generic, title, surname, head.*, ...
  ClassIndex class_index;  // into `classes`
  std::vector<RelationRule> relations;
  // By the first character of a trigger word: the rules, in order, and the word.
  std::unordered_map<char32_t, std::vector<std::pair<std::size_t, std::u32string>>> relation_cues;
  std::unordered_map<std::u32string, std::string> kind_of;  // 企业 -> Company: the heads of lists
  std::vector<FigureRule> figures;                          // of statistics
  // By 2 * relation type + (the second name is the head).
  LinearModel relation_model;
  LinearModel subject_model, period_model;  // of figures: of one class each
  // By label: 0 no name, 1 + 2 * entity type a name begins, 2 + 2 * entity type it goes on.
  LinearModel name_model;
  WordClasses word_classes;
  std::vector<std::u32string> name_labels;  // O, B-Company, I-Company, ...

  Lexicon() = default;
  Lexicon(Lexicon&&) = default;
  Lexicon& operator=(Lexicon&&) = default;

  bool is(std::string_view word_class, std::u32string_view word) const {
    const WordSet* words = class_index.find(word_class);
    return words && words->find(word);
  }
  const WordSet& words(std::string_view word_class) const;  // empty where there is none
};

// The files of models; an example of a rule shows what the rule does without them.
inline constexpr const char* kModelFiles[] = {"models/names.txt", "models/relations.txt",
                                              "models/subjects.txt", "models/periods.txt"};

// Errors: schema.*, lexicon.bad_line, rules.bad_rule; each names file, line and field. With
// `faults` those of lines and rules are added there, and the rest is loaded.
Lexicon load_lexicon(const SchemaFiles& files, std::vector<Error>* faults = nullptr);

// Of the files and the program: another one may extract something else.
std::string fingerprint(const SchemaFiles& files);

}  // namespace wutong::extract
