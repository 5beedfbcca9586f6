// The phases in order, then characters become bytes of the source.
#include "extract/extract.h"

#include "base/utf8.h"
#include "extract/annotation.h"
#include "extract/facts.h"

namespace wutong::extract {
namespace {

class Assembly {
 public:
  explicit Assembly(const Annotation& annotation) : annotation_(annotation) {}

  DocumentGraph run() {
    const text::Document& document = annotation_.document;
    DocumentGraph graph;
    graph.document = document.uri;
    graph.sha256 = document.sha256;
    graph.properties = document.properties;
    mentions_of_.resize(annotation_.entities.size());
    for (const Mention& mention : annotation_.mentions) {
      mentions_of_[static_cast<std::size_t>(mention.entity)].push_back(mention.range);
    }
    for (std::size_t i = 0; i < annotation_.entities.size(); ++i) {
      graph.entities.push_back(entity(static_cast<int>(i)));
    }
    for (const RelationDraft& draft : find_relations(annotation_)) {
      Relation relation;
      relation.head = id_of(draft.head);
      relation.type = draft.type;
      relation.tail = id_of(draft.tail);
      relation.evidence = evidence(draft.evidence);
      relation.cue = evidence(draft.cue);
      if (draft.status_cue) relation.status_cue = evidence(*draft.status_cue);
      relation.status = draft.status;
      relation.rule = draft.rule;
      relation.confidence = draft.confidence;
      graph.relations.push_back(std::move(relation));
    }
    for (const StatisticDraft& draft : find_statistics(annotation_)) {
      Statistic statistic;
      statistic.subject = id_of(draft.subject);
      statistic.indicator = draft.indicator;
      statistic.value = draft.value;
      statistic.unit = draft.unit;
      statistic.approx = draft.approx;
      statistic.bound = draft.bound;
      statistic.period = draft.period;
      statistic.evidence = evidence(draft.evidence);
      if (draft.status_cue) statistic.status_cue = evidence(*draft.status_cue);
      statistic.status = draft.status;
      statistic.rule = draft.rule;
      statistic.confidence = draft.confidence;
      graph.statistics.push_back(std::move(statistic));
    }
    return graph;
  }

 private:
  static std::string id_of(int entity) { return "e" + std::to_string(entity + 1); }

  Evidence evidence(Range range) const {
    const base::ByteSpan span = annotation_.document.offsets.source(range.begin, range.end);
    return {span.begin, span.end, base::to_utf8(annotation_.text(range))};
  }

  Entity entity(int index) const {
    const EntityDraft& draft = annotation_.entities[static_cast<std::size_t>(index)];
    Entity out;
    out.id = id_of(index);
    out.type = draft.type;
    out.name = base::to_utf8(draft.name);
    for (const std::u32string& alias : draft.aliases) out.aliases.push_back(base::to_utf8(alias));
    for (const Range& range : mentions_of_[static_cast<std::size_t>(index)]) {
      out.mentions.push_back(evidence(range));
    }
    out.rule = draft.rule;
    out.confidence = draft.confidence;
    return out;
  }

  const Annotation& annotation_;
  std::vector<std::vector<Range>> mentions_of_;  // by entity
};

}  // namespace

DocumentGraph extract(const text::Document& document, const Lexicon& lexicon) {
  Annotation annotation{document, lexicon, {}, {}, {}, {}, {}, -1, false, -1};
  tokenise(annotation);
  find_names(annotation);
  cluster(annotation);
  return Assembly(annotation).run();
}

}  // namespace wutong::extract
