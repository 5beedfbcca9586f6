#include "cli/evidence_facts.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <vector>

#include "base/html_text.h"

namespace wutong::cli {
namespace {

using base::html_text;

// How the value stands to the truth, in front of it.
std::string bound_sign(const Statistic& statistic) {
  if (statistic.bound == "at_least") return "≥ ";
  if (statistic.bound == "at_most") return "≤ ";
  return statistic.approx ? "≈ " : "= ";
}

std::string status_mark(FactStatus status) {
  if (status == FactStatus::Actual) return "";
  return std::string(" <em class=\"status\">") + to_string(status) + "</em>";
}

class FactList {
 public:
  FactList(const EvidencePage& page, const GraphAndText& document, const std::string& prefix)
      : page_(page), graph_(document.graph), segments_(document.text.parts), prefix_(prefix) {
    for (const Entity& entity : graph_.entities) entities_[entity.id] = &entity;
    for (std::size_t i = 0; i < graph_.relations.size(); ++i) {
      const Relation& relation = graph_.relations[i];
      relations_[relation.head].push_back(i);
      if (relation.tail != relation.head) relations_[relation.tail].push_back(i);
    }
    for (std::size_t i = 0; i < graph_.statistics.size(); ++i) {
      statistics_[graph_.statistics[i].subject].push_back(i);
    }
  }

  std::string render() {
    for (const TypeLook& look : page_.looks()) entities_of(look);
    section("Relations", graph_.relations.size(), [&](std::size_t i) { relation(i); });
    section("Statistics", graph_.statistics.size(), [&](std::size_t i) { statistic(i); });
    return std::move(out_);
  }

 private:
  void entities_of(const TypeLook& look) {
    std::vector<const Entity*> shown;
    for (const Entity& entity : graph_.entities) {
      if (entity.type == look.type) shown.push_back(&entity);
    }
    section(look.type + " " + look.zh, shown.size(), [&](std::size_t i) { entity(*shown[i]); });
  }

  template <class Show>
  void section(const std::string& title, std::size_t count, Show show) {
    if (count == 0) return;
    out_ += "<h2>" + html_text(title) + " <small>" + std::to_string(count) + "</small></h2>\n";
    for (std::size_t i = 0; i < count; ++i) show(i);
  }

  std::string name(const std::string& id) const {
    const auto at = entities_.find(id);
    return at == entities_.end() ? html_text(id) : html_text(at->second->name);
  }
  std::string name_with_type(const std::string& id) const {
    const auto at = entities_.find(id);
    if (at == entities_.end()) return html_text(id);
    return "<span class=\"m " + page_.look(at->second->type).style + "\">" + name(id) + "</span>";
  }
  std::string link(const std::string& id, const std::string& content) const {
    return "<a href=\"#" + prefix_ + html_text(id) + "\">" + content + "</a>";
  }
  std::string link_to_text(SegmentRange range, const std::string& content) const {
    return link("t" + std::to_string(range.first), content);
  }
  static std::string pair(SegmentRange range) {
    return std::to_string(range.first) + "-" + std::to_string(range.last);
  }
  static std::string bytes(const Evidence& evidence) {
    return fmt::format("{}–{}", evidence.start, evidence.end);
  }

  void open(const std::string& id, const std::string& ranges, const std::string& more,
            SegmentRange first, const std::string& heading) {
    out_ += "<article id=\"" + prefix_ + html_text(id) + "\" data-s=\"" + ranges + "\"" + more +
            ">\n<h3>" + link_to_text(first, "<b>" + html_text(id) + "</b> " + heading) +
            "</h3>\n<dl>\n";
  }
  void term(const char* name, const std::string& content, const char* style = "") {
    out_ +=
        std::string("<dt") + style + ">" + name + "</dt><dd" + style + ">" + content + "</dd>\n";
  }
  void close(const std::string& rule, double confidence) {
    term("rule", "<code>" + html_text(rule) + "</code>");
    term("confidence", fmt::format("{:.2f}", confidence));
    out_ += "</dl>\n</article>\n";
  }

  // The words as restored, where they stand, and as found where that differs.
  void evidence(const Evidence& evidence) {
    const SegmentRange range = segments_.of(evidence);
    term("evidence", "<q lang=\"zh\">" + link_to_text(range, html_text(evidence.text)) + "</q>");
    const std::string found = segments_.found(range);
    if (found != evidence.text) {
      term("as found", "<q lang=\"zh\">" + html_text(found) + "</q>", " class=\"found\"");
    }
    term("bytes", bytes(evidence));
  }
  void cue(const char* name, const std::optional<Evidence>& cue) {
    if (!cue) return;
    term(name, "<q lang=\"zh\">" + link_to_text(segments_.of(*cue), html_text(cue->text)) +
                   "</q> <small>" + bytes(*cue) + "</small>");
  }
  std::string cue_ranges(const std::optional<Evidence>& cue,
                         const std::optional<Evidence>& status_cue) const {
    std::string out;
    if (cue) out += " data-c=\"" + pair(segments_.of(*cue)) + "\"";
    if (status_cue) out += " data-q=\"" + pair(segments_.of(*status_cue)) + "\"";
    return out;
  }

  void entity(const Entity& entity) {
    std::string ranges, mentions;
    for (const Evidence& mention : entity.mentions) {
      const SegmentRange range = segments_.of(mention);
      ranges += (ranges.empty() ? "" : " ") + pair(range);
      mentions += "<li>" + link_to_text(range, html_text(mention.text)) + " <small>" +
                  bytes(mention) + "</small></li>";
    }
    open(entity.id, ranges, "", segments_.of(entity.mentions.front()),
         name_with_type(entity.id) + fmt::format(" <small>×{}</small>", entity.mentions.size()));
    const TypeLook& look = page_.look(entity.type);
    term("type", html_text(look.type + " " + look.zh));
    if (!entity.aliases.empty()) {
      std::string aliases;
      for (const std::string& alias : entity.aliases) {
        aliases += (aliases.empty() ? "" : "、") + html_text(alias);
      }
      term("aliases", aliases);
    }
    term("mentions", "<ul class=\"row\" lang=\"zh\">" + mentions + "</ul>");
    listed("relations", 'r', relations_, entity.id,
           [&](std::size_t i) { return says(graph_.relations[i]); });
    listed("statistics", 's', statistics_, entity.id,
           [&](std::size_t i) { return says(graph_.statistics[i]); });
    close(entity.rule, entity.confidence);
  }

  template <class Says>
  void listed(const char* title, char kind,
              const std::map<std::string, std::vector<std::size_t>>& facts, const std::string& id,
              Says says) {
    const auto at = facts.find(id);
    if (at == facts.end()) return;
    std::string items;
    for (const std::size_t i : at->second) {
      const std::string fact = kind + std::to_string(i + 1);
      items += "<li>" + link(fact, fact + " " + says(i)) + "</li>";
    }
    term(title, "<ul>" + items + "</ul>");
  }

  std::string relation_word(const Relation& relation) const {
    return " <i title=\"" + html_text(relation.type) + "\">" +
           html_text(page_.relation_name(relation.type)) + "</i> ";
  }
  std::string says(const Relation& relation) const {
    return name(relation.head) + relation_word(relation) + name(relation.tail) +
           status_mark(relation.status);
  }
  static std::string says(const Statistic& statistic) {
    return html_text(statistic.indicator) + " " + bound_sign(statistic) +
           fmt::format("{}", statistic.value) + html_text(statistic.unit) +
           (statistic.period ? " <small>" + html_text(*statistic.period) + "</small>" : "") +
           status_mark(statistic.status);
  }

  void relation(std::size_t i) {
    const Relation& relation = graph_.relations[i];
    const SegmentRange range = segments_.of(relation.evidence);
    open("r" + std::to_string(i + 1), pair(range), cue_ranges(relation.cue, relation.status_cue),
         range,
         name_with_type(relation.head) + relation_word(relation) + name_with_type(relation.tail) +
             status_mark(relation.status));
    term("relation", html_text(relation.type + " " + page_.relation_name(relation.type)));
    term(
        "between",
        link(relation.head, name(relation.head)) + " → " + link(relation.tail, name(relation.tail)),
        " class=\"screen\"");
    term("status", to_string(relation.status));
    cue("status from", relation.status_cue);
    evidence(relation.evidence);
    cue("cue", relation.cue);
    close(relation.rule, relation.confidence);
  }

  void statistic(std::size_t i) {
    const Statistic& statistic = graph_.statistics[i];
    const SegmentRange range = segments_.of(statistic.evidence);
    open("s" + std::to_string(i + 1), pair(range), cue_ranges({}, statistic.status_cue), range,
         name_with_type(statistic.subject) + " " + says(statistic));
    term("subject", link(statistic.subject, name(statistic.subject)), " class=\"screen\"");
    term("period", statistic.period ? html_text(*statistic.period) : "not stated");
    if (!statistic.bound.empty()) {
      term("bound", statistic.bound == "at_least"  ? "at least"
                    : statistic.bound == "at_most" ? "at most"
                                                   : "about");
    }
    term("status", to_string(statistic.status));
    cue("status from", statistic.status_cue);
    evidence(statistic.evidence);
    close(statistic.rule, statistic.confidence);
  }

  const EvidencePage& page_;
  const DocumentGraph& graph_;
  const Segments segments_;
  const std::string& prefix_;
  std::map<std::string, const Entity*> entities_;
  std::map<std::string, std::vector<std::size_t>> relations_, statistics_;  // by entity
  std::string out_;
};

}  // namespace

std::string fact_list(const EvidencePage& page, const GraphAndText& document,
                      const std::string& prefix) {
  return FactList(page, document, prefix).render();
}

}  // namespace wutong::cli
