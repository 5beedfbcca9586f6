#include "cli/evidence_text.h"

#include <algorithm>
#include <optional>

#include "base/html_text.h"

namespace wutong::cli {
namespace {

// What covers a segment and what ends with it.
struct Cover {
  const Entity* inner = nullptr;  // of the shortest mention over it
  const Entity* outer = nullptr;  // of a longer one around that
  std::size_t inner_bytes = 0;
  bool mention_ends = false;  // the inner one
  std::string notes;          // references to facts whose evidence ends here
};

void cover(std::vector<Cover>& covers, const Entity& entity, const Evidence& mention,
           SegmentRange range) {
  const std::size_t bytes = mention.end - mention.start;
  for (std::size_t i = range.first; i <= range.last; ++i) {
    Cover& cover = covers[i];
    if (cover.inner != nullptr && cover.inner_bytes <= bytes) {
      cover.outer = &entity;
      continue;
    }
    cover.outer = cover.inner;
    cover.inner = &entity;
    cover.inner_bytes = bytes;
    cover.mention_ends = i == range.last;
  }
}

std::string note(const std::string& prefix, char kind, std::size_t number) {
  const std::string name = kind + std::to_string(number);
  return "<sup><a href=\"#" + prefix + name + "\">" + name + "</a></sup>";
}

std::vector<Cover> covers_of(const GraphAndText& document, const std::string& prefix) {
  const Segments segments(document.text.parts);
  std::vector<Cover> covers(document.text.parts.size());
  for (const Entity& entity : document.graph.entities) {
    for (const Evidence& mention : entity.mentions) {
      cover(covers, entity, mention, segments.of(mention));
    }
  }
  std::size_t number = 0;
  for (const Relation& relation : document.graph.relations) {
    covers[segments.of(relation.evidence).last].notes += note(prefix, 'r', ++number);
  }
  number = 0;
  for (const Statistic& statistic : document.graph.statistics) {
    covers[segments.of(statistic.evidence).last].notes += note(prefix, 's', ++number);
  }
  return covers;
}

class Table {
 public:
  Table(const EvidencePage& page, const GraphAndText& document, const std::string& prefix)
      : page_(page),
        prefix_(prefix),
        parts_(document.text.parts),
        covers_(covers_of(document, prefix)),
        repaired_(std::any_of(parts_.begin(), parts_.end(),
                              [](const TextPart& part) { return part.found != part.restored; })) {}

  std::string render() {
    out_ = repaired_ ? "<table class=\"text two\">\n<tr><th></th><th>as restored</th>"
                       "<th>as found</th></tr>\n"
                     : "<table class=\"text\">\n<tr><th></th><th>as found; nothing was "
                       "repaired</th></tr>\n";
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (parts_[i].restored == "\n") {
        end_line();
      } else {
        add(i);
      }
    }
    end_line();
    return out_ + "</table>\n";
  }

 private:
  void add(std::size_t i) {
    const TextPart& part = parts_[i];
    if (!part.restored.empty()) restored_ += element(i, 't', part.restored, "") + covers_[i].notes;
    if (repaired_ && !part.found.empty()) {
      found_ += element(i, 'f', part.found, part.found == part.restored ? "" : "c");
    }
  }

  std::string element(std::size_t i, char column, const std::string& text,
                      const std::string& changed) const {
    const Cover& cover = covers_[i];
    std::string id = " id=\"" + prefix_ + column + std::to_string(i) + "\"";
    const std::string content = base::html_text(text);
    if (cover.inner == nullptr) {
      return "<span" + id + (changed.empty() ? "" : " class=\"" + changed + "\"") + ">" + content +
             "</span>";
    }
    const TypeLook& look = page_.look(cover.inner->type);
    std::string style = "m " + look.style;
    if (cover.outer != nullptr) style += " in";
    if (!changed.empty()) style += " " + changed;
    std::string out = "<a" + id + " class=\"" + style + "\" href=\"#" + prefix_ +
                      base::html_text(cover.inner->id) + "\"";
    if (column == 'f') {
      out += " tabindex=\"-1\"";
    } else if (cover.mention_ends) {
      out += " data-t=\"" + base::html_text(look.sign) + "\"";
    }
    return out + ">" + content + "</a>";
  }

  void end_line() {
    ++line_;
    if (!restored_.empty() || !found_.empty()) {
      out_ += "<tr><td>" + std::to_string(line_) + "</td><td lang=\"zh\">" + restored_ + "</td>";
      if (repaired_) out_ += "<td class=\"found\" lang=\"zh\">" + found_ + "</td>";
      out_ += "</tr>\n";
    }
    restored_.clear();
    found_.clear();
  }

  const EvidencePage& page_;
  const std::string& prefix_;
  const std::vector<TextPart>& parts_;
  const std::vector<Cover> covers_;
  const bool repaired_;
  std::string out_, restored_, found_;
  std::size_t line_ = 0;
};

}  // namespace

SegmentRange Segments::of(const Evidence& evidence) const {
  const auto first = std::partition_point(parts_.begin(), parts_.end(), [&](const TextPart& part) {
    return part.end <= evidence.start;
  });
  const auto end = std::partition_point(
      first, parts_.end(), [&](const TextPart& part) { return part.start < evidence.end; });
  const auto at = [&](auto place) { return static_cast<std::size_t>(place - parts_.begin()); };
  const std::size_t begin = std::min(at(first), parts_.size() - 1);
  return {begin, std::max(begin + 1, at(end)) - 1};
}

std::string Segments::found(SegmentRange range) const {
  std::string out;
  for (std::size_t i = range.first; i <= range.last; ++i) out += parts_[i].found;
  return out;
}

std::string text_table(const EvidencePage& page, const GraphAndText& document,
                       const std::string& prefix) {
  return Table(page, document, prefix).render();
}

}  // namespace wutong::cli
