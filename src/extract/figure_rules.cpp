#include "extract/figure_rules.h"

#include <algorithm>
#include <sstream>

#include "base/suggest.h"
#include "base/utf8.h"
#include "extract/lexicon.h"
#include "extract/rule_file.h"

namespace wutong::extract {
namespace {

const std::vector<std::string> kCaptures = {"indicator", "verb", "whole", "noun", "clause", "name"};

class Compiler {
 public:
  Compiler(const RuleFields& fields, const Lexicon& lexicon) : fields_(fields), lexicon_(lexicon) {}

  FigureRule run() {
    fields_.only({"id", "shape", "before", "after", "units", "indicator", "subject", "sign",
                  "remember", "confidence", "yes", "no"});
    FigureRule rule;
    rule.id = fields_.id();
    rule.shape = fields_.text("shape", "pattern");
    if (rule.shape != "pattern" && rule.shape != "respective" && rule.shape != "from-to") {
      fields_.fail("shape", "'" + rule.shape + "' is none", "shapes: pattern respective from-to");
    }
    rule.before = items("before");
    rule.after = items("after");
    rule.units = units();
    rule.sign = fields_.number("sign", 1);
    rule.remembered = !fields_.has("remember") || fields_.flag("remember");
    rule.confidence = fields_.number("confidence", 0.5);
    if (rule.confidence < 0 || rule.confidence > 1) fields_.fail("confidence", "is from 0 to 1");
    rule.subject = fields_.text("subject", "");
    if (!rule.subject.empty() && (rule.subject != "name" || !captured("name"))) {
      fields_.fail("subject", "can only be \"name\", of a rule that captures [name]");
    }
    if (rule.shape == "pattern") rule.parts = template_parts();
    examples(rule);
    return rule;
  }

 private:
  std::vector<FigureItem> items(const char* field) {
    std::vector<FigureItem> out;
    std::istringstream words(fields_.text(field, ""));
    for (std::string word; words >> word;) out.push_back(item(field, word));
    return out;
  }

  FigureItem item(const char* field, std::string word) {
    FigureItem out;
    if (word == "^") {
      out.kind = FigureItem::Kind::Begin;
      return out;
    }
    if (word.front() == '[') {
      if (word.size() < 3 || word.back() != ']')
        fields_.fail(field, "'" + word + "' is not closed");
      out.kind = FigureItem::Kind::Capture;
      out.name = word.substr(1, word.size() - 2);
      if (std::find(kCaptures.begin(), kCaptures.end(), out.name) == kCaptures.end()) {
        check_class(field, out.name);
      }
      captures_.push_back(out.name);
      return out;
    }
    if (word.size() > 1 && (word.back() == '?' || word.back() == '*')) {
      out.optional = true;
      out.repeated = word.back() == '*';
      word.pop_back();
    }
    if (word.front() == '@') {
      out.kind = FigureItem::Kind::Class;
      out.name = word.substr(1);
      check_class(field, out.name);
    } else {
      out.literal = base::from_utf8(word);
    }
    return out;
  }

  void check_class(const char* field, const std::string& name) {
    if (lexicon_.classes.count(name) > 0) return;
    std::vector<std::string> known = kCaptures;
    for (const auto& [each, words] : lexicon_.classes) known.push_back(each);
    const auto close = base::closest(name, known);
    fields_.fail(
        field, "no lexicon has a class '" + name + "'",
        close ? "did you mean '" + *close + "'?" : "classes stand in lexicons/figures.txt");
  }

  bool captured(const std::string& name) const {
    return std::find(captures_.begin(), captures_.end(), name) != captures_.end();
  }

  std::vector<std::string> units() {
    std::vector<std::string> out = fields_.texts("units");
    for (const std::string& unit : out) {
      const bool kind = unit == "count" || unit == "measure" || unit == "money" || unit == "rate";
      if (!kind && lexicon_.units.find(base::from_utf8(unit)) == nullptr) {
        fields_.fail("units", "'" + unit + "' is neither a unit of lexicons/units.txt nor a kind",
                     "kinds: count measure money rate");
      }
    }
    return out;
  }

  std::vector<std::string> template_parts() {
    const std::string text = fields_.text("indicator");
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < text.size();) {
      if (text[at] == '{') {
        const std::size_t end = text.find('}', at);
        if (end == std::string::npos) fields_.fail("indicator", "a '{' is not closed");
        const std::string name = text.substr(at + 1, end - at - 1);
        const bool given = name == "last" || name == "counted" || name == "alike" ||
                           name == "like" || name == "previous";
        if (!given && !captured(name)) {
          fields_.fail("indicator", "'{" + name + "}' is not captured by 'before' or 'after'");
        }
        parts.push_back("{" + name);
        at = end + 1;
      } else {
        const std::size_t end = std::min(text.find('{', at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end;
      }
    }
    if (parts.empty()) fields_.fail("indicator", "is empty");
    return parts;
  }

  void examples(FigureRule& rule) {
    if (!fields_.has("yes")) fields_.fail("yes", "is missing", "each rule shows what it finds");
    if (!fields_.json()["yes"].is_array()) fields_.fail("yes", "must be a list");
    for (const auto& each : fields_.json()["yes"]) {
      if (!each.is_object() || !each.contains("text") || !each["text"].is_string() ||
          !each.contains("fact") || !each["fact"].is_string()) {
        fields_.fail("yes", "an example is {\"text\": ..., \"fact\": ...}",
                     "a fact is \"subject | indicator | value unit | period\"");
      }
      rule.yes.push_back({each["text"], each["fact"]});
    }
    rule.no = fields_.texts("no");
    if (rule.yes.empty()) fields_.fail("yes", "is empty");
    if (rule.no.empty()) fields_.fail("no", "is missing or empty", "a text the rule leaves alone");
  }

  const RuleFields& fields_;
  const Lexicon& lexicon_;
  std::vector<std::string> captures_;
};

}  // namespace

FigureRule parse_figure_rule(const RuleFields& fields, const Lexicon& lexicon) {
  return Compiler(fields, lexicon).run();
}

}  // namespace wutong::extract
