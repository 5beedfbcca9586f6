#include "extract/relation_candidates.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/utf8.h"

namespace wutong::extract {
namespace {

constexpr std::size_t kNearNames = 8;   // names between two that are still a pair
constexpr std::size_t kNearItems = 60;  // and items
constexpr std::size_t kWords = 12;      // between two names, looked at one by one
constexpr std::size_t kVerbReach = 40;  // items back to the verb before a name
constexpr std::size_t kVerbReachAfter = 10;
constexpr std::size_t kSentencesBack = 8;  // to a name that a sentence may go on about
constexpr std::size_t kCueTypes = 32;      // relations whose trigger words are seen: bits of a mask

using View = std::u32string_view;

View count_of(std::size_t n) {
  return n == 0 ? View(U"0") : n == 1 ? View(U"1") : n == 2 ? View(U"2") : View(U"3");
}

}  // namespace

RelationCandidates::RelationCandidates(const RelationContext& context, bool with_texts)
    : context_(context), annotation_(context.annotation()), with_texts_(with_texts) {
  const model::Schema& schema = context.lexicon().schema;
  for (const model::EntityType& type : schema.entities) {
    type_marks_.push_back(U"<" + base::from_utf8(type.type) + U">");
  }
  type_marks_.push_back(U"<?>");
  for (const model::RelationType& type : schema.relations) {
    relation_names_.push_back(base::from_utf8(type.type));
  }
  for (const std::u32string& type : relation_names_) relations_.emplace_back(type);
  cue_types_ = std::min(relation_names_.size(), kCueTypes);
  for (const EntityDraft& entity : annotation_.entities) {
    std::size_t i = 0;
    while (i < schema.entities.size() && schema.entities[i].type != entity.type) ++i;
    type_of_.push_back(i);
    marks_.emplace_back(type_marks_[i]);
  }
  const std::size_t types = type_marks_.size();
  may_.assign(types, std::vector<bool>(types));
  for (const model::RelationType& relation : schema.relations) {
    for (std::size_t a = 0; a + 1 < types; ++a) {
      for (std::size_t b = 0; b + 1 < types; ++b) {
        if (schema.allows(relation.type, schema.entities[a].type, schema.entities[b].type)) {
          may_[a][b] = may_[b][a] = true;
        }
      }
    }
  }
  last_.resize(types);
  named_.resize(annotation_.entities.size());
  for (const RelationDraft& draft : context.found()) {
    const model::RelationType* type = schema.find_relation(draft.type);
    const auto number = static_cast<std::size_t>(type - schema.relations.data());
    rules_[{draft.head, draft.tail}].emplace_back(number, true);
    rules_[{draft.tail, draft.head}].emplace_back(number, type->symmetric);
  }
}

RelationCandidate& RelationCandidates::begin(int first, int second, bool of_topic) {
  if (used_ == candidates_.size())
    candidates_.push_back({-1, -1, {}, {}, {}, FeatureList(with_texts_)});
  now_ = &candidates_[used_++];
  now_->first = first;
  now_->second = second;
  // What is seen of a sentence's topic says other things than what is seen between two names.
  now_->features.clear(of_topic ? View(U"~") : View());
  return *now_;
}

// How a name ends, where names of its type end in words that say what they are.
void RelationCandidates::ending(const FeatureName& name, const Mention& mention) {
  const std::string& type = mention.type;
  if (type == "Company" || type == "Place" || type == "Person" || type == "Industry") return;
  const View text = annotation_.text(mention.range);
  seen().add(name, {mark_of(mention.entity), text.substr(text.size() > 2 ? text.size() - 2 : 0)});
}

// The types of relations whose trigger words a word holds.
std::uint32_t RelationCandidates::cues_in(View word) const {
  std::uint32_t cues = 0;
  const Lexicon& lexicon = context_.lexicon();
  for (std::size_t at = 0; at + 1 < word.size(); ++at) {
    const auto words = lexicon.relation_cues.find(word[at]);
    if (words == lexicon.relation_cues.end()) continue;
    for (const auto& [rule, cue] : words->second) {
      if (cue.size() < 2 || word.substr(at, cue.size()) != cue) continue;
      if (lexicon.relations[rule].type_index < kCueTypes) {
        cues |= 1U << lexicon.relations[rule].type_index;
      }
    }
  }
  return cues;
}

void RelationCandidates::itemise(Range sentence) {
  items_.clear();
  names_.clear();
  const MentionGroup mentions = context_.mentions_in(sentence);
  std::size_t next = 0, i = sentence.begin, names = 0, commas = 0;
  while (i < sentence.end) {
    Item item;
    item.names = names;
    item.commas = commas;
    if (next < mentions.size() && mentions[next]->range.begin <= i) {
      item.range = mentions[next]->range;
      item.mention = mentions[next++];
      item.word = mark_of(item.mention->entity);
      names_.push_back(items_.size());
      ++names;
    } else {
      const Token& token = annotation_.tokens[annotation_.token_at[i]];
      std::size_t end = std::min(token.range.end, sentence.end);
      if (next < mentions.size()) end = std::min(end, mentions[next]->range.begin);
      item.range = {i, std::max(end, i + 1)};
      item.tag = token.tag[0];
      const char32_t c = context_.text()[i];
      item.mark = is_mark(c);
      item.comma = c == U'，' || c == U'：' || c == U'；';
      if (item.comma) ++commas;
      if (!item.mark) item.cues = cues_in(annotation_.text(item.range));
      item.word = annotation_.text(item.range);
    }
    i = std::max(item.range.end, i + 1);
    const char32_t c = context_.text()[item.range.begin];
    if (!item.mark || (c != U' ' && c != U'\u3000')) items_.push_back(item);
  }
  find_lists();
}

// Each name knows where its list begins and ends.
void RelationCandidates::find_lists() {
  for (std::size_t n = 0; n < names_.size();) {
    std::size_t last = n;
    while (last + 1 < names_.size()) {
      const Item &left = items_[names_[last]], &right = items_[names_[last + 1]];
      if (left.range.end == right.range.begin ||
          !context_.joins({left.range.end, right.range.begin})) {
        break;
      }
      ++last;
    }
    for (std::size_t k = n; k <= last; ++k) {
      items_[names_[k]].group_begin = names_[n];
      items_[names_[k]].group_end = names_[last] + 1;
    }
    n = last + 1;
  }
}

// What earlier sentences named last, of each type that may be related.
void RelationCandidates::earlier(std::size_t b, Range sentence) {
  const int second = items_[b].mention->entity;
  const int paragraph = context_.topics().of_paragraph(sentence.begin);
  for (const Last& last : last_) {
    if (last.entity < 0 || sentence_ - last.sentence > kSentencesBack) continue;
    if (named_[static_cast<std::size_t>(last.entity)] == sentence_) continue;
    if (last.entity == second || last.entity == paragraph ||
        last.entity == annotation_.main_subject || last.entity == annotation_.main_place) {
      continue;
    }
    const bool beside = sentence_ - last.sentence == 1;
    topic(last.entity, beside ? View(U"last") : View(U"earlier"), b, sentence);
  }
}

void RelationCandidates::remember() {
  for (const std::size_t name : names_) {
    const int entity = items_[name].mention->entity;
    last_[type_of_[static_cast<std::size_t>(entity)]] = {entity, sentence_};
  }
}

void RelationCandidates::collect(Range sentence) {
  used_ = 0;
  ++sentence_;
  itemise(sentence);
  if (names_.empty()) return;
  for (const std::size_t name : names_) {
    named_[static_cast<std::size_t>(items_[name].mention->entity)] = sentence_;
  }
  const int paragraph = context_.topics().of_paragraph(sentence.begin);
  const int main = annotation_.main_subject, place = annotation_.main_place;
  for (std::size_t n = 0; n < names_.size(); ++n) {
    const std::size_t b = names_[n];
    std::size_t near = 0;
    for (std::size_t m = n; m-- > 0 && near < kNearNames && b - names_[m] <= kNearItems;) {
      if (items_[names_[m]].group_begin == items_[b].group_begin && names_[m] + 2 < b) continue;
      pair(names_[m], b);
      ++near;
    }
    const std::size_t first = names_.front();
    if (n > near && (first + kNearItems < b || n > kNearNames) &&
        items_[first].group_begin != items_[b].group_begin) {
      pair(first, b);
    }
    // What the sentence is about without naming it.
    bool named = false;
    for (std::size_t m = 0; m < n && m < 4; ++m) {
      named = named || items_[names_[m]].mention->entity == paragraph;
    }
    const int second = items_[b].mention->entity;
    if (paragraph >= 0 && paragraph != second && !named)
      topic(paragraph, View(U"paragraph"), b, sentence);
    if (main >= 0 && main != paragraph && main != second) topic(main, View(U"main"), b, sentence);
    if (place >= 0 && place != main && place != paragraph && place != second) {
      topic(place, View(U"place"), b, sentence);
    }
    earlier(b, sentence);
  }
  remember();
}

// What stands around the second name: from item `from` on.
void RelationCandidates::about_second(std::size_t b, std::size_t from) {
  const std::size_t begin = items_[b].group_begin, end = items_[b].group_end;
  const FeaturePart second = second_mark();
  const auto right = [&](std::size_t i) {
    return i < items_.size() ? items_[i].word : FeaturePart(View(U"$"));
  };
  const auto left = [&](std::size_t back) {
    return begin >= from + back ? items_[begin - back].word : FeaturePart(View(U"^"));
  };
  seen().add(U"before", {left(1)});
  seen().add(U"before2", {left(2), left(1)});
  seen().add(U"before.type", {second, left(1)});
  seen().add(U"after", {right(end)});
  seen().add(U"after2", {right(end), right(end + 1)});
  seen().add(U"after.type", {second, right(end)});
  ending(U"second.end", *items_[b].mention);
  if (end - begin > 1) seen().add(U"second.list", {second});
  const auto cue = [&](const FeatureName& where, std::uint32_t bits) {
    for (std::size_t t = 0; t < cue_types_; ++t) {
      if (!(bits >> t & 1U)) continue;
      seen().add(where, {relations_[t]});
      seen().add(where, {relations_[t], first_mark(), second});
    }
  };
  // The nearest verb and trigger word before and behind it in its clause.
  FeaturePart verb = View(U"^");
  bool found = false;
  std::uint32_t cues = 0;
  for (std::size_t i = begin; i-- > from && begin - i <= kVerbReach && !items_[i].comma;) {
    if (!cues) cues = items_[i].cues;
    if (items_[i].tag == 'v' && !found) {
      verb = items_[i].word;
      found = true;
    }
    if (cues && found) break;
  }
  seen().add(U"verb.before", {verb});
  seen().add(U"verb.before.type", {second, verb});
  cue(U"cue.before", cues);
  verb = View(U"$");
  found = false;
  cues = 0;
  for (std::size_t i = end; i < items_.size() && i < end + kVerbReachAfter && !items_[i].comma;
       ++i) {
    if (!cues) cues = items_[i].cues;
    if (items_[i].tag == 'v' && !found) {
      verb = items_[i].word;
      found = true;
    }
    if (cues && found) break;
  }
  seen().add(U"verb.after", {verb});
  cue(U"cue.after", cues);
}

void RelationCandidates::about_between(std::size_t from, std::size_t to) {
  const FeaturePart first = first_mark(), second = second_mark();
  const std::size_t apart = to > from ? to - from : 0;
  const bool inside = from < items_.size() && to > from;
  const std::size_t names = inside ? items_[to].names - items_[from].names : 0;
  const std::size_t commas = inside ? items_[to].commas - items_[from].commas : 0;
  seen().add(U"commas", {count_of(commas)});
  seen().add(U"names", {count_of(names)});
  seen().add(U"commas.types", {first, second, count_of(commas)});
  seen().add(U"apart", {apart > 20 ? View(U"far") : apart > 8 ? View(U"some") : count_of(apart)});
  if (apart <= 5) {
    buffer_.clear();
    TextHash hash;
    for (std::size_t i = from; i < to; ++i) {
      hash += items_[i].word.hash;
      hash += TextHash(U" ");
      if (!with_texts_) continue;
      buffer_ += items_[i].word.text;
      buffer_ += U' ';
    }
    const FeaturePart words(buffer_, hash);
    seen().add(U"between", {words});
    seen().add(U"between.types", {first, second, words});
  }
  std::uint32_t cues = 0;
  std::size_t words = 0;
  for (std::size_t i = from; i < to && i < from + kNearItems && words < kWords; ++i) {
    if (items_[i].mention || items_[i].mark) continue;
    ++words;
    seen().add(U"word", {items_[i].word});
    if (items_[i].tag == 'v') seen().add(U"word.types", {first, second, items_[i].word});
    cues |= items_[i].cues;
  }
  for (std::size_t t = 0; t < cue_types_; ++t) {
    if (!(cues >> t & 1U)) continue;
    seen().add(U"cue.between", {relations_[t]});
    seen().add(U"cue.between.names", {relations_[t], count_of(names), count_of(commas)});
  }
}

void RelationCandidates::about_first(std::size_t a) {
  const Item& item = items_[a];
  const FeaturePart first = first_mark();
  const std::size_t begin = item.group_begin;
  const FeaturePart previous = begin > 0 ? items_[begin - 1].word : FeaturePart(View(U"^"));
  seen().add(U"first.before", {previous});
  seen().add(U"first.before.type", {first, previous});
  const FeaturePart next =
      item.group_end < items_.size() ? items_[item.group_end].word : FeaturePart(View(U"$"));
  seen().add(U"first.after", {next});
  seen().add(U"first.after.type", {first, next});
  ending(U"first.end", *item.mention);
  if (begin == 0 || items_[begin - 1].comma) seen().add(U"first.opens", {first});
  if (begin == 0) seen().add(U"first.sentence", {first});
}

// What the rules say of the two.
void RelationCandidates::said_by_rules() {
  const auto said = rules_.find({now_->first, now_->second});
  if (said == rules_.end()) return;
  seen().add(U"rules", {});
  for (const auto& [type, head] : said->second) {
    seen().add(U"rules.say", {relations_[type], head ? View(U"first") : View(U"second")});
  }
}

void RelationCandidates::pair(std::size_t a, std::size_t b) {
  const Item &left = items_[a], &right = items_[b];
  if (left.mention->entity == right.mention->entity) return;
  if (!related(left.mention->entity, right.mention->entity)) return;
  RelationCandidate& pair = begin(left.mention->entity, right.mention->entity, false);
  pair.first_range = left.range;
  pair.second_range = right.range;
  pair.cue =
      left.range.end < right.range.begin ? Range{left.range.end, right.range.begin} : right.range;
  const FeaturePart first = first_mark(), second = second_mark();
  const bool together = left.group_begin == right.group_begin;
  const std::size_t from = together ? a + 1 : left.group_end;
  seen().add(U"types", {first, second});
  if (together) seen().add(U"together", {first, second});
  said_by_rules();
  about_between(from, together ? b : right.group_begin);
  about_first(a);
  if (pair.first == annotation_.main_subject) seen().add(U"first.main", {first, second});
  if (pair.second == annotation_.main_subject) seen().add(U"second.main", {first, second});
  about_second(b, from);
}

void RelationCandidates::topic(int entity, const FeaturePart& kind, std::size_t b, Range sentence) {
  const Item& item = items_[b];
  if (!related(entity, item.mention->entity)) return;
  RelationCandidate& pair = begin(entity, item.mention->entity, true);
  pair.first_range = pair.second_range = item.range;
  pair.cue =
      sentence.begin < item.range.begin ? Range{sentence.begin, item.range.begin} : item.range;
  const FeaturePart first = first_mark(), second = second_mark();
  seen().add(U"types", {first, second});
  seen().add(U"kind", {kind, first, second});
  if (annotation_.is_report) seen().add(U"report", {kind, first, second});
  said_by_rules();
  const std::size_t begin = item.group_begin;
  const std::size_t names = items_[begin].names;
  seen().add(U"names", {names > 2 ? View(U"2") : count_of(names), kind});
  seen().add(U"commas", {items_[begin].commas == 0 ? View(U"0") : View(U"1")});
  std::uint32_t cues = 0;
  std::size_t words = 0;
  for (std::size_t i = begin; i-- > 0 && begin - i <= kNearItems && words < kWords;) {
    if (items_[i].mention || items_[i].mark) continue;
    ++words;
    if (items_[i].tag == 'v') seen().add(U"word", {second, items_[i].word});
    cues |= items_[i].cues;
  }
  for (std::size_t t = 0; t < cue_types_; ++t) {
    if (cues >> t & 1U) {
      seen().add(U"cue.between", {relations_[t], names == 0 ? View(U"0") : View(U"1")});
    }
  }
  const FeaturePart opening = items_.front().word;
  seen().add(U"opening", {opening});
  if (items_.size() > 1) seen().add(U"opening2", {opening, items_[1].word});
  about_second(b, 0);
}

void apply_relation_model(RelationContext& context) {
  const Lexicon& lexicon = context.lexicon();
  const LinearModel& model = lexicon.relation_model;
  if (model.empty()) return;
  const auto& types = lexicon.schema.relations;
  struct Found {
    float sum = 0;
    RelationCandidate pair;
  };
  std::map<std::tuple<std::size_t, int, int>, Found> best;  // type, head, tail
  std::vector<float> sums(2 * types.size());
  RelationCandidates(context).each([&](const RelationCandidate& pair) {
    model.sum(pair.features.hashes(), sums);
    for (std::size_t t = 0; t < types.size(); ++t) {
      for (const bool head_second : {false, true}) {
        const std::size_t kind = 2 * t + (head_second ? 1 : 0);
        if (!model.knows(kind)) continue;
        const float sum = sums[kind];
        if (sum <= model.threshold()) continue;
        const int head = head_second ? pair.second : pair.first;
        const int tail = head_second ? pair.first : pair.second;
        if (!lexicon.schema.allows(types[t].type, context.entity(head).type,
                                   context.entity(tail).type)) {
          continue;
        }
        Found& found = best[{t, head, tail}];
        if (found.pair.first >= 0 && found.sum >= sum) continue;
        found.sum = sum;
        found.pair.first = pair.first;
        found.pair.first_range = head_second ? pair.second_range : pair.first_range;
        found.pair.second_range = head_second ? pair.first_range : pair.second_range;
        found.pair.cue = pair.cue;
      }
    }
  });
  for (const auto& [ends, found] : best) {
    const auto& [type, head, tail] = ends;
    const double probability =
        std::round(100 / (1 + std::exp(-static_cast<double>(found.sum)))) / 100;
    context.emit_one(types[type].type, head, found.pair.first_range, tail, found.pair.second_range,
                     "relation.model", probability, found.pair.cue);
  }
}

}  // namespace wutong::extract
