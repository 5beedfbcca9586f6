#include "extract/name_pieces.h"

#include <algorithm>
#include <iterator>
#include <map>

#include "base/utf8.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kSuffixReach = 6;  // pieces to the ending that a name may have
// Added to the label that the rules give: the model must be sure to say otherwise. What it learns
// of rules it learns where they were wrong more often than they are in most texts.
constexpr float kTrust = 0.5;
constexpr float kSure = 6;  // of log odds
constexpr float kNever = -1e30F;
constexpr std::size_t kLongestName = 40;  // of those that no rule found

View shape_of(View word) {
  if (text::is_digit(word.front())) return U"digit";
  if (text::is_ascii_letter(word.front())) return U"letter";
  if (!text::is_han(word.front())) return U"mark";
  switch (word.size()) {
    case 1:
      return U"1";
    case 2:
      return U"2";
    case 3:
      return U"3";
    default:
      return U"long";
  }
}

}  // namespace

NamePieces::NamePieces(const NameContext& context, const std::vector<Mention>& mentions)
    : context_(context) {
  for (const auto& type : context.lexicon().schema.entities) {
    type_names_.push_back(base::from_utf8(type.type));
  }
  for (const std::u32string& type : type_names_) types_.emplace_back(type);
  for (const std::u32string& label : context.lexicon().name_labels) labels_.emplace_back(label);
  cut(mentions);
  look_up();
}

void NamePieces::cut(const std::vector<Mention>& mentions) {
  const View text = context_.text();
  const Lexicon& lexicon = context_.lexicon();
  std::vector<bool> cuts(text.size() + 1, false);
  for (const Mention& mention : context_.found) {
    cuts[mention.range.begin] = cuts[mention.range.end] = true;
  }
  std::vector<std::uint32_t> piece_at(text.size() + 1, 0);
  for (const Token& token : context_.annotation().tokens) {
    std::size_t begin = token.range.begin;
    for (std::size_t i = begin; i < token.range.end; ++i) {
      piece_at[i] = static_cast<std::uint32_t>(pieces_.size());
      if (i + 1 < token.range.end && !cuts[i + 1]) continue;
      NamePiece piece;
      piece.range = {begin, i + 1};
      for (int k = 0; k < 2; ++k) piece.tag[k] = static_cast<unsigned char>(token.tag[k]);
      piece.mark = is_mark(text[begin]);
      if (!piece.mark || !text::is_blank(text[begin]) || text[begin] == U'\n') {
        pieces_.push_back(piece);
      }
      begin = i + 1;
    }
  }
  piece_at[text.size()] = static_cast<std::uint32_t>(pieces_.size());
  const auto type_index = [&](const std::string& type) {
    const auto& types = lexicon.schema.entities;
    std::size_t i = 0;
    while (i < types.size() && types[i].type != type) ++i;
    return i;
  };
  const auto each_piece = [&](Range range, auto use) {
    for (std::size_t i = piece_at[range.begin];
         i < pieces_.size() && pieces_[i].range.begin < range.end; ++i) {
      if (pieces_[i].range.begin >= range.begin) use(pieces_[i]);
    }
  };
  for (const Mention& mention : context_.found) {
    const std::size_t type = type_index(mention.type);
    if (type >= 32) continue;
    each_piece(mention.range, [&](NamePiece& piece) {
      (piece.range.begin == mention.range.begin ? piece.begins : piece.covers) |= 1U << type;
    });
  }
  for (const Mention& mention : mentions) {
    const std::size_t type = type_index(mention.type);
    if (type == type_names_.size()) continue;
    each_piece(mention.range, [&](NamePiece& piece) {
      piece.rule = &mention;
      piece.rule_label = static_cast<std::uint16_t>(
          1 + 2 * type + (piece.range.begin == mention.range.begin ? 0 : 1));
    });
  }
}

void NamePieces::look_up() {
  const View text = context_.text();
  const Lexicon& lexicon = context_.lexicon();
  std::size_t industry_end = 0;
  for (NamePiece& piece : pieces_) {
    piece.word = TextHash(text_of(piece));
    lexicon.word_classes.prefetch(piece.word.sum);
  }
  for (NamePiece& piece : pieces_) {
    classify(piece);
    if (piece.mark) continue;
    const View word = text.substr(piece.range.begin, piece.range.size());
    const Suffix* suffix = nullptr;
    piece.suffix = lexicon.suffixes.longest_ending(word, &suffix) > 0;
    for (std::size_t t = 0; suffix && t < types_.size(); ++t) {
      if (lexicon.schema.entities[t].type != suffix->type) continue;
      piece.suffix_type = static_cast<std::int16_t>(t);
      break;
    }
    piece.place = lexicon.places.find(word) != nullptr;
    const std::size_t n = lexicon.industries.longest(text, piece.range.begin, nullptr);
    industry_end = std::max(industry_end, piece.range.begin + n);
    piece.industry = piece.range.end <= industry_end;
  }
}

void NamePieces::classify(NamePiece& piece) const {
  const WordClasses& known = context_.lexicon().word_classes;
  const View word = text_of(piece);
  const WordClasses::Classes* found = known.find(piece.word.sum);
  const bool ending = !found && !piece.mark && word.size() > 1;
  if (ending) found = known.find_ending(word);
  static constexpr WordClasses::Part kDigit(U'0'), kLetter(U'A'), kOther(U'?');
  const WordClasses::Part* unknown = text::is_digit(word.front())          ? &kDigit
                                     : text::is_ascii_letter(word.front()) ? &kLetter
                                                                           : &kOther;
  for (std::size_t level = 0; level < WordClasses::kLevels; ++level) {
    piece.classes[level] = found ? &known.part((*found)[level], ending) : unknown;
  }
}

const NamePiece* NamePieces::neighbour(std::size_t i, int step) const {
  const auto at = static_cast<std::ptrdiff_t>(i) + step;
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(pieces_.size())) return nullptr;
  return &pieces_[static_cast<std::size_t>(at)];
}

View NamePieces::text_of(const NamePiece& piece) const {
  const View word = context_.text().substr(piece.range.begin, piece.range.size());
  return text::is_digit(word.front()) ? View(U"0") : word;
}

FeaturePart NamePieces::word(std::size_t i, int step) const {
  const NamePiece* piece = neighbour(i, step);
  if (!piece) return step < 0 ? View(U"^") : View(U"$");
  return {text_of(*piece), piece->word};
}

FeaturePart NamePieces::tag(std::size_t i, int step) const {
  const NamePiece* piece = neighbour(i, step);
  if (!piece) return View(U"^");
  return View(piece->tag, piece->tag[0] == 0 ? 0U : piece->tag[1] == 0 ? 1U : 2U);
}

FeaturePart NamePieces::rule(std::size_t i, int step) const {
  const NamePiece* piece = neighbour(i, step);
  return piece ? labels_[piece->rule_label] : View(U"O");
}

FeaturePart NamePieces::word_class(std::size_t i, int step, std::size_t level) const {
  const NamePiece* piece = neighbour(i, step);
  if (!piece) return View(U"^");
  const WordClasses::Part& found = *piece->classes[level];
  return {View(found.text, found.size), found.hash};
}

FeaturePart NamePieces::suffix_type(const NamePiece* piece) const {
  if (!piece || piece->suffix_type == NamePiece::kNone) return View(U"-");
  return types_[static_cast<std::size_t>(piece->suffix_type)];
}

void NamePieces::features(std::size_t i, FeatureList& out) const {
  out.clear();
  const NamePiece& piece = pieces_[i];
  const View text = text_of(piece);
  const FeaturePart word_2 = word(i, -2), word_1 = word(i, -1), now = word(i, 0),
                    word1 = word(i, 1), word2 = word(i, 2);
  const FeaturePart tag_1 = tag(i, -1), tag0 = tag(i, 0), tag1 = tag(i, 1);
  const FeaturePart shape = shape_of(text);
  out.add(U"w", now);
  out.add(U"w-1", word_1);
  out.add(U"w+1", word1);
  out.add(U"w-2", word_2);
  out.add(U"w+2", word2);
  out.add(U"w-1w", word_1, now);
  out.add(U"ww+1", now, word1);
  out.add(U"t", tag0);
  out.add(U"t-1t", tag_1, tag0);
  out.add(U"tt+1", tag0, tag1);
  out.add(U"t-1tt+1", tag_1, tag0, tag1);
  out.add(U"first", FeaturePart(text.substr(0, 1)));
  out.add(U"last", FeaturePart(text.substr(text.size() - 1)));
  if (text.size() > 2) out.add(U"last2", FeaturePart(text.substr(text.size() - 2)));
  out.add(U"shape", shape, FeaturePart(shape_of(word1.text)));
  // What words of their classes do.
  const FeaturePart coarse_1 = word_class(i, -1, 0), coarse = word_class(i, 0, 0),
                    coarse1 = word_class(i, 1, 0), fine_1 = word_class(i, -1, 1),
                    fine = word_class(i, 0, 1), fine1 = word_class(i, 1, 1);
  out.add(U"c", coarse);
  out.add(U"c-1c", coarse_1, coarse);
  out.add(U"cc+1", coarse, coarse1);
  out.add(U"c-1c+1", coarse_1, coarse1);
  out.add(U"d", fine);
  out.add(U"d-1", fine_1);
  out.add(U"d+1", fine1);
  out.add(U"d-2", word_class(i, -2, 1));
  out.add(U"d+2", word_class(i, 2, 1));
  out.add(U"d-1d", fine_1, fine);
  out.add(U"dd+1", fine, fine1);
  out.add(U"d-1d+1", fine_1, fine1);
  // What the rules say.
  const FeaturePart label = rule(i, 0), label1 = rule(i, 1);
  out.add(U"r", label);
  out.add(U"r-1r", rule(i, -1), label);
  out.add(U"rr+1", label, label1);
  out.add(U"rr+1r+2", label, label1, rule(i, 2));
  out.add(U"rw", label, now);
  out.add(U"rw+1", label, word1);
  out.add(U"rw-1", label, word_1);
  out.add(U"rt-1t+1", label, tag_1, tag1);
  out.add(U"rd", label, fine);
  out.add(U"rd+1", label, fine1);
  out.add(U"rd-1", label, fine_1);
  if (piece.rule) {
    const std::string& id = piece.rule->rule;
    char32_t name[32];
    std::size_t n = 0;
    for (const char c : id) {
      if (n < 32) name[n++] = static_cast<char32_t>(c);
    }
    const FeaturePart rule_id = View(name, n);
    out.add(U"rule", label, rule_id);
    out.add(U"rule.shape", label, rule_id, shape);
    // What follows the name as a whole, and what stands before it.
    std::size_t end = i + 1, begin = i;
    while (end < pieces_.size() && pieces_[end].rule == piece.rule) ++end;
    while (begin > 0 && pieces_[begin - 1].rule == piece.rule) --begin;
    const int right = static_cast<int>(end - i),
              left = static_cast<int>(begin) - static_cast<int>(i) - 1;
    const FeaturePart tag_left = tag(i, left), tag_right = tag(i, right);
    out.add(U"name.after", label, word(i, right));
    out.add(U"name.after.tag", label, rule_id, tag_right);
    out.add(U"name.before", label, word(i, left));
    out.add(U"name.before.tag", label, rule_id, tag_left);
    out.add(U"name.between.tags", label, tag_left, tag_right);
  }
  for (std::size_t t = 0; t < types_.size() && t < 32; ++t) {
    if (piece.begins >> t & 1U) out.add(U"begins", types_[t]);
    if (piece.covers >> t & 1U) out.add(U"covers", types_[t]);
  }
  // What the lexicons say.
  const FeaturePart type = suffix_type(&piece), type1 = suffix_type(neighbour(i, 1));
  out.add(U"suffix", type, type1);
  out.add(U"suffix.r", type, label);
  std::size_t ahead = i;
  while (ahead < pieces_.size() && ahead < i + kSuffixReach && !pieces_[ahead].mark &&
         !pieces_[ahead].suffix) {
    ++ahead;
  }
  if (ahead < pieces_.size() && pieces_[ahead].suffix) {
    const char32_t away = static_cast<char32_t>(U'0' + (ahead - i));
    out.add(U"ahead", suffix_type(&pieces_[ahead]), FeaturePart(View(&away, 1)));
    out.add(U"ahead.t", suffix_type(&pieces_[ahead]), tag0);
  }
  if (piece.place) out.add(U"place", type1, tag1);
  if (piece.industry) out.add(U"industry", label, tag1);
  if (i > 0 && pieces_[i - 1].industry) out.add(U"industry.before", tag0, label);
}

namespace {

// The labels that the model gives, as names: a conditional random field (Lafferty, McCallum and
// Pereira, 2001) over the pieces of a sentence.
class NameJudge {
 public:
  NameJudge(const NameContext& context, const std::vector<Mention>& mentions)
      : context_(context),
        lexicon_(context.lexicon()),
        by_rules_(mentions),
        seen_(context, mentions),
        sums_(lexicon_.name_labels.size()),
        best_(sums_.size()),
        next_(sums_.size()) {
    // Each sum holds the bias; it counts once, with what is seen of the piece.
    std::vector<float> bias(sums_.size());
    lexicon_.name_model.sum({}, bias);
    for (const std::u32string& label : lexicon_.name_labels) {
      lexicon_.name_model.sum({(TextHash(U"p/") + TextHash(label)).sum}, sums_);
      for (std::size_t i = 0; i < sums_.size(); ++i) after_.push_back(sums_[i] - bias[i]);
      float least = -kNever, most = kNever;
      for (std::size_t to = 0; to < sums_.size(); ++to) {
        const float weight = *(after_.end() - static_cast<std::ptrdiff_t>(sums_.size() - to));
        if (goes_on(to)) continue;
        least = std::min(least, weight);
        most = std::max(most, weight);
      }
      if (most_after_.empty()) least_after_none_ = least;
      most_after_.push_back(most);
    }
  }

  std::vector<Mention> run() {
    std::size_t begin = 0;
    for (const Range& sentence : context_.annotation().sentences) {
      std::size_t end = begin;
      while (end < seen_.pieces().size() && seen_.pieces()[end].range.begin < sentence.end) ++end;
      label(begin, end);
      begin = end;
    }
    std::vector<Mention> out;
    for (const Mention& name : names_) take(name, out);
    keep(out, named_again(out), false);
    if (const std::u32string place = own_place(); !place.empty())
      keep(out, named(place, out), true);
    return out;
  }

 private:
  // A mark, a particle, a verb: no name begins with it that no rule thinks of.
  static bool plain(const NamePiece& piece) {
    return piece.rule_label == 0 && piece.begins == 0 && piece.covers == 0 &&
           (piece.mark ||
            (piece.tag[0] != 0 && View(U"vdpucrqfyeozkt").find(piece.tag[0]) != View::npos));
  }
  // The labels of a sentence that are likeliest together (Viterbi), as names.
  void label(std::size_t begin, std::size_t end) {
    const std::size_t labels = sums_.size();
    back_.assign((end - begin) * labels, 0);
    std::fill(best_.begin(), best_.end(), kNever);
    best_[0] = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const NamePiece& piece = seen_.pieces()[i];
      const bool no_name = plain(piece);
      if (no_name && sure_of_none()) {
        std::fill(best_.begin() + 1, best_.end(), kNever);
        continue;
      }
      add_up(i, no_name);
      sums_[piece.rule_label] += kTrust;
      step(no_name, &back_[(i - begin) * labels]);
      // Only differences count: they stay small in a sentence of any length.
      const float most = *std::max_element(next_.begin(), next_.end());
      for (std::size_t to = 0; to < labels; ++to) best_[to] = std::max(next_[to] - most, kNever);
    }
    std::size_t now =
        static_cast<std::size_t>(std::max_element(best_.begin(), best_.end()) - best_.begin());
    chosen_.resize(end - begin);
    for (std::size_t i = end; i-- > begin;) {
      chosen_[i - begin] = now;
      now = back_[(i - begin) * labels + now];
    }
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t chosen = chosen_[i - begin];
      if (chosen == 0) continue;
      const Range range = seen_.pieces()[i].range;
      const std::size_t before = i > begin ? chosen_[i - begin - 1] : 0;
      // Weights beyond all bounds may choose what nothing precedes.
      if (chosen % 2 == 1 || (before != chosen && before + 1 != chosen)) {
        begin_name(range, (chosen - 1) / 2);
      } else {
        names_.back().range.end = range.end;
      }
    }
  }
  // What is seen of a piece. All pieces that may begin a name are added up: their sums are asked
  // for before their turn.
  void add_up(std::size_t i, bool no_name) {
    const LinearModel& model = lexicon_.name_model;
    if (no_name) {
      seen_.features(i, features_);
      model.sum(features_.hashes(), sums_);
      return;
    }
    const std::vector<NamePiece>& pieces = seen_.pieces();
    for (; asked_ < summed_ + kAhead; ++asked_) {
      while (next_asked_ < pieces.size() && plain(pieces[next_asked_])) ++next_asked_;
      if (next_asked_ == pieces.size()) break;
      seen_.features(next_asked_++, features_);
      model.ask(features_.hashes(), ahead_[asked_ % kAhead]);
    }
    for (; found_ < asked_ && found_ < summed_ + kAhead - 1; ++found_) {
      model.find(ahead_[found_ % kAhead]);
    }
    model.add_up(ahead_[summed_++ % kAhead], sums_);
  }
  // The likeliest labels up to a piece, from those up to the piece before it, and of each the label
  // before.
  void step(bool no_name, std::uint8_t* back) {
    const std::size_t labels = sums_.size();
    // Most labels are too unlikely to come before any that begins something, whatever that is:
    // no name comes before it more likely than they do.
    likely_.assign(1, 0);
    const float least = best_[0] + least_after_none_;
    for (std::size_t from = 1; from < labels; ++from) {
      if (best_[from] + most_after_[from] > least) likely_.push_back(from);
    }
    const auto come_from = [&](std::size_t from, std::size_t to) {
      const float sum = best_[from] + after_[from * labels + to];
      if (sum <= next_[to]) return;
      next_[to] = sum;
      back[to] = static_cast<std::uint8_t>(from);
    };
    for (std::size_t to = 0; to < labels; ++to) {
      next_[to] = kNever;
      if (goes_on(to)) {
        come_from(to - 1, to);
        come_from(to, to);
      } else if (to == 0 || !no_name) {
        for (const std::size_t from : likely_) come_from(from, to);
      } else {
        continue;
      }
      next_[to] += sums_[to];
    }
  }
  static bool goes_on(std::size_t label) { return label > 0 && label % 2 == 0; }
  // Whether no name that goes on is nearly as likely as none.
  bool sure_of_none() const {
    return std::none_of(best_.begin() + 1, best_.end(),
                        [&](float sum) { return sum > best_[0] - kSure; });
  }
  void begin_name(Range range, std::size_t type) {
    Mention name;
    name.range = range;
    name.type = lexicon_.schema.entities[type].type;
    name.rule = "name.model";
    name.confidence = 0.6;
    name.quoted = range.begin > 0 && (context_.text()[range.begin - 1] == U'“' ||
                                      context_.text()[range.begin - 1] == U'《');
    names_.push_back(std::move(name));
  }
  void take(Mention name, std::vector<Mention>& out) const {
    // 《…》 and “…” around the whole are no part of it.
    const View marked = context_.annotation().text(name.range);
    if (marked.size() > 3 && ((marked.front() == U'《' && marked.back() == U'》') ||
                              (marked.front() == U'“' && marked.back() == U'”'))) {
      ++name.range.begin;
      --name.range.end;
      name.quoted = true;
    }
    auto rule =
        std::lower_bound(by_rules_.begin(), by_rules_.end(), name.range.begin,
                         [](const Mention& m, std::size_t at) { return m.range.begin < at; });
    // Found by a rule as well: the rule says why.
    if (rule != by_rules_.end() && rule->range == name.range && rule->type == name.type) {
      out.push_back(*rule);
      return;
    }
    // 故城县2023年国民经济和社会发展统计公报: the title of a report names its place.
    const View text = context_.annotation().text(name.range);
    if (lexicon_.words("report").longest_ending(text) > 0 || !possible(name)) {
      for (; rule != by_rules_.end() && rule->range.end <= name.range.end; ++rule) {
        if (rule->range.size() < name.range.size()) out.push_back(*rule);
      }
      return;
    }
    out.push_back(name);
  }

  // What the model believes in one place is a name where a rule finds it in another.
  std::vector<Mention> named_again(const std::vector<Mention>& judged) const {
    WordMap<std::string> believed;
    for (const Mention& name : judged) {
      believed.add(context_.annotation().text(name.range), name.type);
    }
    std::vector<Mention> out;
    for (const Mention& rule : by_rules_) {
      const std::string* type = believed.find(context_.annotation().text(rule.range));
      if (type && *type == rule.type) out.push_back(rule);
    }
    return out;
  }
  // A text of a place on itself, 全市 or 我省: the place that the rules find most in it.
  std::u32string own_place() const {
    const View text = context_.text();
    const WordSet& words = lexicon_.words("itself.place");
    bool of_itself = false;
    for (std::size_t i = 0; i < text.size() && !of_itself; ++i) {
      of_itself = words.longest(text, i, nullptr) > 0;
    }
    if (!of_itself) return {};
    std::map<std::u32string_view, double> weight;
    for (const Mention& rule : by_rules_) {
      if (rule.type != "Place") continue;
      const View name = bare(context_.annotation().text(rule.range));
      if (name == U"中国" || name == U"美国") continue;
      weight[name] +=
          1.5 - 0.5 * static_cast<double>(rule.range.begin) / static_cast<double>(text.size());
    }
    std::u32string best;
    double most = 0;
    for (const auto& [name, sum] : weight) {
      if (sum <= most) continue;
      most = sum;
      best = name;
    }
    return best;
  }
  // 芜湖 of 芜湖市.
  static View bare(View name) {
    const bool full = name.size() > 2 && View(U"省市县区旗州").find(name.back()) != View::npos;
    return full ? name.substr(0, name.size() - 1) : name;
  }
  // Where the rules name the place, if the model knows no place at home at all.
  std::vector<Mention> named(View place, const std::vector<Mention>& judged) const {
    const auto is_it = [&](const Mention& m) {
      return m.type == "Place" && bare(context_.annotation().text(m.range)) == place;
    };
    std::vector<Mention> out;
    for (const Mention& m : judged) {
      if (m.type == "Place" && context_.annotation().text(m.range) != U"中国") return out;
    }
    std::copy_if(by_rules_.begin(), by_rules_.end(), std::back_inserter(out), is_it);
    return out;
  }
  // Puts the mentions of rules among those judged: what one holds gives way to it; where a judged
  // name is longer, that gives way if it `must`, else the rule's stays out.
  static void keep(std::vector<Mention>& judged, const std::vector<Mention>& rules, bool must) {
    std::vector<Mention> out;
    auto next = judged.begin();
    for (const Mention& rule : rules) {
      while (next != judged.end() && next->range.end <= rule.range.begin) {
        out.push_back(std::move(*next++));
      }
      auto after = next;
      bool inside = true;
      for (; after != judged.end() && after->range.begin < rule.range.end; ++after) {
        inside = inside && (must || rule.range.contains(after->range));
      }
      if (!inside) continue;
      out.push_back(rule);
      next = after;
    }
    std::move(next, judged.end(), std::back_inserter(out));
    judged = std::move(out);
  }
  // No name ends inside a word, holds a clause's mark, half a bracket or a quantity, or is foreign
  // without a capital letter.
  bool possible(const Mention& name) const {
    const Range range = name.range;
    if (range.size() > kLongestName || !context_.starts_word(range.begin) ||
        !context_.ends_word(range.end)) {
      return false;
    }
    const View text = context_.annotation().text(range);
    bool letters = false, proper = false;
    int open = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char32_t c = text[i];
      if (View(U"，。；：！？\n<>=").find(c) != View::npos) return false;
      if (name.type != "Project" && i > 0 && text::is_digit(text[i - 1]) &&
          View(U"万亿%％").find(c) != View::npos) {
        return false;
      }
      if (View(U"（(“《").find(c) != View::npos) ++open;
      if (View(U"）)”》").find(c) != View::npos && --open < 0) return false;
      letters = letters || text::is_ascii_letter(c);
      proper = proper || text::is_han(c) || (text::is_ascii_letter(c) && c < U'a');
    }
    return open == 0 && (!letters || proper);
  }

  const NameContext& context_;
  const Lexicon& lexicon_;
  const std::vector<Mention>& by_rules_;
  NamePieces seen_;
  std::vector<float> sums_;         // by label
  std::vector<float> best_, next_;  // by label: of the likeliest labels up to a piece
  std::vector<float> after_;        // by label before, and label
  // Of `after_`, by label before; of no name's: what begins a name or is none comes after it.
  std::vector<float> most_after_;
  float least_after_none_ = 0;
  std::vector<std::size_t> likely_;  // labels before
  std::vector<std::uint8_t> back_;   // by piece of the sentence, and label: the label before
  std::vector<std::size_t> chosen_;
  FeatureList features_;
  // Pieces that may begin a name, in their order: so many were asked for, found and added up.
  static constexpr std::size_t kAhead = 3;
  std::size_t next_asked_ = 0, asked_ = 0, found_ = 0, summed_ = 0;
  LinearModel::Asked ahead_[kAhead];
  std::vector<Mention> names_;
};

}  // namespace

void judge_names(const NameContext& context, std::vector<Mention>& mentions) {
  if (context.lexicon().name_model.empty()) return;
  // A label before is one byte.
  if (context.lexicon().name_labels.size() > 256) return;
  mentions = NameJudge(context, mentions).run();
}

}  // namespace wutong::extract
