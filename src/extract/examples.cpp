#include "extract/examples.h"

#include <fmt/format.h>

#include <algorithm>

#include "extract/extract.h"
#include "text/restore.h"

namespace wutong::extract {
namespace {

class Examples {
 public:
  Examples(const SchemaFiles& files, const Lexicon& lexicon) : files_(files), lexicon_(lexicon) {}

  std::vector<Error> run() {
    for (const RelationRule& rule : lexicon_.relations) {
      if (!finds(graph_of(rule.yes), rule)) {
        fault("rules/relations.json", rule.id, "finds nothing in its example '" + rule.yes + "'",
              "");
      }
      if (finds(graph_of(rule.no), rule)) {
        fault("rules/relations.json", rule.id,
              "finds something in its counterexample '" + rule.no + "'", "");
      }
    }
    for (const FigureRule& rule : lexicon_.figures) {
      for (const FigureExample& each : rule.yes) positive(rule, each);
      for (const std::string& text : rule.no) negative(rule, text);
    }
    return std::move(faults_);
  }

 private:
  DocumentGraph graph_of(const std::string& text) const {
    return extract(text::restore({"example.txt", text, ""}), lexicon_);
  }

  static bool finds(const DocumentGraph& graph, const RelationRule& rule) {
    return std::any_of(
        graph.relations.begin(), graph.relations.end(),
        [&](const Relation& relation) { return relation.rule.rfind(rule.id, 0) == 0; });
  }

  static std::string fact(const DocumentGraph& graph, const Statistic& statistic) {
    std::string subject;
    for (const Entity& entity : graph.entities) {
      if (entity.id == statistic.subject) subject = entity.name;
    }
    return fmt::format("{} | {} | {} {} | {}", subject, statistic.indicator, statistic.value,
                       statistic.unit, statistic.period.value_or("-"));
  }

  void positive(const FigureRule& rule, const FigureExample& example) {
    const DocumentGraph graph = graph_of(example.text);
    std::string instead;
    for (const Statistic& statistic : graph.statistics) {
      const std::string found = fact(graph, statistic);
      if (found == example.fact && statistic.rule == rule.id) return;
      instead += (instead.empty() ? "" : "; ") + found + " by " + statistic.rule;
    }
    fault("rules/statistics.json", rule.id,
          "does not find '" + example.fact + "' in its example '" + example.text + "'",
          instead.empty() ? "nothing is found there" : "found there: " + instead);
  }

  void negative(const FigureRule& rule, const std::string& text) {
    const DocumentGraph graph = graph_of(text);
    for (const Statistic& statistic : graph.statistics) {
      if (statistic.rule != rule.id) continue;
      fault("rules/statistics.json", rule.id,
            "finds '" + fact(graph, statistic) + "' in its counterexample '" + text + "'", "");
      return;
    }
  }

  void fault(const std::string& file, const std::string& rule, const std::string& what,
             const std::string& note) {
    Error error("rules.failed_example", "rule '" + rule + "' " + what);
    const auto content = files_.find(file);
    if (content != files_.end()) {
      error.set_source(content->second, file);
      const std::size_t at = content->second.find('"' + rule + '"');
      if (at != std::string::npos) error.set_span({at, at + rule.size() + 2});
    }
    if (!note.empty()) error.add_note(note);
    faults_.push_back(std::move(error));
  }

  const SchemaFiles& files_;
  const Lexicon& lexicon_;
  std::vector<Error> faults_;
};

}  // namespace

std::vector<Error> check_examples(const SchemaFiles& files, const Lexicon& lexicon) {
  return Examples(files, lexicon).run();
}

std::size_t count_examples(const Lexicon& lexicon) {
  std::size_t count = 2 * lexicon.relations.size();
  for (const FigureRule& rule : lexicon.figures) count += rule.yes.size() + rule.no.size();
  return count;
}

}  // namespace wutong::extract
