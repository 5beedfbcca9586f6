#include "extract/figure_words.h"

#include <algorithm>

#include "base/utf8.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

constexpr std::size_t kVerbReach = 20;  // characters before the figure
constexpr std::size_t kLongestWord = 4;
constexpr FeaturePart kNone(View(U"-"));

View text_of_tag(char tag) {
  static constexpr View kTags = U"abcdefghijklmnopqrstuvwxyz";
  return tag >= 'a' && tag <= 'z' ? kTags.substr(static_cast<std::size_t>(tag - 'a'), 1)
                                  : View(U"?");
}

// Whether the text speaks of 我们 outside quotes.
bool speaks_of_us(View text) {
  bool quoted = false;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == U'“') quoted = true;
    if (text[i] == U'”' || text[i] == U'\n') quoted = false;
    if (!quoted && text[i] == U'我' && text[i + 1] == U'们') return true;
  }
  return false;
}

// Whether most sentences begin with what was done, 深化改革, and not with who did it.
bool tells_of_deeds(const Figures& figures) {
  const Annotation& annotation = figures.annotation;
  std::size_t all = 0, deeds = 0;
  for (const std::size_t begin : figures.sentences) {
    if (begin >= figures.text.size() || figures.text[begin] == U'\n') continue;
    ++all;
    if (annotation.mention_at(begin)) continue;
    const char tag = annotation.tokens[annotation.token_at[begin]].tag[0];
    deeds += tag == 'v' || tag == 'd' || tag == 'a' ? 1 : 0;
  }
  return all > 3 && 10 * deeds >= 4 * all;
}

View voice_of(const Figures& figures) {
  const Annotation& annotation = figures.annotation;
  const View text = annotation.text();
  for (const View word : {View(U"记者"), View(U"本报讯"), View(U"来源：")}) {
    if (text.find(word) != View::npos) return U"p";
  }
  const bool us = speaks_of_us(text);
  if (annotation.is_report) return us ? U"u" : U"r";
  if (tells_of_deeds(figures)) return U"d";
  return us ? U"w" : U"-";
}

// The last two characters of the first line, asides in brackets left out.
View title_of(View text) {
  constexpr std::size_t kLongest = 60;
  View line = text.substr(0, std::min(text.find(U'\n'), text.size()));
  if (line.size() == text.size() || line.size() > kLongest) return U"-";
  if (const std::size_t aside = line.rfind(U'（'); aside != View::npos && aside > 4 &&
                                                  line.back() == U'）') {
    line = line.substr(0, aside);
  }
  if (line.size() < 4 || line.find_first_of(U"。！？") != View::npos) return U"-";
  return line.substr(line.size() - 2);
}

}  // namespace

FigureWords::FigureWords(const Figures& figures)
    : figures_(figures), annotation_(figures.annotation) {
  for (const model::EntityType& type : annotation_.lexicon.schema.entities) {
    type_names_.push_back(base::from_utf8(type.type));
  }
  type_names_.push_back(U"?");
  for (const std::u32string& name : type_names_) types_.emplace_back(View(name));
  type_of_.resize(annotation_.entities.size());
  voice = voice_of(figures_);
  title = title_of(figures_.text);
}

const FeaturePart& FigureWords::type_of(int entity) const {
  std::uint8_t& known = type_of_[static_cast<std::size_t>(entity)];
  if (known == 0) {
    const auto& types = annotation_.lexicon.schema.entities;
    const std::string& wanted = annotation_.entities[static_cast<std::size_t>(entity)].type;
    std::size_t i = 0;
    while (i < types.size() && i < 254 && types[i].type != wanted) ++i;
    known = static_cast<std::uint8_t>(i + 1);
  }
  return types_[known - 1U];
}

View FigureWords::word_at(std::size_t begin) const {
  if (begin >= figures_.text.size() || figures_.text[begin] == U'\n') return U"$";
  if (const Mention* named = annotation_.mention_at(begin); named && named->entity >= 0) {
    return type_of(named->entity).text;
  }
  return figures_.part(begin, annotation_.tokens[annotation_.token_at[begin]].range.end);
}

View FigureWords::word_ending(std::size_t end) const {
  if (end == 0 || figures_.text[end - 1] == U'\n') return U"^";
  if (const Mention* named = annotation_.mention_before(end); named && named->entity >= 0) {
    return type_of(named->entity).text;
  }
  return figures_.part(annotation_.tokens[annotation_.token_at[end - 1]].range.begin, end);
}

void FigureWords::see(std::size_t q, std::size_t phrase, View indicator,
                      std::string_view figure_rule) {
  const Quantity& quantity = figures_.quantities[q];
  const std::size_t figure = quantity.range.begin;
  rule_text_ = base::from_utf8(figure_rule.substr(figure_rule.find('.') + 1));
  unit_text_ = base::from_utf8(quantity.unit);
  kind_text_ = base::from_utf8(quantity.kind);
  rule = View(rule_text_);
  unit = View(unit_text_);
  kind = View(kind_text_);
  head = indicator.substr(0, 2);
  tail = indicator.substr(indicator.size() > 2 ? indicator.size() - 2 : 0);
  classes[0] = classes[1] = kNone;
  for (std::size_t size = std::min(indicator.size(), kLongestWord); size > 0; --size) {
    const auto* known = annotation_.lexicon.word_classes.find(
        feature_hash(indicator.substr(indicator.size() - size)));
    if (!known) continue;
    for (std::size_t level = 0; level < 2; ++level) {
      class_texts_[level] = base::from_utf8(std::to_string((*known)[level]));
      classes[level] = View(class_texts_[level]);
    }
    break;
  }
  lead = View(U"0");
  lead_tag = predicate = kNone;
  const std::size_t begin = figures_.matcher.clean({phrase, figure}).begin;
  if (begin < figure) {
    lead = word_at(begin);
    lead_tag = annotation_.mention_at(begin)
                   ? View(U"N")
                   : text_of_tag(annotation_.tokens[annotation_.token_at[begin]].tag[0]);
  }
  const std::size_t low = std::max(phrase, figure > kVerbReach ? figure - kVerbReach : 0);
  for (std::size_t at = figure; at > low;) {
    const Token& token = annotation_.tokens[annotation_.token_at[at - 1]];
    if (token.tag[0] == 'v' && token.range.end <= at) {
      predicate = annotation_.text(token.range);
      break;
    }
    at = std::min(token.range.begin, at - 1);
  }
}

}  // namespace wutong::extract
