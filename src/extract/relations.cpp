// Relations: rules with trigger words first, then patterns of the sentence and the document,
// then what the relation model adds.
#include "extract/relation_candidates.h"
#include "extract/relation_pattern.h"

namespace wutong::extract {

void apply_relation_patterns(RelationContext& context) {
  find_trades(context);
  find_event_relations(context);
  find_places_beside(context);
  find_offices(context);
  find_ownership(context);
  find_honours(context);
}

std::vector<RelationDraft> find_relations(const Annotation& annotation) {
  RelationContext context(annotation);
  apply_relation_rules(context);
  apply_relation_patterns(context);
  apply_relation_model(context);
  return std::move(context.found());
}

}  // namespace wutong::extract
