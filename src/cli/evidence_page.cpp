#include "cli/evidence_page.h"

#include <algorithm>

#include "base/html_text.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/evidence_facts.h"
#include "cli/evidence_script.h"
#include "cli/evidence_style.h"
#include "cli/evidence_text.h"
#include "cli/page.h"

namespace wutong::cli {
namespace {

using base::html_text;

std::string first_character(const std::string& text) {
  return text.empty() ? "" : text.substr(0, base::decode_utf8(text, 0).length);
}

std::string counts(const DocumentGraph& graph) {
  return counted(graph.entities.size(), "entity", "entities") + ", " +
         counted(graph.relations.size(), "relation", "relations") + ", " +
         counted(graph.statistics.size(), "statistic", "statistics");
}

std::string title_of(const DocumentGraph& graph) {
  const auto title = graph.properties.find("title");
  return title == graph.properties.end() || title->second.empty() ? graph.document : title->second;
}

std::string links(const std::vector<ShownDocument>& documents) {
  std::string out = "<ol>\n";
  for (const ShownDocument& document : documents) {
    out += "<li><a href=\"" + html_text(document.link) + "\">" + html_text(document.title) +
           "</a> <small>" + html_text(document.summary) + "</small></li>\n";
  }
  return out + "</ol>\n";
}

std::string legend(const EvidencePage& page, const DocumentGraph& graph) {
  std::string out = "<ul class=\"legend\">\n";
  for (const TypeLook& look : page.looks()) {
    const auto count =
        std::count_if(graph.entities.begin(), graph.entities.end(),
                      [&](const Entity& entity) { return entity.type == look.type; });
    if (count == 0) continue;
    out += "<li><span class=\"m " + look.style + "\" data-t=\"" + html_text(look.sign) + "\">" +
           html_text(look.type + " " + look.zh) + "</span> <small>" + std::to_string(count) +
           "</small></li>\n";
  }
  return out + "</ul>\n";
}

std::string header(const EvidencePage& page, const GraphAndText& document) {
  const DocumentGraph& graph = document.graph;
  const RestoredText& text = document.text;
  std::string out = "<header>\n<h1>" + html_text(title_of(graph)) + "</h1>\n<p>" +
                    html_text(graph.document) + " · " + html_text(text.encoding) + " · " +
                    counted(text.repairs.size(), "repair", "repairs") + " · " + counts(graph) +
                    " · sha256 " + graph.sha256 + "</p>\n";
  std::string known;
  for (const auto& [name, value] : graph.properties) {
    if (name == "title") continue;
    known += (known.empty() ? "" : " · ") + html_text(name) + " " + html_text(value);
  }
  if (!known.empty()) out += "<p>" + known + "</p>\n";
  return out + legend(page, graph) + "</header>\n";
}

bool was_repaired(const RestoredText& text) {
  return std::any_of(text.parts.begin(), text.parts.end(),
                     [](const TextPart& part) { return part.found != part.restored; });
}

}  // namespace

EvidencePage::EvidencePage(const Extractor& extractor) {
  for (const auto& [zh, type] : extractor.name_aliases()) names_[type] = zh;
  for (const auto& [type, zh] : extractor.entity_types()) {
    looks_by_type_[type] = looks_.size();
    looks_.push_back({type, zh, first_character(zh.empty() ? type : zh),
                      "t" + std::to_string(looks_.size() % kTypeStyles)});
  }
}

std::string EvidencePage::head(std::string_view title) {
  return page_head(title, kEvidenceStyle, kEvidenceScript);
}

std::string EvidencePage::document(const GraphAndText& document, std::size_t number) const {
  const std::string id = "d" + std::to_string(number), prefix = id + "-";
  std::string out = "<section id=\"" + id + "\">\n" + header(*this, document);
  if (was_repaired(document.text)) {
    out += "<input class=\"toggle\" type=\"checkbox\" id=\"" + prefix +
           "o\" checked> <label for=\"" + prefix + "o\">show the text as found</label>\n";
  }
  return out + "<div class=\"cols\">\n<main>\n" + text_table(*this, document, prefix) +
         "</main>\n<aside aria-label=\"facts\">\n" + fact_list(*this, document, prefix) +
         "</aside>\n</div>\n</section>\n";
}

std::string EvidencePage::foot(const std::vector<ShownDocument>& documents) {
  std::string out;
  if (documents.size() > 1) {
    out = "<nav class=\"contents\">\n<h2>Documents</h2>\n" + links(documents) + "</nav>\n";
  }
  return out + page_foot(kEvidenceScript);
}

std::string EvidencePage::index(const std::vector<ShownDocument>& documents) {
  return page_head("Documents", kEvidenceStyle, "") +
         "<nav class=\"contents\">\n<h1>Documents</h1>\n" + links(documents) + "</nav>\n" +
         page_foot("");
}

ShownDocument EvidencePage::shown(const GraphAndText& document, std::string link) {
  return {std::move(link), title_of(document.graph),
          document.graph.document + ": " + counts(document.graph)};
}

const TypeLook& EvidencePage::look(const std::string& type) const {
  return looks_.at(looks_by_type_.at(type));
}

std::string EvidencePage::relation_name(const std::string& type) const {
  const auto at = names_.find(type);
  return at == names_.end() ? type : at->second;
}

}  // namespace wutong::cli
