// Statistics: each quantity with what it measures, of what, and when.
//
// The indicator is the phrase to the left of the number in its clause, without the words that lead
// up to the number (达到, 为, 增长); where nothing is left, the noun to the right. A rate of growth
// belongs to the indicator before it and is one of its own, ending in 增速.
#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "extract/facts.h"
#include "extract/topics.h"
#include "text/character.h"

namespace wutong::extract {
namespace {

using View = std::u32string_view;

bool is_clause_mark(char32_t c) {
  return c == U'，' || c == U'：' || c == U'（' || c == U'）' || is_sentence_end(c);
}

bool ends_with(View text, View end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}
bool starts_with(View text, View begin) { return text.substr(0, begin.size()) == begin; }

// Takes the words off the end of a phrase, as long as one fits.
template <std::size_t N>
bool strip_end(View& phrase, const View (&words)[N]) {
  bool any = false;
  for (bool again = true; again;) {
    again = false;
    for (const View word : words) {
      if (ends_with(phrase, word)) {
        phrase.remove_suffix(word.size());
        again = any = true;
      }
    }
  }
  return any;
}
template <std::size_t N>
void strip_begin(View& phrase, const View (&words)[N]) {
  for (bool again = true; again;) {
    again = false;
    for (const View word : words) {
      if (starts_with(phrase, word)) {
        phrase.remove_prefix(word.size());
        again = true;
      }
    }
  }
}

constexpr View kLeadUp[] = {U"达到", U"达",   U"为",   U"实现", U"完成", U"突破", U"超过", U"超",
                            U"约",   U"近",   U"逾",   U"共",   U"有",   U"至",   U"到",   U"已",
                            U"了",   U"是",   U"占",   U"累计", U"合计", U"高达", U"仅",   U"均",
                            U"居",   U"位居", U"的",   U"分别", U"总计", U"共计", U"接近", U"将近",
                            U"比",   U"均为", U"均达", U"就",   U"从",   U"增加", U"增至", U"提升",
                            U"扩大", U"上升", U"升至", U"降至", U"由"};
constexpr View kGrowth[] = {
    U"同比增长", U"增长",   U"增幅",     U"增速",     U"同比增加", U"同比提高", U"同比上升",
    U"上升",     U"提高",   U"增幅达",   U"年均增长", U"同比",     U"增长了",   U"又增长了",
    U"增速达",   U"增速为", U"同比提升", U"提升",     U"增加",     U"上涨",     U"同比上涨"};
constexpr View kDecline[] = {U"同比下降", U"下降", U"减少",     U"同比减少", U"降低",
                             U"降幅",     U"下跌", U"同比降低", U"降幅为",   U"回落"};
constexpr View kOpening[] = {
    U"全市", U"全省", U"全国", U"全县", U"全区", U"我市", U"我省", U"我区", U"我县",     U"其中",
    U"目前", U"如今", U"此外", U"同时", U"已经", U"已",   U"共",   U"累计", U"截至",     U"年底",
    U"以来", U"的",   U"等",   U"并",   U"还",   U"也",   U"又",   U"且",   U"而",       U"在",
    U"就",   U"新",   U"该",   U"现",   U"、",   U"和",   U"与",   U"将",   U"成功",     U"实现",
    U"完成", U"总",   U"有",   U"，",   U"”",    U"“",    U"中，", U"中",   U"预计",     U"规划",
    U"年均", U"平均", U"是",   U"为",   U"用",   U"以",   U"从",   U"仅",   U"这一指标", U"去年",
    U"今年", U"全年", U"当年", U"期间", U"时"};

class StatisticFinder {
 public:
  explicit StatisticFinder(const Annotation& annotation)
      : annotation_(annotation),
        text_(annotation.text()),
        quantities_(find_quantities(annotation)),
        periods_(find_periods(annotation.text())),
        topics_(annotation, periods_) {}

  std::vector<StatisticDraft> run() {
    for (std::size_t q = 0; q < quantities_.size(); ++q) one(q);
    return std::move(found_);
  }

 private:
  View part(std::size_t begin, std::size_t end) const {
    return begin < end ? text_.substr(begin, end - begin) : View();
  }

  std::size_t sentence_begin(std::size_t i) const {
    while (i > 0 && text_[i - 1] != U'。' && text_[i - 1] != U'！' && text_[i - 1] != U'？' &&
           text_[i - 1] != U'\n') {
      --i;
    }
    return i;
  }
  std::size_t clause_begin(std::size_t i, std::size_t q) const {
    const std::size_t from = q > 0 ? quantities_[q - 1].range.end : 0;
    while (i > from && !is_clause_mark(text_[i - 1])) --i;
    return i;
  }

  // One of several figures that follow several nouns: 内资、外资分别增长10%、6.4%.
  struct Respective {
    std::u32string indicator;
    std::size_t begin;  // of the clause
    double sign = 1;
  };
  std::optional<Respective> respective(std::size_t q) const {
    const auto listed = [&](std::size_t a) {  // a and the one behind it
      const View between = part(quantities_[a].range.end, quantities_[a + 1].range.begin);
      return between == U"、" || between == U"和" || between == U"与" || between == U"及";
    };
    std::size_t first = q, last = q;
    while (first > 0 && listed(first - 1)) --first;
    while (last + 1 < quantities_.size() && listed(last)) ++last;
    if (first == last) return std::nullopt;
    const std::size_t begin = clause_begin(quantities_[first].range.begin, first);
    const View phrase = part(begin, quantities_[first].range.begin);
    const std::size_t cue = phrase.rfind(U"分别");
    View change = cue == View::npos ? phrase : phrase.substr(cue + 2);
    Respective out{{}, begin, 1};
    bool growth = strip_end(change, kGrowth);
    if (!growth && strip_end(change, kDecline)) {
      growth = true;
      out.sign = -1;
    }
    if (cue == View::npos && !growth) return std::nullopt;
    View nouns = cue == View::npos ? change : phrase.substr(0, cue);
    std::size_t noun = begin;
    for (const Mention& mention : annotation_.mentions) {
      const bool leads = mention.range.begin == noun && mention.type != "Industry" &&
                         mention.range.size() < begin + nouns.size() - noun;
      if (leads) noun = mention.range.end;
    }
    nouns.remove_prefix(noun - begin);
    strip_begin(nouns, kOpening);
    std::vector<View> items;
    for (std::size_t at = 0; at <= nouns.size();) {
      std::size_t end = nouns.find_first_of(U"、和与及", at);
      if (end == View::npos) end = nouns.size();
      items.push_back(nouns.substr(at, end - at));
      at = end + 1;
    }
    if (items.size() != last - first + 1) return std::nullopt;
    const View item = items[q - first], head = items.front();
    if (item.size() < 2) return std::nullopt;
    // 实际使用内资、外资: what the first noun begins with holds for the others.
    if (q > first && item.size() < head.size() && item.back() == head.back()) {
      out.indicator = head.substr(0, head.size() - item.size());
    }
    out.indicator += item;
    if (growth && !ends_with(out.indicator, U"增速")) out.indicator += U"增速";
    return out;
  }

  void one(std::size_t q) {
    const Quantity& quantity = quantities_[q];
    StatisticDraft out;
    out.value = quantity.value;
    out.unit = quantity.unit;
    out.approx = quantity.approx;
    out.bound = quantity.bound;
    if (const auto found = respective(q)) {
      out.value *= found->sign;
      out.rule = "statistic.respective";
      out.confidence = 0.7;
      out.indicator = base::to_utf8(found->indicator);
      finish(out, q, found->begin);
      return;
    }
    const std::size_t begin = clause_begin(quantity.range.begin, q);
    View phrase = part(begin, quantity.range.begin);
    const bool rate = quantity.unit == "%" || quantity.unit == "倍" || quantity.unit == "个百分点";
    bool growth = false;
    if (rate) {
      strip_end(phrase, kLeadUpRate);
      if (strip_end(phrase, kGrowth)) growth = true;
      if (!growth && strip_end(phrase, kDecline)) {
        growth = true;
        out.value = -out.value;
      }
    }
    // Its share of something: 占...的17%.
    const std::size_t share = phrase.find(U"占");
    const bool is_share =
        rate && !growth && share != View::npos && !starts_with(phrase.substr(share), U"占比");
    if (is_share) {
      phrase = phrase.substr(share);
      if (ends_with(phrase, U"的")) phrase.remove_suffix(1);
    }
    if (!is_share) strip_end(phrase, kLeadUp);
    if (ends_with(phrase, U"这") || ends_with(phrase, U"的这")) return;
    if (!is_share) phrase = without_names(phrase, begin);
    strip_begin(phrase, kOpening);
    if (!is_share) strip_end(phrase, kLeadUp);
    std::u32string indicator(phrase);
    // 备案主体63.5万个，占全国15.4%: the share is of what was counted before.
    if (is_share && indicator.size() <= 6 && !last_indicator_.empty() &&
        last_indicator_.find(U"占") == std::u32string::npos) {
      indicator = last_indicator_ + indicator + U"比重";
    }
    out.rule = "statistic.left";
    out.confidence = 0.7;
    if (growth) {
      // 增加值增速36.3% names its own; 同比增长137.1% is of the indicator before.
      if (indicator.empty() || indicator.size() < 2) indicator = last_indicator_;
      if (indicator.empty()) return;
      if (starts_with(indicator, U"增加值") && !last_indicator_.empty() &&
          last_indicator_.find(U"增加值") != std::u32string::npos) {
        indicator = last_indicator_;
      }
      out.rule = "statistic.growth";
      if (!ends_with(indicator, U"增速")) indicator += U"增速";
    } else if (from_to(q) && !last_indicator_.empty()) {
      indicator = last_indicator_;
    } else if (indicator.size() < 2 || only_verb(indicator) ||
               (!rate && ends_in_verb(phrase, quantity.range.begin))) {
      const std::u32string right = noun_after(quantity.range.end);
      if (!right.empty()) {
        // 集聚起45个高科技项目 counts projects; of a short verb the noun alone says too little.
        if (indicator.size() > 2 && right.size() >= 2) indicator.clear();
        indicator += right;
        out.rule = "statistic.right";
        out.confidence = 0.6;
      } else if (indicator.empty()) {
        return;
      }
    }
    if (indicator.size() > 26 || indicator.size() < 2) return;
    if (!growth) last_indicator_ = indicator;
    out.indicator = base::to_utf8(indicator);
    finish(out, q, begin);
  }

  // Subject, period, evidence and modality of a figure whose clause begins at `begin`.
  void finish(StatisticDraft& out, std::size_t q, std::size_t begin) {
    const Range figure = quantities_[q].range;
    out.subject = subject_of(begin, figure.begin);
    if (out.subject < 0) return;
    out.period = period_of(q);
    if (!out.period) out.period = year_of_event(out.subject);
    out.evidence = {begin, figure.end};
    const Modality modality = modality_of(annotation_, {begin, std::min(text_.size(), figure.end)});
    out.status = modality.status;
    out.status_cue = modality.cue;
    found_.push_back(std::move(out));
  }

  static constexpr View kLeadUpRate[] = {U"达到", U"达", U"为", U"约", U"近",
                                         U"超过", U"超", U"了", U"逾"};

  // The part of the phrase behind the last name or time in it.
  View without_names(View phrase, std::size_t begin) const {
    std::size_t cut = 0;
    for (const Mention& mention : annotation_.mentions) {
      if (mention.range.begin < begin || mention.range.end > begin + phrase.size()) continue;
      const bool subject = mention.type != "Industry" && mention.type != "Policy";
      if (subject && mention.range.begin - begin <= cut + 4) cut = mention.range.end - begin;
    }
    for (const Period& period : periods_) {
      if (period.range.begin >= begin && period.range.end <= begin + phrase.size()) {
        cut = std::max(cut, period.range.end - begin);
      }
    }
    return phrase.substr(std::min(cut, phrase.size()));
  }

  bool only_verb(const std::u32string& phrase) const {
    return annotation_.lexicon.is("stop", phrase) || annotation_.lexicon.is("inner", phrase);
  }

  // Whether the last word of the phrase, which lies before `end`, is a verb and nothing in it a
  // name of what is counted.
  bool ends_in_verb(View phrase, std::size_t end) const {
    if (phrase.empty()) return false;
    const std::size_t place =
        static_cast<std::size_t>(phrase.data() - text_.data()) + phrase.size();
    if (place == 0 || place > end) return false;
    const Token& last = annotation_.tokens[annotation_.token_at[place - 1]];
    return last.tag[0] == 'v' && last.tag[1] != 'n';
  }

  // The noun phrase behind the unit: up to a mark or a word that ends phrases.
  std::u32string noun_after(std::size_t begin) const {
    std::size_t end = begin;
    while (end < text_.size() && end - begin < 14 && !is_mark(text_[end])) {
      const Token& token = annotation_.tokens[annotation_.token_at[end]];
      const View word = annotation_.text(token.range);
      if (annotation_.lexicon.is("stop", word) && !annotation_.lexicon.is("inner", word)) break;
      end = token.range.end;
    }
    View noun = part(begin, std::min(end, begin + 14));
    if (starts_with(noun, U"的")) noun.remove_prefix(1);
    return std::u32string(noun);
  }

  // The second of two figures: 从300多家增加到2600多家.
  bool from_to(std::size_t q) const {
    if (q == 0) return false;
    const View between = part(quantities_[q - 1].range.end, quantities_[q].range.begin);
    static constexpr View kSteps[] = {
        U"增加到", U"增长到", U"提升到", U"扩大到", U"上升到", U"提高到",   U"增至",
        U"升至",   U"发展到", U"跃升到", U"跃升至", U"提升至", U"提高至",   U"下降到",
        U"降至",   U"到",     U"至",     U"增加至", U"增长至", U"增加到近", U"增长到近"};
    return std::find(std::begin(kSteps), std::end(kSteps), between) != std::end(kSteps);
  }

  std::optional<std::string> period_of(std::size_t q) const {
    const std::size_t at = quantities_[q].range.begin;
    const std::size_t sentence = sentence_begin(at);
    std::vector<const Period*> before;
    for (const Period& period : periods_) {
      if (period.range.begin >= sentence && period.range.end <= at) before.push_back(&period);
    }
    if (before.empty()) return std::nullopt;
    // 从2014年到2021年, 从A到B: the first figure is of the first year.
    if (before.size() >= 2) {
      const Period &a = *before[before.size() - 2], &b = *before.back();
      const View between = part(a.range.end, b.range.begin);
      const bool pair = between == U"到" || between == U"至";
      const bool first = q + 1 < quantities_.size() && from_to(q + 1);
      if (pair && first) return a.iso;
    }
    return before.back()->iso;
  }

  // The figures of an event are of its year: 2023年服贸会.
  std::optional<std::string> year_of_event(int subject) const {
    const EntityDraft& entity = annotation_.entities[static_cast<std::size_t>(subject)];
    if (entity.type != "Event") return std::nullopt;
    const View name = entity.name;
    if (name.size() < 6 || !std::all_of(name.begin(), name.begin() + 4, text::is_digit)) {
      return std::nullopt;
    }
    const View year = name.substr(0, 4);
    return year >= View(U"1900") && year <= View(U"2100") ? std::optional(base::to_utf8(year))
                                                          : std::nullopt;
  }

  // The nearest organisation or place in the clause; else what the sentence begins with; else the
  // place that the document is about.
  int subject_of(std::size_t begin, std::size_t end) {
    const View clause = part(begin, end);
    for (const View whole : {View(U"全市"), View(U"全省"), View(U"全县"), View(U"全区"),
                             View(U"我省"), View(U"我市"), View(U"我区")}) {
      if (clause.find(whole) != View::npos && annotation_.main_place >= 0)
        return annotation_.main_place;
    }
    const auto acts = [](const Mention& m) {
      return m.type == "Place" || m.type == "Company" || m.type == "Park" ||
             m.type == "Institution" || m.type == "Project" || m.type == "Event";
    };
    // A name at the head of the clause, or one that owns what is counted (X的); else what the
    // figure before it in the sentence was about; else a name at the head of the sentence.
    int found = -1;
    const std::size_t sentence = sentence_begin(begin);
    for (const Mention& mention : annotation_.mentions) {
      if (mention.range.end > end) break;
      if (mention.range.begin < sentence || !acts(mention)) continue;
      const bool owner = mention.range.end < text_.size() && text_[mention.range.end] == U'的' &&
                         mention.type != "Event" && mention.type != "Project";
      if (mention.range.begin >= begin && (topics_.leads(mention.range, begin) || owner)) {
        return carry(mention.entity, sentence);
      }
      if (found < 0 && mention.range.begin < begin && topics_.leads(mention.range, sentence)) {
        found = mention.entity;
      }
    }
    if (carried_in_ == sentence && carried_ >= 0) return carried_;
    if (found >= 0) return carry(found, sentence);
    if (const int described = topics_.described(sentence, end); described >= 0) {
      return carry(described, sentence);
    }
    // Guests and exhibitors are an event's.
    for (const View guests : {View(U"到会"), View(U"参会"), View(U"与会"), View(U"参展"),
                              View(U"展商"), View(U"观众"), View(U"展位")}) {
      if (clause.find(guests) == View::npos) continue;
      if (const int event = topics_.last_named(U"", "Event", begin); event >= 0)
        return carry(event, sentence);
    }
    // A sentence with a time of its own, 1—8月，规上工业增加值..., goes on with the document.
    const bool dated = std::any_of(periods_.begin(), periods_.end(), [&](const Period& period) {
      return period.range.begin >= sentence && period.range.end <= end;
    });
    if (!dated) {
      if (const int topic = topics_.of_paragraph(sentence); topic >= 0)
        return carry(topic, sentence);
    }
    return annotation_.main_subject >= 0 ? annotation_.main_subject : annotation_.main_place;
  }
  int carry(int subject, std::size_t sentence) {
    carried_ = subject;
    carried_in_ = sentence;
    return subject;
  }

  int carried_ = -1;                               // the subject of the figure before
  std::size_t carried_in_ = std::u32string::npos;  // the beginning of its sentence
  const Annotation& annotation_;
  View text_;
  std::vector<Quantity> quantities_;
  std::vector<Period> periods_;
  Topics topics_;
  std::u32string last_indicator_;
  std::vector<StatisticDraft> found_;
};

}  // namespace

std::vector<StatisticDraft> find_statistics(const Annotation& annotation) {
  return StatisticFinder(annotation).run();
}

}  // namespace wutong::extract
